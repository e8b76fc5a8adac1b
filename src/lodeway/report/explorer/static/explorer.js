/**
 * Joins controls, map and panels of the explorer. The data stand in the page as JSON.
 * @module
 */

import { enhance } from "../../page/static/tables.js";
import { readChoice, writeChoice } from "./choice.js";
import { alternatives, barred, ladder, readModel, reason, settle } from "./model.js";
import { alternativeCards, figures, journey, ladderTable, legsTable, make, modes, reasonWords, sourcesTable } from "./panels.js";
import { createMap } from "./route-map.js";
import { closingWords, headline, town } from "./words.js";

/** @typedef {import("./model.js").Choice} Choice */
/** @typedef {import("./model.js").Way} Way */

/** @type {<T extends Element>(query: string) => T} */
const find = (query) => /** @type {any} */ (document.querySelector(query));

/** @param {string} query @returns {HTMLInputElement[]} */
const inputs = (query) => /** @type {any} */ ([...document.querySelectorAll(query)]);

function start() {
  const model = readModel(find("#data").textContent ?? "{}");
  const map = createMap(find("#map-1"), model, () => (window.ready = true));
  let choice = readChoice(location.hash, model);
  /** @type {HTMLDetailsElement} */ (find(".gates")).open = innerWidth > 992;
  /** @type {{key: string, way: Way | null}} */
  let found = { key: "", way: null };
  /** @type {string[]} */
  let reopened = [];

  /** @param {Partial<Choice>} part */
  function choose(part) {
    choice = { ...choice, ...part };
    const most = model.meta.closures[choice.by];
    const wanted = choice.close;
    choice.close = most ? wanted.slice(-most) : [];
    reopened = wanted.filter((name) => !choice.close.includes(name));
    history.replaceState(null, "", writeChoice(choice));
    render();
  }

  function render() {
    window.ready = false;
    const table = model.table(choice.from, choice.to, choice.by) ?? { "": null };
    const free = settle(model, table, []).way;
    found = settle(model, table, barred(model, choice));
    const { way } = found;
    const others = alternatives(model, table, found, choice.by);
    const rungs = ladder(model, table, choice.close.map((name) => model.codes[name]));
    const same = way !== null && way === free && choice.avoid.length + choice.close.length > 0;
    find("#headline").textContent = headline(model, choice, way, same);
    document.title = `${find("#headline").textContent} · ${model.meta.title}`;
    figures(find("#figures"), model, way, free);
    modes(find("#modes"), way);
    journey(find("#journey"), model, way);
    reasonWords(find("#reason"), model, choice, way ? null : reason(model, table, found));
    ladderTable(find("#ladder"), model, rungs, way, (avoid) => choose({ avoid }));
    alternativeCards(find("#alternatives"), model, others, way, map.light);
    legsTable(find("#legs"), model, choice, way);
    sourcesTable(find("#sources"), model, way);
    const reach = Object.entries(table).flatMap(([key, number]) => (number !== null && key === key.toUpperCase() ? [model.way(number)] : []));
    reflect(way);
    map.show({ way, free, others, avoid: choice.avoid, close: choice.close, ...both(), reach });
  }

  const both = () => ({
    origin: /** @type {any} */ (model.origins.find((site) => site.id === choice.from)),
    buyer: /** @type {any} */ (model.buyers.find((site) => site.id === choice.to)),
  });

  /** Shows the choice in the controls. @param {Way | null} way */
  function reflect(way) {
    /** @type {HTMLSelectElement} */ (find("#goods")).value = choice.goods;
    fillOrigins();
    /** @type {HTMLSelectElement} */ (find("#to")).value = choice.to;
    for (const box of inputs('input[name="by"]')) box.checked = box.value === choice.by;
    for (const box of inputs('input[name="avoid"]')) box.checked = choice.avoid.includes(box.value);
    const most = model.meta.closures[choice.by];
    const full = choice.close.length >= most;
    for (const box of inputs('input[name="close"]')) {
      box.checked = choice.close.includes(box.value);
      box.disabled = full && !box.checked;
      const label = /** @type {HTMLElement} */ (box.closest("label"));
      label.classList.toggle("used", way?.gates.includes(box.value) ?? false);
    }
    find("#closing").textContent = closingWords(model, choice, reopened);
    find("#closing").classList.toggle("full", full);
    /** @type {HTMLElement} */ (find(".gates")).hidden = !most;
    const bans = model.standing.filter((ban) => ban.buyers.includes(choice.to) && model.meta.bans.includes(ban.country));
    const words = bans.map((ban) => {
      const [name, address] = ban.source.split(/,? (?=https?:)/);
      const source = address ? make("a", { href: address, rel: "noreferrer" }, name) : name;
      return make("span", {}, `In this scenario goods for this buyer go not ${ban.kind === "transit" ? "through" : "through, to or from"} ${model.names[ban.country]} (`, source, "). ");
    });
    find("#standing").replaceChildren(...words);
    /** @type {HTMLElement} */ (find("#standing")).hidden = !words.length;
    map.stage.overlay.parentElement?.setAttribute("aria-description", find("#headline").textContent ?? "");
  }

  /** Lists the origins of the goods chosen. */
  function fillOrigins() {
    const list = /** @type {HTMLSelectElement} */ (find("#from"));
    const fitting = model.origins.filter((site) => (choice.goods ? site.minerals.includes(choice.goods) : !site.minerals.length));
    list.replaceChildren(
      ...fitting.map((site) => {
        const option = document.createElement("option");
        option.value = site.id;
        option.textContent = `${town(site)}, ${model.names[site.country] ?? site.country}`;
        return option;
      }),
    );
    list.value = choice.from;
  }

  find("#goods").addEventListener("change", (event) => {
    const goods = /** @type {HTMLSelectElement} */ (event.target).value;
    const first = model.origins.find((site) => (goods ? site.minerals.includes(goods) : !site.minerals.length));
    choose({ goods, from: first?.id ?? choice.from });
  });
  find("#from").addEventListener("change", (event) => choose({ from: /** @type {HTMLSelectElement} */ (event.target).value }));
  find("#to").addEventListener("change", (event) => choose({ to: /** @type {HTMLSelectElement} */ (event.target).value }));
  for (const box of inputs('input[name="by"]')) box.addEventListener("change", () => choose({ by: box.value }));
  for (const box of inputs('input[name="avoid"]')) {
    box.addEventListener("change", () => choose({ avoid: inputs('input[name="avoid"]:checked').map((one) => one.value) }));
  }
  for (const box of inputs('input[name="close"]')) {
    box.addEventListener("change", () => {
      const others = choice.close.filter((name) => name !== box.value);
      choose({ close: box.checked ? [...others, box.value] : others });
    });
  }
  find("#clear").addEventListener("click", () => choose({ avoid: [], close: [] }));
  for (const button of document.querySelectorAll("button[data-zoom]")) {
    button.addEventListener("click", () => {
      const by = Number(/** @type {HTMLElement} */ (button).dataset.zoom);
      if (by) map.stage.zoom(by);
      else map.stage.home();
    });
  }
  window.addEventListener("hashchange", () => {
    choice = readChoice(location.hash, model);
    render();
  });
  for (const name of ["beforeprint", "afterprint"]) window.addEventListener(name, () => map.stage.draw());
  matchMedia("print").addEventListener("change", () => map.stage.draw());
  for (const table of document.querySelectorAll("table.data")) enhance(/** @type {HTMLTableElement} */ (table))({ year: 0, element: "" });
  render();
  window.lodeway = { state: () => choice, way: () => found.way, key: () => found.key, moving: map.moving, model };
}

start();
