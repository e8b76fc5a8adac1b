/**
 * What moves where in a year: the routes chosen and their tonnes on every strand of the network.
 * @module
 */

/**
 * @typedef {object} Strand a stretch of line that always the same legs use
 * @property {string} mode rail, road, sea, ferry or empty
 * @property {boolean} dashed access by road, or a gap of more than 50 km between nodes
 * @property {number[]} line flat longitude, latitude of every original node [degrees]
 */

/**
 * @typedef {object} Way
 * @property {number[]} legs
 * @property {string[]} countries
 * @property {string[]} gates
 * @property {string[]} modes
 */

/**
 * @typedef {object} Route
 * @property {string} commodity
 * @property {string} from
 * @property {string} to
 * @property {number} year
 * @property {number} tonnes contained
 * @property {number} gross
 * @property {number} way
 */

/** @typedef {{id: string, name: string, kind: string, site: string, country: string, commodity: string, year: number, first: number, size: number, unit: string}} Build */
/** @typedef {{element: string, year: number, from: string, fromCountry: string, fromStage: string, to: string, toCountry: string, toStage: string, kind: string, tonnes: number}} Link */
/** @typedef {{id: string, title: string, ways: Way[], routes: Route[], builds: Build[], links: Link[]}} Case */
/** @typedef {{id: string, name: string, country: string, longitude: number, latitude: number, kind: string, commodities: string[], statuses: string[], market: string}} Site */
/** @typedef {{id: string, name: string, kind: string, longitude: number, latitude: number, capacity: number | null, background: number}} Gate */

/**
 * @typedef {object} Data
 * @property {number[]} years
 * @property {string[]} hosts countries whose flows stand out
 * @property {Record<string, string>} elements commodity to element
 * @property {{commodities: Record<string, string>, countries: Record<string, string>, markets: Record<string, string>}} names
 * @property {{id: string, name: string, rings: number[][]}[]} outlines
 * @property {Site[]} sites
 * @property {Gate[]} gates
 * @property {Strand[]} strands
 * @property {Record<string, number[]>} legs leg to its strands in order, counted from 1, negative when run backwards
 * @property {Case[]} cases the case, then the base when they differ
 */

/** @typedef {{year: number, element: string, origin: string}} Choice */
/** @typedef {{host: Float64Array, other: Float64Array}} Loads gross tonnes by strand */

/**
 * Undo the packing of coordinates: first vertex, then steps, in ten thousandths of a degree.
 * @param {number[]} packed
 * @returns {number[]}
 */
export function unpack(packed) {
  const line = new Array(packed.length);
  let [east, north] = [0, 0];
  for (let index = 0; index < packed.length; index += 2) {
    east += packed[index];
    north += packed[index + 1];
    line[index] = east / 1e4;
    line[index + 1] = north / 1e4;
  }
  return line;
}

/**
 * @param {Data} data
 * @param {Route} route
 * @param {Map<string, Site>} sites
 * @returns {boolean} whether it starts in a host country
 */
export function fromHost(data, route, sites) {
  return data.hosts.includes(sites.get(route.from)?.country ?? "");
}

/**
 * @param {Data} data
 * @param {Case} view
 * @param {Choice} choice
 * @param {Map<string, Site>} sites
 * @returns {Route[]} the routes of that year, element and origin
 */
export function chosen(data, view, choice, sites) {
  return view.routes.filter(
    (route) =>
      route.year === choice.year &&
      (!choice.element || data.elements[route.commodity] === choice.element) &&
      (choice.origin !== "hosts" || fromHost(data, route, sites)),
  );
}

/**
 * @param {Data} data
 * @param {Case} view
 * @param {Route} route
 * @returns {number[]} its strands in order of travel, signed, counted from 1
 */
export function strandsOf(data, view, route) {
  return view.ways[route.way].legs.flatMap((leg) => data.legs[leg] ?? []);
}

/**
 * @param {Data} data
 * @param {Case} view
 * @param {Route[]} routes
 * @param {Map<string, Site>} sites
 * @returns {Loads}
 */
export function loads(data, view, routes, sites) {
  const host = new Float64Array(data.strands.length);
  const other = new Float64Array(data.strands.length);
  for (const route of routes) {
    const sum = fromHost(data, route, sites) || !data.hosts.length ? host : other;
    for (const strand of new Set(strandsOf(data, view, route).map(Math.abs))) sum[strand - 1] += route.gross;
  }
  return { host, other };
}

/**
 * Most gross tonnes that any strand bears in any year, so that widths can be compared between years and cases.
 * @param {Data} data
 * @param {Choice} choice
 * @param {Map<string, Site>} sites
 * @returns {number}
 */
export function heaviest(data, choice, sites) {
  let most = 0;
  for (const view of data.cases) {
    for (const year of data.years) {
      const { host, other } = loads(data, view, chosen(data, view, { ...choice, year }, sites), sites);
      for (let index = 0; index < host.length; index++) most = Math.max(most, host[index] + other[index]);
    }
  }
  return most;
}

/**
 * Sum by a key, largest first.
 * @template T
 * @param {Iterable<T>} items
 * @param {(item: T) => string[]} keys
 * @param {(item: T) => number} amount
 * @returns {[string, number][]}
 */
export function sums(items, keys, amount) {
  /** @type {Map<string, number>} */
  const total = new Map();
  for (const item of items) for (const key of new Set(keys(item))) total.set(key, (total.get(key) ?? 0) + amount(item));
  return [...total].sort((one, two) => two[1] - one[1]);
}
