/**
 * Symbols and labels that lie over a map.
 * @module
 */

/** @typedef {{width: number, height: number}} Room */
/** @typedef {{place: Place, x: number, y: number}} Spot a place in sight and where on the screen [px] */

/**
 * @typedef {object} Place
 * @property {string} id
 * @property {string} symbol build, planned, gate, gate-abroad, gate-build, gate-shut, market, site or abroad
 * @property {string} name
 * @property {number} longitude
 * @property {number} latitude
 * @property {number} rank the smaller the sooner it is labelled
 * @property {boolean} [quiet] never labelled
 * @property {string[]} lines what the tooltip says under the name
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Outline of each symbol around 0, 0.
 * @type {Record<string, string>}
 */
const SHAPES = {
  build: "M0-7 7 0 0 7-7 0Z",
  planned: "M0-7 7 0 0 7-7 0Z",
  gate: "M-3.5-3.5H3.5V3.5H-3.5Z",
  "gate-abroad": "M-2-2H2V2H-2Z",
  "gate-build": "M0-8 7.5 5.5H-7.5Z",
  "gate-shut": "M-6-4-4-6 0-2 4-6 6-4 2 0 6 4 4 6 0 2-4 6-6 4-2 0Z",
  market: "M0-7A7 7 0 1 1-.01-7ZM0-3A3 3 0 1 0 .01-3Z",
  site: "M0-4A4 4 0 1 1-.01-4Z",
  abroad: "M0-2.5A2.5 2.5 0 1 1-.01-2.5Z",
};

/**
 * @param {Place[]} shown
 * @param {import("./projection.js").Projection} projection
 * @param {(point: number[]) => [number, number]} toScreen
 * @param {Room} size
 * @returns {Spot[]} those in sight
 */
export function inSight(shown, projection, toScreen, size) {
  return shown.flatMap((place) => {
    const point = projection.point(place.longitude, place.latitude);
    if (!point) return [];
    const [x, y] = toScreen(point);
    return x < -8 || y < -8 || x > size.width + 8 || y > size.height + 8 ? [] : [{ place, x, y }];
  });
}

/**
 * @param {Spot[]} spots
 * @param {number} x
 * @param {number} y
 * @returns {Spot | undefined} the one that the pointer means
 */
export function nearest(spots, x, y) {
  const near = spots.map((spot) => ({ spot, away: Math.hypot(spot.x - x, spot.y - y) })).filter(({ away }) => away < 11);
  return near.sort((one, two) => one.away - two.away)[0]?.spot;
}

/**
 * Draws symbols and as many labels as fit without covering each other.
 * @param {SVGSVGElement} overlay
 * @param {{place: Place, x: number, y: number}[]} spots in order of importance, in sight
 * @param {{name: string, x: number, y: number, host: boolean, reach: number}[]} countries
 * @param {{width: number, height: number}} size
 * @param {string} current id of the place under the pointer or the keyboard
 */
export function drawPlaces(overlay, spots, countries, size, current) {
  overlay.replaceChildren();
  overlay.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  /** @type {number[][]} */
  const taken = spots.filter(({ place }) => !place.symbol.endsWith("abroad")).map(({ x, y }) => [x - 6, y - 6, x + 6, y + 6]);
  for (const country of countries) if (country.host) hostLabel(overlay, country, taken, size);
  for (const { place, x, y } of [...spots].reverse()) {
    const group = node("g", { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, class: `place ${place.symbol}`, "data-place": place.id });
    if (place.id === current) group.append(node("circle", { r: "12", class: "halo" }));
    group.append(node("path", { d: SHAPES[place.symbol] }));
    overlay.append(group);
  }
  const room = Math.max(8, Math.round((size.width * size.height) / 22000));
  let written = 0;
  for (const { place, x, y } of spots) {
    if (written >= room || place.quiet || place.symbol.endsWith("abroad")) continue;
    if (writeLabel(overlay, place, x, y, taken, size)) written += 1;
  }
  for (const { name, x, y } of countries.filter(({ host }) => !host)) {
    const half = name.length * 3.7;
    const box = [x - half, y - 8, x + half, y + 6];
    if (!isFree(box, taken, size)) continue;
    taken.push(box);
    overlay.append(labelText(name, x, y + 4, "label country", "middle"));
  }
}

/**
 * Writes a host country's name where no symbol stands, but inside the country.
 * @type {(overlay: SVGSVGElement, country: {name: string, x: number, y: number, reach: number}, taken: number[][], size: {width: number, height: number}) => void}
 */
function hostLabel(overlay, { name, x, y, reach }, taken, size) {
  const half = name.length * 4.4;
  for (const across of [0, -0.25, 0.25, -0.45, 0.45]) {
    for (const down of [0, -0.12, 0.12, -0.25, 0.25]) {
      const [atX, atY] = [x + across * reach, y + down * reach];
      const box = [atX - half, atY - 8, atX + half, atY + 6];
      if (!isFree(box, taken, size)) continue;
      taken.push(box);
      overlay.append(labelText(name, atX, atY + 4, "label country host", "middle"));
      return;
    }
  }
}

/** Width of a letter by symbol [px], a little generous. @type {Record<string, number>} */
const LETTER = { market: 7.6, build: 6.9, planned: 6.9, "gate-build": 6.9, gate: 5.9, site: 6.3 };

/** A long name up to its first comma or bracket. @param {string} name @returns {string} */
function shortened(name) {
  const head = name.length > 24 ? name.split(/[,(]/)[0].trim() : name;
  return head.length > 28 ? `${head.slice(0, 26)}…` : head;
}

/** @type {(overlay: SVGSVGElement, place: Place, x: number, y: number, taken: number[][], size: {width: number, height: number}) => boolean} */
function writeLabel(overlay, place, x, y, taken, size) {
  const short = shortened(place.name);
  const wide = short.length * (LETTER[place.symbol] ?? 6.5);
  const tries = [
    { box: [x + 9, y - 8, x + 9 + wide, y + 7], at: x + 9, to: y + 4, anchor: "start" },
    { box: [x - 9 - wide, y - 8, x - 9, y + 7], at: x - 9, to: y + 4, anchor: "end" },
    { box: [x - wide / 2, y - 24, x + wide / 2, y - 9], at: x, to: y - 11, anchor: "middle" },
    { box: [x - wide / 2, y + 9, x + wide / 2, y + 24], at: x, to: y + 20, anchor: "middle" },
  ];
  for (const { box, at, to, anchor } of tries) {
    if (!isFree(box, taken, size, x, y)) continue;
    taken.push(box);
    overlay.append(labelText(short, at, to, `label ${place.symbol}`, anchor));
    return true;
  }
  return false;
}

/** @type {(box: number[], taken: number[][], size: {width: number, height: number}, x?: number, y?: number) => boolean} */
function isFree(box, taken, size, x = NaN, y = NaN) {
  if (box[0] < 4 || box[1] < 4 || box[2] > size.width - 4 || box[3] > size.height - 4) return false;
  return taken.every((other) => {
    if (other[0] + 6 === x && other[1] + 6 === y) return true;
    return box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3];
  });
}

/** @type {(words: string, x: number, y: number, kind: string, anchor: string) => SVGElement} */
function labelText(words, x, y, kind, anchor) {
  const element = node("text", { x: x.toFixed(1), y: y.toFixed(1), class: kind, "text-anchor": anchor });
  element.textContent = words;
  return element;
}

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @returns {SVGElement}
 */
export function node(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
