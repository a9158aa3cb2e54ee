// @ts-check
// Costs as lengths and areas: a product on a log axis, a sum on a plain one, and two numbers as squares over their ghosts.
import { count, svg } from "./dom.js";
import { grip } from "./handle.js";
import "./areas.css";

/** How many times as much: "×4", "÷2", "×0.37". */
export function times(now, then) {
  const ratio = now / then;
  const written = (v, digits) => Number(v.toPrecision(digits)).toLocaleString("en-US");
  if (ratio >= 1) return `×${written(ratio, 3)}`;
  return Number.isInteger(Number((1 / ratio).toPrecision(6)))
    ? `÷${written(1 / ratio, 6)}`
    : `×${ratio.toPrecision(2)}`;
}

const POWERS = new Map([
  [0, ["1", "1"]],
  [3, ["thousand", "10³"]],
  [6, ["million", "10⁶"]],
  [9, ["billion", "10⁹"]],
  [12, ["10¹²", "10¹²"]],
]);
/** Lines at the powers of ten from `top` down to `y`, each third with its name below. */
export function decadeAxis(x, decades, { top, y, narrow }) {
  return Array.from({ length: decades + 1 }, (_, i) => {
    const at = x(10 ** i);
    const line = svg("line", { class: i % 3 ? "cka-fine" : "cka-tick", x1: at, x2: at, y1: top, y2: y });
    const text = POWERS.get(i)?.[narrow ? 1 : 0];
    if (!text) return [line];
    const anchor = i ? "middle" : "start";
    return [line, svg("text", { class: "cka-scale", x: at, y: y + 16, "text-anchor": anchor, text })];
  }).flat();
}

/**
 * One stretch of a bar: its number, the sign before it, or its own `words`, and its colour "a" to "d". With `drag`, its end has a grip of
 * that name and title (`draggable` of drag.js).
 * @typedef {{ value: number, sign: string, kind: string, words?: string, drag?: string,
 *   title?: string }} Part
 */
/**
 * A bar of parts below its title: on a log axis their product (`product`, from 1), else their sum. `before` is where a
 * ghost of it ends.
 * @param {{ x: (v: number) => number, y: number, tall?: number, title: string, parts: Part[], before?: number,
 *   product?: boolean }} how
 */
export function partsBar({ x, y, tall = 44, title, parts, before, product = false }) {
  let sum = product ? 1 : 0;
  const zero = x(sum);
  const grips = [];
  const stretches = parts.flatMap(({ value, sign, kind, words, drag, title: says }) => {
    const from = x(sum);
    sum = product ? sum * value : sum + value;
    const to = x(sum);
    const wide = Math.max(0, to - from);
    const long = words ?? `${sign} = ${count(value)}`;
    const text = wide > 8 * long.length ? long : wide > 9 * sign.length ? sign : "";
    if (drag) {
      const area = svg("rect", { x: to - 14, y: y - 4, width: 28, height: tall + 22 });
      grips.push(grip(drag, { x: to, y: y + tall + 4, r: 6, area, title: says }));
    }
    return [
      svg("rect", { class: `cka-part cka-${kind}`, x: from, y, width: wide, height: tall }),
      svg("text", { class: "cka-in", x: from + wide / 2, y: y + tall / 2 + 5, "text-anchor": "middle", text }),
    ];
  });
  const ghost = { x: zero, y: y - 3, width: x(before ?? sum) - zero, height: tall + 6, rx: 4 };
  return [
    svg("text", { class: "cka-head", x: zero, y: y - 8, text: title }),
    ...stretches,
    before === undefined ? null : svg("rect", { class: "cka-ghost", ...ghost }),
    ...grips,
  ].filter(Boolean);
}

/**
 * Squares over their ghosts, side by side in `w` px: areas true to scale. A ratio is now : then; words say it.
 * @param {{ x: number, y: number, w: number }} place
 * @param {{ name: string, ratio: number, words: string }[]} pairs
 */
export function areaPair({ x, y, w }, pairs) {
  const most = Math.max(1, ...pairs.map(({ ratio }) => ratio));
  const step = w / pairs.length;
  const unit = Math.min(44, (step - 24) / Math.sqrt(most));
  const base = y + 150;
  return pairs.flatMap(({ name, ratio, words }, i) => {
    const left = x + 10 + i * step;
    const side = Math.max(1.5, unit * Math.sqrt(ratio));
    return [
      svg("rect", { class: "cka-area", x: left, y: base - side, width: side, height: side }),
      svg("rect", { class: "cka-ghost", x: left, y: base - unit, width: unit, height: unit }),
      svg("text", { class: "cka-times", x: left, y: base + 24, text: words }),
      svg("text", { class: "cka-scale", x: left, y: base + 42, text: name }),
    ];
  });
}
