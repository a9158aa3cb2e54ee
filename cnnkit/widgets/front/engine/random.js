// @ts-check
// Random numbers that Python draws too, bit by bit: a number depends on (seed, stream, place) alone, not on what was
// drawn before. Philox2x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
// Its twin is cnnkit/widgets/random_numbers.py.

const MULTIPLIER = 0xd256d193,
  WEYL = 0x9e3779b9,
  ROUNDS = 10,
  TWO_32 = 2 ** 32;

/** What a stream of numbers is for; the same seed gives each its own numbers. */
export const PURPOSE = { start: 0, order: 1, dropout: 2, labels: 3 };

/**
 * The number of a stream: `part` tells layers or parameters apart (below 256), `time` steps or epochs (below 2²⁰).
 * @param {keyof typeof PURPOSE} purpose
 */
export function stream(purpose, part = 0, time = 0) {
  if (!Object.hasOwn(PURPOSE, purpose) || !(part >= 0 && part < 256) || !(time >= 0 && time < 2 ** 20))
    throw new RangeError(
      `stream(${purpose}, ${part}, ${time}): legal are ${Object.keys(PURPOSE).join(", ")}, parts below 256, times below 1048576`,
    );
  return PURPOSE[purpose] * 2 ** 28 + part * 2 ** 20 + time;
}

/** High 32 bits of a 32×32-bit product: the numbers of JavaScript hold 53. */
function high(a, b) {
  const a1 = a >>> 16,
    a0 = a & 0xffff,
    b1 = b >>> 16,
    b0 = b & 0xffff;
  // each sum fits into 32 bits: (2¹⁶ − 1)² + 2¹⁶ − 1 < 2³²
  const middle = Math.imul(a1, b0) + (Math.imul(a0, b0) >>> 16);
  const other = Math.imul(a0, b1) + (middle & 0xffff);
  return (Math.imul(a1, b1) + (middle >>> 16) + (other >>> 16)) >>> 0;
}

/** One block: two words of 32 bits for the counter (c0, c1) under a key. */
export function philox(c0, c1, key) {
  for (let round = 0; round < ROUNDS; round++) {
    const next = (high(MULTIPLIER, c0) ^ key ^ c1) >>> 0;
    c1 = Math.imul(MULTIPLIER, c0) >>> 0;
    c0 = next;
    key = (key + WEYL) >>> 0;
  }
  return [c0, c1];
}

/** The first `count` words of a stream. @returns {Uint32Array} */
export function words(seed, of, count) {
  const out = new Uint32Array(count + (count & 1));
  for (let i = 0; i < count; i += 2) out.set(philox(i / 2, of, seed >>> 0), i);
  return out.subarray(0, count);
}

/** Numbers in [0, 1), multiples of 2⁻³². @returns {Float64Array} */
export const uniform = (seed, of, count) => Float64Array.from(words(seed, of, count), (word) => word / TWO_32);

/** 0 … count − 1 in a random order: the places of a stream's words, smallest word first. */
export function order(seed, of, count) {
  const drawn = words(seed, of, count);
  return Int32Array.from(drawn, (_, i) => i).sort((a, b) => drawn[a] - drawn[b] || a - b);
}

/** `count` starting weights, uniform with variance 2 / fanIn (He et al. 2015), as float32. */
export function startWeights(seed, of, count, fanIn) {
  const bound = Math.sqrt(6 / fanIn);
  return Float32Array.from(uniform(seed, of, count), (u) => (2 * u - 1) * bound);
}

/** Which of `count` values inverted dropout keeps: 1 / (1 − p) with probability 1 − p, else 0. */
export const dropoutMask = (seed, of, count, p) =>
  Float32Array.from(uniform(seed, of, count), (u) => (u < p ? 0 : 1 / (1 - p)));

/** Labels of which a share is wrong: each is replaced, with probability `share`, by one of the other classes. */
export function wrongLabels(seed, of, labels, share, classes) {
  const drawn = uniform(seed, of, 2 * labels.length);
  return Int32Array.from(labels, (label, i) =>
    drawn[2 * i] < share ? (label + 1 + Math.floor(drawn[2 * i + 1] * (classes - 1))) % classes : label,
  );
}
