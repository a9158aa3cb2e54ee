// @ts-check
// A network as a list of layers with links, as cnnkit.widgets.engine.describe writes it from a torch module; what each
// layer makes of shapes; and two rewritings that change no number: activations computed where the layer before writes,
// and a 1×1 convolution after the global mean that follows it.
import { windowOver } from "./shapes.js";

/**
 * @typedef {{ name: string, kind: string, from?: string[], [setting: string]: any }} Layer
 * @typedef {{ input: [number, number, number], layers: Layer[] }} Description channels, rows, columns
 * @typedef {Layer & { from: string[], shape: [number, number, number], window?: import("./shapes.js").Window,
 *   act?: { kind: string, slope: number }, names: string[] }} Node `names`: what its output is called
 */

export const ACTIVATIONS = ["relu", "leaky", "tanh", "sigmoid"];

/** Each kind: what it makes of the shapes it reads; it may keep its window. */
const SHAPES = {
  conv: (layer, [[c, h, w]]) => {
    const { out, groups = 1 } = layer;
    if (c % groups || out % groups) throw new Error(`groups=${groups} must divide ${c} and ${out} channels`);
    layer.window = windowOver([h, w], layer);
    return [out, layer.window.H, layer.window.W];
  },
  linear: (layer, [[, h, w]]) => {
    if (h * w !== 1) throw new Error(`it reads a vector, and got ${h}×${w} maps: put a flatten or a gap before it`);
    return [layer.out, 1, 1];
  },
  norm: (_, [shape]) => shape,
  maxpool: pool,
  avgpool: pool,
  gap: (_, [[c]]) => [c, 1, 1],
  flatten: (_, [[c, h, w]]) => [c * h * w, 1, 1],
  dropout: (_, [shape]) => shape,
  scale: (_, [shape]) => shape,
  concat: (_, shapes) => {
    alike(shapes.map(([, h, w]) => `${h}×${w}`));
    return [shapes.reduce((sum, [c]) => sum + c, 0), shapes[0][1], shapes[0][2]];
  },
  add: (_, shapes) => {
    alike(shapes.map((shape) => shape.join("×")));
    return shapes[0];
  },
  shortcut: (layer, [[c, h, w]]) => {
    const channels = layer.channels ?? c;
    if (channels < c) throw new Error(`${channels} channels are fewer than the ${c} it reads`);
    layer.window = windowOver([h, w], { kernel: 1, stride: layer.stride ?? 1 });
    return [channels, layer.window.H, layer.window.W];
  },
  ...Object.fromEntries(ACTIVATIONS.map((kind) => [kind, (_, [shape]) => shape])),
};

function pool(layer, [[c, h, w]]) {
  layer.window = windowOver([h, w], { ...layer, stride: layer.stride ?? layer.kernel });
  return [c, layer.window.H, layer.window.W];
}
function alike(words) {
  if (new Set(words).size > 1) throw new Error(`it joins ${words.join(" and ")}, which must be equal`);
}

/**
 * The layers in order, each with its sources, its window and the shape of its output.
 * @param {Description} description
 * @param {string[]} keep names of layers whose own output must stay readable
 * @returns {Node[]}
 */
export function plan({ input, layers }, keep = []) {
  const shapes = new Map([["input", input]]);
  let before = "input";
  const nodes = layers.map((given) => {
    const layer = { ...given, from: given.from ?? [before], names: [given.name] };
    before = layer.name;
    try {
      if (!Object.hasOwn(SHAPES, layer.kind)) throw new Error(`the kinds are ${Object.keys(SHAPES).join(", ")}`);
      if (shapes.has(layer.name)) throw new Error("the name is taken");
      const read = layer.from.map((name) => {
        if (!shapes.has(name)) throw new Error(`it reads ${JSON.stringify(name)}, which does not come before it`);
        return shapes.get(name);
      });
      const shape = SHAPES[layer.kind](layer, read);
      shapes.set(layer.name, shape);
      return /** @type {Node} */ ({ ...layer, shape });
    } catch (error) {
      throw new Error(`layer ${JSON.stringify(layer.name)} (${layer.kind}): ${error.message}`);
    }
  });
  return meansFirst(actsInside(nodes, keep), keep);
}

const readers = (nodes, name) => nodes.filter((node) => node.from.includes(name));

/** Conv, linear, norm and add compute the activation behind them, where nobody else reads what they make. */
function actsInside(nodes, keep) {
  const owners = ["conv", "linear", "norm", "add"];
  const out = [];
  for (const node of nodes) {
    const source = out.find(({ names }) => names.includes(node.from[0]));
    const own = source && owners.includes(source.kind) && !source.act;
    if (
      ACTIVATIONS.includes(node.kind) &&
      own &&
      readers(nodes, source.name).length === 1 &&
      !keep.includes(source.name)
    ) {
      source.act = { kind: node.kind, slope: node.slope ?? 0 };
      source.names = [node.name]; // its own output is never whole in memory
    } else out.push({ ...node });
  }
  return out;
}

/** The mean over a map and a 1×1 convolution are both linear: the mean goes first, and the work shrinks to one pixel. */
function meansFirst(nodes, keep) {
  const out = [...nodes];
  for (const gap of nodes.filter(({ kind }) => kind === "gap")) {
    const conv = nodes.find(({ names }) => names.includes(gap.from[0]));
    const plainConv = conv?.kind === "conv" && !conv.act && `${conv.window.kernel}` === "1,1";
    const whole = plainConv && `${conv.window.stride}` === "1,1" && `${conv.window.padding}` === "0,0";
    if (!whole || readers(nodes, conv.name).length > 1 || keep.includes(conv.name)) continue;
    const channels =
      conv.from[0] === "input" ? null : nodes.find(({ names }) => names.includes(conv.from[0]))?.shape[0];
    if (!channels) continue;
    const mean = { ...gap, name: `${gap.name} of ${conv.from[0]}`, from: conv.from, shape: [channels, 1, 1] };
    mean.names = [mean.name];
    const after = {
      ...conv,
      from: [mean.name],
      shape: gap.shape,
      names: gap.names,
      window: windowOver([1, 1], { kernel: 1 }),
    };
    out.splice(out.indexOf(conv), 1);
    out.splice(out.indexOf(gap), 1, /** @type {Node} */ (mean), /** @type {Node} */ (after));
  }
  return out;
}
