// @ts-check
// VGG's configuration string, as in cnnkit/widgets/vgg_config.py (which explains it); no DOM.
import { MOST } from "./chain.js";

const POOL = "pool 2";

/** The lines of "64 M"; throws where a word cannot be read. */
export const layersOf = (config) => config.replaceAll(",", " ").split(/\s+/).filter(Boolean).map(lineOf);

function lineOf(word) {
  if (word === "M" || word === "m") return POOL;
  const filters = /^[0-9]{1,7}$/.test(word) ? Number(word) : 0;
  if (filters >= 1 && filters <= MOST) return `conv ${filters} k3 p1`;
  throw new Error(`“${word}” cannot be read. Legal: a number of filters for a 3×3 convolution, M for a 2×2 max pool.`);
}

/** The string of the lines at the start that it can say, and the lines that follow them. */
export function configOf(lines) {
  const words = [];
  for (const line of lines) {
    const conv = /^conv (\d+) k3 p1$/.exec(line.trim());
    if (!conv && line.trim() !== POOL) break;
    words.push(conv ? conv[1] : "M");
  }
  return [words.join(" "), lines.slice(words.length)];
}
