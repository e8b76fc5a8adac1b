/**
 * What moves where in a year: the routes chosen and their tonnes on every strand of the network.
 * @module
 */

/** @typedef {import("./data.js").Data} Data */
/** @typedef {import("./data.js").Case} Case */
/** @typedef {import("./data.js").Route} Route */
/** @typedef {import("./data.js").Site} Site */
/** @typedef {{year: number, element: string, origin: string}} Choice */
/** @typedef {{host: Float64Array, other: Float64Array}} Loads gross tonnes by strand */

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
 * @param {Route} route
 * @returns {Int32Array} the strands it uses, each once, counted from 0
 */
export function usedBy(data, view, route) {
  const way = view.ways[route.way];
  way.strands ??= Int32Array.from(new Set(strandsOf(data, view, route).map((signed) => Math.abs(signed) - 1)));
  return way.strands;
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
    for (const strand of usedBy(data, view, route)) sum[strand] += route.gross;
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
