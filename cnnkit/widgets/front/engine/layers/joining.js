// @ts-check
// Layers that move numbers and change none: concatenation along the channels, and maps read as one vector.
import { ADD } from "../plain.js";

/** @type {import("../net.js").Maker} */
export function concat(net, _, sources, y) {
  /** Calls f(source, where its channels begin in one position of y). */
  const each = (f) => {
    let before = 0;
    for (const x of sources) {
      f(x, before * y.n);
      before += x.C;
    }
  };
  return {
    forward: (K) => each((x, at) => K.move(x.at, y.at + at, y.P, x.C * x.n, x.C * x.n, y.C * y.n, 0)),
    backward(K, dy) {
      each((x, from) => {
        if (!net.slopes.wanted(x)) return;
        const { at, add } = net.slopes.into(x);
        K.move(dy + from, at, y.P, x.C * x.n, y.C * y.n, x.C * x.n, add ? ADD : 0);
      });
      net.slopes.release(dy);
    },
  };
}

/** Torch's order: all pixels of the first map, then those of the second. @type {import("../net.js").Maker} */
export function flatten(net, _, [x], y) {
  const pixels = x.h * x.w;
  // from pixel to pixel of a map, and from number to number of the vector
  const [piece, apart] = net.picture ? [4, 4] : [x.n, x.C * x.n];
  return {
    forward(K) {
      for (let c = 0; c < x.C; c++) K.move(x.at + c * x.n, y.at + c * pixels * y.n, pixels, piece, apart, y.n, 0);
    },
    backward(K, dy) {
      const dx = net.slopes.onto(x);
      for (let c = 0; c < x.C; c++) K.move(dy + c * pixels * y.n, dx + c * x.n, pixels, piece, y.n, apart, ADD);
      net.slopes.release(dy);
    },
  };
}
