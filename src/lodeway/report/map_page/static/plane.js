/**
 * The plane of a map page: projection around what is shown, land, first view.
 * @module
 */

import { paintLand } from "../../page/static/paint.js";
import { azimuthal, middle } from "../../page/static/projection.js";
import { bounds, layLand } from "../../page/static/sheet.js";
import { fit } from "../../page/static/stage.js";

/** @typedef {import("../../page/static/paint.js").View} View */
/** @typedef {import("../../page/static/paint.js").Size} Size */

/**
 * @param {{id: string, name: string, rings: number[][]}[]} outlines
 * @param {{longitude: number, latitude: number}[]} shown everything that the first view must hold
 * @param {{longitude: number, latitude: number}[]} [centre] around which the projection is true; usually all that is shown
 */
export function makePlane(outlines, shown, centre = shown) {
  const [east, north] = middle(centre);
  const projection = azimuthal(Math.round(east), Math.round(north), 150);
  const sheet = layLand(outlines, projection);
  const frame = widened(bounds(shown.map(({ longitude, latitude }) => projection.point(longitude, latitude))));
  return {
    projection,
    /** @param {Size} size @returns {View} */
    first: (size) => fit(frame, size, Math.min(90, size.width * 0.13)),
    /** @param {CanvasRenderingContext2D} pen @param {View} view @param {Size} size */
    land: (pen, view, size) => paintLand(pen, projection, sheet.countries, view, size),
    /** @param {View} view @param {(point: number[]) => [number, number]} toScreen */
    labels: (view, toScreen) =>
      sheet.labels.flatMap(({ name, point, reach }) => {
        const [x, y] = toScreen(point);
        return reach * view.scale > name.length * 4.4 ? [{ name, x, y, host: false, reach: reach * view.scale }] : [];
      }),
  };
}

/** At least some 60 km wide, so that a single place has a view. @param {number[]} frame @returns {number[]} */
function widened([left, top, right, bottom]) {
  const room = Math.max(0, 0.01 - Math.max(right - left, bottom - top)) / 2;
  return [left - room, top - room, right + room, bottom + room];
}
