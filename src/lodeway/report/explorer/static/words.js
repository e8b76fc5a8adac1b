/**
 * Sentences for people: what a choice means, what a gate or country is called.
 * @module
 */

import { plain } from "../../page/static/numbers.js";

/** @typedef {import("./model.js").Model} Model */
/** @typedef {import("./model.js").Choice} Choice */
/** @typedef {import("./model.js").Way} Way */
/** @typedef {import("./model.js").Site} Site */

/** @param {string[]} parts @returns {string} "a, b and c" */
export function listed(parts) {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

/** @param {Site} site @returns {string} without "Port of" and brackets */
export function town(site) {
  return site.name.replace(/^Port of /, "").replace(/ \(.*$/, "");
}

/** @param {Model} model @param {string} country @returns {string} */
export const land = (model, country) => model.names[country] ?? country;

/** @param {Model} model @param {string} name country or gate @returns {string} */
export function called(model, name) {
  return model.gates.get(name)?.name ?? land(model, name);
}

/** @param {number} km @returns {string} */
export const kilometres = (km) => `${plain(Math.round(km / 10) * 10)}\u00a0km`;

/** @param {number} hours @returns {string} */
export function days(hours) {
  const whole = Math.round(hours / 24);
  return `${whole}\u00a0${whole === 1 ? "day" : "days"}`;
}

/** @param {number} value @param {string} unit @returns {string} with its sign */
export function difference(value, unit) {
  return `${value < 0 ? "−" : "+"}${plain(Math.abs(value))}\u00a0${unit}`;
}

/** @type {(model: Model, choice: Choice) => {origin: Site, buyer: Site}} */
export function ends(model, choice) {
  const origin = /** @type {Site} */ (model.origins.find((site) => site.id === choice.from));
  const buyer = /** @type {Site} */ (model.buyers.find((site) => site.id === choice.to));
  return { origin, buyer };
}

/** @param {Model} model @param {Choice} choice @returns {string} "Without Russia and China, and with Suez closed" */
export function conditions(model, choice) {
  const without = choice.avoid.length ? `Without ${listed(choice.avoid.map((name) => land(model, name)))}` : "";
  const closed = choice.close.length ? `ith ${listed(choice.close.map((name) => called(model, name)))} closed` : "";
  if (without && closed) return `${without} and w${closed}`;
  return without || (closed && `W${closed}`);
}

/**
 * @param {Model} model
 * @param {Choice} choice
 * @param {string[]} reopened gates that were closed and are not any longer, as fewer may be
 * @returns {string} how many may be closed at once, and which are
 */
export function closingWords(model, choice, reopened) {
  const most = model.meta.closures[choice.by];
  const many = ["none", "one", "two", "three"][most] ?? String(most);
  const names = (/** @type {string[]} */ gates) => listed(gates.map((name) => called(model, name)));
  const again = reopened.length ? `; open again: ${names(reopened)}` : "";
  if (!choice.close.length) return `up to ${many} at once; bold: on this way`;
  if (choice.close.length < most) return `closed: ${names(choice.close)}; ${most - choice.close.length} more may be`;
  const whole = most === 1 ? `only one at once by least ${choice.by}` : `${many} at once are the most`;
  return `closed: ${names(choice.close)}; ${whole}${again}. To close another, press ${most === 1 ? "it" : "one of them"} to open it`;
}

/** Straits and canals worth a word: between which seas a way chooses. */
const TOLD = ["suez", "panama"];

/** @param {Model} model @param {Way} way @returns {string} the countries it crosses between its ends, and the canal */
export function through(model, way) {
  const [first, last] = [way.countries[0], way.countries[way.countries.length - 1]];
  const landed = new Set(way.stretches.filter((part) => part.mode !== "sea" && part.km > 0).map((part) => part.country));
  const crossed = [...new Set(way.countries)].filter((country) => country !== first && country !== last && landed.has(country));
  const names = crossed.map((country) => land(model, country));
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more countries`] : names;
  const canals = TOLD.filter((gate) => way.gates.includes(gate)).map((gate) => `the ${called(model, gate)}`);
  return shown.length + canals.length ? ` through ${listed([...shown, ...canals])}` : "";
}

/**
 * @param {string} goods name of goods, in English
 * @returns {boolean} whether it is one of several: rare earths, but phosphorus and brass
 */
export const plural = (goods) => /s$/.test(goods) && !/(ss|us|is)$/.test(goods);

/**
 * @param {Model} model
 * @param {Choice} choice
 * @param {Way | null} way
 * @param {boolean} same whether the bans leave the way as it is
 * @returns {string}
 */
export function headline(model, choice, way, same) {
  const { origin, buyer } = ends(model, choice);
  const goods = choice.goods || "freight";
  const given = conditions(model, choice);
  const start = `${given ? `${given}, ${goods}` : `${goods[0].toUpperCase()}${goods.slice(1)}`} from ${town(origin)}`;
  if (!way) return `${start} cannot reach ${town(buyer)}.`;
  const reach = plural(goods) ? "reach" : "reaches";
  const verb = given && !same ? `still ${reach}` : reach;
  return `${start} ${verb} ${town(buyer)}${same ? " as before," : ""}${through(model, way)}: ${kilometres(way.km)}, ${days(way.hours)}.`;
}
