/**
 * The explorer's map: barred countries hatched, the free way as a ghost, the way as it moves from choice to choice.
 * @module
 */

import { COLOURS, clipped, dashes, distance, paintLand, stroke } from "../../page/static/paint.js";
import { azimuthal, middle } from "../../page/static/projection.js";
import { bounds, layLand } from "../../page/static/sheet.js";
import { createStage, fit } from "../../page/static/stage.js";
import { drawPlaces, inSight, nearest } from "../../page/static/symbols.js";
import { kilometres, land, town } from "./words.js";

/** @typedef {import("./model.js").Model} Model */
/** @typedef {import("./model.js").Way} Way */
/** @typedef {import("../../page/static/paint.js").View} View */
/** @typedef {import("../../page/static/paint.js").Size} Size */
/** @typedef {import("../../page/static/projection.js").Piece} Piece */

/**
 * @typedef {object} Showing
 * @property {Way | null} way
 * @property {Way | null} free the way with nothing barred
 * @property {{way: Way}[]} others
 * @property {string[]} avoid
 * @property {string[]} close
 * @property {import("./model.js").Site} origin
 * @property {import("./model.js").Site} buyer
 * @property {Way[]} reach ways that the first view must hold
 */

/** How long a way takes to move [ms]. */
const TIME = 1100;
/** Points of a line while it moves. */
const POINTS = 240;
const WIDTH = 4;

/**
 * @param {HTMLElement} root
 * @param {Model} model
 * @param {() => void} idle
 */
export function createMap(root, model, idle) {
  const [east, north] = middle(model.origins);
  const projection = azimuthal(Math.round(east), Math.round(north), 150);
  const sheet = layLand(model.outlines, projection);
  const pieces = model.strands.map((strand) => projection.line(strand.line));
  /** @type {Showing | null} */
  let showing = null;
  /** @type {{from: number[], to: number[], still: Set<number>, since: number} | null} */
  let moving = null;
  /** @type {import("../../page/static/symbols.js").Spot[]} */
  let spots = [];
  let [current, lit, pair] = ["", -1, ""];

  const stage = createStage(root, { first, paint, point, step, forget, moved: () => undefined, idle: () => moving || idle() });

  /** @param {Showing} next */
  function show(next) {
    const before = showing?.way ?? null;
    const ends = `${next.origin.id} ${next.buyer.id}`;
    showing = next;
    lit = -1;
    stage.hideTip();
    if (pair !== ends) {
      pair = ends;
      moving = null;
      stage.home();
      return;
    }
    if (before && next.way && before !== next.way && !matchMedia("(prefers-reduced-motion: reduce)").matches && !document.hidden) start(before, next.way);
    stage.draw();
  }

  /** @param {Size} size @returns {View | null} */
  function first(size) {
    if (!showing) return null;
    const points = showing.reach.flatMap((way) => line(way.strands));
    const frame = bounds(points.length ? points : [showing.origin, showing.buyer].map((site) => projection.point(site.longitude, site.latitude)));
    // The right margin is wider: names stand there, and the buttons.
    const spare = Math.min(60, size.width * 0.1);
    const view = fit(frame, { ...size, width: size.width - spare }, Math.min(64, size.width * 0.1));
    return { ...view, x: view.x + spare / 2 / view.scale };
  }

  /** @param {number[]} strands signed @returns {number[][]} points in the plane, in order of travel */
  function line(strands) {
    return strands.flatMap((signed) => {
      const { xy } = pieces[Math.abs(signed) - 1][0];
      const points = Array.from({ length: xy.length / 2 }, (_, index) => [xy[2 * index], xy[2 * index + 1]]);
      if (signed < 0) points.reverse();
      return points.filter(([x]) => !Number.isNaN(x));
    });
  }

  /** Only what differs moves: strands that both ways begin or end with stay. @param {Way} before @param {Way} after */
  function start(before, after) {
    let head = 0;
    while (head < before.strands.length && before.strands[head] === after.strands[head]) head += 1;
    let tail = 0;
    const most = Math.min(before.strands.length, after.strands.length) - head;
    while (tail < most && before.strands[before.strands.length - 1 - tail] === after.strands[after.strands.length - 1 - tail]) tail += 1;
    const middleOf = (/** @type {Way} */ way) => resample(line(way.strands.slice(head, way.strands.length - tail)), POINTS);
    const still = new Set([...after.strands.slice(0, head), ...after.strands.slice(after.strands.length - tail)].map((strand) => Math.abs(strand) - 1));
    const [from, to] = [middleOf(before), middleOf(after)];
    moving = from.length && to.length ? { from, to, still, since: performance.now() } : null;
  }

  /** @param {CanvasRenderingContext2D} pen @param {View} view @param {Size} size */
  function paint(pen, view, size) {
    if (!showing) return;
    const { way, free, others, avoid } = showing;
    const fills = new Map(model.outlines.flatMap(({ id }, place) => (avoid.includes(id) ? [[place, hatch(pen, size)]] : [])));
    paintLand(pen, projection, sheet.countries, view, size, /** @type {any} */ (fills));
    clipped(pen, projection, view, size, () => {
      if (free && free !== way) for (const strand of used(free)) stroke(pen, pieces[strand], "#7b858d", 2.2, [2, 3.4], view, size);
      for (const other of others) for (const strand of used(other.way)) stroke(pen, pieces[strand], "#8d969d", 1.1, [], view, size);
      if (lit >= 0 && others[lit]) paintWay(pen, others[lit].way, view, size, null);
      else if (way) paintWay(pen, way, view, size, moving);
    });
    if (moving) {
      if (performance.now() - moving.since >= TIME) moving = null;
      stage.draw();
    }
    spots = inSight(places(), projection, stage.toScreen, size);
    drawPlaces(stage.overlay, spots, labels(view), size, current);
    root.dataset.way = String(way?.number ?? "none");
  }

  /** @param {Way} way @returns {Set<number>} */
  const used = (way) => new Set(way.strands.map((strand) => Math.abs(strand) - 1));

  /** @param {CanvasRenderingContext2D} pen @param {Way} way @param {View} view @param {Size} size @param {typeof moving} move */
  function paintWay(pen, way, view, size, move) {
    const strands = [...used(way)].filter((strand) => !move || move.still.has(strand));
    for (const strand of strands) stroke(pen, pieces[strand], "#ffffffd9", WIDTH + 4, [], view, size);
    for (const strand of strands) {
      const { mode, dashed } = model.strands[strand];
      stroke(pen, pieces[strand], (COLOURS[mode] ?? COLOURS.road).strong, WIDTH, dashes(mode, dashed, WIDTH), view, size);
    }
    if (!move) return;
    const part = Math.min(1, (performance.now() - move.since) / TIME);
    const eased = part < 0.5 ? 4 * part ** 3 : 1 - (2 - 2 * part) ** 3 / 2;
    const xy = Float64Array.from(move.from, (value, index) => value + eased * (move.to[index] - value));
    const piece = [{ xy, original: new Uint8Array(0) }];
    stroke(pen, piece, "#ffffffd9", WIDTH + 4, [], view, size);
    stroke(pen, piece, "#24313b", WIDTH, [], view, size);
  }

  /** @returns {import("../../page/static/symbols.js").Place[]} */
  function places() {
    const { way, origin, buyer, close } = /** @type {Showing} */ (showing);
    const end = (/** @type {typeof origin} */ site, /** @type {string} */ symbol) => ({
      id: site.id, symbol, name: town(site), longitude: site.longitude, latitude: site.latitude, rank: 0, lines: [land(model, site.country)],
    });
    const shown = [...new Set([...close, ...(way?.gates ?? [])])].flatMap((id) => {
      const gate = model.gates.get(id);
      const here = [origin, buyer].some((site) => gate && Math.hypot(site.longitude - gate.longitude, site.latitude - gate.latitude) < 0.4);
      if (!gate || here) return [];
      const shut = close.includes(id);
      const gauge = gate.gauges.length ? [`track gauge ${gate.gauges.join(" to ")} mm`] : [];
      const lines = [`${gate.kind}${shut ? ", closed" : ""}`, gate.countries.map((country) => land(model, country)).join(" – "), ...gauge];
      return [{ id, symbol: shut ? "gate-shut" : "gate", name: gate.name, longitude: gate.longitude, latitude: gate.latitude, rank: shut ? 1 : 10, lines }];
    });
    return [end(origin, "site"), end(buyer, "market"), ...shown];
  }

  /** @param {View} view @returns {{name: string, x: number, y: number, host: boolean, reach: number}[]} */
  function labels(view) {
    const { way, avoid } = /** @type {Showing} */ (showing);
    const crossed = new Set(way?.stretches.filter((part) => part.mode !== "sea").map((part) => part.country));
    return sheet.labels.flatMap(({ id, name, point, reach }) => {
      const [x, y] = stage.toScreen(point);
      const strong = crossed.has(id) || avoid.includes(id);
      return reach * view.scale > name.length * (strong ? 2.6 : 4.4) ? [{ name, x, y, host: strong, reach: reach * view.scale }] : [];
    });
  }

  function forget() {
    const before = current !== "";
    current = "";
    return before;
  }

  /** @param {number} x @param {number} y */
  function point(x, y) {
    const spot = nearest(spots, x, y);
    if (spot) return visit(spot);
    const strand = [...(showing?.way ? used(showing.way) : [])].find((one) => distance(pieces[one], stage.view, stage.size, x, y) < 7);
    const part = showing?.way?.stretches.find((stretch) => stretch.strands.some((signed) => Math.abs(signed) - 1 === strand));
    if (!part) {
      if (stage.hideTip()) stage.draw();
      return;
    }
    const title = `${part.mode[0]?.toUpperCase() ?? ""}${part.mode.slice(1)}${part.country ? `, ${land(model, part.country)}` : ""}`;
    stage.tell(x, y, title, [`${kilometres(part.km)}, ${Math.round(part.hours)} h, ${part.cost.toFixed(0)} USD/t`]);
  }

  /** @param {import("../../page/static/symbols.js").Spot} spot */
  function visit(spot) {
    current = spot.place.id;
    stage.tell(spot.x, spot.y, spot.place.name, spot.place.lines);
    stage.draw();
  }

  /** @param {number} by @returns {void} */
  function step(by) {
    if (!spots.length) return;
    const at = spots.findIndex(({ place }) => place.id === current);
    visit(spots[(at + by + spots.length) % spots.length]);
  }

  /** @param {number} index alternative to show instead, -1 for none */
  function light(index) {
    lit = index;
    moving = null;
    stage.draw();
  }

  return { show, light, stage, moving: () => moving !== null };
}

/**
 * @param {number[][]} points
 * @param {number} count
 * @returns {number[]} flat x, y of so many points at even distances along the line; empty for no line
 */
function resample(points, count) {
  if (points.length < 2) return [];
  const along = [0];
  for (let index = 1; index < points.length; index++) {
    along.push(along[index - 1] + Math.hypot(points[index][0] - points[index - 1][0], points[index][1] - points[index - 1][1]));
  }
  const total = along[along.length - 1];
  const flat = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    const goal = (total * index) / (count - 1);
    while (at < points.length - 2 && along[at + 1] < goal) at += 1;
    const share = Math.min(1, Math.max(0, (goal - along[at]) / (along[at + 1] - along[at] || 1)));
    for (const axis of [0, 1]) flat.push(points[at][axis] + share * (points[at + 1][axis] - points[at][axis]));
  }
  return flat;
}

/** @type {(pen: CanvasRenderingContext2D, size: Size) => CanvasPattern | string} fill of a barred country */
function hatch(pen, size) {
  const side = Math.round(7 * size.ratio);
  const tile = document.createElement("canvas");
  [tile.width, tile.height] = [side, side];
  const brush = tile.getContext("2d");
  if (!brush) return "#e3c9c4";
  brush.fillStyle = "#f0dedb";
  brush.fillRect(0, 0, side, side);
  brush.strokeStyle = "#b9695c";
  brush.lineWidth = 1.1 * size.ratio;
  for (const shift of [-side, 0, side]) {
    brush.moveTo(shift - 1, side + 1);
    brush.lineTo(shift + side + 1, -1);
  }
  brush.stroke();
  const pattern = pen.createPattern(tile, "repeat");
  // The pen is scaled to the screen's pixels already.
  pattern?.setTransform(new DOMMatrix().scale(1 / size.ratio));
  return pattern ?? "#e3c9c4";
}
