/**
 * Draws land and flows on a canvas.
 * @module
 */

/** @typedef {import("./projection.js").Projection} Projection */
/** @typedef {import("./projection.js").Piece} Piece */
/** @typedef {import("./flows.js").Loads} Loads */
/** @typedef {import("./data.js").Strand} Strand */
/** @typedef {{x: number, y: number, scale: number}} View middle in globe radii, and pixels per radius */
/** @typedef {{width: number, height: number, ratio: number}} Size */

/**
 * Colours that people with any colour vision can tell apart; the pattern of the line says the same.
 * @type {Record<string, {strong: string, faint: string}>}
 */
export const COLOURS = {
  rail: { strong: "#a63a0a", faint: "#dcae97" },
  road: { strong: "#3a3f44", faint: "#a7abae" },
  sea: { strong: "#0b6394", faint: "#9dc3da" },
  ferry: { strong: "#75388f", faint: "#c5a9d3" },
};
export const LAND = "#eae8e1";
export const BORDER = "#c3bfb4";
export const WATER = "#f6f9fa";
const CHANGE = { more: "#0b6394", less: "#b3500b" };
export const WIDEST = 13;

/**
 * @param {number} tonnes
 * @param {number} most
 * @returns {number} width of the line [px]: the square root, so that small flows stay in sight
 */
export function width(tonnes, most) {
  return Math.max(0.9, WIDEST * Math.sqrt(tonnes / Math.max(most, 1e-9)));
}

/**
 * @param {string} mode
 * @param {boolean} dashed
 * @param {number} wide
 * @returns {number[]} dash pattern [px]
 */
export function dashes(mode, dashed, wide) {
  if (mode === "ferry") return [0.1, wide * 1.9 + 1.5];
  if (mode === "road" || dashed) return [wide * 1.4 + 2, wide + 2];
  if (mode === "sea") return [wide * 3 + 9, Math.min(4, 1.5 + wide * 0.4)];
  return [];
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {ArrayLike<number>} xy
 * @param {View} view
 * @param {Size} size
 */
function trace(pen, xy, view, size) {
  const [left, top] = [size.width / 2 - view.x * view.scale, size.height / 2 - view.y * view.scale];
  let down = false;
  for (let index = 0; index < xy.length; index += 2) {
    if (Number.isNaN(xy[index])) {
      down = false;
    } else if (down) {
      pen.lineTo(left + xy[index] * view.scale, top + xy[index + 1] * view.scale);
    } else {
      pen.moveTo(left + xy[index] * view.scale, top + xy[index + 1] * view.scale);
      down = true;
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Projection} projection
 * @param {{fill: Float64Array[], border: Piece[]}[]} countries
 * @param {View} view
 * @param {Size} size
 * @param {Map<number, string | CanvasPattern>} [fills] what some countries are filled with, by their place in the list
 */
export function paintLand(pen, projection, countries, view, size, fills = new Map()) {
  pen.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
  pen.clearRect(0, 0, size.width, size.height);
  pen.beginPath();
  trace(pen, Float64Array.from(projection.edge.flat()), view, size);
  pen.closePath();
  pen.fillStyle = WATER;
  pen.fill();
  pen.save();
  pen.clip();
  pen.fillStyle = LAND;
  pen.strokeStyle = BORDER;
  pen.lineWidth = 0.6;
  pen.lineJoin = "round";
  for (const [index, { fill, border }] of countries.entries()) {
    pen.beginPath();
    for (const ring of fill) trace(pen, ring, view, size);
    pen.fillStyle = fills.get(index) ?? LAND;
    pen.fill("evenodd");
    pen.beginPath();
    for (const { xy } of border) trace(pen, xy, view, size);
    pen.stroke();
  }
  pen.restore();
}

/**
 * Draws the strands that bear tonnes, faint ones first, wide ones first.
 * @param {CanvasRenderingContext2D} pen
 * @param {Projection} projection
 * @param {Strand[]} strands
 * @param {Piece[][]} pieces by strand
 * @param {Loads} load
 * @param {number} most
 * @param {View} view
 * @param {Size} size
 * @returns {Map<number, number>} strand to the number of its original vertices that were given to the canvas
 */
export function paintFlows(pen, projection, strands, pieces, load, most, view, size) {
  /** @type {Map<number, number>} */
  const drawn = new Map();
  /** @param {Float64Array} sum @param {"strong" | "faint"} tone */
  const layer = (sum, tone) => {
    const order = [...sum.keys()].filter((index) => sum[index] > 0).sort((one, two) => sum[two] - sum[one]);
    for (const index of order) {
      const { mode, dashed } = strands[index];
      const wide = width(sum[index], most);
      const colour = COLOURS[mode] ?? COLOURS.road;
      drawn.set(index, stroke(pen, pieces[index], colour[tone], wide, dashes(mode, dashed, wide), view, size));
    }
  };
  clipped(pen, projection, view, size, () => {
    layer(load.other, "faint");
    layer(load.host, "strong");
  });
  return drawn;
}

/**
 * Draws by how much two loads differ: more in the case solid, less dashed.
 * @param {CanvasRenderingContext2D} pen
 * @param {Projection} projection
 * @param {Piece[][]} pieces by strand
 * @param {Float64Array} change
 * @param {number} most
 * @param {View} view
 * @param {Size} size
 * @returns {Map<number, number>}
 */
export function paintChange(pen, projection, pieces, change, most, view, size) {
  /** @type {Map<number, number>} */
  const drawn = new Map();
  const order = [...change.keys()].filter((index) => Math.abs(change[index]) > 1e-6);
  order.sort((one, two) => Math.abs(change[two]) - Math.abs(change[one]));
  clipped(pen, projection, view, size, () => {
    for (const index of order) {
      const wide = width(Math.abs(change[index]), most);
      const [colour, pattern] = change[index] > 0 ? [CHANGE.more, []] : [CHANGE.less, [wide * 1.4 + 3, wide + 2.5]];
      drawn.set(index, stroke(pen, pieces[index], colour, wide, pattern, view, size));
    }
  });
  return drawn;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Piece[]} pieces
 * @param {string} colour
 * @param {number} wide
 * @param {number[]} pattern
 * @param {View} view
 * @param {Size} size
 * @returns {number} original vertices of the line
 */
export function stroke(pen, pieces, colour, wide, pattern, view, size) {
  pen.strokeStyle = colour;
  pen.lineWidth = wide;
  pen.lineJoin = "round";
  pen.lineCap = pattern[0] < 1 ? "round" : "butt";
  pen.setLineDash(pattern);
  for (const piece of pieces) {
    pen.beginPath();
    trace(pen, piece.xy, view, size);
    pen.stroke();
  }
  pen.setLineDash([]);
  return pieces[0].original.reduce((sum, value) => sum + value, 0);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Projection} projection
 * @param {View} view
 * @param {Size} size
 * @param {() => void} draw
 */
export function clipped(pen, projection, view, size, draw) {
  pen.save();
  pen.beginPath();
  trace(pen, Float64Array.from(projection.edge.flat()), view, size);
  pen.closePath();
  pen.clip();
  draw();
  pen.restore();
}

/**
 * @param {Piece[]} pieces
 * @param {View} view
 * @param {Size} size
 * @param {number} x
 * @param {number} y
 * @returns {number} distance from a point of the screen to the line [px]
 */
export function distance(pieces, view, size, x, y) {
  const [left, top] = [size.width / 2 - view.x * view.scale, size.height / 2 - view.y * view.scale];
  const [px, py] = [(x - left) / view.scale, (y - top) / view.scale];
  let least = Infinity;
  for (const { xy } of pieces) {
    for (let index = 2; index < xy.length; index += 2) {
      const [ax, ay] = [xy[index - 2], xy[index - 1]];
      const [dx, dy] = [xy[index] - ax, xy[index + 1] - ay];
      const length = dx * dx + dy * dy || 1e-12;
      const part = Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / length));
      const away = Math.hypot(px - ax - part * dx, py - ay - part * dy);
      if (away < least) least = away;
    }
  }
  return least * view.scale;
}
