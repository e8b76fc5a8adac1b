/**
 * What lies over the report's map: builds, gates, sites and markets of a plan in a year.
 * @module
 */

import { chosen, fromHost, sums } from "./flows.js";
import { mass, quantity } from "./numbers.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {import("./data.js").Case} Case */
/** @typedef {import("./flows.js").Choice} Choice */
/** @typedef {import("./data.js").Site} Site */

/** @typedef {import("./symbols.js").Place} Place */

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
