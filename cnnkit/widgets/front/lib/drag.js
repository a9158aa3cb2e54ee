// @ts-check
// Presses, drags and swipes, and the room a picture has.
import { on } from "./dom.js";

const SLOP = 8; // px

/**
 * How much larger a widget is drawn than it was laid out: by CSS zoom on a lecturer's screen, by transforms on slides.
 * Events and `getBoundingClientRect` speak of the screen, `clientWidth` and what is drawn of the layout.
 * @param {Element} node
 */
export function scaleOf(node) {
  const box = /** @type {HTMLElement} */ (node.closest(".ck"));
  const scale = box?.offsetWidth ? box.getBoundingClientRect().width / box.offsetWidth : 1;
  return Math.abs(scale - 1) < 0.01 ? 1 : scale; // offsetWidth is rounded
}

/**
 * `start(event)` is called at a press and returns `move(event, dx, dy)`, in the widget's px from where it began, or nothing where
 * there is nothing to hold; `end()` comes at the release of what was held. A finger may want to scroll: it presses when
 * it lifts where it came down, it drags when its first 8 px go sideways, and a vertical swipe does nothing. What is too
 * small to scroll by is `free`: it is held at once and follows up and down as well.
 * @param {any} node
 * @param {(event: PointerEvent) => ((event: PointerEvent, dx: number, dy: number) => void) | null | void} start
 */
export function dragging(node, start, { end = () => {}, free = false } = {}) {
  let move = null;
  let undecided = null;
  let from = [0, 0];
  let scale = 1;
  node.style.touchAction = free ? "none" : "pan-y pinch-zoom";
  const begin = (event) => {
    undecided = null;
    scale = scaleOf(node);
    move = start(event) ?? null;
    if (move) node.setPointerCapture(event.pointerId);
  };
  const stop = () => {
    undecided = null;
    if (!move) return;
    move = null;
    end();
  };
  on(node, "pointerdown", (event) => {
    if (event.button || !event.isPrimary) return;
    from = [event.clientX, event.clientY];
    if (event.pointerType === "touch" && !free) undecided = event;
    else begin(event);
  });
  on(node, "pointermove", (event) => {
    const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
    if (undecided && Math.hypot(dx, dy) >= SLOP) {
      if (Math.abs(dx) > Math.abs(dy)) begin(undecided);
      else undecided = null;
    }
    move?.(event, dx / scale, dy / scale);
  });
  on(node, "pointerup", () => {
    if (undecided) begin(undecided);
    stop();
  });
  on(node, "pointercancel", stop);
}

/**
 * Parts of a picture that is drawn anew at every move: elements with `data-drag="name"`. The pointer belongs to the
 * picture, not to the part. `start(name, data)` returns `move(dx, dy)`.
 */
export function draggable(picture, start, end) {
  dragging(
    picture,
    (event) => {
      const part = /** @type {HTMLElement} */ (/** @type {Element} */ (event.target).closest("[data-drag]"));
      if (!part) return null;
      event.preventDefault();
      const move = start(part.dataset.drag, part.dataset);
      return (_, dx, dy) => move(dx, dy);
    },
    { end },
  );
}

/** The width of a box in px; `draw()` is called whenever it becomes another one. */
export function sized(box, draw, signal) {
  let last = 0;
  const observer = new ResizeObserver(() => {
    const width = Math.floor(box.clientWidth);
    if (!width || width === last) return;
    last = width;
    draw();
  });
  observer.observe(box);
  const stop = () => observer.disconnect();
  signal?.addEventListener("abort", stop);
  return { width: () => (last ||= Math.floor(box.clientWidth)) || 640, stop };
}
