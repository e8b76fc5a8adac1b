/**
 * Map projections: longitude and latitude in degrees to a plane in globe radii, y downwards.
 * @module
 */

/**
 * A stretch of line in the plane: x, y of each vertex, NaN where it is out of sight; `original` is 1 for a vertex that
 * the data holds and 0 for one put in between so that long straight stretches bend as the projection does.
 * @typedef {{xy: Float64Array, original: Uint8Array}} Piece
 */

/**
 * @typedef {object} Projection
 * @property {string} id
 * @property {(longitude: number, latitude: number) => [number, number] | null} point null where out of sight
 * @property {(coordinates: number[]) => Piece[]} line flat longitude, latitude; the first piece holds every vertex
 * @property {(coordinates: number[]) => Float64Array[]} ring closed outlines to fill, clamped to the edge
 * @property {number[][]} edge outline of what is in sight
 */

const RADIAN = Math.PI / 180;
/** Longest stretch drawn straight [degrees]. */
const STEP = 2;

/**
 * Longitude and latitude of each vertex with points put in between, longitude without jumps.
 * @param {number[]} coordinates
 * @returns {{longitude: number[], latitude: number[], original: number[]}}
 */
function densify(coordinates) {
  const longitude = [coordinates[0]];
  const latitude = [coordinates[1]];
  const original = [1];
  for (let index = 2; index < coordinates.length; index += 2) {
    const last = longitude.length - 1;
    const east = coordinates[index] - longitude[last];
    const step = east - 360 * Math.round(east / 360);
    const rise = coordinates[index + 1] - latitude[last];
    const count = Math.max(1, Math.ceil(Math.max(Math.abs(step), Math.abs(rise)) / STEP));
    const [fromEast, fromNorth] = [longitude[last], latitude[last]];
    for (let part = 1; part <= count; part++) {
      longitude.push(fromEast + (step * part) / count);
      latitude.push(fromNorth + (rise * part) / count);
      original.push(part === count ? 1 : 0);
    }
  }
  return { longitude, latitude, original };
}

/**
 * Lambert's azimuthal equal-area projection (Snyder 1987, USGS Professional Paper 1395, eq. 24-2 to 24-4):
 * no seam, so a way across the Pacific runs off the edge and never across the map.
 * @param {number} centreLongitude
 * @param {number} centreLatitude
 * @param {number} [limit] angular distance in sight [degrees]
 * @returns {Projection}
 */
export function azimuthal(centreLongitude, centreLatitude, limit = 125) {
  const sine = Math.sin(centreLatitude * RADIAN);
  const cosine = Math.cos(centreLatitude * RADIAN);
  const radius = 2 * Math.sin((limit * RADIAN) / 2);

  /** @param {number} longitude @param {number} latitude @returns {[number, number, boolean]} */
  function place(longitude, latitude) {
    const east = (longitude - centreLongitude) * RADIAN;
    const north = latitude * RADIAN;
    const near = sine * Math.sin(north) + cosine * Math.cos(north) * Math.cos(east);
    const scale = Math.sqrt(2 / Math.max(1e-9, 1 + near));
    const x = scale * Math.cos(north) * Math.sin(east);
    const y = -scale * (cosine * Math.sin(north) - sine * Math.cos(north) * Math.cos(east));
    const distance = Math.hypot(x, y);
    return distance <= radius ? [x, y, true] : [(x * radius) / distance, (y * radius) / distance, false];
  }

  return {
    id: "region",
    point(longitude, latitude) {
      const [x, y, seen] = place(longitude, latitude);
      return seen ? [x, y] : null;
    },
    line(coordinates) {
      const dense = densify(coordinates);
      const xy = new Float64Array(dense.longitude.length * 2);
      dense.longitude.forEach((longitude, index) => {
        const [x, y, seen] = place(longitude, dense.latitude[index]);
        xy[index * 2] = seen ? x : NaN;
        xy[index * 2 + 1] = seen ? y : NaN;
      });
      return [{ xy, original: Uint8Array.from(dense.original) }];
    },
    ring(coordinates) {
      const xy = new Float64Array(coordinates.length);
      let visible = false;
      for (let index = 0; index < coordinates.length; index += 2) {
        const [x, y, seen] = place(coordinates[index], coordinates[index + 1]);
        xy[index] = x;
        xy[index + 1] = y;
        visible ||= seen;
      }
      return visible ? [xy] : [];
    },
    edge: Array.from({ length: 181 }, (_, index) => [
      radius * Math.cos(index * 2 * RADIAN),
      radius * Math.sin(index * 2 * RADIAN),
    ]),
  };
}

/**
 * Equal Earth projection of the whole world (Šavrič, Patterson, Jenny 2018, doi:10.1080/13658816.2018.1504949),
 * cut where `centre` is farthest; what crosses the cut is drawn at both edges.
 * @param {number} [centre] longitude in the middle
 * @returns {Projection}
 */
export function world(centre = 150) {
  const root = Math.sqrt(3) / 2;

  /** @param {number} east degrees from the centre, may pass 180 @param {number} latitude @returns {[number, number]} */
  function place(east, latitude) {
    const angle = Math.asin(root * Math.sin(latitude * RADIAN));
    const square = angle * angle;
    const sixth = square * square * square;
    const slope = 1.340264 - 3 * 0.081106 * square + sixth * (7 * 0.000893 + 9 * 0.003796 * square);
    const y = angle * (1.340264 - 0.081106 * square + sixth * (0.000893 + 0.003796 * square));
    return [(east * RADIAN * Math.cos(angle)) / (root * slope), -y];
  }

  /** @param {number} longitude */
  const turn = (longitude) => longitude - centre - 360 * Math.round((longitude - centre) / 360);

  /**
   * @param {number[]} longitude without jumps
   * @param {number[]} latitude
   * @returns {Float64Array[]} the line as often as the cut shows it
   */
  function copies(longitude, latitude) {
    const shift = turn(longitude[0]) - longitude[0];
    const east = longitude.map((value) => value + shift);
    let low = Infinity;
    let high = -Infinity;
    for (const value of east) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const turns = [0];
    if (low < -180) turns.push(360);
    if (high > 180) turns.push(-360);
    return turns.map((turned) => {
      const xy = new Float64Array(east.length * 2);
      east.forEach((value, index) => {
        [xy[index * 2], xy[index * 2 + 1]] = place(value + turned, latitude[index]);
      });
      return xy;
    });
  }

  return {
    id: "world",
    point: (longitude, latitude) => place(turn(longitude), latitude),
    line(coordinates) {
      const dense = densify(coordinates);
      const original = Uint8Array.from(dense.original);
      return copies(dense.longitude, dense.latitude).map((xy) => ({ xy, original }));
    },
    ring(coordinates) {
      const dense = densify(coordinates);
      return copies(dense.longitude, dense.latitude);
    },
    edge: [
      ...Array.from({ length: 91 }, (_, index) => place(180, 90 - 2 * index)),
      ...Array.from({ length: 91 }, (_, index) => place(-180, -90 + 2 * index)),
    ],
  };
}

/**
 * Middle of places on the globe [longitude, latitude], by the mean of their unit vectors.
 * @param {{longitude: number, latitude: number}[]} places
 * @returns {[number, number]}
 */
export function middle(places) {
  let [x, y, z] = [0, 0, 0];
  for (const place of places) {
    const [east, north] = [place.longitude * RADIAN, place.latitude * RADIAN];
    x += Math.cos(north) * Math.cos(east);
    y += Math.cos(north) * Math.sin(east);
    z += Math.sin(north);
  }
  return [Math.atan2(y, x) / RADIAN, Math.atan2(z, Math.hypot(x, y)) / RADIAN];
}
