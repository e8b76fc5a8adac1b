/**
 * Symbols and labels that lie over the map: builds, gates, sites, markets, countries.
 * @module
 */

import { chosen, fromHost, sums } from "./flows.js";
import { mass, quantity } from "./numbers.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {import("./data.js").Case} Case */
/** @typedef {import("./flows.js").Choice} Choice */
/** @typedef {import("./data.js").Site} Site */

/**
 * @typedef {object} Place
 * @property {string} id
 * @property {string} symbol build, planned, gate, gate-abroad, gate-build, market, site or abroad
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
  market: "M0-7A7 7 0 1 1-.01-7ZM0-3A3 3 0 1 0 .01-3Z",
  site: "M0-4A4 4 0 1 1-.01-4Z",
  abroad: "M0-2.5A2.5 2.5 0 1 1-.01-2.5Z",
};

/**
 * Everything to be shown in a year, first the most important.
 * @param {Data} data
 * @param {Case} view
 * @param {Choice} choice
 * @param {Map<string, Site>} sites
 * @returns {Place[]}
 */
export function places(data, view, choice, sites) {
  const routes = chosen(data, view, choice, sites);
  const built = buildPlaces(data, view, choice, sites);
  const enlarged = new Set(built.map(({ id }) => id));
  const gates = gatePlaces(data, view, routes, choice, sites).filter(({ id }) => !enlarged.has(id));
  const found = [...built, ...marketPlaces(data, routes, sites), ...gates];
  const taken = new Set(found.map(({ longitude, latitude }) => `${longitude} ${latitude}`));
  const others = originPlaces(data, routes, sites).filter(({ longitude, latitude }) => !taken.has(`${longitude} ${latitude}`));
  return [...found, ...others].sort((one, two) => one.rank - two.rank);
}

/** @type {(data: Data, view: Case, choice: Choice, sites: Map<string, Site>) => Place[]} */
function buildPlaces(data, view, choice, sites) {
  const gateById = new Map(data.gates.map((gate) => [gate.id, gate]));
  const decided = view.builds
    .filter((build) => build.year <= choice.year)
    .filter((build) => !choice.element || !build.commodity || data.elements[build.commodity] === choice.element);
  return [...new Set(decided.map((build) => build.id))].flatMap((id) => {
    const steps = decided.filter((build) => build.id === id);
    const build = steps[0];
    const spot = build.kind === "gate" ? gateById.get(id) : sites.get(build.site);
    if (!spot) return [];
    const running = steps.some((step) => step.first <= choice.year);
    const symbol = build.kind === "gate" ? "gate-build" : running ? "build" : "planned";
    const lines = steps.map(
      (step) => `${step.first <= choice.year ? "built" : "being built"}: ${quantity(step.size, step.unit)}, decided ${step.year}, runs from ${step.first}`,
    );
    if (build.commodity) lines.unshift(data.names.commodities[build.commodity] ?? build.commodity);
    const rank = build.kind === "gate" ? 30 : 10;
    return [{ id, symbol, name: build.name, longitude: spot.longitude, latitude: spot.latitude, rank, lines }];
  });
}

/** @type {(data: Data, routes: import("./data.js").Route[], sites: Map<string, Site>) => Place[]} */
function marketPlaces(data, routes, sites) {
  const arrived = new Map(sums(routes, (route) => [route.to], (route) => route.gross));
  const first = new Map();
  for (const site of data.sites) {
    if (site.market && (arrived.get(site.id) ?? 0) >= (arrived.get(first.get(site.market)) ?? 0)) first.set(site.market, site.id);
  }
  return data.sites
    .filter((site) => site.market)
    .map((site) => {
      const arriving = routes.filter((route) => route.to === site.id);
      const total = arrived.get(site.id) ?? 0;
      const name = data.names.markets[site.market] ?? site.market;
      const lines = [site.name, total ? `receives ${mass(total)} gross by ${arriving.length} routes` : "receives nothing by these routes"];
      const quiet = first.get(site.market) !== site.id;
      return { id: site.id, symbol: "market", name, quiet, longitude: site.longitude, latitude: site.latitude, rank: 0, lines };
    });
}

/** @type {(data: Data, view: Case, routes: import("./data.js").Route[], choice: Choice, sites: Map<string, Site>) => Place[]} */
function gatePlaces(data, view, routes, choice, sites) {
  const hosts = new Set(routes.filter((route) => !data.hosts.length || fromHost(data, route, sites)).flatMap((route) => view.ways[route.way].gates));
  const through = new Map(sums(routes, (route) => view.ways[route.way].gates, (route) => route.gross));
  return data.gates
    .filter((gate) => through.has(gate.id))
    .map((gate) => {
      const tonnes = through.get(gate.id) ?? 0;
      const free = gate.capacity === null ? "no limit stated" : `capacity ${mass(gate.capacity)} a year, of which ${mass(gate.background)} other traffic in ${data.years[0]}`;
      const lines = [gate.kind, `${mass(tonnes)} gross of this plan pass in ${choice.year}`, free];
      const symbol = hosts.has(gate.id) ? "gate" : "gate-abroad";
      const rank = (hosts.has(gate.id) ? 40 : 80) - Math.log10(1 + tonnes);
      return { id: gate.id, symbol, name: gate.name, longitude: gate.longitude, latitude: gate.latitude, rank, lines };
    });
}

/** @type {(data: Data, routes: import("./data.js").Route[], sites: Map<string, Site>) => Place[]} */
function originPlaces(data, routes, sites) {
  return sums(routes, (route) => [route.from], (route) => route.gross).flatMap(([id, total]) => {
    const site = sites.get(id);
    if (!site || site.market) return [];
    const host = fromHost(data, /** @type {any} */ ({ from: id }), sites);
    const made = site.commodities.map((commodity) => data.names.commodities[commodity] ?? commodity).join(", ");
    const lines = [data.names.countries[site.country] ?? site.country, made, `sends ${mass(total)} gross`].filter(Boolean);
    const rank = (host ? 50 : 90) - Math.log10(1 + total);
    return [{ id, symbol: host ? "site" : "abroad", name: site.name, longitude: site.longitude, latitude: site.latitude, rank, lines }];
  });
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
