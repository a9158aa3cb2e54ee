// @ts-check
// The two pictures beside a chain of layers, one row of `high` px a layer: slabs, and the cone of one unit.
import { cone } from "./chain.js";
import { svg } from "./dom.js";

const canvas = (width, high, total, label, ...parts) =>
  svg(
    "svg",
    { width, height: high * (total + 1), role: "img", "aria-label": label },
    ...parts.flat(Infinity).filter(Boolean),
  );

/** Each map as a slab: its width is the side, its thickness the channels (log); vectors are green. */
export function slabs({ rows, input, bad, total, error }, width, high) {
  const room = width - 10;
  const thick = (c) => 4 + ((high - 12) * Math.min(Math.log2(c + 1), 12)) / 12;
  const slab = (kind, share, height, i) => {
    const w = Math.max(3, share * room);
    return svg("rect", {
      class: kind,
      x: (width - w) / 2,
      y: (i + 0.5) * high - height / 2,
      width: w,
      height,
      rx: Math.min(3, height / 3),
    });
  };
  const widest = Math.max(input[2], ...rows.map(({ shape }) => shape[2] ?? 0));
  const of = (shape, i) =>
    shape.length === 3
      ? slab("ck-slab", shape[2] / widest, thick(shape[0]), i)
      : slab("ck-vector", Math.log2(shape[0] + 1) / 15, 9, i);
  const cut = ({ shape, unread }, i) =>
    unread > 0 &&
    svg("path", { class: "ck-cut", d: `M${(width + (shape[2] / widest) * room) / 2 + 4} ${(i + 1.5) * high - 9} v18` });
  const broken = error &&
    bad >= 0 && [
      svg("path", {
        class: "ck-break",
        d: `M${width * 0.12} ${(bad + 1) * high} ${Array.from({ length: 9 }, (_, i) => `L${width * (0.12 + 0.085 * (i + 0.5))} ${(bad + 1) * high + (i % 2 ? 5 : -5)}`).join(" ")} L${width * 0.88} ${(bad + 1) * high}`,
      }),
      svg("text", {
        class: "ck-warn",
        x: width / 2,
        y: (bad + 1.5) * high + 7,
        "text-anchor": "middle",
        text: clash(error.message),
      }),
    ];
  const label = `Slabs: the sides are ${[input, ...rows.map(({ shape }) => shape)]
    .filter((s) => s.length === 3)
    .map((s) => s[2])
    .join(", ")}${error ? "; then the chain breaks" : ""}.`;
  return canvas(
    width,
    high,
    total,
    label,
    of(input, 0),
    rows.map((row, i) => row.kind !== "pad" && [of(row.shape, i + 1), cut(row, i)]),
    broken,
  );
}

/** "576 ≠ 1600" out of torch's sentence; else that it does not fit. */
function clash(message) {
  const found = /\(\d+×(\d+) and (\d+)×\d+\)/.exec(message);
  return found ? `${found[1]} ≠ ${found[2]}` : "does not fit";
}

/** Side view: every unit over the pixels it stands for, and the cone of the chosen layer's unit at `across` per cent. */
export function coneView({ rows, input, total, chosen, across }, width, high) {
  const n = input[2];
  const target = rows.slice(0, chosen).findLast(({ shape }) => shape.length === 3);
  const unit = target ? Math.round((across / 100) * (target.shape[2] - 1)) : Math.round((across / 100) * (n - 1));
  const seen = cone(target?.windows ?? [], unit);
  const levels = [{ units: n, jump: 1, start: 0.5, y: 0.5 * high }];
  rows.forEach((row, i) => {
    if (row.shape.length !== 3 || row.windows.length === levels.length - 1) return;
    levels.push({ units: row.shape[2], jump: row.field.jump, start: row.field.start, y: (i + 1.5) * high });
  });
  const reach = [seen[0][0], seen[0][1] + 1];
  const from = Math.min(0, reach[0]),
    to = Math.max(n, reach[1]);
  const x = (pixel) => 6 + ((pixel - from) / (to - from)) * (width - 12);
  const edges = seen.map(([low, high2], i) => {
    const { jump, start, y } = levels[i];
    return [x(start + (low - 0.5) * jump), x(start + (high2 + 0.5) * jump), y];
  });
  const outline = [
    ...edges.map(([left, , y]) => `${left},${y}`),
    ...edges.reverse().map(([, right, y]) => `${right},${y}`),
  ].join(" ");
  const label = target
    ? `Unit ${unit} after “${target.text}” sees pixels ${seen[0][0]} to ${seen[0][1]} of ${n}.`
    : "The input, one pixel a unit.";
  return canvas(
    width,
    high,
    total,
    label,
    svg("polygon", { class: "ck-cone", points: outline }),
    levels.map((level, i) => units(level, seen[i], x, high)),
  );
}

function units({ units: count, jump, start, y }, seen, x, high) {
  const gap = x(jump) - x(0);
  const tall = Math.min(16, high - 14);
  const inside = (i) => seen && i >= seen[0] && i <= seen[1];
  if (gap < 4) {
    const span = (low, top, kind) =>
      svg("line", { class: kind, x1: x(start + (low - 0.5) * jump), x2: x(start + (top + 0.5) * jump), y1: y, y2: y });
    return [
      span(0, count - 1, "ck-units"),
      seen && span(Math.max(0, seen[0]), Math.min(count - 1, seen[1]), "ck-units ck-in"),
    ];
  }
  return Array.from({ length: count }, (_, i) =>
    svg("rect", {
      class: `ck-unit${inside(i) ? " ck-in" : ""}`,
      x: x(start + i * jump) - Math.min(gap - 1.5, 12) / 2,
      y: y - tall / 2,
      width: Math.min(gap - 1.5, 12),
      height: tall,
      rx: 2,
    }),
  );
}
