/**
 * The explorer's data and what follows from a choice: the way that settles, its figures, alternatives, the ladder.
 * @module
 */

import { unpack } from "../../page/static/data.js";

/** @typedef {{source: string, confidence: string, range: string, note: string, guess: boolean}} Origin where a figure comes from */
/** @typedef {Origin & {id: string, name: string, kind: string, countries: string[], longitude: number, latitude: number, gauges: number[], delay: number | null, fee: number | null, closable: boolean}} Gate */
/** @typedef {Origin & {id: string, name: string, mode: string, length: number | null, status: string}} Link */
/** @typedef {Origin & {mode: string, country: string, cost: number, speed: number, emissions: number}} Rate */
/** @typedef {Origin & {from: string, to: string, cost: number, delay: number}} Transfer */
/** @typedef {{id: string, name: string, country: string, longitude: number, latitude: number, minerals: string[], market: string, buyer: string, source: string, confidence: string, note: string}} Site */
/** @typedef {{mode: string, gate: string, country: string, km: number, hours: number, cost: number, co2: number, links: string[], strands: number[]}} Stretch */
/** @typedef {Record<string, number | null>} Table set of codes to the number of its best way */

/**
 * @typedef {object} Way
 * @property {number} number
 * @property {string[]} countries in order of travel
 * @property {Stretch[]} stretches
 * @property {number} km
 * @property {number} hours
 * @property {number} cost [USD/t]
 * @property {number} co2 [kg/t]
 * @property {Record<string, number>} byMode [km]
 * @property {string[]} gates in order of travel
 * @property {string[]} links hand-made ones
 * @property {number[]} strands in order of travel, signed, counted from 1
 * @property {Set<string>} codes of countries and gates on it that may be barred
 */

/**
 * @typedef {object} Model
 * @property {any} meta
 * @property {Record<string, string>} codes
 * @property {Record<string, string>} names of countries
 * @property {Site[]} origins
 * @property {Site[]} buyers
 * @property {{id: string, country: string, kind: string, buyers: string[], source: string}[]} standing
 * @property {Map<string, Gate>} gates
 * @property {Map<string, Link>} links
 * @property {Rate[]} rates
 * @property {Transfer[]} transfers
 * @property {{mode: string, dashed: boolean, line: number[]}[]} strands
 * @property {{id: string, name: string, rings: number[][]}[]} outlines
 * @property {(number: number) => Way} way
 * @property {(origin: string, buyer: string, by: string) => Table | null} table
 * @property {(strand: number) => number} length of a strand [km]
 */

/** @typedef {{from: string, goods: string, to: string, by: string, avoid: string[], close: string[]}} Choice */
/** @typedef {{key: string, way: Way | null}} Found the bans that act, and the best way without them */

/**
 * @param {string} json
 * @returns {Model}
 */
export function readModel(json) {
  const data = JSON.parse(json);
  for (const strand of data.strands) strand.line = unpack(strand.line);
  for (const country of data.outlines) country.rings = country.rings.map(unpack);
  /** @type {(table: {columns: string[], rows: unknown[][]}) => any[]} */
  const records = ({ columns, rows }) => rows.map((row) => Object.fromEntries(columns.map((key, place) => [key, row[place]])));
  /** @type {Stretch[]} */
  const stretches = records(data.stretches);
  /** @type {Map<number, Way>} */
  const ways = new Map();
  /** @type {Map<number, number>} */
  const lengths = new Map();

  /** @param {number} number @returns {Way} */
  function way(number) {
    const known = ways.get(number);
    if (known) return known;
    const [countries, parts] = data.ways.rows[number];
    const made = summed(number, countries, parts.map((/** @type {number} */ part) => stretches[part]));
    ways.set(number, made);
    return made;
  }

  /** @type {(number: number, countries: string[], parts: Stretch[]) => Way} */
  function summed(number, countries, parts) {
    const sum = (/** @type {(part: Stretch) => number} */ value) => parts.reduce((total, part) => total + value(part), 0);
    /** @type {Record<string, number>} */
    const byMode = {};
    for (const part of parts) if (part.km) byMode[part.mode] = (byMode[part.mode] ?? 0) + part.km;
    const gates = [...new Set(parts.map((part) => part.gate).filter(Boolean))];
    const codes = new Set([...countries, ...gates].map((name) => data.codes[name]).filter(Boolean));
    return {
      number,
      countries,
      stretches: parts,
      km: sum((part) => part.km),
      hours: sum((part) => part.hours),
      cost: sum((part) => part.cost),
      co2: sum((part) => part.co2),
      byMode,
      gates,
      links: [...new Set(parts.flatMap((part) => part.links))],
      strands: parts.flatMap((part) => part.strands),
      codes,
    };
  }

  /** @param {number} strand @returns {number} */
  function length(strand) {
    let km = lengths.get(strand);
    if (km === undefined) lengths.set(strand, (km = lineLength(data.strands[strand].line)));
    return km;
  }

  return {
    ...data,
    gates: new Map(data.gates.map((/** @type {Gate} */ gate) => [gate.id, gate])),
    links: new Map(data.links.map((/** @type {Link} */ link) => [link.id, link])),
    way,
    table: (origin, buyer, by) => data.states[origin]?.[buyer]?.[by] ?? null,
    length,
  };
}

/** Great-circle length. @param {number[]} line flat longitude, latitude @returns {number} km */
function lineLength(line) {
  const radian = Math.PI / 180;
  let km = 0;
  for (let index = 2; index < line.length; index += 2) {
    const [east, north] = [(line[index] - line[index - 2]) * radian, (line[index + 1] - line[index - 1]) * radian];
    const between = Math.cos(line[index - 1] * radian) * Math.cos(line[index + 1] * radian);
    km += 2 * 6371 * Math.asin(Math.min(1, Math.sqrt(Math.sin(north / 2) ** 2 + between * Math.sin(east / 2) ** 2)));
  }
  return km;
}

/** @param {Model} model @param {Choice} choice @returns {string[]} codes of what is barred */
export function barred(model, choice) {
  return [...choice.avoid, ...choice.close].map((name) => model.codes[name]).filter(Boolean);
}

/**
 * Adds, ban by ban, those that the way found so far uses: barring what it does not use leaves it the best.
 * @param {Model} model
 * @param {Table} table
 * @param {string[]} codes
 * @returns {Found}
 */
export function settle(model, table, codes) {
  const wanted = [...codes].sort();
  let key = "";
  for (;;) {
    const number = table[key];
    if (number === undefined || number === null) return { key, way: null };
    const way = model.way(number);
    const hit = wanted.find((code) => way.codes.has(code) && !key.includes(code));
    if (!hit) return { key, way };
    key = joined(key, hit);
  }
}

/** @type {(key: string, code: string) => string} */
const joined = (key, code) => [...key, code].sort().join("");

/** @param {Model} model @param {Way} way @param {string} by @returns {number} what was least */
export function weight(model, way, by) {
  if (by === "time") return way.hours;
  return by === "distance" ? way.km : way.cost + model.meta.time_value * way.hours;
}

/** @param {Model} model @param {Way} one @param {Way} other @returns {number} shared length, as part of the shorter */
export function shared(model, one, other) {
  const strands = (/** @type {Way} */ way) => new Set(way.strands.map((strand) => Math.abs(strand) - 1));
  const [here, there] = [strands(one), strands(other)];
  const total = (/** @type {Iterable<number>} */ list) => [...list].reduce((sum, strand) => sum + model.length(strand), 0);
  return total([...here].filter((strand) => there.has(strand))) / Math.max(1, Math.min(total(here), total(there)));
}

/** Ways that share more than this of their length are near copies. */
const COPY = 0.8;

/**
 * The best ways that leave out one more country or gate, no two of them near copies.
 * @param {Model} model
 * @param {Table} table
 * @param {Found} found
 * @param {string} by
 * @returns {{without: string, way: Way, share: number}[]} at most three, the best first; `without` is a country or gate
 */
export function alternatives(model, table, found, by) {
  const { key, way } = found;
  if (!way) return [];
  const names = Object.entries(model.codes);
  const candidates = names.flatMap(([name, code]) => {
    const number = way.codes.has(code) ? table[joined(key, code)] : null;
    return number === null || number === undefined ? [] : [{ without: name, way: model.way(number), share: 0 }];
  });
  candidates.sort((one, two) => weight(model, one.way, by) - weight(model, two.way, by));
  /** @type {typeof candidates} */
  const kept = [];
  for (const candidate of candidates) {
    candidate.share = shared(model, candidate.way, way);
    const copy = candidate.share > COPY || kept.some((other) => shared(model, other.way, candidate.way) > COPY);
    if (!copy && kept.length < 3) kept.push(candidate);
  }
  return kept;
}

/**
 * Bars, rung by rung, the next country that the best way still uses, until it uses none of them.
 * @param {Model} model
 * @param {Table} table
 * @param {string[]} closed codes of gates closed on every rung
 * @returns {{barred: string[], way: Way | null}[]}
 */
export function ladder(model, table, closed) {
  /** @type {string[]} */
  const without = [];
  const rungs = [];
  for (;;) {
    const { way } = settle(model, table, [...closed, ...without.map((name) => model.codes[name])]);
    rungs.push({ barred: [...without], way });
    const next = model.meta.bans.find((/** @type {string} */ name) => way?.codes.has(model.codes[name]) && !without.includes(name));
    if (!next) return rungs;
    without.push(next);
  }
}

/**
 * Why there is no way: the bans that act, and those that alone would open one again.
 * @param {Model} model
 * @param {Table} table
 * @param {Found} found
 * @returns {{acting: string[], opens: {name: string, way: Way}[]}}
 */
export function reason(model, table, found) {
  const acting = Object.keys(model.codes).filter((name) => found.key.includes(model.codes[name]));
  const opens = acting.flatMap((name) => {
    const { way } = settle(model, table, acting.filter((other) => other !== name).map((other) => model.codes[other]));
    return way ? [{ name, way }] : [];
  });
  return { acting, opens };
}
