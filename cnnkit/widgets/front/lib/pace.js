// @ts-check
// How long layers take in this page, on the reader's machine: in the worker, in turns, the fastest pass of each.
import { loadNetwork } from "./engine.js";

/**
 * The fastest ms of a forward pass of each network, one picture, in rounds that take turns, so that what else the
 * machine does meets all of them. Null where the signal ended first.
 * @param {import("../engine/description.js").Description[]} networks
 * @param {{ signal: AbortSignal, rounds?: number }} how
 * @returns {Promise<number[] | null>}
 */
export async function pace(networks, { signal, rounds = 7 }) {
  const life = new AbortController();
  const end = () => life.abort();
  signal.addEventListener("abort", end);
  try {
    const nets = [];
    for (const network of networks) {
      if (signal.aborted) return null;
      const net = await loadNetwork(network, undefined, { signal: life.signal });
      if (signal.aborted) return null;
      await net.start(1);
      nets.push(net);
    }
    const best = networks.map(() => Infinity);
    for (let round = 0; round <= rounds; round++)
      for (const [i, net] of nets.entries()) {
        if (signal.aborted) return null;
        const ms = await net.pace({ signal });
        if (ms === null) return null;
        if (round) best[i] = Math.min(best[i], ms); // the first round warms up
      }
    return best;
  } finally {
    end();
    signal.removeEventListener("abort", end);
  }
}

/** Floats that one picture's layers take in memory, about: what is too much for a page is not measured. */
export const floatsOf = ({ input: [c, h, w], layers }) =>
  layers.reduce((most, { out, kernel }) => Math.max(most, h * w * (c * kernel[0] * kernel[1] + out)), 0);

/** What may be measured in a page: so many floats, so many multiplications. */
const MOST = { floats: 4e7, macs: 3e9 };
export const tooMuch = (networks, macs) => macs > MOST.macs || networks.some((one) => floatsOf(one) > MOST.floats);

/**
 * A button that measures `what()`, `{ key, networks, macs }`, and once pressed measures again when the reader rests.
 * `times()` are the ms of what is shown now, or null.
 * @param {{ signal: AbortSignal, redraw: () => void, what: () => { key: string, networks: any[], macs: number },
 *   button: HTMLElement, failed: (error: Error) => void }} how
 */
export function pacer({ signal, redraw, what, button, failed }) {
  let on = false;
  let found = { key: "", ms: null };
  let now = null;
  let timer = 0;
  const stop = () => {
    clearTimeout(timer);
    now?.ending.abort();
    now = null;
  };
  async function measure() {
    stop();
    const { key, networks, macs } = what();
    if (tooMuch(networks, macs)) return redraw();
    const mine = (now = { key, ending: new AbortController() });
    redraw();
    try {
      const ms = await pace(networks, { signal: mine.ending.signal });
      if (now !== mine) return;
      now = null;
      if (ms) found = { key, ms };
    } catch (error) {
      if (now === mine) now = null;
      failed(error);
    }
    if (!signal.aborted) redraw();
  }
  signal.addEventListener("abort", stop);
  button.addEventListener("click", () => {
    on = true;
    measure();
  });
  return {
    times: () => (found.key === what().key ? found.ms : null),
    /** "measures", "too much", or "". */
    state() {
      const { key, networks, macs } = what();
      return tooMuch(networks, macs) ? "too much" : now?.key === key ? "measures" : "";
    },
    /** Call it in every draw: what changed since is measured when the reader rests. */
    drawn() {
      const { key } = what();
      if (!on || found.key === key || now?.key === key) return;
      stop();
      timer = setTimeout(measure, 600);
    },
    forget() {
      stop();
      on = false;
      found = { key: "", ms: null };
    },
  };
}
