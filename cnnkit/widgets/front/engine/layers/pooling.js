// @ts-check
// Pools over windows, the mean over a whole map, and the shortcut that takes every s-th pixel (option A of ResNet).
import { eachTap, poolArea } from "../shapes.js";

const float = new Float32Array(1),
  bits = new Int32Array(float.buffer);
const asBits = (v) => {
  float[0] = v;
  return bits[0];
};

/**
 * Calls of a pool's kernels: one for a batch, one a channel for a picture.
 * @param {import("../net.js").Net} net
 * @param {any} node
 * @param {import("../net.js").Tensor} x
 * @param {import("../net.js").Tensor} y
 * @param {(i: number, j: number) => number} weightOf what every tap of output (i, j) is multiplied by
 */
function windows(net, node, x, y, weightOf) {
  const { window } = node;
  const step = net.picture ? 4 : x.C * x.n;
  const key = `pool ${JSON.stringify([window, step, node.kind, node.count_include_pad])}`;
  const table = net.memory.table(key, () => {
    const out = [];
    for (let i = 0; i < window.H; i++)
      for (let j = 0; j < window.W; j++) {
        const taps = [];
        eachTap(window, i, j, (_, pixel) => taps.push(pixel * step, asBits(weightOf(i, j))));
        out.push(taps.length / 2, ...taps);
      }
    return out;
  });
  const places = window.H * window.W;
  /** @param {(x: number, y: number, table: number, places: number, n: number, ops: number) => void} call offsets in x and y */
  return (call) => {
    if (!net.picture) call(0, 0, table, places, x.C * x.n, y.C * y.n);
    else for (let c = 0; c < x.C; c++) call(c * x.n, c * y.n, table, places, 4, 4);
  };
}

/** @type {import("../net.js").Maker} */
export function maxpool(net, node, [x], y) {
  const each = windows(net, node, x, y, () => 1);
  const which = net.memory.alloc(y.bytes / 4);
  return {
    forward: (K) => each((a, b, ...rest) => K.maxpool(x.at + a, y.at + b, which + b, ...rest)),
    backward(K, dy) {
      const dx = net.slopes.onto(x);
      each((a, b, ...rest) => K.maxpoolback(dy + b, dx + a, which + b, ...rest));
      net.slopes.release(dy);
    },
  };
}

/** @type {import("../net.js").Maker} */
export function avgpool(net, node, [x], y) {
  const { count_include_pad: all = true, window } = node;
  const each = windows(net, node, x, y, (i, j) => 1 / poolArea(window, i, j, all));
  return averaged(net, each, x, y);
}

/** @type {import("../net.js").Maker} */
export function shortcut(net, node, [x], y) {
  return averaged(
    net,
    windows(net, node, x, y, () => 1),
    x,
    y,
  ); // new channels stay the zero that memory begins with
}

function averaged(net, each, x, y) {
  return {
    forward: (K) => each((a, b, ...rest) => K.avgpool(x.at + a, y.at + b, ...rest)),
    backward(K, dy) {
      const dx = net.slopes.onto(x);
      each((a, b, ...rest) => K.avgpoolback(dy + b, dx + a, ...rest));
      net.slopes.release(dy);
    },
  };
}

/** @type {import("../net.js").Maker} */
export function gap(net, _, [x], y) {
  const { picture } = net;
  return {
    forward(K) {
      if (picture) K.mean(x.at, y.at, x.C, x.n, x.m, y.n);
      else K.gap(x.at, y.at, x.P, x.C * x.n);
    },
    backward(K, dy) {
      const dx = net.slopes.onto(x);
      if (picture) K.meanback(dy, dx, x.C, x.n, x.m, y.n);
      else K.gapback(dy, dx, x.P, x.C * x.n);
      net.slopes.release(dy);
    },
  };
}
