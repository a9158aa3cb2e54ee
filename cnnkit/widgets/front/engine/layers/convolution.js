// @ts-check
// Convolutions, grouped or not, and linear layers, which are 1×1 convolutions of one pixel.
//
// For a batch, a 3×3 convolution is for each output pixel a sum of at most nine small products, read where they lie. For
// one picture its windows are unfolded side by side first, and the convolution is one product of all of them.
import { ADD, CLIP } from "../plain.js";
import { eachTap, windowOver } from "../shapes.js";

/** @type {import("../net.js").Maker} */
export function convolution(net, node, [x], y) {
  const { memory, picture } = net;
  const { groups = 1, bias = true } = node;
  const window = node.window ?? windowOver([1, 1], { kernel: 1 });
  const { kernel } = window;
  const taps = kernel[0] * kernel[1];
  const still = taps === 1 && `${window.stride}` === "1,1" && `${window.padding}` === "0,0";
  const unfolded = picture && !still;
  // in unfolded windows every tap is a channel of its own
  const [C, O, T] = [(x.C / groups) * (unfolded ? taps : 1), y.C / groups, unfolded ? 1 : taps];
  const block = T * C * 16; // bytes of four outputs
  const group = Math.ceil(O / 4) * block;

  const shape = node.kind === "linear" ? [y.C, x.C] : [y.C, x.C / groups, ...kernel];
  const weight = net.store.parameter(`${node.name}.weight`, shape, (groups * group) / 4, {
    fanIn: (x.C / groups) * taps,
    // torch's order [output][channel][tap] -> packed
    place: (i) => {
      const [tap, rest] = [i % taps, Math.floor(i / taps)];
      const [c, o] = [rest % (x.C / groups), Math.floor(rest / (x.C / groups))];
      const [channel, t] = unfolded ? [c * taps + tap, 0] : [c, tap];
      const within = o % O;
      return (Math.floor(o / O) * group + (within >> 2) * block) / 4 + (t * C + channel) * 4 + (within & 3);
    },
  });
  const shift = bias ? net.store.parameter(`${node.name}.bias`, [y.C], y.C + 3) : null;
  const tables = unfolded || (picture && still) ? onePanel(memory) : tapTables(memory, window, x, y, C, O);
  const part = Math.ceil(C / 4) * T * O * 16; // bytes of one group's weights for the way back
  const turned = net.gradients === "none" ? 0 : memory.alloc((groups * part) / 4);
  const wanted = net.gradients === "all" ? Math.ceil(O / 4) * ((C + 1) >> 1) * 32 : 0;
  const columns = net.shared("columns", unfolded ? x.C * taps * (y.n / 4) : 0),
    sums = net.shared("sums", wanted);
  const size = [x.C, x.n, window.h, window.w, y.n, window.H, window.W, ...kernel];
  const how = /** @type {const} */ ([...window.stride, ...window.padding, ...window.dilation]);
  let packed = -1; // the version of the weights that `turned` was made from

  const each = (f) => {
    for (let g = 0; g < groups; g++) f(g, unfolded ? columns.at + g * C * y.n : x.at + g * C * x.n);
  };
  const xcs = unfolded ? y.n : x.n;
  return {
    forward(K, clip) {
      if (unfolded) K.unfold(x.at, columns.at, ...size, ...how);
      each((g, from) => {
        const out = y.at + g * O * y.n,
          b = shift ? shift.at + g * O * 4 : 0;
        const w = weight.at + g * group;
        K.conv(from, w, out, tables.forward, y.P, C, xcs, O, y.n, y.C * y.n, y.n, block, b, clip ? CLIP : 0);
      });
    },
    backward(K, dy) {
      if (net.slopes.ofWeights) {
        if (shift) K.sums(dy, dy, y.P, y.C, y.n, 0, shift.grad, 0);
        if (unfolded) K.unfold(x.at, columns.at, ...size, ...how);
        each((g, from) => {
          const w = weight.grad + g * group;
          K.convdw(from, dy + g * O * y.n, w, tables.weights, T, C, xcs, O, y.n, y.n, block, sums.at);
        });
      }
      if (net.slopes.wanted(x)) {
        if (packed !== net.store.version) {
          for (let g = 0; g < groups; g++) K.packT(weight.at + g * group, turned + g * part, T, C, O);
          packed = net.store.version;
        }
        const { at, add } = net.slopes.into(x);
        const to = unfolded ? columns.at : at;
        for (let g = 0; g < groups; g++) {
          const [from, out] = [dy + g * O * y.n, to + g * C * xcs];
          const w = turned + g * part;
          const mode = add && !unfolded ? ADD : 0;
          K.conv(from, w, out, tables.back, x.P, O, y.n, C, xcs, x.C * x.n, xcs, T * O * 16, 0, mode);
        }
        if (unfolded) {
          if (!add) net.slopes.clear(x, at);
          K.fold(at, columns.at, ...size, ...how);
        }
      }
      net.slopes.release(dy);
    },
  };
}

/** Tables of a product of whole panels. */
function onePanel(memory) {
  const one = memory.table("one", () => [1, 0, 0]);
  return { forward: one, back: one, weights: one };
}

/** For each output pixel its taps; for each input pixel the outputs that read it; for each tap its pairs. */
function tapTables(memory, window, x, y, C, O) {
  const { h, w, H, W, kernel } = window;
  const key = JSON.stringify([window, x.C, x.n, y.C, y.n, C, O]);
  const lists = () => {
    const out = Array.from({ length: H * W }, () => []),
      back = Array.from({ length: h * w }, () => []),
      weights = Array.from({ length: kernel[0] * kernel[1] }, () => []);
    for (let i = 0, to = 0; i < H; i++)
      for (let j = 0; j < W; j++, to++)
        eachTap(window, i, j, (t, from) => {
          out[to].push(from * x.C * x.n, t * C * 16);
          back[from].push(to * y.C * y.n, t * O * 16);
          weights[t].push(from * x.C * x.n, to * y.C * y.n);
        });
    return { out, back, weights };
  };
  let made = null;
  const table = (name) => {
    const flat = () => (made ??= lists())[name].flatMap((list) => [list.length / 2, ...list]);
    return memory.table(name + key, flat);
  };
  return { forward: table("out"), back: table("back"), weights: table("weights") };
}
