/**
 * Geometry of land and strands in one projection, and its first view.
 * @module
 */

import { azimuthal, middle, world } from "./projection.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {import("./projection.js").Projection} Projection */

/**
 * Geometry in one projection, shared by all panels.
 * @typedef {object} Sheet
 * @property {Projection} projection
 * @property {import("./projection.js").Piece[][]} strands
 * @property {{fill: Float64Array[], border: import("./projection.js").Piece[]}[]} countries
 * @property {{id: string, name: string, point: [number, number], reach: number}[]} labels of countries
 * @property {number[]} frame left, top, right, bottom of the first view [radii]
 */

/**
 * @param {Data} data
 * @param {string} kind region or world
 * @returns {Sheet}
 */
export function makeSheet(data, kind) {
  const planned = data.sites.filter((site) => data.hosts.includes(site.country));
  const centre = middle(planned.length ? planned : data.sites);
  const projection = kind === "world" ? world() : azimuthal(Math.round(centre[0]) + 6, Math.round(centre[1]));
  return {
    projection,
    strands: data.strands.map((strand) => projection.line(strand.line)),
    ...layLand(data.outlines, projection),
    frame: kind === "world" ? worldFrame(projection) : regionFrame(data, projection, centre),
  };
}

/**
 * @param {{id: string, name: string, rings: number[][]}[]} outlines
 * @param {Projection} projection
 * @returns {Pick<Sheet, "countries" | "labels">} countries in the outlines' order, and where their names go
 */
export function layLand(outlines, projection) {
  return {
    countries: outlines.map(({ rings }) => ({
      fill: rings.flatMap((ring) => projection.ring(ring)),
      border: rings.flatMap(openBorders).flatMap((line) => projection.line(line)),
    })),
    labels: outlines.flatMap((country) => countryLabel(country, projection)),
  };
}

/**
 * Border lines of a ring without the stretches that only close it along the date line.
 * @param {number[]} ring
 * @returns {number[][]}
 */
function openBorders(ring) {
  /** @type {number[][]} */
  const lines = [[]];
  const seam = (/** @type {number} */ index) => Math.abs(Math.abs(ring[index]) - 180) < 0.02;
  for (let index = 0; index < ring.length; index += 2) {
    if (index && seam(index) && seam(index - 2)) lines.push([]);
    lines[lines.length - 1].push(ring[index], ring[index + 1]);
  }
  return lines.filter((line) => line.length > 2);
}

/** @type {(country: Data["outlines"][number], projection: Projection) => Sheet["labels"]} */
function countryLabel(country, projection) {
  const largest = country.rings.reduce((best, ring) => (ring.length > best.length ? ring : best), []);
  const flat = projection.ring(largest)[0];
  if (!flat) return [];
  let [area, x, y] = [0, 0, 0];
  for (let index = 0; index + 3 < flat.length; index += 2) {
    const cross = flat[index] * flat[index + 3] - flat[index + 2] * flat[index + 1];
    area += cross;
    x += (flat[index] + flat[index + 2]) * cross;
    y += (flat[index + 1] + flat[index + 3]) * cross;
  }
  if (!area) return [];
  return [{ id: country.id, name: country.name, point: [x / (3 * area), y / (3 * area)], reach: Math.sqrt(Math.abs(area) / 2) }];
}

/** @type {(points: (number[] | null)[]) => number[]} left, top, right, bottom */
export function bounds(points) {
  const seen = /** @type {number[][]} */ (points.filter(Boolean));
  const [xs, ys] = [seen.map((point) => point[0]), seen.map((point) => point[1])];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** First view of the world: all of it but the far south. @type {(projection: Projection) => number[]} */
function worldFrame(projection) {
  const [left, top, right] = bounds(projection.edge);
  return [left, top, right, bounds([projection.point(0, -58)])[3]];
}

/** First view: the host countries and the markets on their side of the globe. @type {(data: Data, projection: Projection, centre: [number, number]) => number[]} */
function regionFrame(data, projection, centre) {
  const near = data.sites.filter((site) => {
    const [east, north] = [site.longitude - centre[0], site.latitude];
    return data.hosts.includes(site.country) || (site.market && Math.abs(east) < 82 && north > 15);
  });
  const frame = bounds((near.length > 1 ? near : data.sites).map((site) => projection.point(site.longitude, site.latitude)));
  return frame;
}

