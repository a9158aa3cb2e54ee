// @ts-check
// What is drawn on yolo-grid's picture: shapes, cells, decoded boxes.
import { svg } from "./dom.js";

/** Pixels of the picture's side, as drawn. */
export const WIDE = 360;
export const SHAPES = {
  disc: "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z",
  star: "M0-1L.24-.32.95-.31.38.12.59.81 0 .4-.59.81-.38.12-.95-.31-.24-.32Z",
  cross: "M-.3-1H.3V-.3H1V.3H.3V1H-.3V.3H-1V-.3H-.3Z",
};

/** Lays a rectangle over a cell. */
export function place(rect, column, row, side) {
  const where = { x: column * side, y: row * side, width: side, height: side };
  for (const [name, v] of Object.entries(where)) rect.setAttribute(name, `${v}`);
}
export const cellLines = (S) =>
  Array.from({ length: S - 1 }, (_, i) => {
    const v = ((i + 1) * WIDE) / S;
    return `M${v} 0V${WIDE}M0 ${v}H${WIDE}`;
  }).join("");

/** A decoded box, with words where it stays. */
export function answer({ box, label }, kind, words = "") {
  const [x0, y0, x1, y1] = box.map((v) => v * WIDE);
  const node = svg("g", { class: `ckx-${"abc"[label]} ${kind}` });
  node.append(svg("rect", { class: "ckx-box", x: x0, y: y0, width: x1 - x0, height: y1 - y0 }));
  const y = y0 < 20 ? y0 + 18 : y0 - 6;
  if (words) node.append(svg("text", { class: "ckx-name", x: Math.min(x0 + 5, WIDE - 84), y, text: words }));
  return node;
}
