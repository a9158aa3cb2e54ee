// @ts-check
// Paints a scene that a reader composes as cnnkit.data.scenes paints its own: shapes and digits before a texture. Its twin
// is cnnkit/widgets/scene_painter.py. No DOM here.
import { uniform } from "../engine/random.js";
import { inkOutline, OUTLINES } from "./outlines.js";

export const SIDE = 112;
const PLANE = SIDE * SIDE;
const STROKES = 3;
const TURN = 2 * Math.PI;
/** Streams of random numbers of a seed. */
const STREAM = { look: 1, coarse: 2, noise: 3, stroke: 4 };

/**
 * An object: its class, the middle and the radius in pixels, degrees of turn, and a seed for its colours. Later ones hide
 * earlier ones.
 * @typedef {{ label: number, x: number, y: number, r: number, turn: number, seed: number }} Placed
 * @typedef {{ objects: Placed[], background: string, seed: number, strokes: boolean }} Scene
 */

const clamp = (v) => Math.max(0, Math.min(1, v));
/** Normal numbers, by Box and Muller. */
export function normals(seed, of, count) {
  const u = uniform(seed, of, count + (count & 1));
  const out = new Float64Array(count);
  for (let i = 0; i < count; i += 2) {
    const far = Math.sqrt(-2 * Math.log(1 - u[i]));
    out[i] = far * Math.cos(TURN * u[i + 1]);
    if (i + 1 < count) out[i + 1] = far * Math.sin(TURN * u[i + 1]);
  }
  return out;
}

const KINDS = ["stripes", "checks", "clouds"];
/** A texture in about [-1, 1] over a square of side 1. */
function texture(seed, kind) {
  const u = uniform(seed, STREAM.look, 16);
  const chosen = kind ?? KINDS[Math.floor(3 * u[8])];
  const [angle, waves] = [Math.PI * u[9], 2 + 6 * u[10]];
  const phase = [TURN * u[11], TURN * u[12]];
  if (chosen === "clouds") {
    const coarse = normals(seed, STREAM.coarse, 36);
    const read = (row, column) => coarse[6 * Math.min(5, row) + Math.min(5, column)];
    return (a, b) => {
      const [x, y] = [a, b].map((v) => Math.max(0, Math.min(5, 6 * v - 0.5)));
      const [column, row] = [Math.floor(x), Math.floor(y)];
      const [right, down] = [x - column, y - row];
      const top = read(row, column) * (1 - right) + read(row, column + 1) * right;
      return top * (1 - down) + (read(row + 1, column) * (1 - right) + read(row + 1, column + 1) * right) * down;
    };
  }
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return (a, b) => {
    const stripes = Math.sin(TURN * waves * (c * a + s * b) + phase[0]);
    return chosen === "checks" ? stripes * Math.sin(TURN * waves * (c * b - s * a) + phase[1]) : stripes;
  };
}

const hueOf = (seed) => Array.from(uniform(seed, STREAM.look, 8).subarray(5), (v) => 2 * v - 1);
/** A colour of which one channel at least differs from that of the ground. @param {ArrayLike<number>} ground */
function away(seed, of, ground) {
  const u = uniform(seed, of, 5);
  const colour = Array.from(u.subarray(0, 3));
  const chosen = Math.floor(3 * u[4]);
  const by = 0.4 + 0.2 * u[3];
  colour[chosen] = ground[chosen] > 0.5 ? ground[chosen] - by : ground[chosen] + by;
  return colour;
}

/** The empty scene, by its background, seed and strokes; the newest is kept. */
let kept = { key: "", ground: [], pixels: new Float64Array(0), noise: new Float64Array(0) };
function empty({ background, seed, strokes }) {
  const key = `${background} ${seed} ${strokes}`;
  if (kept.key === key) return kept;
  const ground = Array.from(uniform(seed, STREAM.look, 3));
  const [hue, wave] = [hueOf(seed), texture(seed, background)];
  const pixels = new Float64Array(3 * PLANE);
  for (let i = 0; i < PLANE; i++) {
    const value = wave(((i % SIDE) + 0.5) / SIDE, (Math.floor(i / SIDE) + 0.5) / SIDE);
    for (let k = 0; k < 3; k++) pixels[k * PLANE + i] = clamp(ground[k] + 0.16 * value * hue[k]);
  }
  for (let n = 0; strokes && n < STROKES; n++) {
    const [x, y, turn, long, wide] = uniform(seed, STREAM.stroke + 2 * n, 5);
    const colour = away(seed, STREAM.stroke + 2 * n + 1, ground);
    const [c, s] = [Math.cos(Math.PI * turn), Math.sin(Math.PI * turn)];
    for (let i = 0; i < PLANE; i++) {
      const [dx, dy] = [((i % SIDE) + 0.5) / SIDE - x, (Math.floor(i / SIDE) + 0.5) / SIDE - y];
      const inside = Math.min(
        0.05 + 0.15 * long - Math.abs(c * dx + s * dy),
        0.008 + 0.012 * wide - Math.abs(c * dy - s * dx),
      );
      blend(pixels, i, clamp(inside * SIDE + 0.5), colour);
    }
  }
  return (kept = { key, ground, pixels, noise: normals(seed, STREAM.noise, 3 * PLANE) });
}
function blend(pixels, i, alpha, colour) {
  if (alpha) for (let k = 0; k < 3; k++) pixels[k * PLANE + i] += alpha * (colour[k] - pixels[k * PLANE + i]);
}

/** The outline of an object. @param {string} name @param {number} seed @param {(digit: number, one: number) => ArrayLike<number>} hand */
export function outlineOf(name, seed, hand) {
  if (Object.hasOwn(OUTLINES, name)) return OUTLINES[name];
  const many = 3;
  return inkOutline(hand(Number(name.split(" ")[1]), Math.floor(many * uniform(seed, STREAM.look, 14)[13])));
}

/**
 * The picture, 3·112·112 numbers in [0, 1], all of red first, and of each object the box of what is seen of it (null where
 * nothing is) and which share of it that is.
 * @param {Scene} scene
 * @param {string[]} names of the classes
 * @param {(digit: number, one: number) => ArrayLike<number>} hand the counts of a handwritten digit
 */
export function paint(scene, names, hand) {
  const { ground, pixels, noise } = empty(scene);
  const out = pixels.slice();
  const owner = new Int16Array(PLANE).fill(-1);
  const whole = scene.objects.map(() => 0);
  scene.objects.forEach((object, n) => {
    const { x, y, r, turn, seed, label } = object;
    const outline = outlineOf(names[label], seed, hand);
    const [c, s] = [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)];
    const [colour, hue, wave] = [away(seed, STREAM.look, ground), hueOf(seed), texture(seed)];
    const [left, right, top, bottom] = [x - r - 2, x + r + 2, y - r - 2, y + r + 2];
    for (let row = Math.max(0, top); row < Math.min(SIDE, bottom); row++)
      for (let column = Math.max(0, left); column < Math.min(SIDE, right); column++) {
        const [dx, dy] = [(column + 0.5 - x) / r, (row + 0.5 - y) / r];
        const alpha = clamp(outline(c * dx + s * dy, c * dy - s * dx) * r + 0.5);
        if (!alpha) continue;
        const value = wave((dx + 1) / 2, (dy + 1) / 2);
        const i = row * SIDE + column;
        blend(
          out,
          i,
          alpha,
          colour.map((v, k) => clamp(v + 0.16 * value * hue[k])),
        );
        if (alpha < 0.5) continue;
        whole[n]++;
        owner[i] = n;
      }
  });
  const picture = Float32Array.from(out, (v, i) => clamp(v + 0.04 * noise[i]));
  return { picture, seen: seenOf(owner, whole) };
}

/** @param {Int16Array} owner @param {number[]} whole */
function seenOf(owner, whole) {
  const found = whole.map(() => ({ box: [SIDE, SIDE, 0, 0], count: 0 }));
  owner.forEach((n, i) => {
    if (n < 0) return;
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    const { box } = found[n];
    found[n].count++;
    found[n].box = [
      Math.min(box[0], column),
      Math.min(box[1], row),
      Math.max(box[2], column + 1),
      Math.max(box[3], row + 1),
    ];
  });
  return found.map(({ box, count }, n) => ({ box: count ? box : null, share: whole[n] ? count / whole[n] : 0 }));
}
