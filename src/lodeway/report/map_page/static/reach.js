/**
 * Map of what is reached: places and lines coloured by cost or time.
 * @module
 */

import { unpack } from "../../page/static/data.js";
import { plain } from "../../page/static/numbers.js";
import { clipped, stroke } from "../../page/static/paint.js";
import { createStage } from "../../page/static/stage.js";
import { drawPlaces, inSight } from "../../page/static/symbols.js";
import { enhance } from "../../page/static/tables.js";
import { makePlane } from "./plane.js";

/** @typedef {{longitude: number, latitude: number, country: string, name: string, cost: number | null, hours: number | null}} Place */

/** Viridis (van der Walt and Smith 2015, matplotlib), seven steps from near to far: even to the eye, also without red and green. */
const STEPS = ["#440154", "#443a83", "#31688e", "#21918c", "#35b779", "#90d743", "#fde725"];
const UNITS = /** @type {Record<string, string>} */ ({ cost: "USD/t", hours: "h" });
const NONE = "#ffffff";

function start() {
  const root = /** @type {HTMLElement} */ (document.querySelector("#map-1"));
  const data = JSON.parse(document.querySelector("#data")?.textContent ?? "{}");
  for (const country of data.outlines) country.rings = country.rings.map(unpack);
  /** @type {Place[]} */
  const points = data.points;
  /** @type {{cost: number | null, hours: number | null, line: number[]}[]} */
  const lines = data.lines.map((/** @type {any} */ one) => ({ ...one, line: unpack(one.line) }));
  const reached = (/** @type {{cost: number | null, hours: number | null}} */ { cost, hours }) => cost !== null || hours !== null;
  const ends = lines.filter(reached).map(({ line }) => ({ longitude: line[0], latitude: line[1] }));
  const origin = data.origin ? [data.origin] : [];
  const shown = [...points.filter(reached), ...ends, ...origin];
  const plane = makePlane(data.outlines, shown.length ? shown : [{ longitude: 70, latitude: 42 }], origin.length ? origin : undefined);
  const pieces = lines.map(({ line }) => plane.projection.line(line));
  const marks = origin.map((place) => ({ id: "origin", symbol: "market", rank: 0, lines: [], ...place }));
  const measures = Object.keys(data.bounds).filter((measure) => data.bounds[measure].length);
  const asked = new URLSearchParams(location.hash.slice(1)).get("by") ?? "";
  let measure = measures.includes(asked) ? asked : measures[0];
  /** @type {{place: Place, x: number, y: number}[]} */
  let dots = [];
  let at = -1;

  const stage = createStage(root, { first: plane.first, paint, point, step, forget, moved: () => undefined, idle: () => (window.ready = true) });

  /** @param {number | null} value @returns {number} class, -1 when not reached */
  function classOf(value) {
    if (value === null) return -1;
    const place = data.bounds[measure].findIndex((/** @type {number} */ bound) => value <= bound);
    return place < 0 ? data.bounds[measure].length - 1 : place;
  }

  /** @param {number} place @returns {string} */
  function colour(place) {
    const count = data.bounds[measure]?.length ?? 1;
    return place < 0 ? NONE : STEPS[Math.round((place * (STEPS.length - 1)) / Math.max(1, count - 1))];
  }

  /** @param {CanvasRenderingContext2D} pen @param {import("../../page/static/paint.js").View} view @param {import("../../page/static/paint.js").Size} size */
  function paint(pen, view, size) {
    plane.land(pen, view, size);
    const value = (/** @type {{cost: number | null, hours: number | null}} */ row) => row[/** @type {"cost"} */ (measure)];
    clipped(pen, plane.projection, view, size, () => {
      lines.forEach((line, index) => stroke(pen, pieces[index], colour(classOf(value(line))), 2.2, [], view, size));
    });
    dots = points.flatMap((place) => {
      const flat = plane.projection.point(place.longitude, place.latitude);
      if (!flat) return [];
      const [x, y] = stage.toScreen(flat);
      return [{ place, x, y }];
    });
    pen.lineWidth = 0.8;
    pen.strokeStyle = "#1c2329b0";
    // The far first, so that near places lie on top.
    for (const { place, x, y } of [...dots].sort((one, two) => (value(two.place) ?? Infinity) - (value(one.place) ?? Infinity))) {
      pen.beginPath();
      pen.arc(x, y, points.length > 1500 ? 2.4 : 3.8, 0, 2 * Math.PI);
      pen.fillStyle = colour(classOf(value(place)));
      pen.fill();
      pen.stroke();
    }
    drawPlaces(stage.overlay, inSight(marks, plane.projection, stage.toScreen, size), plane.labels(view, stage.toScreen), size, "");
    root.dataset.measure = measure;
  }

  function forget() {
    at = -1;
    return false;
  }

  /** @param {number} x @param {number} y */
  function point(x, y) {
    const near = dots.filter((dot) => Math.hypot(dot.x - x, dot.y - y) < 9).sort((one, two) => Math.hypot(one.x - x, one.y - y) - Math.hypot(two.x - x, two.y - y));
    if (near.length) tell(near[0]);
    else stage.hideTip();
  }

  /** @param {{place: Place, x: number, y: number}} dot */
  function tell({ place, x, y }) {
    const figure = (/** @type {number | null} */ value, /** @type {string} */ unit) => (value === null ? "not reached" : `${plain(value)} ${unit}`);
    stage.tell(x, y, place.name || place.country || "here", [figure(place.cost, "USD/t"), figure(place.hours, "h")]);
  }

  /** @param {number} by @returns {void} */
  function step(by) {
    if (!dots.length) return;
    at = (at + by + dots.length) % dots.length;
    tell(dots[at]);
  }

  /** @param {string} next */
  function choose(next) {
    window.ready = false;
    measure = next;
    for (const box of document.querySelectorAll('input[name="measure"]')) /** @type {HTMLInputElement} */ (box).checked = /** @type {HTMLInputElement} */ (box).value === measure;
    const rows = points.length ? points : lines;
    const body = /** @type {HTMLTableElement} */ (document.querySelector("#classes")).tBodies[0];
    const bounds = data.bounds[measure] ?? [];
    const counted = (/** @type {number} */ place) => rows.filter((row) => classOf(row[/** @type {"cost"} */ (measure)]) === place).length;
    body.replaceChildren(
      ...bounds.map((/** @type {number} */ bound, /** @type {number} */ place) => line(colour(place), `${plain(place ? bounds[place - 1] : 0)} to ${plain(bound)} ${UNITS[measure]}`, counted(place))),
      ...(counted(-1) ? [line(NONE, "not reached", counted(-1))] : []),
    );
    const words = document.querySelector("#map-words");
    const reached = rows.length - counted(-1);
    if (words) words.textContent = `${reached} of ${rows.length} ${points.length ? "places" : "stretches"} reached${data.origin ? ` from ${data.origin.name}` : ""}, coloured by ${measure === "cost" ? "cost" : "time"}.`;
    stage.draw();
  }

  /** @type {(colour: string, words: string, count: number) => HTMLElement} */
  function line(tone, words, count) {
    const row = document.createElement("tr");
    const swatch = document.createElement("span");
    swatch.className = "swatch";
    swatch.style.background = tone;
    const [head, cell] = [document.createElement("th"), document.createElement("td")];
    head.scope = "row";
    head.append(swatch, words);
    cell.className = "n";
    cell.textContent = String(count);
    row.append(head, cell);
    return row;
  }

  for (const box of document.querySelectorAll('input[name="measure"]')) {
    box.addEventListener("change", () => {
      choose(/** @type {HTMLInputElement} */ (box).value);
      history.replaceState(null, "", `#by=${measure}`);
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
  choose(measure ?? "cost");
}

start();
