// @ts-check
// What readers type into number fields: taken, or answered with what came in and what would be legal. No DOM.
import { number } from "./typed-number.js";

/**
 * A whole number from `min` to `max`, or why `text` is none.
 * @param {string} text
 * @param {{ min: number, max: number }} range
 * @returns {{ value: number } | { why: string }}
 */
export function whole(text, { min, max }) {
  const typed = text.trim();
  const value = number(typed);
  if (typed === "") return { why: "that is no number" };
  if (Number.isNaN(value)) return { why: `“${typed}” is no number` };
  if (!Number.isInteger(value)) return { why: `${typed} is not a whole number` };
  return value < min || value > max ? { why: `${typed} is out of range` } : { value };
}

/** −7 with a real minus sign. */
export const written = (x) => `${x}`.replace("-", "−");
/** "1, 2, … 5"; "1, 2, 3"; "0, 1, …". */
function legalList(min, max) {
  if (max - min < 4) return Array.from({ length: max - min + 1 }, (_, i) => written(min + i)).join(", ");
  return `${written(min)}, ${written(min + 1)}, …${max === Infinity ? "" : ` ${written(max)}`}`;
}

/**
 * "Stride: 2.5 is not a whole number; a window starts on a pixel. Legal: 1, 2, … 32. It stays 2."
 * @param {string} label what the field is called
 * @param {string} why from `whole`
 * @param {{ min: number, max: number, rule?: string, now: number }} field `rule`: half a sentence on what the number counts
 */
export function refusal(label, why, { min, max, rule = "", now }) {
  const name = label[0].toUpperCase() + label.slice(1);
  return `${name}: ${why}${rule && `; ${rule}`}. Legal: ${legalList(min, max)}. It stays ${written(now)}.`;
}
