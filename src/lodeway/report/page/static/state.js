/**
 * What the reader has chosen, kept in the address so that a link shows the same.
 * @module
 */

/**
 * @typedef {object} State
 * @property {number} year
 * @property {string} element empty for all
 * @property {string} origin all or hosts
 * @property {string} sheet region or world
 * @property {string} show case, base, both or change
 * @property {number[]} at middle of the map and its width [radii]; empty for the first view
 */

/**
 * @param {string} hash
 * @param {State} usual
 * @param {{years: number[], elements: string[], shows: string[]}} allowed
 * @returns {State} what the address says, the usual where it says nothing that is allowed
 */
export function readState(hash, usual, allowed) {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  /** @type {(key: string, choices: string[], otherwise: string) => string} */
  const pick = (key, choices, otherwise) => {
    const found = words.get(key);
    return found !== null && choices.includes(found) ? found : otherwise;
  };
  const at = (words.get("at") ?? "").split(",").map(Number);
  return {
    year: Number(pick("year", allowed.years.map(String), String(usual.year))),
    element: pick("mineral", ["", ...allowed.elements], usual.element),
    origin: pick("from", ["all", "hosts"], usual.origin),
    sheet: pick("map", ["region", "world"], usual.sheet),
    show: pick("show", allowed.shows, usual.show),
    at: at.length === 3 && at.every(Number.isFinite) && at[2] > 0 ? at : [],
  };
}

/**
 * @param {State} state
 * @param {State} usual
 * @returns {string} hash that says what differs from the usual
 */
export function writeState(state, usual) {
  const words = new URLSearchParams();
  words.set("year", String(state.year));
  if (state.element !== usual.element) words.set("mineral", state.element);
  if (state.origin !== usual.origin) words.set("from", state.origin);
  if (state.sheet !== usual.sheet) words.set("map", state.sheet);
  if (state.show !== usual.show) words.set("show", state.show);
  if (state.at.length) words.set("at", state.at.map((value) => value.toFixed(4)).join(","));
  return `#${words}`;
}
