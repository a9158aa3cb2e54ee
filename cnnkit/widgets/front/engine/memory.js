// @ts-check
// One block of memory for a whole network: planned first, so that its size is known, made when all have their place.
import { plainKernels } from "./plain.js";

const LINE = 64; // bytes; every part starts at a multiple, as SIMD and the cache like it

/** All addresses are bytes; 0 means "none". */
export class Memory {
  constructor() {
    this.top = LINE;
    /** @type {[number, number[]][]} */
    this.tables = [];
    /** @type {Map<string, number>} */
    this.known = new Map();
  }
  alloc(floats) {
    const at = this.top;
    this.top += (floats * 4 + LINE - 1) & -LINE;
    return at;
  }
  /** A table of whole numbers, shared by all layers that ask for it under one key. */
  table(key, make) {
    if (!this.known.has(key)) {
      const ints = make();
      const at = this.alloc(ints.length);
      this.tables.push([at, ints]);
      this.known.set(key, at);
    }
    return this.known.get(key);
  }
  /** Makes the memory. `module`: the compiled SIMD kernels, or null for the plain loops. */
  commit(module) {
    const pages = Math.ceil((this.top + LINE) / 65536);
    if (module) {
      const memory = new WebAssembly.Memory({ initial: pages });
      const { exports } = new WebAssembly.Instance(module, { env: { memory } });
      this.buffer = memory.buffer;
      this.K = { ...plainKernels(this.buffer), .../** @type {any} */ (exports) };
    } else {
      this.buffer = new ArrayBuffer(pages * 65536);
      this.K = plainKernels(this.buffer);
    }
    this.F = new Float32Array(this.buffer);
    const ints = new Int32Array(this.buffer);
    for (const [at, table] of this.tables) ints.set(table, at >> 2);
    this.tables = [];
    return this;
  }
}
