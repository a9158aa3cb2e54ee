// @ts-check
// The photograph with a square on what the chosen unit sees; dragging moves the unit.
import { cone } from "./chain.js";
import { clamp, el } from "./dom.js";
import { dragging } from "./drag.js";

/** Its `draw(state)` is asked for again when the image has come. */
export function photograph({ get, put, redraw, signal }) {
  const image = el("img", { alt: "", draggable: "false" });
  const square = el("div", { class: "ck-square" });
  const node = el("div", { class: "ck-photo", hidden: true, role: "img" }, image, square);
  Promise.resolve(get("image")).then((bytes) => {
    if (!bytes?.byteLength || signal.aborted) return;
    const url = URL.createObjectURL(new Blob([bytes]));
    signal.addEventListener("abort", () => URL.revokeObjectURL(url));
    image.src = url;
    redraw();
  });
  const point = (event) => {
    const box = node.getBoundingClientRect();
    const part = (at, from, size) => Math.round(clamp((100 * (at - from)) / size, 0, 100));
    put({ across: part(event.clientX, box.left, box.width), down: part(event.clientY, box.top, box.height) });
  };
  dragging(node, (event) => {
    point(event);
    return point;
  });
  function draw({ rows, chosen, input: [, h, w], cone: wanted, across, down }) {
    const row = rows.slice(0, chosen).findLast(({ shape }) => shape.length === 3);
    node.hidden = !image.src || !wanted;
    const along = (per, n, units) => {
      const [low, high] = cone(row?.windows ?? [], Math.round((per / 100) * (units - 1)))[0];
      return [(100 * low) / n, (100 * (high - low + 1)) / n];
    };
    const [left, width] = along(across, w, row?.shape[2] ?? w);
    const [top, height] = along(down, h, row?.shape[1] ?? h);
    Object.assign(square.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
    node.setAttribute(
      "aria-label",
      `Photograph, ${w} pixels wide, with a square of ${row?.field.size ?? 1} pixels that the unit sees`,
    );
  }
  return { node, draw };
}
