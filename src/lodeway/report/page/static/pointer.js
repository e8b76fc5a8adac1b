/**
 * Mouse, pen and fingers on a map: drag, pinch, wheel, double click, hover.
 * @module
 */

/**
 * @param {HTMLElement} root
 * @param {HTMLCanvasElement} canvas
 * @param {{pan: (dx: number, dy: number) => void, zoom: (by: number, x?: number, y?: number) => void, point: (x: number, y: number) => void, leave: () => void}} act
 */
export function listenToPointer(root, canvas, act) {
  /** @type {Map<number, {x: number, y: number}>} */
  const down = new Map();
  const at = (/** @type {MouseEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    down.set(event.pointerId, at(event));
    root.focus({ preventScroll: true });
  });
  canvas.addEventListener("pointermove", (event) => {
    const now = at(event);
    const before = down.get(event.pointerId);
    if (!before) {
      if (event.pointerType === "mouse") act.point(now.x, now.y);
      return;
    }
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const apart = (/** @type {{x: number, y: number}} */ one) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
      act.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
      act.zoom(apart(now) / apart(before), (now.x + other.x) / 2, (now.y + other.y) / 2);
    } else if (Math.hypot(now.x - before.x, now.y - before.y) > 2 || root.classList.contains("dragging")) {
      root.classList.add("dragging");
      act.pan(now.x - before.x, now.y - before.y);
    } else return;
    down.set(event.pointerId, now);
  });
  const release = (/** @type {PointerEvent} */ event) => {
    down.delete(event.pointerId);
    const dragged = root.classList.contains("dragging");
    if (!down.size) root.classList.remove("dragging");
    if (!dragged && event.type === "pointerup") {
      const { x, y } = at(event);
      act.point(x, y);
    }
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("pointerleave", () => down.size || act.leave());
  canvas.addEventListener("dblclick", (event) => act.zoom(1.8, at(event).x, at(event).y));
  canvas.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && document.activeElement !== root) return;
      event.preventDefault();
      const { x, y } = at(event);
      act.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), x, y);
    },
    { passive: false },
  );
}

