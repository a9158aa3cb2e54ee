// @ts-check
// A network in memory: forward, backward from any gradient at any layer, updates. Synchronous, and without the DOM.
import { plan } from "./description.js";
import { convolution } from "./layers/convolution.js";
import { activation, add, dropout, scale } from "./layers/elementwise.js";
import { concat, flatten } from "./layers/joining.js";
import { norm } from "./layers/norm.js";
import { avgpool, gap, maxpool, shortcut } from "./layers/pooling.js";
import { LOSSES } from "./losses.js";
import { Memory } from "./memory.js";
import { Parameters } from "./parameters.js";
import { ACT, RULES } from "./plain.js";
import { Slopes, slopesAtOnce } from "./slopes.js";
import { read, shapeOf, sizeOf, tensor, write } from "./tensors.js";

/** @typedef {import("./tensors.js").Tensor} Tensor */
/** @typedef {{ forward: (K: any, clip: boolean) => void, backward: (K: any, dy: number) => void }} Op */
/** @typedef {(net: Net, node: any, sources: Tensor[], out: Tensor) => Op} Maker */
/** @typedef {"none" | "input" | "all"} Gradients what backward may be asked for: nothing, maps and input, weights too */

/** @type {Record<string, Maker>} */
const MAKERS = { conv: convolution, linear: convolution, norm, maxpool, avgpool, gap, shortcut, concat, flatten, add };
Object.assign(MAKERS, { dropout, scale, relu: activation, leaky: activation, tanh: activation, sigmoid: activation });

export class Net {
  /**
   * @param {import("./description.js").Description} description
   * @param {{ batch?: number, gradients?: Gradients, keep?: string[], module?: WebAssembly.Module }} how `batch` pictures
   *   at a time; `keep`: layers whose own output must stay readable where the activation behind them would be computed
   *   in place; `module`: the compiled kernels, without it plain loops
   */
  constructor(description, { batch = 1, gradients = "none", keep = [], module = null } = {}) {
    this.batch = batch;
    this.picture = batch === 1;
    this.gradients = gradients;
    this.training = false;
    /** @type {keyof typeof RULES} */
    this.rule = "plain";
    this.dropouts = 0;
    this.memory = new Memory();
    this.store = new Parameters(this.memory);
    this.sharedParts = new Map();
    /** @type {Map<string, Tensor>} */
    this.tensors = new Map();
    this.input = this.tensor(description.input);
    this.tensors.set("input", this.input);
    this.ops = plan(description, keep).map((node) => this.build(node));
    this.outputName = [...this.tensors.keys()].at(-1);

    this.store.place(gradients === "all");
    for (const part of this.sharedParts.values()) part.at = this.memory.alloc(part.floats);
    const largest = Math.max(...[...this.tensors.values()].map(({ bytes }) => bytes));
    const number = gradients === "none" ? 0 : slopesAtOnce(this.ops, this.named(this.outputName));
    this.slopes = new Slopes(this.memory, number, largest);
    this.memory.commit(module);
    this.store.begin();
  }

  /** @param {import("./description.js").Node} node */
  build(node) {
    const sources = node.from.map((name) => this.tensors.get(name));
    // a vector read as a vector, and a shortcut that changes nothing, are what they read
    const free = ["flatten", "shortcut"].includes(node.kind) && `${node.shape}` === `${shapeOf(sources[0])}`;
    const out = free ? sources[0] : this.tensor(node.shape);
    for (const name of node.names) this.tensors.set(name, out);
    return { op: free ? null : MAKERS[node.kind](this, node, sources, out), act: node.act, sources, out };
  }
  tensor(shape) {
    const made = tensor(shape, this.batch);
    made.at = this.memory.alloc(made.bytes / 4);
    return made;
  }
  /** A part of memory for one layer's work at a time, as large as the largest asks for. */
  shared(name, floats) {
    const part = this.sharedParts.get(name) ?? { at: 0, floats: 0 };
    part.floats = Math.max(part.floats, floats);
    this.sharedParts.set(name, part);
    return part;
  }
  named(name) {
    const found = this.tensors.get(name);
    if (found) return found;
    const there = [...this.tensors.keys()].join(", ");
    throw new Error(
      `no output ${JSON.stringify(name)}: there are ${there} (others are computed in place; \`keep\` holds them)`,
    );
  }

  /** Starting weights from a seed. */
  start(seed) {
    this.store.start(seed);
    return this;
  }
  /** Sets all weights and running statistics. @param {Record<string, ArrayLike<number>>} values as `values` gives them */
  load(values) {
    this.store.load(values);
    return this;
  }
  /** All weights and running statistics in torch's order, or the gradients of the weights. */
  values(gradients = false) {
    return this.store.values(gradients);
  }

  /** @param {ArrayLike<number>} pictures at most `batch` of them, one after the other */
  forward(pictures, { training = false } = {}) {
    const size = sizeOf(this.input);
    const count = pictures.length / size;
    if (!(count > 0 && count <= this.batch && Number.isInteger(count)))
      throw new Error(
        `forward: ${pictures.length} numbers came; a picture has ${size}, and up to ${this.batch} come at once`,
      );
    if (training && count !== this.batch)
      throw new Error(`forward: training takes whole batches of ${this.batch}, ${count} pictures came`);
    this.training = training;
    write(this.memory.F, this.input, pictures);
    return this.run();
  }
  /** Every layer on the pictures that lie in memory. */
  run() {
    const { K } = this.memory;
    for (const { op, act, out } of this.ops) {
      op?.forward(K, act?.kind === "relu");
      if (act && act.kind !== "relu") K.act(out.at, out.at, out.bytes, ACT[act.kind], act.slope);
    }
    return this;
  }
  /** What a layer answered, by default the last, for the first `count` pictures. */
  read(name = this.outputName, count = this.batch) {
    return read(this.memory.F, this.named(name), count);
  }

  /** The kernel's number of the way back through an activation. */
  wayBack(kind) {
    return kind === "relu" ? RULES[this.rule] : ACT[kind];
  }
  /**
   * From gradients at any layers to the weights (`values(true)`), and to the input or any layer in `read`.
   * @param {Record<string, ArrayLike<number>>} seeds for each named output the gradient that comes in there
   * @param {{ rule?: keyof typeof RULES, parameters?: boolean, read?: string[] }} how
   * @returns {Record<string, Float32Array>} the gradients in `read`
   */
  backward(seeds, { rule = "plain", parameters = false, read: names = ["input"] } = {}) {
    this.checkBackward(seeds, rule, parameters);
    const { slopes, store } = this;
    const { K, F } = this.memory;
    const starts = new Map(Object.entries(seeds).map(([name, gradient]) => [this.named(name), gradient]));
    const wanted = names.map((name) => ({ name, of: this.named(name) }));
    this.rule = rule;
    slopes.clean();
    slopes.ofWeights = parameters;
    slopes.unwanted = names.includes("input") ? null : this.input;
    if (parameters) store.fill(store.state.gradients, store.floats, 0);

    const out = Object.fromEntries(names.map((name, i) => [name, new Float32Array(this.batch * sizeOf(wanted[i].of))]));
    /** The gradient of a tensor is complete: its buffer, or nothing where none came. */
    const complete = (of) => {
      if (starts.has(of)) {
        const buffer = slopes.take();
        write(F, { ...of, at: buffer }, starts.get(of));
        slopes.hand(of, buffer);
      }
      const at = slopes.of.get(of);
      slopes.of.delete(of);
      for (const one of wanted) if (at && one.of === of) out[one.name] = read(F, { ...of, at }, this.batch);
      return at;
    };
    for (const { op, act, out: of } of this.ops.toReversed()) {
      const dy = op && complete(of);
      if (!dy) continue;
      if (act) K.actback(of.at, dy, dy, of.bytes, this.wayBack(act.kind), act.slope);
      op.backward(K, dy);
    }
    const last = complete(this.input);
    if (last) slopes.release(last);
    return out;
  }
  checkBackward(seeds, rule, parameters) {
    if (this.gradients === "none" || (parameters && this.gradients !== "all"))
      throw new Error(`backward: the network was made for gradients: ${JSON.stringify(this.gradients)}`);
    if (!Object.hasOwn(RULES, rule))
      throw new Error(`rule ${JSON.stringify(rule)}: there are ${Object.keys(RULES).join(", ")}`);
    for (const [name, { length }] of Object.entries(seeds)) {
      const size = this.batch * sizeOf(this.named(name));
      if (length !== size) throw new Error(`backward: ${name} has ${size} numbers, ${length} came`);
    }
  }

  /**
   * One step on a whole batch: forward in training mode, loss, backward, update.
   * @param {ArrayLike<number>} pictures
   * @param {ArrayLike<number>} targets labels, or as many numbers as the output has
   * @param {import("./optimizers.js").Optimizer} optimizer
   * @param {{ loss?: keyof typeof LOSSES, read?: string[] }} how
   */
  step(pictures, targets, optimizer, { loss = "crossEntropy", read: names = [] } = {}) {
    this.forward(pictures, { training: true });
    const lost = LOSSES[loss](this.read(), targets);
    const gradients = this.backward({ [this.outputName]: lost.gradient }, { parameters: true, read: names });
    this.store.update(optimizer);
    return { ...lost, gradients };
  }
}
