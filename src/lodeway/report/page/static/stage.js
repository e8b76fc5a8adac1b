/**
 * A map to look at: canvas and symbols in a box, view, pan and zoom, tooltip, keys. What is drawn is the caller's.
 * @module
 */

import { listenToPointer } from "./pointer.js";

/** @typedef {import("./paint.js").View} View */
/** @typedef {import("./paint.js").Size} Size */

/**
 * @typedef {object} Act
 * @property {(size: Size) => View | null} first the first view, null while there is nothing to show
 * @property {(pen: CanvasRenderingContext2D, view: View, size: Size) => void} paint
 * @property {(x: number, y: number) => void} point the pointer is there
 * @property {(by: number) => void} step to the next or previous place
 * @property {() => boolean} forget what was pointed at; whether that changes the picture
 * @property {() => void} moved
 * @property {() => void} idle
 */

/**
 * @typedef {object} Stage
 * @property {SVGSVGElement} overlay
 * @property {View} view
 * @property {Size} size
 * @property {() => void} draw
 * @property {(by: number, x?: number, y?: number) => void} zoom
 * @property {() => void} home
 * @property {(point: number[]) => [number, number]} toScreen
 * @property {(x: number, y: number, title: string, lines: string[]) => void} tell
 * @property {() => boolean} hideTip
 */

/**
 * @param {HTMLElement} root
 * @param {Act} act
 * @returns {Stage}
 */
export function createStage(root, act) {
  const canvas = /** @type {HTMLCanvasElement} */ (root.querySelector("canvas"));
  const tip = /** @type {HTMLElement} */ (root.querySelector(".tip"));
  let waiting = 0;
  let screenWidth = 0;

  /** @type {Stage} */
  const stage = {
    overlay: /** @type {SVGSVGElement} */ (root.querySelector("svg")),
    view: { x: 0, y: 0, scale: 0 },
    size: { width: 0, height: 0, ratio: 1 },
    draw,
    zoom,
    home,
    toScreen,
    tell,
    hideTip,
  };

  function home() {
    measure();
    const view = act.first(stage.size);
    if (!view) return;
    stage.view = view;
    draw();
    act.moved();
  }

  function measure() {
    const ratio = Math.min(3, Math.max(window.devicePixelRatio || 1, printing() ? 3 : 1));
    stage.size = { width: canvas.clientWidth || 1, height: canvas.clientHeight || 1, ratio };
    const [wide, high] = [Math.round(stage.size.width * ratio), Math.round(stage.size.height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
    }
  }

  /** On paper the same stretch of the world as on the screen. @returns {View} */
  function fitted() {
    if (!printing()) screenWidth = stage.size.width;
    return { ...stage.view, scale: (stage.view.scale * stage.size.width) / (screenWidth || stage.size.width) };
  }

  const printing = () => matchMedia("print").matches;

  function draw() {
    if (printing()) return paint();
    if (waiting) return;
    waiting = requestAnimationFrame(() => {
      waiting = 0;
      paint();
      act.idle();
    });
  }

  function paint() {
    const pen = canvas.getContext("2d");
    if (!pen) return;
    measure();
    act.paint(pen, fitted(), stage.size);
  }

  /** @param {number[]} point @returns {[number, number]} */
  function toScreen(point) {
    const { x, y, scale } = fitted();
    return [stage.size.width / 2 + (point[0] - x) * scale, stage.size.height / 2 + (point[1] - y) * scale];
  }

  /** @param {number} by @param {number} [x] @param {number} [y] */
  function zoom(by, x = stage.size.width / 2, y = stage.size.height / 2) {
    const { view, size } = stage;
    const edge = Math.min(size.width, size.height);
    const scale = Math.min(edge * 60, Math.max(edge / 6, view.scale * by));
    const [px, py] = [view.x + (x - size.width / 2) / view.scale, view.y + (y - size.height / 2) / view.scale];
    stage.view = { scale, x: px - (x - size.width / 2) / scale, y: py - (y - size.height / 2) / scale };
    hideTip();
    draw();
    act.moved();
  }

  /** @param {number} dx @param {number} dy pixels */
  function pan(dx, dy) {
    const { view } = stage;
    const clamp = (/** @type {number} */ value) => Math.max(-3, Math.min(3, value));
    stage.view = { ...view, x: clamp(view.x - dx / view.scale), y: clamp(view.y - dy / view.scale) };
    hideTip();
    draw();
    act.moved();
  }

  function hideTip() {
    tip.hidden = true;
    return act.forget();
  }

  /** @param {number} x @param {number} y @param {string} title @param {string[]} lines */
  function tell(x, y, title, lines) {
    const head = document.createElement("strong");
    head.textContent = title;
    const rows = lines.map((line) => {
      const row = document.createElement("span");
      row.textContent = line;
      return row;
    });
    tip.replaceChildren(head, ...rows);
    tip.hidden = false;
    const [wide, high] = [tip.offsetWidth, tip.offsetHeight];
    const { width, height } = stage.size;
    tip.style.left = `${Math.max(4, Math.min(width - wide - 4, x + 14))}px`;
    tip.style.top = `${y + 14 + high > height ? Math.max(4, y - high - 12) : y + 14}px`;
  }

  const leave = () => {
    hideTip();
    draw();
  };
  listenToPointer(root, canvas, { pan, zoom, point: act.point, leave });
  root.addEventListener("keydown", (event) => {
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowLeft: () => pan(60, 0),
      ArrowRight: () => pan(-60, 0),
      ArrowUp: () => pan(0, 60),
      ArrowDown: () => pan(0, -60),
      "+": () => zoom(1.4),
      "=": () => zoom(1.4),
      "-": () => zoom(1 / 1.4),
      0: home,
      n: () => act.step(1),
      p: () => act.step(-1),
      Escape: leave,
    };
    if (event.target !== root || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
  new ResizeObserver(() => {
    if (!printing() && (canvas.clientWidth !== stage.size.width || canvas.clientHeight !== stage.size.height)) draw();
  }).observe(canvas);
  return stage;
}

/**
 * @param {number[]} frame left, top, right, bottom [radii]
 * @param {Size} size
 * @param {number} room margin [px]
 * @returns {View} the view that just holds the frame
 */
export function fit([left, top, right, bottom], size, room) {
  const scale = Math.min((size.width - 2 * room) / (right - left), (size.height - 2 * room) / (bottom - top));
  return { x: (left + right) / 2, y: (top + bottom) / 2, scale };
}
