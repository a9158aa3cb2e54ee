// @ts-check
// A network's rows folded by module, as cnnkit/widgets/layer_tree.py folds them: what a table shows first, and what opens
// at a press. No DOM.
import { layerSums, moduleSums } from "./layer-sums.js";

const MOST = 8; // layers that an opened module shows at once; of more it shows its own modules first
const FOLLOW = new Map([
  ["BatchNorm2d", "batch norm"],
  ["ReLU", "ReLU"],
  ["ReLU6", "ReLU6"],
  ["Tanh", "tanh"],
  ["ScaledTanh", "scaled tanh"],
  ["Sigmoid", "sigmoid"],
  ["ResponseNorm", "response norm"],
  ["Dropout", "dropout"],
  ["Dropout2d", "dropout"],
  ["DropPath", "drop path"],
  ["Softmax", "softmax"],
]);
const KINDS = new Map([
  ["Conv2d", "conv"],
  ["Linear", "dense"],
  ["MaxPool2d", "max pool"],
  ["AvgPool2d", "average pool"],
  ["AdaptiveAvgPool2d", "global average"],
  ["AdaptiveMaxPool2d", "global maximum"],
  ["Flatten", "flatten"],
  ["MaxPool2dSame", "max pool"],
  ["AvgPool2dSame", "average pool"],
]);
const kindOf = (kind) => KINDS.get(kind) ?? kind;
const isDigits = (part) => /^\d+$/.test(part);

/**
 * A row on the page: a layer, or a module with the layers from `first` up to `end`.
 * @typedef {{ name: string, label: string, level: number, first: number, end: number, group: boolean, open: boolean,
 *   numbers: any }} Line
 */

/** What Python told of a network, to be folded. @param {any} told */
export function layerTree(told) {
  const columns = told.rows;
  const keys = Object.keys(columns);
  const rows = columns.name.map((_, i) => {
    const row = Object.fromEntries(keys.map((key) => [key, columns[key][i]]));
    return { ...row, in: told.shapes[row.in], out: told.shapes[row.out], made: told.made[row.made] };
  });
  const groups = new Map(
    told.groups.map(([name, kind, a, b, field, join]) => [
      name,
      { kind, in: told.shapes[a], out: told.shapes[b], field, join },
    ]),
  );

  /** The rows that are seen while the modules of these names are open. @returns {Line[]} */
  function lines(opened = []) {
    const open = new Set(opened);
    /** @type {Line[]} */
    const found = [];
    fold(found, 0, rows.length, 2, "", 0, open);
    return found;
  }
  const headOf = (i, length) => rows[i].name.split(".").slice(0, length).join(".");

  function fold(found, first, end, length, prefix, level, open) {
    for (let at = first, to; at < end; at = to) {
      const key = headOf(at, length);
      to = at + 1;
      while (to < end && `${rows[to].name}.`.startsWith(`${key}.`)) to++;
      const group = groups.get(key);
      if (to - at === 1 || !group) {
        for (let i = at; i < to; i++) found.push(leaf(i, prefix, level));
        continue;
      }
      const sum = (part) => rows.slice(at, to).reduce((all, row) => all + row[part], 0);
      const numbers = { ...group, params: sum("params"), macs: sum("macs") };
      const label = labelOf(key, prefix, group.kind, true);
      found.push({ name: key, label, level, first: at, end: to, group: true, open: open.has(key), numbers });
      if (open.has(key)) inside(found, at, to, key, level + 1, open);
    }
  }
  function inside(found, first, end, key, level, open) {
    if (end - first <= MOST) {
      for (let i = first; i < end; i++) found.push(leaf(i, key, level));
      return;
    }
    let length = key.split(".").length + 1;
    const heads = () => new Set(rows.slice(first, end).map((_, i) => headOf(first + i, length))).size;
    while (heads() === 1) length++;
    fold(found, first, end, length, key, level, open);
  }
  function leaf(place, prefix, level) {
    const row = rows[place];
    const label = labelOf(row.name, prefix, row.kind);
    const span = { first: place, end: place + 1, group: false, open: false };
    return { name: row.name, label, level, ...span, numbers: row };
  }
  /** The arithmetic of a line: a sentence for each of CELLS. @param {Line} line */
  const sums = (line) =>
    line.group ? moduleSums(groups.get(line.name), rows.slice(line.first, line.end)) : layerSums(rows[line.first]);
  return { rows, groups, lines, sums, params: told.params - told.idle, macs: told.macs, input: told.input };
}

/** What a row is called behind the module `prefix`: "inception 5a", "conv2", "block 3", "global average". */
export function labelOf(name, prefix, kind, module = false) {
  const follows = module ? undefined : FOLLOW.get(kind);
  if (follows) return follows;
  const parts = name.split(".");
  let inner = prefix ? parts.slice(prefix.split(".").length) : parts.length > 1 ? parts.slice(1) : parts;
  if (inner.length > 1 && ["conv", "0"].includes(inner[inner.length - 1])) inner = inner.slice(0, -1);
  if (inner.every(isDigits)) return module ? `block ${Number(inner[inner.length - 1]) + 1}` : kindOf(kind);
  if (!prefix && parts[0] === "stem" && ["conv", "pool", "norm"].includes(inner[0])) inner = ["stem", ...inner];
  const words = inner.map((part) => (isDigits(part) ? `${Number(part) + 1}` : part));
  return words.join(" ").replace(/(?<!\d)_|_(?!\d)/g, " ");
}

/** "conv 11×11, stride 4": how a layer is made, in a few words. */
export function madeOf({ made, kind, in: come }) {
  if (!made || made[0] === "linear") return kindOf(kind);
  const [what, [high, wide], stride] = made;
  const groups = what === "conv" ? made[made.length - 2] : 1;
  const slow = Math.max(...stride) > 1 ? `, stride ${stride[0]}` : "";
  const parted = groups > 1 ? (groups === come[0] ? ", depthwise" : `, ${groups} groups`) : "";
  return `${kindOf(kind)} ${high}×${wide}${slow}${parted}`;
}
