// @ts-check
// Numbers as readers of many countries type them.
const PLAIN = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i;
const GROUPED = /^[+-]?[1-9]\d{0,2}([,_ ]\d{3})+(\.\d+)?$/;
/** What a reader types: 1,520 or 1 520 or 4.5e3, and 4,0 for 4.0; NaN for anything else, 0x4 and 1,52,0 among it. */
export function number(text) {
  const typed = text
    .trim()
    .replace("−", "-")
    .replace(/[\u00a0\u2009\u202f]/g, " ");
  if (GROUPED.test(typed)) return Number(typed.replace(/[,_ ]/g, ""));
  return PLAIN.test(typed) ? Number(typed.replace(",", ".")) : NaN;
}
