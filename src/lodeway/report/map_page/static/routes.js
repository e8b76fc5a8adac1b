/**
 * Map of routes: the chosen one by its modes, the others thin.
 * @module
 */

import { unpack } from "../../page/static/data.js";
import { plain } from "../../page/static/numbers.js";
import { COLOURS, clipped, dashes, distance, stroke } from "../../page/static/paint.js";
import { createStage } from "../../page/static/stage.js";
import { drawPlaces, inSight, nearest } from "../../page/static/symbols.js";
import { enhance } from "../../page/static/tables.js";
import { makePlane } from "./plane.js";

/** @typedef {{label: string, km: number | null, hours: number | null, cost: number | null, co2: number | null, countries: string[], gates: string[], strands: number[]}} Route */

const WIDE = 4;

function start() {
  const root = /** @type {HTMLElement} */ (document.querySelector("#map-1"));
  const data = JSON.parse(document.querySelector("#data")?.textContent ?? "{}");
  for (const country of data.outlines) country.rings = country.rings.map(unpack);
  /** @type {{mode: string, dashed: boolean, line: number[]}[]} */
  const strands = data.strands.map((/** @type {any} */ strand) => ({ ...strand, line: unpack(strand.line) }));
  /** @type {Route[]} */
  const routes = data.routes;
  const points = strands.flatMap(({ line }) => line.flatMap((value, index) => (index % 2 ? [] : [{ longitude: value, latitude: line[index + 1] }])));
  const plane = makePlane(data.outlines, points.length || data.places.length ? [...points, ...data.places] : [{ longitude: 70, latitude: 42 }]);
  const pieces = strands.map(({ line }) => plane.projection.line(line));
  const places = data.places.map((/** @type {any} */ place) => ({ id: place.name, symbol: "site", rank: 0, lines: [], ...place }));
  const asked = Number(new URLSearchParams(location.hash.slice(1)).get("route") ?? 0);
  let chosen = routes[asked] ? asked : 0;
  let current = "";
  /** @type {import("../../page/static/symbols.js").Spot[]} */
  let spots = [];

  const stage = createStage(root, { first: plane.first, paint, point, step, forget, moved: () => undefined, idle: () => (window.ready = true) });

  /** @param {CanvasRenderingContext2D} pen @param {import("../../page/static/paint.js").View} view @param {import("../../page/static/paint.js").Size} size */
  function paint(pen, view, size) {
    plane.land(pen, view, size);
    const own = used(routes[chosen]);
    clipped(pen, plane.projection, view, size, () => {
      for (const strand of pieces.keys()) if (!own.has(strand)) stroke(pen, pieces[strand], "#8d969d", 1.6, [], view, size);
      for (const strand of own) stroke(pen, pieces[strand], "#ffffffd9", WIDE + 4, [], view, size);
      for (const strand of own) {
        const { mode, dashed } = strands[strand];
        stroke(pen, pieces[strand], (COLOURS[mode] ?? COLOURS.road).strong, WIDE, dashes(mode, dashed, WIDE), view, size);
      }
    });
    spots = inSight(places, plane.projection, stage.toScreen, size);
    drawPlaces(stage.overlay, spots, plane.labels(view, stage.toScreen), size, current);
    root.dataset.route = String(chosen);
  }

  /** @param {Route | undefined} route @returns {Set<number>} */
  const used = (route) => new Set((route?.strands ?? []).map((strand) => Math.abs(strand) - 1));

  function forget() {
    const before = current !== "";
    current = "";
    return before;
  }

  /** @param {number} x @param {number} y */
  function point(x, y) {
    const spot = nearest(spots, x, y);
    if (spot) return visit(spot);
    const hit = [...pieces.keys()].find((strand) => distance(pieces[strand], stage.view, stage.size, x, y) < 7);
    const here = hit === undefined ? [] : routes.filter((route) => used(route).has(hit));
    if (here.length) stage.tell(x, y, strands[/** @type {number} */ (hit)].mode || "route", here.slice(0, 5).map((route) => route.label));
    else if (stage.hideTip()) stage.draw();
  }

  /** @param {import("../../page/static/symbols.js").Spot} spot */
  function visit(spot) {
    current = spot.place.id;
    stage.tell(spot.x, spot.y, spot.place.name, spot.place.lines);
    stage.draw();
  }

  /** @param {number} by @returns {void} */
  function step(by) {
    const at = spots.findIndex(({ place }) => place.id === current);
    if (spots.length) visit(spots[(at + by + spots.length) % spots.length]);
  }

  /** @param {number} index */
  function choose(index) {
    window.ready = false;
    chosen = index;
    const route = routes[chosen];
    for (const box of document.querySelectorAll('input[name="route"]')) /** @type {HTMLInputElement} */ (box).checked = /** @type {HTMLInputElement} */ (box).value === String(chosen);
    const figures = route ? [told(route.km, "km"), told(route.hours === null ? null : route.hours / 24, "days"), told(route.cost, "USD/t"), told(route.co2, "kg CO2e/t")] : [];
    const words = document.querySelector("#map-words");
    if (words) words.textContent = route ? `${route.label}: ${figures.filter(Boolean).join(", ") || "no figures"}${route.strands.length ? "" : "; not on the map"}.` : "No route.";
    stage.draw();
  }

  /** @param {number | null} value @param {string} unit */
  const told = (value, unit) => (value === null ? "" : `${plain(value)} ${unit}`);

  for (const box of document.querySelectorAll('input[name="route"]')) {
    box.addEventListener("change", () => {
      choose(Number(/** @type {HTMLInputElement} */ (box).value));
      history.replaceState(null, "", `#route=${chosen}`);
    });
  }
  for (const button of document.querySelectorAll("button[data-zoom]")) {
    button.addEventListener("click", () => {
      const by = Number(/** @type {HTMLElement} */ (button).dataset.zoom);
      if (by) stage.zoom(by);
      else stage.home();
    });
  }
  for (const table of document.querySelectorAll("table.data")) enhance(/** @type {HTMLTableElement} */ (table))({ year: 0, element: "" });
  stage.home();
  choose(chosen);
}

start();
