// @ts-check
// The palette of live-detector: a press adds an object to the scene, a drag puts it where it ends.
import { button } from "./controls.js";
import { clamp, el } from "./dom.js";
import { dragging } from "./drag.js";
import { SIDE, outlineOf } from "./scene-painter.js";

/**
 * @param {{ name: string, picture: string, board: Element, full: () => boolean,
 *   add: (place?: number[]) => number, move: (at: number, place: number[]) => void }} how `add` returns the place of the
 *   new object in the list, −1 where the scene is full
 */
export function paletteButton({ name, picture, board, full, add, move }) {
  let at = -1;
  const image = el("i", { style: `--shape:url(${picture})`, "aria-hidden": "true" });
  const one = button("", () => (at < 0 ? add() : (at = -1)), { "aria-label": `Add a ${name}`, title: name });
  one.append(image);
  dragging(
    one,
    () => {
      at = -1;
      return (event) => {
        const box = board.getBoundingClientRect();
        const [x, y] = [event.clientX - box.left, event.clientY - box.top].map((v) => (v / box.width) * SIDE);
        const over = Math.min(x, y, SIDE - x, SIDE - y) > 0;
        const place = [x, y].map((v) => clamp(Math.round(v), 0, SIDE));
        if (at >= 0) move(at, place);
        else if (over && !full()) at = add(place);
      };
    },
    { free: true },
  );
  return one;
}

/** An object's outline as a mask for a button. */
export function shapeOf(name, hand) {
  const side = 48;
  const outline = outlineOf(name, 0, hand);
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const image = new ImageData(side, side);
  for (let i = 0; i < side * side; i++) {
    const [u, v] = [(i % side) + 0.5, Math.floor(i / side) + 0.5].map((w) => (2 * w) / side - 1);
    image.data[4 * i + 3] = 255 * clamp((outline(u, v) * side) / 2 + 0.5, 0, 1);
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas.toDataURL();
}
