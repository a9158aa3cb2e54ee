// @ts-check
// Changing one number of a layer's line and leaving the rest as the reader wrote it; no DOM.

/** The text of a line with one number changed: "number", "given" or a letter. */
export function edited(text, layer, key, value) {
  const put = (pattern, token) => (pattern.test(text) ? text.replace(pattern, token) : `${text.trimEnd()} ${token}`);
  if (key === "number" && layer.kind.endsWith("pool") && layer.number === null) return put(/\bk\d+/i, `k${value}`);
  if (key === "number")
    return text.replace(/(^\s*\w+\s+)\d+|(\s)\d+(?=\s|$)/, (_, head, space) => `${head ?? space}${value}`);
  if (key === "given") return put(/\bin\s*\d+/i, `in ${value}`);
  if (layer.kind === "pad") return `pad ${value}`;
  return put(new RegExp(`\\b${key}\\s*(\\d+|same|valid)`, "i"), `${key}${value}`);
}
