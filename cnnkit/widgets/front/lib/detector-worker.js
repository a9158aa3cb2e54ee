// @ts-check
// A network in the worker that always answers the newest picture: while it computes, newer ones replace each other.
import { loadNetwork } from "./engine.js";
import { fromBytes, readSafetensors } from "./safetensors.js";

/**
 * `ask(key, pixels)`: as soon as the network is here and free it answers, `answered(key, raw, ms)`.
 * @param {{ network: any, weights: () => Promise<DataView>, signal: AbortSignal, came: () => void,
 *   failed: (error: Error) => void, answered: (key: string, raw: Float32Array, ms: number) => void }} how
 */
export function newestAnswers({ network, weights, signal, came, failed, answered }) {
  let net = null;
  let coming = null;
  let busy = false;
  let next = null;
  async function work() {
    if (!net || busy) return;
    busy = true;
    try {
      while (next && !signal.aborted) {
        const { key, pixels } = next;
        next = null;
        const start = performance.now();
        const got = await net.forward(
          Float32Array.from(pixels, (v) => (v - 0.5) / 0.25),
          { signal },
        );
        if (got) answered(key, Object.values(got)[0], performance.now() - start);
      }
    } catch (error) {
      failed(error);
    } finally {
      busy = false;
    }
  }
  return {
    get here() {
      return Boolean(net);
    },
    /** Fetches the network, once; who asks after a failure tries again. */
    load() {
      coming ??= weights()
        .then(async (file) => {
          // a copy of its own: a view of a message may start anywhere
          const copy = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
          const { tensors } = readSafetensors(new DataView(/** @type {ArrayBuffer} */ (copy)));
          net = await loadNetwork(network, fromBytes(tensors), { gradients: "none", signal });
          came();
          return work();
        })
        .catch((error) => {
          coming = null;
          failed(error);
        });
      return coming;
    },
    ask(key, pixels) {
      next = { key, pixels };
      return work();
    },
  };
}
