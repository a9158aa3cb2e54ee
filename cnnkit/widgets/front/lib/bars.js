// @ts-check
// Standing bars, one a class.
import { svg } from "./dom.js";
import "./bars.css";

export const WIDE = 300;

/**
 * `draw(values, { best, truth, full })`: `full` is the value that fills the room, `best` and `truth` are the places of
 * the loudest and the right class, −1 for none. With `signed`, bars also go down from a line at zero.
 * @param {any[]} labels
 */
export function classBars(labels, { signed = false } = {}) {
  const step = WIDE / labels.length;
  const side = Math.min(30, 0.7 * step);
  const slanted = signed && labels.length > 6;
  const [zero, room, height] = signed ? [36, 34, slanted ? 122 : 92] : [74, 70, 96];
  const bars = labels.map((label, k) => {
    const x = step * (k + 0.5);
    const turned = { transform: `translate(${x + 4} ${zero + 48})rotate(-40)`, "text-anchor": "end" };
    const place = slanted ? turned : { x, y: height - 4, "text-anchor": "middle" };
    const bar = svg("rect", { x: x - side / 2, width: side, rx: 2 });
    return { bar, node: svg("g", {}, bar, svg("text", { ...place, text: label })) };
  });
  const line = signed ? svg("path", { class: "ckb-zero", d: `M0 ${zero}H${WIDE}` }) : null;
  const attrs = { class: "ckb", viewBox: `0 0 ${WIDE} ${height}`, "aria-hidden": "true" };
  const node = svg("svg", attrs, line, ...bars.map((one) => one.node));
  return {
    node,
    step,
    height,
    draw(values, { best, truth = -1, full = 1 }) {
      bars.forEach(({ bar, node: group }, k) => {
        const size = (room * values[k]) / full;
        bar.setAttribute("y", `${zero - Math.max(0, size)}`);
        bar.setAttribute("height", `${Math.max(1, Math.abs(size))}`);
        group.classList.toggle("ckb-best", k === best);
        group.classList.toggle("ckb-true", k === truth);
      });
    },
  };
}
