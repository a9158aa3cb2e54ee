// @ts-check
// Networks behind messages: the same code in a worker and, where workers are refused, on the page's own thread.
//
// In: { id, call, net, … } or { cancel: id }. Out: { id, answer } or { id, error }, and { id, progress } before.
import { simd } from "./simd.js";
import { Net } from "./net.js";
import { timeForward, timeStep, train } from "./training.js";

/** Lets messages in that wait outside. */
const breathe = () => new Promise((next) => setTimeout(next));

/** @param {(message: any) => void} post @returns {(message: any) => void} */
export function serve(post) {
  /** @type {Map<number, Net>} */
  const nets = new Map();
  const cancelled = new Set();
  const waiting = [];
  let busy = false;

  const CALLS = {
    hello: async () => ({ simd: (await simd()) !== null }),
    async load({ id, description, weights, plain, ...how }) {
      const net = new Net(description, { ...how, module: plain ? null : await simd() });
      if (weights) net.load(weights);
      nets.set(id, net);
      return { outputs: [...net.tensors.keys()], bytes: net.memory.buffer.byteLength };
    },
    forward: ({ pictures, training, read = [] }, net) => {
      net.forward(pictures, { training });
      return Object.fromEntries((read.length ? read : [net.outputName]).map((name) => [name, net.read(name)]));
    },
    backward: ({ seeds, ...how }, net) => net.backward(seeds, how),
    start: ({ seed }, net) => void net.start(seed),
    weights: ({ values }, net) => void net.load(values),
    values: ({ gradients }, net) => net.values(gradients),
    time: ({ seed }, net) => timeStep(net, { seed }),
    pace: (_, net) => timeForward(net),
    async train({ id, training }, net) {
      let last = null;
      for (const progress of train(net, training)) {
        post({ id, progress });
        last = progress;
        await breathe();
        if (cancelled.has(id)) return null;
      }
      return last;
    },
    drop: (_, net) => void nets.forEach((one, key) => one === net && nets.delete(key)),
  };

  async function work() {
    busy = true;
    while (waiting.length) {
      await breathe(); // a cancel may be on its way
      const message = waiting.shift();
      const { id, call, net } = message;
      try {
        if (net && !nets.has(net)) throw new Error(`${call}: this network was dropped`);
        const answer = cancelled.has(id) ? null : await CALLS[call](message, nets.get(net));
        post({ id, answer: answer ?? null });
      } catch (error) {
        post({ id, error: error.message });
      }
      cancelled.delete(id);
    }
    busy = false;
  }
  return (message) => {
    if ("cancel" in message) cancelled.add(message.cancel);
    else {
      waiting.push(message);
      if (!busy) work();
    }
  };
}

/** Makes the worker that this runs in answer. */
export function serveWorker() {
  const scope = /** @type {any} */ (globalThis);
  const receive = serve((message) => scope.postMessage(message));
  scope.onmessage = ({ data }) => receive(data);
}
