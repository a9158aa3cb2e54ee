// @ts-check
// One run of `train-lab` for the engine, and what it has shown so far. The twin of cnnkit/widgets/lab_network.py and
// lab_training.py: same network, same start, same order of the pictures, same masks, same wrong labels. No DOM here.

export const BATCH = 64,
  EPOCHS = 6,
  HELD_OUT = 500,
  /** Steps to a point of the curves. */
  EVERY = 10;
const CLASSES = 10,
  MOMENTUM = 0.9,
  DECAY = 1e-4;

/**
 * @typedef {{ depth: number, skip: boolean, norm: boolean, activation: string, dropout: number, wrong: number,
 *   scale: number, rate: number, warmup: number, width: number }} Switches
 * @typedef {{ x: Float32Array, y: Uint8Array }} Digits pictures of 64 numbers from 0 to 1; the last 500 are held out
 */

/** "residual-56". */
export const name = ({ skip, depth }) => `${skip ? "residual" : "plain"}-${depth}`;

/** The run in one line, as the recorded grid is asked for it. @param {Switches} switches */
export function key(switches) {
  const { skip, norm, activation, dropout, wrong, scale, rate, warmup, width } = switches;
  const numbers = [dropout, wrong, skip ? scale : 1, rate, warmup, width];
  return `${name(switches)} ${norm ? "norm" : "bare"} ${activation} ${numbers.join(" ")}`;
}

/** The network for the engine: 6n + 2 layers with weights, shortcuts of option A. @param {Switches} switches */
export function describe({ depth, skip, norm, activation, dropout, scale, width }) {
  const layers = [];
  /** @returns {string} the name of what came out */
  const add = (layer) => {
    layers.push(layer);
    return layer.name;
  };
  const layer = (at, from, out, stride, act) => {
    const conv = { name: `${at}.conv`, kind: "conv", from: [from], out, kernel: 3, padding: 1, stride, bias: !norm };
    const last = add(conv);
    const normed = norm ? add({ name: `${at}.norm`, kind: "norm" }) : last;
    return act ? add({ name: `${at}.act`, kind: activation }) : normed;
  };
  let x = layer("stem", "input", width, 1, true);
  let channels = width;
  const n = (depth - 2) / 6;
  for (let i = 0; i < 3 * n; i++) {
    const [at, out] = [`blocks.${i}`, width << Math.floor(i / n)];
    const stride = out === channels ? 1 : 2;
    let y = layer(`${at}.first`, x, out, stride, true);
    if (dropout) y = add({ name: `${at}.dropout`, kind: "dropout", p: dropout });
    y = layer(`${at}.second`, y, out, 1, !skip);
    if (skip) {
      if (scale !== 1) y = add({ name: `${at}.scale`, kind: "scale", factor: scale });
      const shortcut = { name: `${at}.shortcut`, kind: "shortcut", from: [x], stride, channels: out };
      add({ name: `${at}.sum`, kind: "add", from: [stride > 1 ? add(shortcut) : x, y] });
      y = add({ name: `${at}.act`, kind: activation });
    }
    [x, channels] = [y, out];
  }
  add({ name: "mean", kind: "gap" });
  add({ name: "head", kind: "linear", out: CLASSES });
  return { input: /** @type {[number, number, number]} */ ([1, 8, 8]), layers };
}

/**
 * What the engine is told to train on, and how.
 * @param {Switches} switches
 * @param {number} seed
 * @param {Digits} digits
 * @param {import("./engine.js").Parts["random"]} random
 * @returns {import("../engine/training.js").Training}
 */
export function trainingOf({ wrong, rate, warmup }, seed, { x, y }, random) {
  const count = y.length - HELD_OUT;
  const labels = Array.from(y.subarray(0, count));
  return {
    data: {
      pictures: x.subarray(0, 64 * count),
      targets: random.wrongLabels(seed, random.stream("labels"), labels, wrong, CLASSES),
    },
    test: { pictures: x.slice(64 * count), targets: y.slice(count) },
    epochs: EPOCHS,
    optimizer: { rate, momentum: MOMENTUM, decay: DECAY, warmup },
    seed,
  };
}

/**
 * What a run has shown. `losses` of each step; `accuracy` of each epoch, in training mode; `held` after each epoch, in
 * evaluation mode; `first` and `last`: the length of the gradient of each layer's weights, from the input on, in the
 * first step and in the latest that was looked at; `stopped`: the step whose loss was not finite, or 0.
 */
export class Shown {
  /** @param {Switches} switches */
  constructor(switches) {
    const weighted = describe(switches).layers.filter(({ kind }) => kind === "conv" || kind === "linear");
    this.weights = weighted.map((layer) => `${layer.name}.weight`);
    /** @type {number[]} */
    this.losses = [];
    /** @type {number[]} */
    this.accuracy = [];
    /** @type {number[]} */
    this.held = [];
    /** @type {number[]} */
    this.first = [];
    /** @type {number[]} */
    this.last = [];
    this.stopped = 0;
  }
  /** @param {import("../engine/training.js").Progress} progress */
  hear({ losses, norms, diverged, ended }) {
    this.losses.push(...losses);
    if (diverged) {
      this.stopped = this.losses.length;
      return;
    }
    const lengths = this.weights.map((weight) => norms[weight]);
    if (lengths.every(Number.isFinite)) this.last = lengths;
    if (!this.first.length) this.first = this.last;
    if (ended) {
      this.accuracy.push(ended.accuracy);
      this.held.push(ended.test.accuracy);
    }
  }
  get curve() {
    return curveOf(
      Array.from({ length: Math.floor(this.losses.length / EVERY) }, (_, i) =>
        mean(this.losses.slice(i * EVERY, (i + 1) * EVERY)),
      ),
      this.stopped ? this.losses.slice(-(this.stopped % EVERY || EVERY)) : [],
    );
  }
}
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

/** Points [step, loss]: means of tens, and behind them the single losses of a run that was stopped. */
export function curveOf(tens, ending) {
  const whole = tens.filter(Number.isFinite);
  return [
    ...whole.map((loss, i) => [EVERY * (i + 1), loss]),
    ...ending.map((loss, i) => [EVERY * whole.length + i + 1, loss]),
  ].filter(([, loss]) => Number.isFinite(loss));
}

/** Inflates the digits: counts from 0 to 16, and behind them the labels. @returns {Promise<Digits>} */
export async function unpack(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const all = new Uint8Array(await new Response(stream).arrayBuffer());
  const count = all.length / 65;
  return { x: Float32Array.from(all.subarray(0, 64 * count), (v) => v / 16), y: all.slice(64 * count) };
}

/** Seconds that a run takes: its steps, and the held-out digits, which cost forward passes alone. */
export const secondsFor = (stepMs, digits) => {
  const steps = Math.floor((digits.y.length - HELD_OUT) / BATCH);
  return (EPOCHS * (steps + HELD_OUT / BATCH / 3) * stepMs) / 1000;
};
