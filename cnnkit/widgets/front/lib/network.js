// @ts-check
// Reads a network as Python told it (cnnkit/widgets/network.py): its rows, who reads whom, folded at any depth. No DOM.

/**
 * @typedef {{ name: string, kind: string, in: number[], out: number[], params: number, macs: number, products: number,
 *   field: number[] | null }} Row
 */
/**
 * `rows`, `inputs`, `outputs` and `joints`; `links` are [source, target] as { kind: "input" | "row" | "joint" | "output",
 * index }; `edges` are [row, row], through joints, as `Summary.edges` in Python.
 * @param {any} told
 */
export function network(told) {
  const shape = (place) => told.shapes[place];
  const columns = told.rows;
  /** @type {Row[]} */
  const rows = columns.name.map((name, i) => ({
    name,
    kind: told.kinds[columns.kind[i]],
    ...{ in: shape(columns.in[i]), out: shape(columns.out[i]), field: columns.field[i] },
    ...{ params: columns.params[i], macs: columns.macs[i], products: columns.products[i] },
  }));
  const inputs = told.inputs.map(([name, place]) => ({ name, shape: shape(place) }));
  const outputs = told.outputs.map(([name, place]) => ({ name, shape: shape(place) }));
  const joints = told.joints.map(([kind, place, inside]) => ({ kind, shape: shape(place), inside }));
  const kinds = [inputs, rows, joints, outputs].flatMap((all, k) =>
    all.map((_, index) => ({ kind: ["input", "row", "joint", "output"][k], index })),
  );
  const pairs = [];
  for (let i = 0; i < told.links.length; i += 2) pairs.push([told.links[i], told.links[i + 1]]);
  const reads = new Map();
  for (const [source, target] of pairs) reads.set(target, [...(reads.get(target) ?? []), source]);
  return {
    ...{ model: told.model, rows, inputs, outputs, joints },
    links: pairs.map(([source, target]) => [kinds[source], kinds[target]]),
    edges: edgesOf(kinds, reads),
  };
}

/** Pairs of rows of which the second reads the first, directly or through joints. */
function edgesOf(kinds, reads) {
  const found = [];
  kinds.forEach((node, target) => {
    if (node.kind !== "row") return;
    const seen = new Set();
    const back = (place) => {
      for (const source of reads.get(place) ?? []) {
        if (seen.has(source)) continue;
        seen.add(source);
        if (kinds[source].kind === "row") found.push([kinds[source].index, node.index]);
        else back(source);
      }
    };
    back(target);
  });
  return found;
}

/**
 * Neighbouring rows whose names begin with the same `depth` parts, added up: what a table shows first and opens at a
 * press. A row of one keeps its kind, others are called by how many layers they hold.
 * @param {Row[]} rows
 * @param {number} depth
 */
export function folded(rows, depth) {
  const found = [];
  rows.forEach((row, i) => {
    const name = row.name.split(".").slice(0, depth).join(".");
    const last = found.at(-1);
    if (last?.name !== name) {
      found.push({ ...row, name, first: i, last: i });
      return;
    }
    for (const key of ["params", "macs", "products"]) last[key] += row[key];
    Object.assign(last, { out: row.out, field: row.field, last: i, kind: `${i - last.first + 1} layers` });
  });
  return found;
}
