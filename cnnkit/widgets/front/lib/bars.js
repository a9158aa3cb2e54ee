// @ts-check
// Standing bars, one a class.
import { el, svg } from "./dom.js";
import { layout } from "./maps.js";
import "./bars.css";

const WIDE = 300;

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
    /** @param {ArrayLike<number>} values */
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

/** The bars of a last layer with the interface of a panel of maps, each bar one map of one unit. */
export function barPanel(labels) {
  const bars = classBars(labels);
  const marks = svg("g");
  bars.node.append(marks);
  const at = layout({ count: labels.length, h: 1, w: 1, columns: labels.length, unit: bars.step, gap: 0 });
  return {
    at: {
      ...at,
      height: bars.height,
      box: (map) => ({ x: bars.step * map + 1, y: 1, width: bars.step - 2, height: bars.height - 2 }),
    },
    node: el("div", { class: "ckm ckb-panel" }, bars.node),
    /** Probabilities, of which the largest is shown as the answer. */
    paint(values) {
      const best = values.indexOf(Math.max(...values));
      bars.draw(values, { best, truth: values[best] > 0 ? best : -1 });
    },
    mark: (...nodes) => (nodes.length ? marks.append(...nodes) : marks.replaceChildren()),
  };
}

/** One lying bar from a zero in the middle: orange to the right, blue to the left; `draw(value, full)`. */
export function votes() {
  const bar = el("i");
  return {
    node: el("span", { class: "ckb-track", "aria-hidden": "true" }, bar),
    draw(value, full) {
      const share = (50 * Math.abs(value)) / full;
      bar.style.cssText = `width:${share}%;left:${value < 0 ? 50 - share : 50}%`;
      bar.className = value < 0 ? "ckb-minus" : "ckb-plus";
    },
  };
}
