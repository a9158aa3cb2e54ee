// @ts-check
// Layers that change each number by itself, and the sum of tensors.
import { ACT, CLIP } from "../plain.js";
import { dropoutMask, stream } from "../random.js";
import { write } from "../tensors.js";

/** @type {import("../net.js").Maker} */
export function activation(net, { kind, slope = 0 }, [x], y) {
  return {
    forward: (K) => K.act(x.at, y.at, y.bytes, ACT[kind], slope),
    backward(K, dy) {
      K.actback(y.at, dy, dy, y.bytes, net.wayBack(kind), slope);
      net.slopes.hand(x, dy);
    },
  };
}

/** @type {import("../net.js").Maker} */
export function scale(net, { factor }, [x], y) {
  return {
    forward: (K) => K.scale(x.at, y.at, y.bytes, factor),
    backward(K, dy) {
      K.scale(dy, dy, y.bytes, factor);
      net.slopes.hand(x, dy);
    },
  };
}

/**
 * In training each number is dropped with probability p or divided by 1 − p; which, is drawn anew in every forward pass.
 * @type {import("../net.js").Maker}
 */
export function dropout(net, { p }, [x], y) {
  const mask = net.memory.alloc(y.bytes / 4);
  const part = net.dropouts++;
  const count = net.batch * x.C * x.h * x.w;
  return {
    forward(K) {
      if (!net.training) return K.scale(x.at, y.at, y.bytes, 1);
      write(
        net.memory.F,
        { ...y, at: mask },
        dropoutMask(net.store.seed, stream("dropout", part, net.store.steps), count, p),
      );
      K.mul(x.at, mask, y.at, y.bytes);
    },
    backward(K, dy) {
      if (net.training) K.mul(dy, mask, dy, y.bytes);
      net.slopes.hand(x, dy);
    },
  };
}

/** @type {import("../net.js").Maker} */
export function add(net, _, sources, y) {
  const [first, second, ...rest] = sources;
  return {
    forward(K, clip) {
      const mode = (last) => (clip && last ? CLIP : 0);
      K.add(first.at, second.at, y.at, y.bytes, mode(!rest.length));
      rest.forEach((x, i) => K.add(y.at, x.at, y.at, y.bytes, mode(i === rest.length - 1)));
    },
    backward(K, dy) {
      for (const x of sources.slice(1)) net.slopes.share(x, dy);
      net.slopes.hand(first, dy);
    },
  };
}
