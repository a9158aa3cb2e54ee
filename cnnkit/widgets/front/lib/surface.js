// @ts-check
// A surface over a square, seen from a side: heights in powers of ten, corners in the plane, faces from back to front.
// No DOM here.
import { clamp } from "./scale.js";

const TILT = (32 * Math.PI) / 180; // of the eye above the ground

/** Where each value stands between `low` and `high` in powers of ten, 0 to 1. @param {number[][]} surface */
export function heights(surface, low, high) {
  const span = Math.log10(high / low);
  return surface.map((row) => row.map((v) => clamp(Math.log10(Math.max(v, low) / low) / span, 0, 1)));
}

/** The values through the middle, along the first direction. @param {number[][]} surface */
export const cut = (surface) => surface.map((row) => row[(row.length - 1) / 2]);

const BOTTOM = 2; // steps round the middle that count as the bottom of its own bowl

/** Inner points, beyond the bottom in the middle, that lie below all eight neighbours. @param {number[][]} surface */
export function dents(surface) {
  const middle = (surface.length - 1) / 2;
  let found = 0;
  for (let i = 1; i < surface.length - 1; i++) {
    for (let j = 1; j < surface.length - 1; j++) {
      if (Math.max(Math.abs(i - middle), Math.abs(j - middle)) <= BOTTOM) continue;
      const near = [-1, 0, 1].flatMap((a) => [-1, 0, 1].filter((b) => a || b).map((b) => surface[i + a][j + b]));
      if (surface[i][j] < Math.min(...near)) found += 1;
    }
  }
  return found;
}

/**
 * A point, ground from −1 to 1 and height from 0 to 1, as the eye sees it after `turn` degrees: [right, up, far].
 * @param {number} x @param {number} y @param {number} z @param {number} turn
 */
export function seen(x, y, z, turn) {
  const angle = (turn * Math.PI) / 180;
  const right = x * Math.cos(angle) - y * Math.sin(angle);
  const far = x * Math.sin(angle) + y * Math.cos(angle);
  return [right, z * Math.cos(TILT) + far * Math.sin(TILT), far];
}

/** Faces of a square of heights, the farthest first: four corners [right, up] and the mean height. */
export function faces(square, turn) {
  const last = square.length - 1;
  const ground = (i) => (2 * i) / last - 1;
  const found = [];
  for (let i = 0; i < last; i++) {
    for (let j = 0; j < last; j++) {
      const around = [
        [i, j],
        [i + 1, j],
        [i + 1, j + 1],
        [i, j + 1],
      ];
      const points = around.map(([a, b]) => seen(ground(a), ground(b), square[a][b], turn));
      const height = around.reduce((sum, [a, b]) => sum + square[a][b], 0) / 4;
      found.push({ corners: points.map(([r, u]) => [r, u]), height, far: points.reduce((sum, p) => sum + p[2], 0) });
    }
  }
  return found.sort((a, b) => b.far - a.far);
}
