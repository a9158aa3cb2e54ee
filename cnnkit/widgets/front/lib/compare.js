// @ts-check
// Networks over two axes: which pass the filters, which no other beats, and what is said. No DOM here.

/** What stands on an axis; a `count` may stand in powers of ten. */
export const AXES = {
  macs: { name: "multiplications, millions", count: true },
  params: { name: "parameters, millions", count: true },
  ms: { name: "milliseconds on a CPU", count: true },
  depth: { name: "layers with weights", count: true },
  field: { name: "receptive field, pixels", count: true },
  year: { name: "year", count: false },
  top1: { name: "top-1 error, %", count: false },
  top5: { name: "top-5 error, %", count: false },
};
const LESS_IS_BETTER = new Set(["macs", "params", "ms", "top1", "top5"]);
const FRONTS = "a front needs two axes of which less is better: errors, parameters, multiplications, milliseconds";

const UNLIKE = "these errors were measured in different ways, so no two of them may share one";

/** A network with its error under one protocol, counts in millions; null where it has none there. */
export function flat(one, protocol) {
  const error = one.errors.find((e) => e.protocol === protocol);
  if (!error) return null;
  const millions = (v) => (v === null ? null : v / 1e6);
  return { ...one, ...error, params: millions(one.params), macs: millions(one.macs) };
}

/** The rows that pass the filters, each with `x` and `y`. */
export function shown(networks, { x, y, protocol, families, since, budget }) {
  return networks
    .filter((one) => !families.length || families.includes(one.family))
    .filter((one) => (one.year ?? 0) >= since)
    .map((one) => flat(one, protocol))
    .filter((row) => row && (!budget || (row.macs !== null && row.macs <= budget)))
    .map((row) => ({ ...row, x: row[x], y: row[y] }))
    .filter((row) => row.x !== null && row.y !== null);
}

export const hasFront = ({ x, y, protocol }) => LESS_IS_BETTER.has(x) && LESS_IS_BETTER.has(y) && protocol !== "other";

/** Names of those that no other beats in both numbers, the cheapest first; none where less is not better. */
export function onFront(dots, state) {
  if (!hasFront(state)) return [];
  const found = [];
  for (const dot of [...dots].sort((a, b) => a.x - b.x || a.y - b.y))
    if (!found.length || dot.y < found.at(-1).y) found.push(dot);
  return found.map(({ name }) => name);
}

/** Six digits at most, without noughts at the end: Python's `:g`. */
const written = (v) => `${Number(v.toPrecision(6))}`;

export function told(dots, state, protocols) {
  const { x, y, protocol, chosen } = state;
  const best = onFront(dots, state);
  let said = `${dots.length} networks, ${protocols[protocol]}.`;
  if (best.length) said += ` No other beats ${best.length} of them: ${best.join(", ")}.`;
  else if (dots.length) said += ` No line: ${protocol === "other" ? UNLIKE : FRONTS}.`;
  const one = dots.find(({ name }) => name === chosen);
  if (one) said += ` ${one.name}: ${AXES[x].name} ${written(one.x)}, ${AXES[y].name} ${written(one.y)}.`;
  return said;
}
