// @ts-check
// Stored maps: of each photograph a grey picture that holds them side by side.
import { bitmapOf, pixelsOf, webpFile } from "./webp.js";

/**
 * Pictures by name, out of files that lie one after the other; `kept` says where each begins and how many `bytes` it has.
 * @param {DataView} view
 * @param {Record<string, { at: number, bytes: number }>} kept
 * @returns {Promise<Record<string, ImageData>>}
 */
export async function sheetsOf(view, kept) {
  const sheets = await Promise.all(
    Object.entries(kept).map(async ([name, { at, bytes }]) => {
      const bitmap = await bitmapOf(webpFile(view, at, bytes));
      return [name, pixelsOf(bitmap, bitmap.width, bitmap.height)];
    }),
  );
  return Object.fromEntries(sheets);
}

/**
 * `count` maps of `side`×`side` that lie side by side from (left, above), as numbers from 0 to `top`.
 * @param {ImageData} sheet
 * @param {{ left?: number, above: number, side: number, count?: number, top?: number }} place
 */
export function mapsOf({ data, width }, { left = 0, above, side, count = 1, top = 1 }) {
  const out = new Float32Array(count * side * side);
  for (let m = 0, i = 0; m < count; m++)
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++, i++) out[i] = (top * data[4 * ((above + y) * width + left + m * side + x)]) / 255;
  return out;
}
