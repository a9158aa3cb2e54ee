// @ts-check
// The numbers that a network learns, side by side in memory, in the order its kernels want; outside in torch's order.
import { update } from "./optimizers.js";
import { startWeights, stream } from "./random.js";

/**
 * @typedef {object} Parameter
 * @property {string} name
 * @property {number[]} shape
 * @property {number} size
 * @property {number} floats with what packing adds
 * @property {(i: number) => number} place of number i of torch's order, in floats behind `at`
 * @property {number} fanIn how many numbers enter a sum; 0: it starts at `start`
 * @property {number} start
 * @property {number} at address
 * @property {number} grad address of its gradient
 */

export class Parameters {
  /** @param {import("./memory.js").Memory} memory */
  constructor(memory) {
    this.memory = memory;
    /** @type {Map<string, Parameter>} */
    this.learnt = new Map();
    /** Numbers that training changes but no gradient does. @type {Map<string, Parameter>} */
    this.running = new Map();
    this.constants = [];
    /** Changes with the weights. */
    this.version = 0;
    this.seed = 0;
    this.steps = 0;
  }
  /** @returns {Parameter} */
  parameter(name, shape, floats, { fanIn = 0, start = 0, place = (i) => i } = {}) {
    const size = shape.reduce((a, b) => a * b, 1);
    const made = { name, shape, size, floats: Math.ceil(floats / 16) * 16, place, fanIn, start, at: 0, grad: 0 };
    this.learnt.set(name, made);
    return made;
  }
  buffer(name, size, start) {
    const at = this.memory.alloc(size);
    const made = { name, shape: [size], size, floats: size, place: (i) => i, fanIn: 0, start, at, grad: 0 };
    this.running.set(name, made);
    return made;
  }
  constant(size, value) {
    const made = { at: this.memory.alloc(size), size, value, grad: 0 };
    this.constants.push(made);
    return made;
  }
  /** Gives all their places: weights alone, or with gradients and two moments. */
  place(trained) {
    this.floats = [...this.learnt.values()].reduce((sum, { floats }) => sum + floats, 0);
    const rows = Array.from({ length: trained ? 4 : 1 }, () => this.memory.alloc(this.floats));
    const [weights, gradients = 0, first = 0, second = 0] = rows;
    this.state = { weights, gradients, first, second, bytes: 4 * this.floats };
    let at = 0;
    for (const one of this.learnt.values()) {
      one.at = weights + at;
      one.grad = gradients + at;
      at += 4 * one.floats;
    }
  }
  fill(at, size, value) {
    this.memory.F.fill(value, at >> 2, (at >> 2) + size);
  }
  begin() {
    for (const { at, size, value } of this.constants) this.fill(at, size, value);
    for (const { at, size, start } of this.running.values()) this.fill(at, size, start);
  }
  get all() {
    return [...this.learnt.values(), ...this.running.values()];
  }

  /** Sets all parameters and running statistics. @param {Record<string, ArrayLike<number>>} values */
  load(values) {
    const names = new Set(this.all.map(({ name }) => name));
    for (const name of Object.keys(values)) if (!names.has(name)) throw new Error(`weights: no layer has ${name}`);
    for (const { name, shape, size, at, place } of this.all) {
      const given = values[name];
      if (given?.length !== size)
        throw new Error(
          `weights: ${name} of shape ${shape.join("×")} takes ${size} numbers, ${given?.length ?? "none"} came`,
        );
      for (let i = 0; i < size; i++) this.memory.F[(at >> 2) + place(i)] = given[i];
    }
    this.version++;
  }
  /** Parameters and running statistics, or the gradients of the parameters. @returns {Record<string, Float32Array>} */
  values(gradients = false) {
    /** @type {Record<string, Float32Array>} */
    const out = {};
    for (const { name, size, place, at, grad } of gradients ? this.learnt.values() : this.all) {
      const from = (gradients ? grad : at) >> 2;
      out[name] = Float32Array.from({ length: size }, (_, i) => this.memory.F[from + place(i)]);
    }
    return out;
  }
  /** The length of each parameter's gradient. @returns {Record<string, number>} */
  norms() {
    /** @type {Record<string, number>} */
    const out = {};
    for (const { name, grad, floats } of this.learnt.values()) {
      let sum = 0;
      for (let i = grad >> 2; i < (grad >> 2) + floats; i++) sum += this.memory.F[i] ** 2; // what packing adds is zero
      out[name] = Math.sqrt(sum);
    }
    return out;
  }
  /** Starting weights from a seed, each parameter from its own stream; biases 0, norms 1 and 0; no moments. */
  start(seed) {
    /** @type {Record<string, Float32Array>} */
    const values = {};
    let part = 0;
    for (const { name, size, fanIn, start } of this.all)
      values[name] = fanIn
        ? startWeights(seed, stream("start", part++), size, fanIn)
        : new Float32Array(size).fill(start);
    for (const moment of [this.state.first, this.state.second]) if (moment) this.fill(moment, this.floats, 0);
    this.seed = seed;
    this.steps = 0;
    this.load(values);
  }
  /** @param {import("./optimizers.js").Optimizer} optimizer */
  update(optimizer) {
    update(this.memory.K, this.state, optimizer, ++this.steps);
    this.version++;
  }
}
