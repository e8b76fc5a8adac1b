/**
 * The page's data, as the report's writer packs them into the page.
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
 * @property {Int32Array} [strands] the strands it uses, found when first needed
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


/** Names of the columns in which rows are packed. */
const COLUMNS = {
  routes: ["commodity", "from", "to", "year", "tonnes", "gross", "way"],
  builds: ["id", "name", "kind", "site", "country", "commodity", "year", "first", "size", "unit"],
  links: ["element", "year", "from", "fromCountry", "fromStage", "to", "toCountry", "toStage", "kind", "tonnes"],
};

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
 * @param {string} json
 * @returns {Data}
 */
export function readData(json) {
  const data = JSON.parse(json);
  for (const strand of data.strands) strand.line = unpack(strand.line);
  for (const country of data.outlines) country.rings = country.rings.map(unpack);
  for (const view of data.cases) {
    for (const [name, columns] of Object.entries(COLUMNS)) {
      view[name] = view[name].map((/** @type {unknown[]} */ row) => Object.fromEntries(columns.map((key, place) => [key, row[place]])));
    }
  }
  return data;
}
