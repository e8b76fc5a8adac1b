/**
 * One map panel: canvas with land and flows, symbols over it, pan and zoom, tooltips.
 * @module
 */

import { chosen, heaviest, loads, strandsOf, sums, usedBy } from "./flows.js";
import { mass } from "./numbers.js";
import { clipped, distance, paintChange, paintFlows, paintLand, stroke } from "./paint.js";
import { drawPlaces, places } from "./places.js";
import { listenToPointer } from "./pointer.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {import("./data.js").Case} Case */
/** @typedef {import("./flows.js").Choice} Choice */
/** @typedef {import("./paint.js").View} View */
/** @typedef {import("./sheet.js").Sheet} Sheet */

/**
 * @typedef {object} Panel
 * @property {(show: Showing) => void} show
 * @property {View} view
 * @property {() => void} draw
 * @property {(by: number) => void} zoom
 * @property {() => void} home
 * @property {() => {routes: number, vertices: number[], view: View}} drawn
 * @property {HTMLElement} root
 */

/** @typedef {{view: Case, base: Case | null, choice: Choice, sheet: Sheet, most: number}} Showing */

/**
 * @param {HTMLElement} root
 * @param {Data} data
 * @param {{moved: (panel: Panel) => void, idle: () => void}} listen
 * @returns {Panel}
 */
export function createPanel(root, data, listen) {
  const canvas = /** @type {HTMLCanvasElement} */ (root.querySelector("canvas"));
  const overlay = /** @type {SVGSVGElement} */ (root.querySelector("svg"));
  const tip = /** @type {HTMLElement} */ (root.querySelector(".tip"));
  const sites = new Map(data.sites.map((site) => [site.id, site]));
  /** @type {Showing | null} */
  let showing = null;
  /** @type {import("./data.js").Route[]} */
  let routes = [];
  /** @type {import("./flows.js").Loads} */
  let load = { host: new Float64Array(0), other: new Float64Array(0) };
  /** @type {Float64Array | null} */
  let change = null;
  /** @type {import("./places.js").Place[]} */
  let shown = [];
  /** @type {{place: import("./places.js").Place, x: number, y: number}[]} */
  let spots = [];
  /** @type {Map<number, number>} */
  let painted = new Map();
  let current = "";
  let lit = -1;
  let waiting = 0;
  let size = { width: 0, height: 0, ratio: 1 };
  let screenWidth = 0;

  /** @type {Panel} */
  const panel = { root, show, draw, zoom, home, drawn, view: { x: 0, y: 0, scale: 0 } };

  /** @param {Showing} next */
  function show(next) {
    const moved = showing?.sheet !== next.sheet;
    showing = next;
    routes = chosen(data, next.view, next.choice, sites);
    load = loads(data, next.view, routes, sites);
    change = null;
    if (next.base) {
      const before = loads(data, next.base, chosen(data, next.base, next.choice, sites), sites);
      change = load.host.map((value, index) => value + load.other[index] - before.host[index] - before.other[index]);
    }
    shown = places(data, next.view, next.choice, sites);
    hideTip();
    if (moved && panel.view.scale === 0) home();
    else draw();
  }

  function home() {
    if (!showing) return;
    measure();
    const [left, top, right, bottom] = showing.sheet.frame;
    const room = showing.sheet.projection.id === "world" ? 8 : Math.min(70, size.width * 0.09);
    const scale = Math.min((size.width - 2 * room) / (right - left), (size.height - 2 * room) / (bottom - top));
    panel.view = { x: (left + right) / 2, y: (top + bottom) / 2, scale };
    draw();
    listen.moved(panel);
  }

  function measure() {
    size = { width: canvas.clientWidth || 1, height: canvas.clientHeight || 1, ratio: Math.min(3, Math.max(window.devicePixelRatio || 1, printing() ? 3 : 1)) };
    const [wide, high] = [Math.round(size.width * size.ratio), Math.round(size.height * size.ratio)];
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
    }
  }

  /** On paper the same stretch of the world as on the screen. @returns {View} */
  function fitted() {
    if (!printing()) screenWidth = size.width;
    return { ...panel.view, scale: (panel.view.scale * size.width) / (screenWidth || size.width) };
  }

  const printing = () => matchMedia("print").matches;

  function draw() {
    if (printing()) return paint();
    if (waiting) return;
    waiting = requestAnimationFrame(() => {
      waiting = 0;
      paint();
      listen.idle();
    });
  }

  function paint() {
    const pen = canvas.getContext("2d");
    if (!pen || !showing) return;
    measure();
    const { sheet, most } = showing;
    const view = fitted();
    paintLand(pen, sheet.projection, sheet.countries, view, size);
    painted = change
      ? paintChange(pen, sheet.projection, sheet.strands, change, most, view, size)
      : paintFlows(pen, sheet.projection, data.strands, sheet.strands, load, most, view, size);
    if (lit >= 0) {
      clipped(pen, sheet.projection, view, size, () => stroke(pen, sheet.strands[lit], "#111", 1.6, [], view, size));
    }
    spots = shown.flatMap((place) => {
      const point = sheet.projection.point(place.longitude, place.latitude);
      if (!point) return [];
      const [x, y] = toScreen(point);
      return x < -8 || y < -8 || x > size.width + 8 || y > size.height + 8 ? [] : [{ place, x, y }];
    });
    const countries = sheet.labels.flatMap(({ id, name, point, reach }) => {
      const [x, y] = toScreen(point);
      const host = data.hosts.includes(id);
      return reach * view.scale > name.length * (host ? 3.8 : 4.4) ? [{ name, x, y, host, reach: reach * view.scale }] : [];
    });
    drawPlaces(overlay, spots, countries, size, current);
    root.dataset.year = String(showing.choice.year);
    root.dataset.routes = String(routes.length);
  }

  /** @param {number[]} point @returns {[number, number]} */
  const toScreen = (point) => {
    const { x, y, scale } = fitted();
    return [size.width / 2 + (point[0] - x) * scale, size.height / 2 + (point[1] - y) * scale];
  };

  /** Vertices on the canvas for each route shown: those of its strands, joints counted once. */
  function drawn() {
    if (!showing) return { routes: 0, vertices: [], view: panel.view };
    const { view } = showing;
    const vertices = routes.map((route) => {
      let count = 0;
      /** @type {string} */
      let end = "";
      for (const signed of strandsOf(data, view, route)) {
        const index = Math.abs(signed) - 1;
        const line = data.strands[index].line;
        const ends = [line.slice(0, 2).join(), line.slice(-2).join()];
        if (signed < 0) ends.reverse();
        count += (painted.get(index) ?? 0) - (ends[0] === end ? 1 : 0);
        end = ends[1];
      }
      return count;
    });
    return { routes: routes.length, vertices, view: panel.view };
  }

  /** @param {number} by @param {number} [x] @param {number} [y] */
  function zoom(by, x = size.width / 2, y = size.height / 2) {
    const { view } = panel;
    const edge = Math.min(size.width, size.height);
    const scale = Math.min(edge * 60, Math.max(edge / 6, view.scale * by));
    const [px, py] = [view.x + (x - size.width / 2) / view.scale, view.y + (y - size.height / 2) / view.scale];
    panel.view = { scale, x: px - (x - size.width / 2) / scale, y: py - (y - size.height / 2) / scale };
    hideTip();
    draw();
    listen.moved(panel);
  }

  /** @param {number} dx @param {number} dy pixels */
  function pan(dx, dy) {
    const { view } = panel;
    const clamp = (/** @type {number} */ value) => Math.max(-3, Math.min(3, value));
    panel.view = { ...view, x: clamp(view.x - dx / view.scale), y: clamp(view.y - dy / view.scale) };
    hideTip();
    draw();
    listen.moved(panel);
  }

  function hideTip() {
    tip.hidden = true;
    if (lit >= 0 || current) {
      lit = -1;
      current = "";
    }
  }

  /** @param {number} x @param {number} y @param {string} title @param {string[]} lines */
  function tell(x, y, title, lines) {
    const head = document.createElement("strong");
    head.textContent = title;
    const rows = lines.map((line) => {
      const row = document.createElement("span");
      row.textContent = line;
      return row;
    });
    tip.replaceChildren(head, ...rows);
    tip.hidden = false;
    const [wide, high] = [tip.offsetWidth, tip.offsetHeight];
    tip.style.left = `${Math.max(4, Math.min(size.width - wide - 4, x + 14))}px`;
    tip.style.top = `${y + 14 + high > size.height ? Math.max(4, y - high - 12) : y + 14}px`;
  }

  /** @param {number} x @param {number} y */
  function point(x, y) {
    if (!showing) return;
    const near = spots.map((spot) => ({ spot, away: Math.hypot(spot.x - x, spot.y - y) })).filter(({ away }) => away < 11);
    if (near.length) return visit(near.sort((one, two) => one.away - two.away)[0].spot);
    const strand = strandAt(x, y);
    if (strand < 0) {
      const before = lit >= 0 || current !== "";
      hideTip();
      if (before) draw();
      return;
    }
    current = "";
    lit = strand;
    tell(x, y, ...strandWords(strand));
    draw();
  }

  /** @param {{place: import("./places.js").Place, x: number, y: number}} spot */
  function visit(spot) {
    lit = -1;
    current = spot.place.id;
    tell(spot.x, spot.y, spot.place.name, spot.place.lines);
    draw();
  }

  /** @param {number} x @param {number} y @returns {number} */
  function strandAt(x, y) {
    let [best, least] = [-1, 8];
    for (const index of painted.keys()) {
      const away = distance(/** @type {Showing} */ (showing).sheet.strands[index], panel.view, size, x, y);
      if (away < least) [best, least] = [index, away];
    }
    return best;
  }

  /** @param {number} strand @returns {[string, string[]]} */
  function strandWords(strand) {
    const { view, choice } = /** @type {Showing} */ (showing);
    const { mode, dashed } = data.strands[strand];
    const title = `${dashed && mode === "road" ? "access by road" : mode || "crossing"}, ${choice.year}`;
    const lines = [];
    if (change) lines.push(`${change[strand] > 0 ? "+" : "−"}${mass(Math.abs(change[strand]))} gross against base`);
    const here = routes.filter((route) => usedBy(data, view, route).includes(strand));
    lines.push(`${mass(here.reduce((sum, route) => sum + route.gross, 0))} gross on ${here.length} routes`);
    for (const [commodity, gross] of sums(here, (route) => [route.commodity], (route) => route.gross).slice(0, 3)) {
      lines.push(`${data.names.commodities[commodity] ?? commodity}: ${mass(gross)}`);
    }
    for (const route of [...here].sort((one, two) => two.gross - one.gross).slice(0, 2)) {
      lines.push(`${sites.get(route.from)?.name ?? route.from} → ${sites.get(route.to)?.name ?? route.to}`);
    }
    return [title[0].toUpperCase() + title.slice(1), lines];
  }

  /** @param {number} by step to the next or previous place @returns {void} */
  function step(by) {
    const inside = spots.filter(({ place }) => !place.symbol.endsWith("abroad"));
    if (!inside.length) return;
    const at = inside.findIndex(({ place }) => place.id === current);
    visit(inside[(at + by + inside.length) % inside.length]);
  }

  listenToPointer(root, canvas, { pan, zoom, point, leave: () => (hideTip(), draw()) });
  root.addEventListener("keydown", (event) => {
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowLeft: () => pan(60, 0),
      ArrowRight: () => pan(-60, 0),
      ArrowUp: () => pan(0, 60),
      ArrowDown: () => pan(0, -60),
      "+": () => zoom(1.4),
      "=": () => zoom(1.4),
      "-": () => zoom(1 / 1.4),
      0: home,
      n: () => step(1),
      p: () => step(-1),
      Escape: () => (hideTip(), draw()),
    };
    if (event.target !== root || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
  new ResizeObserver(() => {
    if (!printing() && (canvas.clientWidth !== size.width || canvas.clientHeight !== size.height)) draw();
  }).observe(canvas);
  return panel;
}

/**
 * @param {Data} data
 * @param {Choice} choice
 * @returns {number} what the widest line stands for [gross tonnes]
 */
export function widestLoad(data, choice) {
  return heaviest(data, choice, new Map(data.sites.map((site) => [site.id, site])));
}
