// @ts-check
// A picture climbs (or, towards a code, descends) on the real network in the page: what cnnkit.visualize.synthesis does,
// on pixels.
import { blurred, clipSmall, fromGrey, priceSlope, rolled, uphill } from "./ascent.js";
import { engineParts } from "./engine.js";

const SEED = 1;
const RATE = 0.02; // how far a pixel moves in a step, on average
const NOISE = 0.01;

/**
 * What a run is to do; `cnnkit/recipes/class_images.py` writes it.
 * @typedef {{ kind: "class" | "unit" | "dream" | "inversion", layer: string, channel?: number, channels?: number,
 *   title?: string, start?: string, photograph?: string, jitter?: number, blur?: number, l2?: number, tv?: number, tv_beta?: number | null,
 *   clip_pixels?: number, clip_gradients?: number, lr?: number }} Setup
 */

/**
 * @typedef {Record<string, Float32Array>} Said
 * @type {Record<Setup["kind"], { seeds: (said: Said, setup: Setup, real: any, code: Float32Array) => Said,
 *   score: (said: Said, setup: Setup, real: any, code: Float32Array) => number }>}
 * What each kind reads of the network, the gradient it sends back, and its score.
 */
const KINDS = {
  class: {
    seeds: (said, { channel }, real) => ({ logits: real.oneOf(channel) }),
    score: (said, { channel }) => said.logits[channel],
  },
  unit: {
    seeds(said, { layer, channel, channels }) {
      const map = said[layer].length / channels;
      const seed = new Float32Array(said[layer].length);
      seed.fill(1 / map, channel * map, (channel + 1) * map);
      return { [layer]: seed };
    },
    score(said, { layer, channel, channels }) {
      const map = said[layer].length / channels;
      return said[layer].subarray(channel * map, (channel + 1) * map).reduce((a, b) => a + b, 0) / map;
    },
  },
  dream: {
    seeds: (said, { layer }) => ({ [layer]: said[layer] }),
    score: (said, { layer }) => said[layer].reduce((sum, v) => sum + 0.5 * v * v, 0),
  },
  inversion: {
    seeds: (said, { layer }, real, code) => ({ [layer]: said[layer].map((v, i) => code[i] - v) }),
    // squared length over squared length, as the loss and the recorded distances have it
    score(said, { layer }, real, code) {
      const squares = (values) => values.reduce((sum, v) => sum + v * v, 0);
      return squares(said[layer].map((v, i) => v - code[i])) / squares(code);
    },
  },
};

/**
 * One picture on its way. `real` is `openRealNetwork`'s, `side` that of its pictures.
 * @param {any} real
 * @param {Setup} setup
 * @param {{ side: number, photograph: Float32Array | null, signal: AbortSignal }} how `photograph`: where a dream starts,
 *   and whose code an inversion seeks
 */
export async function climb(real, setup, { side, photograph, signal }) {
  const { kind, layer, jitter = 0, lr = RATE } = setup;
  const { seeds, score } = KINDS[kind];
  const { random } = await engineParts();
  const read = kind === "class" ? [] : [layer];
  const noise = random.uniform(SEED, random.stream("start", 0), 3 * side * side);
  const fromNoise = setup.start !== "photograph" || !photograph;
  // an even spread with the standard deviation of the library's noise
  let x = fromNoise ? Float32Array.from(noise, (u) => 0.5 + NOISE * Math.sqrt(12) * (u - 0.5)) : photograph.slice();
  let taken = 0;
  const code = kind === "inversion" ? (await real.run(photograph, { read, signal }))?.[layer].slice() : null;
  const looked = async (picture) => real.run(picture, { read, signal });

  async function measured() {
    const said = await looked(x);
    return said && score(said, setup, real, code);
  }
  /** One step; false where the view ended meanwhile. */
  async function step() {
    const [a, b] = random.uniform(SEED, random.stream("order", 0, taken), 2);
    const [down, across] = [a, b].map((u) => Math.floor(u * (2 * jitter + 1)) - jitter);
    const said = await looked(rolled(x, side, down, across));
    if (!said) return false;
    const back = await real.backward(seeds(said, setup, real, code), { signal });
    if (!back) return false;
    const slope = rolled(back.input, side, -down, -across);
    const price = priceSlope(x, side, { l2: setup.l2, tv: setup.tv, beta: setup.tv_beta ?? null });
    x = uphill(
      x,
      slope.map((v, i) => v - price[i]),
      lr,
    );
    if (setup.blur) x = blurred(x, side, setup.blur);
    if (setup.clip_pixels) x = clipSmall(x, fromGrey(x), setup.clip_pixels);
    if (setup.clip_gradients) x = clipSmall(x, slope, setup.clip_gradients);
    taken++;
    return slope.some((v) => v !== 0) ? true : "silent";
  }
  return {
    step,
    measured,
    get x() {
      return x;
    },
    get taken() {
      return taken;
    },
  };
}
