// @ts-check
// The arithmetic of layers along one axis, as in cnnkit.sizing; no DOM. tests/js holds it to Python's numbers.
// Columns count from the first real pixel: column −1 is the padding to its left.

const ceilDiv = (a, b) => Math.ceil(a / b);

/** 9, 2 -> "4.5"; 11, 3 -> "3.66…": cut, not rounded, so that the dots tell the truth. */
export function decimal(num, den) {
  if (num % den === 0) return `${num / den}`;
  const hundredths = Math.trunc((100 * num) / den);
  return (100 * num) % den === 0 ? `${hundredths / 100}` : `${(hundredths / 100).toFixed(2)}…`;
}

/** Zero columns [left, right] that make the output ceil(n / s) wide; an odd one goes to the right. */
export function samePadding(n, k, s = 1, d = 1) {
  const total = Math.max((ceilDiv(n, s) - 1) * s + d * (k - 1) + 1 - n, 0);
  return [Math.floor(total / 2), ceilDiv(total, 2)];
}

/** Everything about one axis: `{ n, k, s, left, right, d, pool, ceil }` or, transposed, `outputPadding` too.
 *  `num / den` is the size before rounding. Nothing is refused here: see `problem`. */
export function geometry({
  n,
  k,
  s = 1,
  left = 0,
  right = left,
  d = 1,
  pool = false,
  ceil = false,
  transposed = false,
  outputPadding = 0,
}) {
  const g = { n, k, s, left, right, d, pool: pool || ceil, ceil, transposed, outputPadding };
  g.reach = d * (k - 1) + 1;
  g.den = transposed ? 1 : s;
  g.num = transposed ? (n - 1) * s - left - right + g.reach + outputPadding : n + left + right - g.reach + s;
  g.size = Math.floor(g.num / g.den);
  if (ceil) {
    g.size = ceilDiv(g.num, g.den);
    if ((g.size - 1) * s >= n + left) g.size -= 1; // torch leaves a window out that would start in the right padding
  }
  g.windows = Array.from({ length: Math.max(0, transposed ? n : g.size) }, (_, i) => i * s - left);
  const touched = new Set();
  for (const start of g.windows) for (let tap = 0; tap < g.reach; tap += d) touched.add(start + tap);
  g.unread = transposed
    ? g.windows.flatMap((start, i) =>
        range(0, g.reach, d).some((tap) => start + tap >= 0 && start + tap < g.size) ? [] : [i],
      )
    : range(-left, n + right).filter((column) => !touched.has(column));
  g.unreadPixels = g.unread.filter((column) => column >= 0 && column < n).length;
  g.exact = g.num === g.size * g.den && !g.unread.length;
  const pads = left === right ? `2·${left}` : transposed ? `(${left} + ${right})` : `${left} + ${right}`;
  g.formula = transposed
    ? `(${n} - 1)·${s} - ${pads} + ${g.reach}${outputPadding ? ` + ${outputPadding}` : ""}`
    : `(${n} - ${g.reach} + ${pads})/${s} + 1`;
  return g;
}

function range(from, to, step = 1) {
  const out = [];
  for (let i = from; i < to; i += step) out.push(i);
  return out;
}

/** Why torch refuses this layer and what would be legal; "" where it does not. */
export function problem(g) {
  if (g.pool && g.left !== g.right) return `pooling takes one padding for both sides, got (${g.left}, ${g.right})`;
  if (g.pool && g.left > Math.floor(g.k / 2)) {
    return (
      `pooling padding may be at most half the kernel, got padding ${g.left} with kernel ${g.k}; ` +
      `legal: 0 to ${Math.floor(g.k / 2)}. A window could otherwise hold nothing but padding.`
    );
  }
  if (g.transposed) return transposedProblem(g);
  return g.size < 1 ? doesNotFit(g) : "";
}

function transposedProblem(g) {
  const limit = Math.max(g.s, g.d) - 1;
  if (g.outputPadding > limit) {
    return (
      `output_padding must be smaller than the stride or the dilation, got ${g.outputPadding} ` +
      `with stride ${g.s} and dilation ${g.d}; legal: 0 to ${limit}`
    );
  }
  if (g.size >= 1) return "";
  const most = Math.floor((g.size + g.left + g.right - 1) / 2);
  return `${g.formula} = ${g.size}: the padding cuts everything away. Legal: padding 0${most ? ` to ${most}` : ""}.`;
}

function doesNotFit(g) {
  const width = g.n + g.left + g.right;
  const room = g.ceil ? width + g.s - 1 : width;
  const missing = g.reach - room;
  const padded = g.left + Math.floor((missing + 1) / 2);
  const legal = [`kernel at most ${Math.floor((room - 1) / g.d) + 1}`];
  if (!g.pool || padded <= Math.floor(g.k / 2)) legal.push(`padding at least ${padded}`);
  legal.push(`an input at least ${g.n + missing} wide`);
  const spread = g.d > 1 ? `spread over ${g.reach} columns by dilation ${g.d} ` : "";
  const into = width === g.n ? `${g.n} columns` : `${width} columns (padding included)`;
  return (
    `${g.formula} = ${decimal(g.num, g.den)}: a kernel of ${g.k} ${spread}does not fit into ${into}. ` +
    `Legal: ${legal.slice(0, -1).join(", ")}, or ${legal.at(-1)}.`
  );
}

/** Columns out of one layer along one axis; throws with the explanation where torch refuses. */
export function outputSize(spec) {
  const g = geometry(spec);
  const wrong = problem(g);
  if (wrong) throw new RangeError(wrong);
  return g.size;
}

/** The derivation in words and the nearest choices that read everything: `{ text, verdict, hint, choices }`;
 *  `verdict` is the sentence behind the formula, `hint` what looks like a way out and is none. */
export function explain(g) {
  const choices = g.exact || g.transposed ? [] : nearest(g);
  const spread = g.d > 1 ? `Dilation ${g.d} spreads the ${g.k} taps over ${g.reach} columns. ` : "";
  const result = `${spread}${g.formula} = ${decimal(g.num, g.den)}: `;
  let verdict = g.exact ? "exact, every column is read" : rounding(g);
  if (g.transposed)
    verdict = `a transposed convolution never rounds${g.unread.length ? `, but ${unreadColumns(g)} reaches no output` : ""}`;
  const hint = g.exact || g.transposed ? "" : noWayOut(g);
  const exact = lossless(g, choices);
  const advice = [exact && `Exact: ${exact}`, hint].filter(Boolean).join("; ");
  return { choices, verdict, hint, text: `${result}${verdict}.${advice && ` ${advice}.`}` };
}

const countOf = (n, noun) => (n === 1 ? `one ${noun}` : `${n} ${noun}s`);
/** "an" where the number is spoken with a vowel: 8, 11, 18, 80 to 89, 8,000, 11,000. */
const article = (n) => (/^(8|1[18]$)/.test(n.toLocaleString("en-US").split(",")[0]) ? "an" : "a");
const join = (parts) => (parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")}, or ${parts.at(-1)}`);

function rounding(g) {
  const unread = g.unread.length
    ? `${unreadColumns(g)} ${g.unread.length === 1 ? "is" : "are"} never read`
    : "every column is read";
  if (!g.ceil) return `torch takes ${g.size} and ${unread}`;
  if (g.size < ceilDiv(g.num, g.den)) {
    return `ceil_mode would take ${g.size + 1}, but that window starts in the right padding, so torch takes ${g.size} and ${unread}`;
  }
  const over = g.windows.at(-1) + g.reach - (g.n + g.right);
  return `ceil_mode takes ${g.size} and ${unread}${over > 0 ? `; the last window hangs ${countOf(over, "column")} over the edge` : ""}`;
}

/** "the last column", "the last 2 columns (1 of them padding)", "columns 1, 3". */
function unreadColumns(g) {
  const { unread } = g;
  const end = g.n + g.right;
  let words = unread.length === 1 ? "the last column" : `the last ${unread.length} columns`;
  if (g.transposed || unread.some((column, i) => column !== end - unread.length + i)) {
    words = `${unread.length === 1 ? "column" : "columns"} ${unread.slice(0, 6).join(", ")}${unread.length > 6 ? ", …" : ""}`;
  }
  const padding = unread.length - g.unreadPixels;
  if (!padding || g.transposed) return words;
  return padding === unread.length ? `${words} (padding)` : `${words} (${padding} of them padding)`;
}

// A narrower input and another kernel are in `choices`; the sentence keeps to what loses nothing.
const lossless = (g, choices) =>
  join(
    choices
      .filter((c) => c.argument !== "kernel_size" && !(c.argument === "input" && c.value < g.n))
      .map((c) => `${c.text} (${c.size})`),
  );

function noWayOut(g) {
  if (g.left !== g.right || g.num % g.den === 0 || g.ceil) return "";
  const more = changed(g, { left: g.left + 1, right: g.left + 1 });
  return more && more.num % more.den ? `padding ${g.left + 1} gives ${decimal(more.num, more.den)}` : "";
}

/** The layer with some fields changed, or null where torch would refuse it. */
function changed(g, fields) {
  const next = geometry({ ...g, ...fields });
  if (next.pool && next.left > Math.floor(next.k / 2)) return null;
  return next.size >= 1 ? next : null;
}

/** The nearest exact change of each argument, in the order in which the sentence names them. */
function nearest(g) {
  const found = [];
  const first = (argument, values, fields, words) => {
    for (const value of values) {
      const next = changed(g, fields(value));
      if (next && !next.unread.length && (next.exact || argument === "ceil_mode")) {
        found.push({ argument, value, size: next.size, text: words(value), fields: fields(value) });
        return;
      }
    }
  };
  const byDistance = (from) => (a, b) => Math.abs(a - from) - Math.abs(b - from) || a - b;
  const wide = (w) => `${article(w)} ${w}-wide input`;
  first(
    "stride",
    range(1, g.reach + 1)
      .filter((t) => t !== g.s)
      .sort(byDistance(g.s)),
    (s) => ({ s }),
    (t) => `stride ${t}`,
  );
  first("input", range(g.n + 1, g.n + g.s + 1), (n) => ({ n }), wide);
  first("input", range(Math.max(g.n - g.s, 1), g.n).reverse(), (n) => ({ n }), wide);
  if (!g.pool)
    first(
      "one_side",
      range(1, g.s + 1),
      (m) => ({ right: g.right + m }),
      (m) => `${countOf(m, "zero column")} on one side`,
    );
  if (g.left === g.right)
    first(
      "padding",
      range(g.left + 1, g.left + g.s + 1),
      (p) => ({ left: p, right: p }),
      (p) => `padding ${p}`,
    );
  if (g.pool && !g.ceil)
    first(
      "ceil_mode",
      [1],
      () => ({ ceil: true }),
      () => "ceil_mode=True",
    );
  const keeps = (k) => (changed(g, { k })?.size === g.size ? 0 : 1);
  const kernels = range(1, g.k + g.s + 1).filter((k) => k !== g.k);
  first(
    "kernel_size",
    kernels.sort((a, b) => keeps(a) - keeps(b) || byDistance(g.k)(a, b)),
    (k) => ({ k }),
    (k) => `kernel ${k}`,
  );
  return found;
}

/** Weights and biases of a convolution with a square kernel. */
export function convParams(cIn, cOut, k, bias = true, groups = 1) {
  const weights = cOut * (cIn / groups) * k * k;
  const biases = bias ? cOut : 0;
  return { weights, biases, total: weights + biases };
}

/** Multiplications of a convolution for one image: every weight once at every place of the output. */
export const convMacs = (cIn, cOut, k, h, w = h, groups = 1) => convParams(cIn, cOut, k, false, groups).weights * h * w;

export function linearParams(inFeatures, outFeatures, bias = true) {
  const biases = bias ? outFeatures : 0;
  return { weights: inFeatures * outFeatures, biases, total: inFeatures * outFeatures + biases };
}

/** Size, jump and start after a chain of [kernel, stride, padding, dilation = 1]; the first pixel's centre is 0.5. */
export function receptiveField(layers) {
  let [size, jump, start] = [1, 1, 0.5];
  for (const [k, s, p, d = 1] of layers) {
    size += (k - 1) * d * jump;
    start += (((k - 1) * d) / 2 - p) * jump;
    jump *= s;
  }
  return { size, jump, start };
}
