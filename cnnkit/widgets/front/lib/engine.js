// @ts-check
// The way from a widget to the engine: one file for all widgets of a page, one worker for all their networks.

/** @typedef {typeof import("../engine/index.js").parts & { script: string }} Parts */
/** @typedef {{ read?: string[], signal?: AbortSignal }} Asking */

/** What all widgets of a page share: the engine's parts, their script on its way, and the worker. */
const here = /** @type {any} */ (globalThis);

/** The engine's parts, fetched once a page: small networks may be run with them here and now. @returns {Promise<Parts>} */
export async function engineParts() {
  // in a notebook the parts come with the widget; on a page the loader knows where they lie
  if (!here.cnnkitEngine) await (here.cnnkitEngineComing ??= here.cnnkit.addScript(here.cnnkit.url("engine.js")));
  return here.cnnkitEngine;
}

/** Tensors of `unpack` as the engine takes them. @returns {Record<string, Float32Array>} */
export const numbers = (tensors) => Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data]));

/** The worker, or what stands for it: one a page. @returns {Promise<Channel>} */
const channel = () => (here.cnnkitChannel ??= engineParts().then(open));

class Channel {
  /** @param {(message: any) => void} send */
  constructor(send) {
    this.send = send;
    this.asked = new Map();
    this.next = 1;
  }
  receive({ id, answer, error, progress }) {
    const one = this.asked.get(id);
    if (!one) return;
    if (progress) return one.onprogress?.(progress);
    this.asked.delete(id);
    if (error) one.reject(new Error(error));
    else one.resolve(answer);
  }
  /** An answer, or null when `signal` says that nobody waits for it any more. */
  ask(message, { signal = null, onprogress = null } = {}) {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return resolve(null);
      const end = (call) => (value) => {
        signal?.removeEventListener("abort", stop);
        call(value);
      };
      const stop = () => {
        this.asked.delete(id);
        this.send({ cancel: id });
        resolve(null);
      };
      signal?.addEventListener("abort", stop);
      this.asked.set(id, { resolve: end(resolve), reject: end(reject), onprogress });
      this.send({ ...message, id });
    });
  }
}

/** @param {Parts} parts */
async function open(parts) {
  try {
    const url = URL.createObjectURL(new Blob([parts.script], { type: "text/javascript" }));
    const worker = new Worker(url);
    const far = new Channel((message) => worker.postMessage(message));
    worker.onmessage = ({ data }) => far.receive(data);
    await new Promise((resolve, reject) => {
      worker.onerror = reject;
      far.ask({ call: "hello" }).then(resolve, reject);
    });
    return far;
  } catch {
    // workers are refused: the same code on this thread
    const near = new Channel((message) => receive(message));
    const receive = parts.serve((message) => near.receive(message));
    return near;
  }
}

/**
 * A network in the worker. Its answers are promises of null where their signal ended first.
 * @param {import("../engine/description.js").Description} description
 * @param {Record<string, Float32Array>} [weights] without them: `start(seed)`
 * @param {{ batch?: number, gradients?: import("../engine/net.js").Gradients, keep?: string[], plain?: boolean,
 *   signal?: AbortSignal }} how the network is forgotten when the signal ends
 */
export async function loadNetwork(description, weights, { signal, ...how } = {}) {
  const far = await channel();
  const id = far.next; // its number is that of the message that makes it
  const made = await far.ask({ call: "load", description, weights, ...how });
  const ask = (call, message, asking) => far.ask({ call, net: id, ...message }, asking);
  const drop = () => ask("drop", {});
  if (signal?.aborted) drop();
  else signal?.addEventListener("abort", drop);
  return {
    ...made,
    /**
     * What the layers in `read` answer, by default the last.
     * @param {Float32Array} pictures
     * @param {Asking} asking
     * @returns {Promise<Record<string, Float32Array> | null>}
     */
    forward: (pictures, { read, signal: until } = {}) => ask("forward", { pictures, read }, { signal: until }),
    /**
     * After a forward: the gradients at the input or at the layers in `read`.
     * @param {Record<string, Float32Array>} seeds for each layer the gradient that comes in there
     * @param {Asking & { rule?: "plain" | "deconvnet" | "guided", parameters?: boolean }} asking
     * @returns {Promise<Record<string, Float32Array> | null>}
     */
    backward: (seeds, { signal: until, ...rest } = {}) => ask("backward", { seeds, ...rest }, { signal: until }),
    /** @param {number} seed */
    start: (seed) => ask("start", { seed }),
    /** @returns {Promise<Record<string, Float32Array>>} */
    values: (gradients = false) => ask("values", { gradients }),
    /** Other weights for the same layers. @param {Record<string, Float32Array>} values */
    load: (values) => ask("weights", { values }),
    /** How many ms a step takes; the network starts anew from the seed. @returns {Promise<number>} */
    time: (seed = 1) => ask("time", { seed }),
    /** How many ms a forward pass takes, in the worker, messages left out. @param {Asking} asking @returns {Promise<number | null>} */
    pace: ({ signal: until } = {}) => ask("pace", {}, { signal: until }),
    /**
     * @param {import("../engine/training.js").Training} training
     * @param {{ signal?: AbortSignal, onprogress?: (progress: import("../engine/training.js").Progress) => void }} asking
     */
    train: (training, asking) => ask("train", { training }, asking),
  };
}

/**
 * For answers of which only the newest counts: `newest((signal) => net.forward(x, { signal }))` is null where it was asked
 * again before the answer came.
 * @param {AbortSignal} signal of the widget
 */
export function newestOnly(signal) {
  let current = new AbortController();
  signal.addEventListener("abort", () => current.abort());
  return (ask) => {
    current.abort();
    current = new AbortController();
    if (signal.aborted) current.abort();
    return ask(current.signal);
  };
}
