/**
 * Flow from mine to market: countries by stage, bands as wide as tonnes.
 * @module
 */

import { mass } from "./numbers.js";
import { node } from "./symbols.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {import("./data.js").Link} Link */
/** @typedef {{id: string, country: string, stage: string, into: number, out: number, x: number, y: number, high: number, column: number}} Box */

const STAGES = ["ore", "concentrate", "intermediate", "refined", "market"];
const GAP = 7;
const THICK = 12;

/**
 * @param {Link[]} links of one element and year
 * @returns {{boxes: Map<string, Box>, columns: Box[][]}} boxes by stage, the largest first
 */
function arrange(links) {
  /** @type {Map<string, Box>} */
  const boxes = new Map();
  /** @type {(id: string, country: string, stage: string) => Box} */
  const box = (id, country, stage) => {
    const known = boxes.get(id) ?? { id, country, stage, into: 0, out: 0, x: 0, y: 0, high: 0, column: 0 };
    boxes.set(id, known);
    return known;
  };
  for (const link of links) {
    box(link.from, link.fromCountry, link.fromStage).out += link.tonnes;
    box(link.to, link.toCountry, link.toStage).into += link.tonnes;
  }
  const used = STAGES.filter((stage) => [...boxes.values()].some((one) => one.stage === stage));
  const columns = used.map((stage, column) => {
    const inside = [...boxes.values()].filter((one) => one.stage === stage);
    for (const one of inside) one.column = column;
    return inside.sort((one, two) => Math.max(two.into, two.out) - Math.max(one.into, one.out));
  });
  return { boxes, columns };
}

/**
 * @param {Box[][]} columns
 * @param {number} wide
 * @returns {number} height of the drawing
 */
function layOut(columns, wide) {
  const most = Math.max(...columns.map((column) => column.reduce((sum, box) => sum + Math.max(box.into, box.out), 0)));
  const many = Math.max(...columns.map((column) => column.length));
  const high = Math.max(130, Math.min(470, many * 34));
  const scale = (high - (many - 1) * GAP) / most;
  columns.forEach((column, index) => {
    let y = 26;
    for (const box of column) {
      box.high = Math.max(1, Math.max(box.into, box.out) * scale);
      box.x = columns.length === 1 ? 0 : (index * (wide - THICK)) / (columns.length - 1);
      box.y = y;
      y += Math.max(box.high, 11) + GAP;
    }
  });
  return Math.max(...columns.flat().map((box) => box.y + Math.max(box.high, 11))) + 6;
}

/**
 * @param {SVGSVGElement} svg
 * @param {Data} data
 * @param {Link[]} links
 * @param {number} wide [px]
 * @returns {string} the same in words
 */
export function drawSankey(svg, data, links, wide) {
  svg.replaceChildren();
  if (!links.length) {
    svg.setAttribute("viewBox", `0 0 ${wide} 24`);
    return "No flows of this mineral in this year.";
  }
  const { boxes, columns } = arrange(links);
  const high = layOut(columns, wide);
  svg.setAttribute("viewBox", `0 0 ${wide} ${high}`);
  svg.style.maxWidth = `${wide}px`;
  bands(svg, data, links, boxes);
  for (const column of columns) drawHeading(svg, column[0], columns.length, column.reduce((sum, box) => sum + Math.max(box.into, box.out), 0));
  for (const box of boxes.values()) drawBox(svg, data, box, columns.length);
  return inShort(data, columns);
}

/** @type {(svg: SVGSVGElement, data: Data, links: Link[], boxes: Map<string, Box>) => void} */
function bands(svg, data, links, boxes) {
  /** @type {Map<string, number>} */
  const used = new Map();
  const order = [...links].sort((one, two) => (boxes.get(one.to)?.y ?? 0) - (boxes.get(two.to)?.y ?? 0));
  const starts = new Map(order.map((link) => [link, take(`${link.from} out`, link)]));
  order.sort((one, two) => (boxes.get(one.from)?.y ?? 0) - (boxes.get(two.from)?.y ?? 0));
  for (const link of order) {
    const [from, to] = [/** @type {Box} */ (boxes.get(link.from)), /** @type {Box} */ (boxes.get(link.to))];
    const perTonne = (/** @type {Box} */ box) => box.high / Math.max(box.into, box.out);
    const start = from.y + (starts.get(link) ?? 0) * perTonne(from);
    const end = to.y + take(`${link.to} in`, link) * perTonne(to);
    const thick = Math.max(0.6, link.tonnes * perTonne(from));
    const [x1, x2] = [from.x + THICK, to.x];
    const bend = (x1 + x2) / 2;
    const host = data.hosts.includes(link.fromCountry);
    const path = node("path", {
      d: `M${x1} ${start + thick / 2}C${bend} ${start + thick / 2} ${bend} ${end + thick / 2} ${x2} ${end + thick / 2}`,
      class: host ? "band host" : "band",
      "stroke-width": thick.toFixed(2),
    });
    const title = node("title", {});
    title.textContent = `${boxName(data, from)} ${from.stage} → ${boxName(data, to)} ${to.stage}: ${mass(link.tonnes)} contained`;
    path.append(title);
    svg.append(path);
  }

  /** @param {string} key @param {Link} link @returns {number} tonnes drawn there before */
  function take(key, link) {
    const before = used.get(key) ?? 0;
    used.set(key, before + link.tonnes);
    return before;
  }
}

/** @type {(svg: SVGSVGElement, box: Box, count: number, total: number) => void} */
function drawHeading(svg, box, count, total) {
  const last = box.column === count - 1;
  const text = node("text", { x: String(last ? box.x + THICK : box.x), y: "13", class: "stage", "text-anchor": last ? "end" : "start" });
  text.textContent = `${box.stage === "market" ? "markets" : box.stage}, ${mass(total)}`;
  svg.append(text);
}

/** @type {(svg: SVGSVGElement, data: Data, box: Box, count: number) => void} */
function drawBox(svg, data, box, count) {
  const last = box.column === count - 1;
  const kind = data.hosts.includes(box.country) ? "box host" : "box";
  svg.append(node("rect", { x: String(box.x), y: box.y.toFixed(1), width: String(THICK), height: box.high.toFixed(1), class: kind }));
  const text = node("text", {
    x: String(last ? box.x - 5 : box.x + THICK + 5),
    y: (box.y + Math.max(box.high, 11) / 2 + 4).toFixed(1),
    class: "name",
    "text-anchor": last ? "end" : "start",
  });
  text.textContent = `${boxName(data, box)} ${mass(Math.max(box.into, box.out))}`;
  svg.append(text);
}

/** @type {(data: Data, box: Box) => string} */
function boxName(data, box) {
  return (box.stage === "market" ? data.names.markets[box.country] : undefined) ?? data.names.countries[box.country] ?? (box.country || box.id);
}

/** @type {(data: Data, columns: Box[][]) => string} */
function inShort(data, columns) {
  return columns
    .map((column) => {
      const list = column.slice(0, 5).map((box) => `${boxName(data, box)} ${mass(Math.max(box.into, box.out))}`);
      const rest = column.length > 5 ? ` and ${column.length - 5} more` : "";
      return `${column[0].stage}: ${list.join(", ")}${rest}`;
    })
    .join("; ");
}
