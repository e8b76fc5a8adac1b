/**
 * One map panel of the report: land and flows on a stage, symbols over it, tooltips.
 * @module
 */

import { chosen, heaviest, loads, strandsOf, sums, usedBy } from "./flows.js";
import { mass } from "./numbers.js";
import { clipped, distance, paintChange, paintFlows, paintLand, stroke } from "./paint.js";
import { places } from "./places.js";
import { createStage, fit } from "./stage.js";
import { drawPlaces, inSight, nearest } from "./symbols.js";

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
  const sites = new Map(data.sites.map((site) => [site.id, site]));
  /** @type {Showing | null} */
  let showing = null;
  /** @type {import("./data.js").Route[]} */
  let routes = [];
  /** @type {import("./flows.js").Loads} */
  let load = { host: new Float64Array(0), other: new Float64Array(0) };
  /** @type {Float64Array | null} */
  let change = null;
  /** @type {import("./symbols.js").Place[]} */
  let shown = [];
  /** @type {import("./symbols.js").Spot[]} */
  let spots = [];
  /** @type {Map<number, number>} */
  let painted = new Map();
  let current = "";
  let lit = -1;

  const stage = createStage(root, { first, paint, point, step, forget, moved: () => listen.moved(panel), idle: listen.idle });

  /** @type {Panel} */
  const panel = {
    root,
    show,
    drawn,
    draw: stage.draw,
    zoom: stage.zoom,
    home: stage.home,
    get view() {
      return stage.view;
    },
    set view(view) {
      stage.view = view;
    },
  };

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
    stage.hideTip();
    if (moved && stage.view.scale === 0) stage.home();
    else stage.draw();
  }

  /** @param {import("./paint.js").Size} size @returns {View | null} */
  function first(size) {
    if (!showing) return null;
    return fit(showing.sheet.frame, size, showing.sheet.projection.id === "world" ? 8 : Math.min(70, size.width * 0.09));
  }

  /** @param {CanvasRenderingContext2D} pen @param {View} view @param {import("./paint.js").Size} size */
  function paint(pen, view, size) {
    if (!showing) return;
    const { sheet, most } = showing;
    paintLand(pen, sheet.projection, sheet.countries, view, size);
    painted = change
      ? paintChange(pen, sheet.projection, sheet.strands, change, most, view, size)
      : paintFlows(pen, sheet.projection, data.strands, sheet.strands, load, most, view, size);
    if (lit >= 0) {
      clipped(pen, sheet.projection, view, size, () => stroke(pen, sheet.strands[lit], "#111", 1.6, [], view, size));
    }
    spots = inSight(shown, sheet.projection, stage.toScreen, size);
    const countries = sheet.labels.flatMap(({ id, name, point, reach }) => {
      const [x, y] = stage.toScreen(point);
      const host = data.hosts.includes(id);
      return reach * view.scale > name.length * (host ? 3.8 : 4.4) ? [{ name, x, y, host, reach: reach * view.scale }] : [];
    });
    drawPlaces(stage.overlay, spots, countries, size, current);
    root.dataset.year = String(showing.choice.year);
    root.dataset.routes = String(routes.length);
  }

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

  /** @returns {boolean} whether anything was lit */
  function forget() {
    const before = lit >= 0 || current !== "";
    lit = -1;
    current = "";
    return before;
  }

  /** @param {number} x @param {number} y */
  function point(x, y) {
    if (!showing) return;
    const spot = nearest(spots, x, y);
    if (spot) return visit(spot);
    const strand = strandAt(x, y);
    if (strand < 0) {
      if (stage.hideTip()) stage.draw();
      return;
    }
    current = "";
    lit = strand;
    stage.tell(x, y, ...strandWords(strand));
    stage.draw();
  }

  /** @param {import("./symbols.js").Spot} spot */
  function visit(spot) {
    lit = -1;
    current = spot.place.id;
    stage.tell(spot.x, spot.y, spot.place.name, spot.place.lines);
    stage.draw();
  }

  /** @param {number} x @param {number} y @returns {number} */
  function strandAt(x, y) {
    let [best, least] = [-1, 8];
    for (const index of painted.keys()) {
      const away = distance(/** @type {Showing} */ (showing).sheet.strands[index], stage.view, stage.size, x, y);
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
