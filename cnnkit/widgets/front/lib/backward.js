// @ts-check
// Three ways back through a ReLU, number by number. No DOM.
/** The rules, as readers meet them, and what the engine calls each. @type {Record<string, "plain" | "deconvnet" | "guided">} */
export const RULES = { gradient: "plain", deconvnet: "deconvnet", guided: "guided" };

/**
 * What becomes of `g`, which comes down to a ReLU that saw `x`: `byInput` and `bySlope` say what each gate answered
 * (null where the rule does not ask it), `out` what goes on.
 * @param {number} x
 * @param {number} g
 * @param {string} rule
 */
export function back(x, g, rule) {
  const byInput = rule === "deconvnet" ? null : x > 0;
  const bySlope = rule === "gradient" ? null : g > 0;
  return { byInput, bySlope, out: byInput === false || bySlope === false ? 0 : g };
}
