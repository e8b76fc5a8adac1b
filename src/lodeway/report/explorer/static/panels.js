/**
 * Figures, ladder, alternatives, legs and sources as HTML.
 * @module
 */

import { plain } from "../../page/static/numbers.js";
import { weight } from "./model.js";
import { called, days, difference, ends, kilometres, land, listed, through, town } from "./words.js";

/** @typedef {import("./model.js").Model} Model */
/** @typedef {import("./model.js").Way} Way */
/** @typedef {import("./model.js").Choice} Choice */
/** @typedef {import("./model.js").Origin} Origin */

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(string | Node)} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const MODES = ["rail", "road", "sea", "ferry"];

/**
 * What is cheapest counts the cost of time as well, so that stands beside freight: a ban may lower freight alone.
 * @param {HTMLElement} box
 * @param {Model} model
 * @param {Way | null} way
 * @param {Way | null} free
 */
export function figures(box, model, way, free) {
  const whole = (/** @type {Way} */ one) => Math.round(weight(model, one, "cost"));
  /** @type {[string, (way: Way) => string, (way: Way) => number, string][]} */
  const rows = [
    ["Length", (one) => kilometres(one.km), (one) => Math.round(one.km / 10) * 10, "km"],
    ["Time", (one) => days(one.hours), (one) => Math.round(one.hours / 24), "days"],
    ["Freight", (one) => `${plain(Math.round(one.cost))}\u00a0USD/t`, (one) => Math.round(one.cost), "USD/t"],
    ["Emissions", (one) => `${plain(Math.round(one.co2))}\u00a0kg\u00a0CO2e/t`, (one) => Math.round(one.co2), "kg/t"],
  ];
  box.replaceChildren(
    ...rows.map(([name, told, value, unit]) => {
      const shown = way ? told(way) : "no way";
      const other = way && free && way !== free ? free : null;
      const apart = way && other ? value(way) - value(other) : 0;
      const notes = way && other ? [apart ? difference(apart, unit) : "no difference"] : [];
      if (way && name === "Freight") notes.push(`${other ? difference(whole(way) - whole(other), unit) : `${plain(whole(way))}\u00a0${unit}`} with the cost of time`);
      const note = notes.join("; ");
      return make("div", { class: apart > 0 ? "worse" : apart < 0 ? "better" : "" }, make("dt", {}, name), make("dd", {}, shown), make("dd", { class: "apart" }, note));
    }),
  );
}

/** @param {HTMLElement} box @param {Way | null} way */
export function modes(box, way) {
  const parts = way ? MODES.filter((mode) => way.byMode[mode]) : [];
  const bar = make("div", { class: "mode-bar", "aria-hidden": "true" });
  for (const mode of parts) bar.append(make("span", { class: mode, style: `flex-grow:${Math.max(1, /** @type {Way} */ (way).byMode[mode])}` }));
  const words = parts.map((mode) => make("span", { class: `mode ${mode}` }, `${mode} ${kilometres(/** @type {Way} */ (way).byMode[mode])}`));
  box.replaceChildren(...(way ? [bar, make("p", {}, ...words)] : []));
}

/** @param {HTMLElement} box @param {Model} model @param {Way | null} way */
export function journey(box, model, way) {
  if (!way) return box.replaceChildren();
  const countries = make("ol", { class: "chain" }, ...way.countries.map((country) => make("li", {}, land(model, country))));
  const gates = way.gates.map((id) => {
    const gate = model.gates.get(id);
    const item = make("li", {}, gate?.name ?? id);
    if (gate?.gauges.length) item.append(" ", make("span", { class: "tag gauge" }, `gauge ${gate.gauges.join("→")} mm`));
    return item;
  });
  const changes = way.gates.filter((id) => model.gates.get(id)?.gauges.length).length;
  const links = way.links.map((id) => model.links.get(id)?.name ?? id);
  box.replaceChildren(
    make("dt", {}, "Countries in order"), make("dd", {}, countries),
    make("dt", {}, "Crossings, ports and passages in order"), make("dd", {}, make("ol", { class: "chain" }, ...gates)),
    make("dt", {}, "Changes of track gauge"), make("dd", {}, String(changes)),
    make("dt", {}, "Links added by hand"), make("dd", {}, links.length ? links.join("; ") : "none"),
  );
}

/**
 * @param {HTMLTableElement} table
 * @param {Model} model
 * @param {{barred: string[], way: Way | null}[]} rungs
 * @param {Way | null} shown the way on the map
 * @param {(avoid: string[]) => void} choose
 *
 * Its costs hold the cost of time, which is what the cheapest way is cheapest in: by that no ban lowers a cost.
 */
export function ladderTable(table, model, rungs, shown, choose) {
  const most = Math.max(1, ...rungs.map(({ way }) => way?.km ?? 0));
  const at = rungs.findIndex(({ way }) => way === shown);
  const rows = rungs.map(({ barred, way }, index) => {
    const last = barred[barred.length - 1];
    const name = last ? `− ${land(model, last)}` : "Nothing barred";
    const button = make("button", { type: "button", class: "rung", "aria-label": barred.length ? `Bar ${listed(barred.map((one) => land(model, one)))}` : "Bar nothing" }, name);
    button.addEventListener("click", () => choose(barred));
    const bar = make("span", { class: "length", style: `width:${(100 * (way?.km ?? 0)) / most}%`, "aria-hidden": "true" });
    const cells = way
      ? [make("td", { class: "bar" }, bar, make("span", { class: "km" }, kilometres(way.km))), make("td", { class: "n" }, String(Math.round(way.hours / 24))), make("td", { class: "n" }, plain(Math.round(weight(model, way, "cost"))))]
      : [make("td", { colspan: "3", class: "missing" }, "no way")];
    return make("tr", index === at ? { class: "now", "aria-current": "true" } : {}, make("th", { scope: "row" }, button), ...cells);
  });
  table.tBodies[0].replaceChildren(...rows);
}

/**
 * @param {HTMLElement} box
 * @param {Model} model
 * @param {{without: string, way: Way, share: number}[]} others
 * @param {Way | null} way
 * @param {(index: number) => void} light
 */
export function alternativeCards(box, model, others, way, light) {
  const cards = others.map(({ without, way: other, share }, index) => {
    const how = through(model, other).trim();
    const card = make(
      "button",
      { type: "button", class: "alternative", "aria-pressed": "false" },
      make("strong", {}, `Without ${called(model, without)}`),
      make("span", {}, `${kilometres(other.km)}, ${days(other.hours)}, freight ${plain(Math.round(other.cost))} USD/t, ${plain(Math.round(weight(model, other, "cost")))} with the cost of time, ${plain(Math.round(other.co2))} kg CO2e/t`),
      make("span", { class: "soft" }, `${how ? `${how}; ` : ""}shares ${Math.round(100 * share)} % of the shorter way`),
    );
    const turn = () => {
      const on = card.getAttribute("aria-pressed") !== "true";
      for (const one of box.querySelectorAll("button")) one.setAttribute("aria-pressed", "false");
      card.setAttribute("aria-pressed", String(on));
      light(on ? index : -1);
    };
    card.addEventListener("click", turn);
    return card;
  });
  const none = way ? "Every other way is more than 80 % the same, or longer bans would be needed." : "";
  box.replaceChildren(...(cards.length ? cards : [make("p", { class: "soft" }, none)]));
}

/**
 * @param {HTMLTableElement} table
 * @param {Model} model
 * @param {Choice} choice
 * @param {Way | null} way
 */
export function legsTable(table, model, choice, way) {
  const { origin, buyer } = ends(model, choice);
  const n = (/** @type {number} */ value, /** @type {number} */ digits = 0) =>
    make("td", { class: "n" }, value.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  /** @type {(first: string, where: string, km: number, hours: number, cost: number, co2: number) => HTMLElement} */
  const row = (first, where, km, hours, cost, co2) => make("tr", {}, make("th", { scope: "row" }, first), make("td", {}, where), n(km), n(hours), n(cost, 2), n(cost + model.meta.time_value * hours, 2), n(co2, 1));
  const rows = (way?.stretches ?? []).map((part) => {
    const gate = model.gates.get(part.gate);
    const kind = gate ? gate.kind : part.mode || "handling";
    return row(kind, gate ? gate.name : land(model, part.country) || "at sea", part.km, part.hours, part.cost, part.co2);
  });
  table.tBodies[0].replaceChildren(...rows, ...(way ? [row("all", `${town(origin)} to ${town(buyer)}`, way.km, way.hours, way.cost, way.co2)] : []));
}

const CONFIDENCE = /** @type {Record<string, string>} */ ({ H: "published figure", M: "derived or dated", L: "weak: a guess" });

/** @param {Origin} row @returns {HTMLElement[]} cells: source and how sure */
function told(row) {
  const words = linked(`${row.source || "not stated"}${row.note ? `. ${row.note}` : ""}`);
  const range = row.range ? ` (${row.range})` : "";
  const sure = row.guess ? make("span", { class: "tag guess" }, "guess") : "";
  return [make("td", {}, ...words), make("td", {}, sure, ` ${row.guess ? "" : (CONFIDENCE[row.confidence] ?? "not stated")}${range}`)];
}

/** @param {string} text @returns {(string | Node)[]} with web addresses as links */
export function linked(text) {
  return text.split(/(https?:\/\/[^\s<>"'()]*[^\s<>"'().,;:])/).map((part, index) => (index % 2 ? make("a", { href: part, rel: "noreferrer" }, part) : part));
}

/**
 * @param {HTMLTableElement} table
 * @param {Model} model
 * @param {Way | null} way
 */
export function sourcesTable(table, model, way) {
  if (!way) return table.tBodies[0].replaceChildren();
  const figure = (/** @type {number | null} */ value, /** @type {string} */ unit) => (value === null ? "no figure" : `${plain(value)} ${unit}`);
  const line = (/** @type {string} */ what, /** @type {string} */ value, /** @type {Origin} */ row) =>
    make("tr", {}, make("th", { scope: "row" }, what), make("td", {}, value), ...told(row));
  const pairs = new Set(way.stretches.filter((part) => part.km > 0).map((part) => `${part.mode} ${part.country}`));
  const known = new Set(model.rates.map((rate) => `${rate.mode} ${rate.country}`));
  const rates = model.rates.filter((rate) => [...pairs].some((pair) => pair === `${rate.mode} ${rate.country}` || (rate.country === "*" && pair.startsWith(`${rate.mode} `) && !known.has(pair))));
  const moves = way.stretches.filter((part) => part.mode).map((part) => part.mode);
  const changes = model.transfers.filter((row) => moves.some((mode, index) => mode === row.from && moves[index + 1] === row.to));
  table.tBodies[0].replaceChildren(
    ...rates.map((rate) => line(`${rate.mode} in ${rate.country === "*" ? "all other countries" : land(model, rate.country)}`, `${rate.cost} USD/t km, ${rate.speed} km/h, ${rate.emissions} g/t km`, rate)),
    ...changes.map((row) => line(`${row.from} to ${row.to}`, `${row.cost} USD/t, ${row.delay} h`, row)),
    ...way.gates.flatMap((id) => {
      const gate = model.gates.get(id);
      return gate ? [line(`${gate.name} (${gate.kind})`, `delay ${figure(gate.delay, "h")}, fee ${figure(gate.fee, "USD/t")}`, gate)] : [];
    }),
    ...way.links.flatMap((id) => {
      const link = model.links.get(id);
      return link ? [line(`${link.name} (${link.mode} link added by hand)`, `${figure(link.length, "km")}, ${link.status || "open"}`, link)] : [];
    }),
  );
}

/**
 * @param {HTMLElement} box
 * @param {Model} model
 * @param {Choice} choice
 * @param {ReturnType<typeof import("./model.js").reason> | null} why
 */
export function reasonWords(box, model, choice, why) {
  const { origin, buyer } = ends(model, choice);
  box.hidden = !why;
  if (!why) return;
  const inside = [origin, buyer].filter((site) => choice.avoid.includes(site.country));
  const acting = why.acting.map((name) => (model.gates.has(name) ? `closing ${called(model, name)}` : `barring ${land(model, name)}`));
  const lines = inside.length
    ? inside.map((site) => `${town(site)} itself lies in ${land(model, site.country)}.`)
    : [`${acting.length ? `What cuts it: ${listed(acting)}.` : "A ban of the scenario forbids it."}`];
  for (const { name, way } of inside.length ? [] : why.opens) {
    const gate = model.gates.has(name);
    lines.push(`With ${called(model, name)} ${gate ? "open" : "allowed"} again there is a way of ${kilometres(way.km)}, ${days(way.hours)}.`);
  }
  if (!inside.length && acting.length && !why.opens.length) lines.push("No single one of them, lifted alone, opens a way.");
  box.replaceChildren(...lines.map((line) => make("p", {}, line)));
}
