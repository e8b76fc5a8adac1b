/**
 * Joins controls, maps, flow drawing and tables. The data stand in the page as JSON.
 * @module
 */

import { readData } from "./data.js";
import { chosen, fromHost, sums } from "./flows.js";
import { createPanel, widestLoad } from "./map.js";
import { mass } from "./numbers.js";
import { COLOURS, dashes, width } from "./paint.js";
import { drawSankey } from "./sankey.js";
import { makeSheet } from "./sheet.js";
import { readState, writeState } from "./state.js";
import { node } from "./symbols.js";
import { enhance } from "./tables.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {import("./data.js").Route} Route */
/** @typedef {import("./map.js").Panel} Panel */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./state.js").State} State */

/** Time between years while playing [ms]. */
const BEAT = 1400;

/** @type {<T extends Element>(query: string) => T} */
const find = (query) => /** @type {any} */ (document.querySelector(query));

function start() {
  const data = readData(find("#data").textContent ?? "{}");
  const sites = new Map(data.sites.map((site) => [site.id, site]));
  const elements = [...new Set(Object.values(data.elements))].sort();
  const usual = { year: data.years[data.years.length - 1], element: "", origin: "all", sheet: "region", show: "case", at: /** @type {number[]} */ ([]) };
  const shows = data.cases.length > 1 ? ["case", "base", "both", "change"] : ["case"];
  const allowed = { years: data.years, elements, shows };
  let state = readState(location.hash, usual, allowed);
  /** @type {Record<string, Sheet>} */
  const sheets = {};
  /** @type {Record<string, number>} */
  const widest = {};
  const tables = [...document.querySelectorAll("table.data")].map((table) => enhance(/** @type {HTMLTableElement} */ (table)));
  let playing = 0;
  let saving = 0;

  const panels = [...document.querySelectorAll(".map-panel")].map((root) =>
    createPanel(/** @type {HTMLElement} */ (root), data, { moved, idle: () => (window.ready = true) }),
  );

  /** @param {Panel} panel */
  function moved(panel) {
    for (const other of panels) {
      if (other === panel || other.root.hidden) continue;
      other.view = { ...panel.view };
      other.draw();
    }
    const wide = panel.root.clientWidth / panel.view.scale;
    state = { ...state, at: [panel.view.x, panel.view.y, wide] };
    save();
  }

  function save() {
    window.clearTimeout(saving);
    saving = window.setTimeout(() => history.replaceState(null, "", writeState(state, usual)), 250);
  }

  /** @param {Partial<State>} part */
  function choose(part) {
    state = { ...state, ...part };
    save();
    render();
  }

  function render() {
    window.ready = false;
    const sheet = (sheets[state.sheet] ??= makeSheet(data, state.sheet));
    const choice = { year: state.year, element: state.element, origin: state.origin };
    const most = (widest[`${state.element} ${state.origin}`] ??= widestLoad(data, choice));
    const [view, base] = data.cases;
    const both = state.show === "both";
    panels[1].root.hidden = !both;
    find(".maps").classList.toggle("two", both);
    find(".maps").classList.toggle("flat", state.sheet === "world");
    const first = state.show === "base" ? base : view;
    panels[0].show({ view: first, base: state.show === "change" ? base : null, choice, sheet, most });
    if (both) panels[1].show({ view: base, base: null, choice, sheet, most });
    panels.forEach((panel, index) => {
      const shown = index ? base : first;
      const title = state.show === "change" ? `${view.id} less ${base.id}` : shown?.id ?? "";
      /** @type {HTMLElement} */ (panel.root.querySelector(".map-title")).textContent = shows.length > 1 ? title : "";
    });
    reflect(most);
  }

  /** @param {number} most */
  function reflect(most) {
    const year = /** @type {HTMLInputElement} */ (find("#year"));
    year.value = String(data.years.indexOf(state.year));
    year.setAttribute("aria-valuetext", String(state.year));
    find("#year-shown").textContent = String(state.year);
    /** @type {HTMLSelectElement} */ (find("#mineral")).value = state.element;
    for (const name of ["origin", "sheet", "show"]) {
      const box = document.querySelector(`input[name="${name}"][value="${state[/** @type {"origin"} */ (name)]}"]`);
      if (box) /** @type {HTMLInputElement} */ (box).checked = true;
    }
    for (const element of document.querySelectorAll(".year-now")) element.textContent = String(state.year);
    for (const element of document.querySelectorAll(".mineral-now")) element.textContent = state.element || "all minerals";
    for (const element of document.querySelectorAll("[data-group]")) {
      /** @type {HTMLElement} */ (element).hidden = Boolean(state.element) && /** @type {HTMLElement} */ (element).dataset.group !== state.element;
    }
    for (const show of tables) show({ year: state.year, element: state.element });
    find("#map-words").textContent = inWords();
    legend(most);
    matrix();
    sankey();
  }

  /** @returns {string} what the map shows */
  function inWords() {
    const view = state.show === "base" ? data.cases[1] : data.cases[0];
    const routes = chosen(data, view, state, sites);
    const gross = (/** @type {Route[]} */ list) => list.reduce((sum, route) => sum + route.gross, 0);
    const hosts = routes.filter((route) => fromHost(data, route, sites));
    const gates = new Map(data.gates.map((gate) => [gate.id, gate.name]));
    const busiest = sums(hosts, (route) => view.ways[route.way].gates, (route) => route.gross).slice(0, 3);
    const names = busiest.map(([id, tonnes]) => `${gates.get(id) ?? id} (${mass(tonnes)})`);
    if (state.show === "change") return changeInWords(routes, gross);
    const count = (/** @type {Route[]} */ list) => `${list.length} ${list.length === 1 ? "route" : "routes"}`;
    const subject = [state.year, state.element || "all minerals", ...(shows.length > 1 ? [`case ${view.id}`] : [])].join(", ");
    const whole = `${count(routes)} carry ${mass(gross(routes))} gross`;
    if (!data.hosts.length || !hosts.length) return `${subject}: ${whole}.`;
    const most = names.length ? `, most through ${names.join(", ")}` : "";
    return `${subject}: ${whole}; ${count(hosts)} with ${mass(gross(hosts))} start in the host countries${most}.`;
  }

  /** @param {Route[]} routes @param {(list: Route[]) => number} gross @returns {string} */
  function changeInWords(routes, gross) {
    const [view, base] = data.cases;
    const before = gross(chosen(data, base, state, sites));
    const [now, sign] = [gross(routes), gross(routes) < before ? "less" : "more"];
    const subject = `${state.year}, ${state.element || "all minerals"}`;
    return `${subject}: ${view.id} moves ${mass(now)} gross, ${base.id} ${mass(before)}: ${mass(Math.abs(now - before))} ${sign}.`;
  }

  /** @param {number} most */
  function legend(most) {
    /** @type {HTMLElement} */ (find(".changes")).hidden = state.show !== "change";
    /** @type {HTMLElement} */ (find(".modes")).hidden = state.show === "change";
    const list = find("#widths");
    list.replaceChildren();
    for (const part of [1, 0.1, 0.01]) {
      const size = most * part;
      if (size < 1) continue;
      const step = 10 ** Math.floor(Math.log10(size));
      const round = Math.max(1, Math.floor(size / step)) * step;
      const item = document.createElement("li");
      const svg = node("svg", { viewBox: "0 0 34 14", width: "34", height: "14", "aria-hidden": "true" });
      svg.append(node("path", { d: "M0 7H34", stroke: COLOURS.rail.strong, "stroke-width": width(round, most).toFixed(1) }));
      item.append(svg, ` ${mass(round)}`);
      list.append(item);
    }
    for (const line of document.querySelectorAll("[data-mode]")) {
      const mode = /** @type {SVGElement} */ (line).dataset.mode ?? "";
      line.setAttribute("stroke", COLOURS[mode].strong);
      line.setAttribute("stroke-width", "3.5");
      line.setAttribute("stroke-linecap", mode === "ferry" ? "round" : "butt");
      line.setAttribute("stroke-dasharray", dashes(mode, false, 3.5).join(" "));
    }
  }

  /** Shows the year's cells of the dependence overview. */
  function matrix() {
    for (const cell of document.querySelectorAll("td[data-by-year]")) {
      const words = JSON.parse(/** @type {HTMLElement} */ (cell).dataset.byYear ?? "{}")[state.year];
      if (!words) continue;
      const [origin, share, level] = words;
      cell.replaceChildren(origin, document.createElement("br"), share);
      cell.setAttribute("class", level);
    }
  }

  function sankey() {
    const svg = /** @type {SVGSVGElement} */ (find("#sankey"));
    const picks = [...document.querySelectorAll('input[name="sankey"]')].map((box) => /** @type {HTMLInputElement} */ (box));
    const element = state.element || picks.find((box) => box.checked)?.value || elements[0];
    for (const box of picks) box.checked = box.value === element;
    const view = state.show === "base" ? data.cases[1] : data.cases[0];
    const links = view.links.filter((link) => link.element === element && link.year === state.year);
    const words = drawSankey(svg, data, links, Math.max(320, svg.parentElement?.clientWidth ?? 900));
    svg.setAttribute("aria-label", `Flow of ${element} from mine to market in ${state.year}. ${words}`);
    find("#sankey-words").textContent = `${element[0].toUpperCase()}${element.slice(1)}, ${state.year}${shows.length > 1 ? `, case ${view.id}` : ""}`;
  }

  function play() {
    const button = find("#play");
    if (playing) {
      window.clearInterval(playing);
      playing = 0;
    } else {
      const next = () => data.years[(data.years.indexOf(state.year) + 1) % data.years.length];
      choose({ year: state.year === usual.year ? data.years[0] : next() });
      playing = window.setInterval(() => {
        choose({ year: next() });
        if (state.year === usual.year) play();
      }, BEAT);
    }
    button.textContent = playing ? "❚❚" : "▶";
    button.setAttribute("aria-label", playing ? "Stop" : "Play the years");
  }

  find("#year").addEventListener("input", (event) => {
    choose({ year: data.years[Number(/** @type {HTMLInputElement} */ (event.target).value)] });
  });
  find("#mineral").addEventListener("change", (event) => choose({ element: /** @type {HTMLSelectElement} */ (event.target).value }));
  find("#play").addEventListener("click", play);
  for (const box of document.querySelectorAll("#controls input[type=radio]")) {
    box.addEventListener("change", (event) => {
      const { name, value } = /** @type {HTMLInputElement} */ (event.target);
      if (name === "sheet") for (const panel of panels) panel.view.scale = 0;
      choose({ [name]: value, ...(name === "sheet" ? { at: [] } : {}) });
    });
  }
  for (const box of document.querySelectorAll('input[name="sankey"]')) {
    box.addEventListener("change", () => (state.element ? choose({ element: /** @type {HTMLInputElement} */ (box).value }) : sankey()));
  }
  panels.forEach((panel) => {
    for (const button of panel.root.querySelectorAll("button[data-zoom]")) {
      button.addEventListener("click", () => {
        const by = Number(/** @type {HTMLElement} */ (button).dataset.zoom);
        if (by) panel.zoom(by);
        else panel.home();
      });
    }
  });
  window.addEventListener("hashchange", () => {
    state = readState(location.hash, usual, allowed);
    restore();
    render();
  });
  let wide = innerWidth;
  window.addEventListener("resize", () => {
    if (innerWidth !== wide && !matchMedia("print").matches) {
      wide = innerWidth;
      sankey();
    }
  });
  const redraw = () => panels.forEach((panel) => !panel.root.hidden && panel.draw());
  window.addEventListener("beforeprint", redraw);
  window.addEventListener("afterprint", redraw);
  matchMedia("print").addEventListener("change", redraw);

  function restore() {
    if (!state.at.length) return;
    const [x, y, across] = state.at;
    for (const panel of panels) panel.view = { x, y, scale: (panels[0].root.clientWidth || innerWidth) / across };
  }

  restore();
  render();
  window.lodeway = { drawn: () => panels.filter((panel) => !panel.root.hidden).map((panel) => panel.drawn()), data, state: () => state };
}

start();
