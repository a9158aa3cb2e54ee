// @ts-check
// Gradients of tensors on their way back: each lies in a buffer of its own, as long as it is needed.

/** @typedef {import("./tensors.js").Tensor} Tensor */

export class Slopes {
  /** @param {import("./memory.js").Memory} memory @param {number} number of buffers @param {number} bytes of the largest */
  constructor(memory, number, bytes) {
    this.memory = memory;
    this.free = Array.from({ length: number }, () => memory.alloc(bytes / 4));
    /** @type {Map<Tensor, number>} */
    this.of = new Map();
    /** Whether gradients of weights are asked for. */
    this.ofWeights = false;
    /** @type {Tensor} the input, where nobody asks for its gradient */
    this.unwanted = null;
  }
  take() {
    return this.free.pop();
  }
  release(buffer) {
    this.free.push(buffer);
  }
  /** Forgets what a way back that failed has left. */
  clean() {
    for (const left of this.of.values()) this.release(left);
    this.of.clear();
  }
  wanted(x) {
    return x !== this.unwanted;
  }
  clear(x, at) {
    this.memory.F.fill(0, at >> 2, (at + x.bytes) >> 2);
  }
  /** Where x's gradient goes; `add`: there is some already. */
  into(x) {
    const add = this.of.has(x);
    if (!add) this.of.set(x, this.take());
    return { at: this.of.get(x), add };
  }
  /** The same for layers that only add: what is fresh starts at zero. */
  onto(x) {
    const { at, add } = this.into(x);
    if (!add) this.clear(x, at);
    return at;
  }
  /** Gives a buffer away as x's gradient. */
  hand(x, buffer) {
    if (!this.of.has(x)) this.of.set(x, buffer);
    else {
      this.share(x, buffer);
      this.release(buffer);
    }
  }
  /** Adds a buffer to x's gradient, and leaves the buffer as it is. */
  share(x, buffer) {
    const { at, add } = this.into(x);
    if (add) this.memory.K.add(at, buffer, at, x.bytes, 0);
    else this.memory.K.scale(buffer, at, x.bytes, 1);
  }
}

/** How many gradients the way back through `ops` holds at once, at most. */
export function slopesAtOnce(ops, output) {
  const live = new Set([output]);
  let most = 1;
  for (const { out, sources } of ops.toReversed()) {
    for (const source of sources) live.add(source);
    most = Math.max(most, live.size);
    if (!sources.includes(out)) live.delete(out);
  }
  return most + 2; // the one that is being read, and one that comes in on the way
}
