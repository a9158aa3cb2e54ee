// @ts-check
// The numbers behind one unit of LeNet: patch times kernel, sum, bias, tanh; or its largest contributions.
import { el, signed } from "./dom.js";
import { LAYERS, OUTPUT, sources, unitName } from "./lenet.js";
import { layout, paintMaps } from "./maps.js";

/** `below[i]` is what layer i reads (the input first); -> nodes. */
export function explain(unit, params, below, { rows, columns }, colours) {
  const [index, map, row, column] = unit,
    layer = LAYERS[index],
    { h, w } = layer;
  const value = below[index + 1][(map * h + row) * w + column];
  const size = rows[1] - rows[0] + 1;
  const head = el(
    "p",
    { class: "ckn-head" },
    el("b", { text: unitName(unit) }),
    ` sees ${size}×${size} pixels: rows ${rows.join("–")}, columns ${columns.join("–")}.`,
  );
  const body = { conv: convolution, pool: pooling, dense }[layer.kind];
  return [head, ...body({ unit, params, x: below[index], value, colours })];
}

const weightsOf = (params, index) => {
  const pairs = Object.values(params),
    layer = { 0: 0, 2: 1, 4: 2, 5: 3, 6: 4 }[index];
  return [pairs[2 * layer].data, pairs[2 * layer + 1].data];
};
const line = (text) => el("p", { class: "ckn-sum", text });
const closing = (sum, bias, value, rest) =>
  line(
    `Sum ${signed(sum)}, bias ${signed(bias)}: ${signed(sum + bias)}${rest === "tanh" ? `; tanh makes it ${signed(value)}` : ""}.`,
  );

function convolution({ unit: [index, map, row, column], params, x, value, colours }) {
  const [weight, bias] = weightsOf(params, index),
    { k } = LAYERS[index],
    maps = sources([index, map, row, column]).maps;
  const { h, w } = index ? LAYERS[index - 1] : { h: 32, w: 32 };
  const parts = maps.map((m) => {
    const patch = [],
      kernel = [];
    for (let u = 0; u < k; u++)
      for (let v = 0; v < k; v++) {
        patch.push(x[(m * h + row + u) * w + column + v]);
        kernel.push(weight[((map * maps.length + m) * k + u) * k + v]);
      }
    return { m, patch, kernel, products: patch.map((p, i) => p * kernel[i]) };
  });
  const total = (list) => list.reduce((a, b) => a + b, 0),
    sum = total(parts.map((part) => total(part.products)));
  const top = Math.max(...parts.flatMap((part) => part.kernel.map(Math.abs)));
  const shown =
    parts.length === 1
      ? el(
          "div",
          { class: "ckn-grids" },
          numbers("its 25 inputs", parts[0].patch),
          sign("×"),
          numbers("the map’s kernel", parts[0].kernel),
          sign("="),
          numbers("25 products", parts[0].products),
        )
      : el(
          "div",
          { class: "ckn-parts" },
          ...parts.map(({ m, patch, kernel, products }) =>
            el(
              "figure",
              {},
              el("div", {}, thumb(patch, k, 1, colours), thumb(kernel, k, top, colours)),
              el("figcaption", { text: `${m}: ${signed(total(products))}` }),
            ),
          ),
        );
  const note =
    parts.length > 1
      ? [
          line(
            `${parts.length} maps of ${LAYERS[index - 1].name}, each window beside its kernel; the number is the sum of their 25 products.`,
          ),
        ]
      : [];
  return [shown, ...note, closing(sum, bias[map], value, "tanh")];
}

function pooling({ unit: [index, map, row, column], x, value }) {
  const { w, h, name } = LAYERS[index - 1];
  const four = [0, 1].flatMap((u) => [0, 1].map((v) => x[(map * h + 2 * row + u) * w + 2 * column + v]));
  return [
    el("div", { class: "ckn-grids" }, numbers(`its 4 units in ${name}`, four, 2)),
    line(`Their average is ${signed(value)}. Nothing is learnt here: the map halves each side.`),
  ];
}

function dense({ unit: [index, map], params, x, value }) {
  const [weight, bias] = weightsOf(params, index),
    n = x.length,
    name = LAYERS[index - 1].name;
  const all = Array.from(x, (a, i) => ({ i, a, w: weight[map * n + i], product: a * weight[map * n + i] }));
  const order = all.toSorted((p, q) => Math.abs(q.product) - Math.abs(p.product)),
    best = order.slice(0, 6);
  const sum = (list) => list.reduce((a, { product }) => a + product, 0),
    top = Math.abs(best[0].product);
  const rows = best.map(({ i, a, w, product }) =>
    el(
      "li",
      {},
      el("span", { text: `${name} ${i}` }),
      el("span", { text: `${signed(a)} × ${signed(w)} = ${signed(product)}` }),
      el("i", { class: product < 0 ? "minus" : "plus", style: `width:${(100 * Math.abs(product)) / top}%` }),
    ),
  );
  const rest = `The six largest of ${n} products; the other ${n - 6} add ${signed(sum(order.slice(6)))}.`;
  return [
    el("ul", { class: "ckn-best-six" }, ...rows),
    line(rest),
    closing(sum(all), bias[map], value, index === OUTPUT ? "" : "tanh"),
  ];
}

const sign = (text) => el("span", { class: "ckn-sign", text });
/** A square of numbers, tinted by sign and size. */
function numbers(caption, values, side = 5) {
  const top = Math.max(1e-9, ...values.map(Math.abs));
  return el(
    "figure",
    { class: "ckn-numbers" },
    el(
      "div",
      { style: `--side:${side}` },
      ...values.map((v) =>
        el("span", {
          class: v < 0 ? "minus" : "plus",
          style: `--part:${Math.round((34 * Math.abs(v)) / top)}%`,
          text: short(v),
        }),
      ),
    ),
    el("figcaption", { text: caption }),
  );
}
const short = (v) =>
  Math.abs(v) < 0.005
    ? "0"
    : v
        .toFixed(2)
        .replace("-", "−")
        .replace(/^(−?)0\./, "$1.");
function thumb(values, side, top, colours) {
  const canvas = el("canvas", { class: "ckn-thumb" });
  paintMaps(canvas, layout({ count: 1, h: side, w: side, columns: 1 }), values, colours, { top });
  return canvas;
}
