// @ts-check
// From numbers to places on an axis, and the round numbers that stand beside it. No DOM here.

/** `value`, or the end of `low` to `high` beyond which it lies. */
export const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
/** 1234567 -> "1,234,567". */
export const count = (n) => Math.round(n).toLocaleString("en-US");
/** `value` as a place among `many`: 0 to many - 1, and 0 where there is none. */
export const within = (value, many) => clamp(value, 0, Math.max(0, many - 1));

/**
 * An axis from `from` to `to` on `length` px that begin at `start` (a negative `length` runs upwards), linear or in
 * powers of ten. -> the place of a number; `invert(px)` is the number at a place. What lies beyond an end is put there.
 * @param {{ from: number, to: number, log?: boolean }} ends
 * @param {number} start
 * @param {number} length
 */
export function scale({ from, to, log = false }, start, length) {
  if (log && !(from > 0 && to > 0)) throw new Error(`a log axis from ${from} to ${to}: both ends must be above 0`);
  const put = log ? Math.log10 : (v) => v;
  const [low, high] = [put(from), put(to)];
  const span = high - low || 1;
  const part = (share) => clamp(share, 0, 1);
  const at = (v) => start + length * (log && v <= 0 ? 0 : part((put(v) - low) / span));
  const invert = (px) => {
    const v = low + span * part((px - start) / length);
    return log ? 10 ** v : v;
  };
  return Object.assign(at, { invert });
}

/** Round numbers 1, 2 or 5 times a power of ten apart, at most `most` of them, from `from` to `to`. */
export function ticks(from, to, most = 6) {
  const raw = (to - from) / most;
  if (!(raw > 0) || !Number.isFinite(raw)) return [from];
  const power = 10 ** Math.floor(Math.log10(raw));
  for (const step of [1, 2, 5, 10, 20].map((k) => k * power)) {
    const [first, last] = [Math.ceil(from / step - 1e-9), Math.floor(to / step + 1e-9)];
    // written in decimals, or 3 · 0.1 would be 0.30000000000000004
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    if (last - first < most)
      return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toFixed(digits)));
  }
  return [from];
}

/** The powers of ten from `from` to `to`, thinned to at most `most`. */
export function decades(from, to, most = 6) {
  const [first, last] = [Math.ceil(Math.log10(from) - 1e-9), Math.floor(Math.log10(to) + 1e-9)];
  const every = Math.max(1, Math.ceil((last - first + 1) / most));
  const found = [];
  for (let k = first; k <= last; k += every) found.push(Number(`1e${k}`));
  return found;
}

const RAISED = new Map([..."-0123456789"].map((sign, i) => [sign, "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"[i]]));
/** 1000000 -> "10⁶"; from 0.001 to 9999 as it is; else in three digits. */
export function short(v) {
  const size = Math.abs(v);
  if (!v || (size >= 0.001 && size < 10_000)) return `${Number(v.toPrecision(4))}`.replace("-", "−");
  const power = Math.floor(Math.log10(size) + 1e-9);
  const front = Number((v / 10 ** power).toPrecision(3));
  const ten = `10${[...`${power}`].map((sign) => RAISED.get(sign)).join("")}`;
  return front === 1 ? ten : `${front}·${ten}`.replace("-", "−");
}

/** The place in `stops`, which rise, that is nearest to `v` as `at` draws them. */
export function nearest(stops, v, at = (x) => x) {
  const distance = stops.map((stop) => Math.abs(at(stop) - at(v)));
  return distance.indexOf(Math.min(...distance));
}
