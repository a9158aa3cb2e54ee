// @ts-check
// What the engine computes with, as plain loops: the text to read, the fallback where WebAssembly or its SIMD is missing,
// and what the tests hold kernels.ts to, which has most of them again, under the same names, in SIMD.
//
// Every address, stride and table entry is in bytes. A tensor is [positions][channels][panel]; a panel is `n` bytes of
// neighbouring floats that take part in the same sums, of which the first `m` floats count: the pictures of a batch,
// one position a pixel; or all pixels of one picture. n is a multiple of 32 (eight floats), but for pools of one picture,
// where it is 4.
//
// Weights are packed [block of four outputs][tap][input channel][4]; `wbs` is one block's bytes, and outputs that the
// last block has too many are zero. A table holds, for each position, how many taps, then (where it reads, its weights
// in a block) for each; a tap outside the picture is not in the table, so there is no padding.

export const ACT = { relu: 1, tanh: 2, sigmoid: 3, leaky: 4 };
/** Ways back through a ReLU: `plain` where the unit was on; `deconvnet` where the gradient is positive; `guided` both. */
export const RULES = { plain: 1, deconvnet: 5, guided: 6 };
export const CLIP = 1,
  ADD = 2; // modes

export function plainKernels(buffer) {
  const F = new Float32Array(buffer),
    I = new Int32Array(buffer);
  const relu = (v) => (v < 0 ? 0 : v); // NaN stays NaN
  const forward = (kind, slope) =>
    [null, relu, Math.tanh, (v) => 1 / (1 + Math.exp(-v)), (v) => (v < 0 ? slope * v : v)][kind];
  const backward = (kind, slope) =>
    [
      null,
      (y, d) => (y > 0 ? d : 0),
      (y, d) => d * (1 - y * y),
      (y, d) => d * y * (1 - y),
      (y, d) => (y > 0 ? d : slope * d),
      (y, d) => (d > 0 ? d : 0),
      (y, d) => (y > 0 && d > 0 ? d : 0),
    ][kind];
  /** Calls f(address of a panel, channel) for P positions of C channels, as places in F. */
  const panels = (x, P, C, n, f) => {
    for (let p = 0; p < P; p++) for (let c = 0; c < C; c++) f((x + (p * C + c) * n) >> 2, c);
  };

  return {
    /** out[position][o] = bias[o] + Σ_tap Σ_c w[o][tap][c] · x[tap][c]; mode CLIP: then ReLU; ADD: onto what is there. */
    conv(x, w, out, tab, P, C, xcs, O, ocs, ops, n, wbs, bias, mode) {
      const [step, over] = [xcs >> 2, ocs >> 2];
      const sum = new Float64Array(4);
      for (let p = 0, at = tab >> 2; p < P; p++) {
        const first = at + 1,
          end = first + 2 * I[at];
        for (let o = 0; o < O; o += 4)
          for (let j = 0; j < n; j += 4) {
            let a = 0,
              b = 0,
              c = 0,
              d = 0;
            for (let t = first; t < end; t += 2) {
              let q = (x + I[t] + j) >> 2;
              const last = (w + (o >> 2) * wbs + I[t + 1]) >> 2;
              for (let r = last; r < last + 4 * C; r += 4, q += step) {
                const v = F[q];
                a += v * F[r];
                b += v * F[r + 1];
                c += v * F[r + 2];
                d += v * F[r + 3];
              }
            }
            sum[0] = a;
            sum[1] = b;
            sum[2] = c;
            sum[3] = d;
            for (let k = 0, to = (out + p * ops + o * ocs + j) >> 2; k < 4 && o + k < O; k++, to += over) {
              const v = sum[k] + (bias ? F[(bias >> 2) + o + k] : 0) + (mode & ADD ? F[to] : 0);
              F[to] = mode & CLIP ? relu(v) : v;
            }
          }
        at = end;
      }
    },
    /** Gradient of the weights, packed as they are. Table: for each tap its (place in x, place in dy). */
    convdw(x, dy, dw, tab, T, C, xcs, O, ocs, n, wbs) {
      for (let t = 0, at = tab >> 2; t < T; t++) {
        const first = at + 1,
          end = first + 2 * I[at];
        for (let o = 0; o < O; o++)
          for (let c = 0; c < C; c += 2) {
            const other = c + 1 < C ? xcs >> 2 : 0;
            let a = 0,
              b = 0;
            for (let e = first; e < end; e += 2) {
              let q = (x + I[e] + c * xcs) >> 2;
              const from = (dy + I[e + 1] + o * ocs) >> 2;
              for (let r = from; r < from + (n >> 2); r++, q++) {
                a += F[q] * F[r];
                b += F[q + other] * F[r];
              }
            }
            const to = ((dw + (o >> 2) * wbs) >> 2) + (t * C + c) * 4 + (o & 3);
            F[to] = a;
            if (other) F[to + 4] = b;
          }
        at = end;
      }
    },
    /** Packed weights -> packed weights of the way back: [block of four inputs][tap][output][4]. */
    packT(w, wt, T, C, O) {
      for (let o = 0; o < O; o++)
        for (let t = 0; t < T; t++)
          for (let c = 0; c < C; c++)
            F[(wt >> 2) + (((c >> 2) * T + t) * O + o) * 4 + (c & 3)] =
              F[(w >> 2) + (((o >> 2) * T + t) * C + c) * 4 + (o & 3)];
    },
    /** Mean and biased variance of each channel, in two passes. */
    stats(x, P, C, n, m, mean, variance) {
      const sum = (f) => {
        const out = new Float64Array(C);
        panels(x, P, C, n, (q, c) => {
          for (let j = 0; j < m; j++) out[c] += f(F[q + j], c);
        });
        return out.map((v) => v / (P * m));
      };
      const mu = sum((v) => v);
      F.set(mu, mean >> 2);
      F.set(
        sum((v, c) => (v - mu[c]) ** 2),
        variance >> 2,
      );
    },
    /** y = a[c]·x + b[c]; mode CLIP: then ReLU. */
    affine(x, y, P, C, n, a, b, mode) {
      panels(x, P, C, n, (q, c) => {
        const r = q + ((y - x) >> 2);
        for (let j = 0; j < n >> 2; j++) {
          const v = F[(a >> 2) + c] * F[q + j] + F[(b >> 2) + c];
          F[r + j] = mode & CLIP ? relu(v) : v;
        }
      });
    },
    /** s1[c] = Σ dy, s2[c] = Σ dy·(x − mean[c]); mean 0: the sum of dy alone. */
    sums(x, dy, P, C, n, mean, s1, s2) {
      const [one, two] = [new Float64Array(C), new Float64Array(C)];
      panels(dy, P, C, n, (q, c) => {
        const mu = mean ? F[(mean >> 2) + c] : 0;
        for (let j = 0; j < n >> 2; j++) {
          one[c] += F[q + j];
          if (mean) two[c] += F[q + j] * (F[q + j + ((x - dy) >> 2)] - mu);
        }
      });
      F.set(one, s1 >> 2);
      if (mean) F.set(two, s2 >> 2);
    },
    /** dx = k0[c]·dy + k1[c]·(x − mean[c]) + k2[c]: batch norm backward. */
    bnback(x, dy, dx, P, C, n, mean, k0, k1, k2) {
      const at = (of, c) => F[(of >> 2) + c];
      panels(x, P, C, n, (q, c) => {
        for (let j = 0; j < n >> 2; j++)
          F[q + j + ((dx - x) >> 2)] =
            at(k0, c) * F[q + j + ((dy - x) >> 2)] + (at(k1, c) * (F[q + j] - at(mean, c)) + at(k2, c));
      });
    },
    /** Zero behind the first m floats of each panel. */
    margin(x, count, n, m) {
      for (let p = 0; p < count; p++) F.fill(0, ((x + p * n) >> 2) + m, (x + (p + 1) * n) >> 2);
    },
    /** y = a + b; mode CLIP: then ReLU. */
    add(a, b, y, n, mode) {
      for (let j = 0; j < n; j += 4) {
        const v = F[(a + j) >> 2] + F[(b + j) >> 2];
        F[(y + j) >> 2] = mode & CLIP ? relu(v) : v;
      }
    },
    scale(x, y, n, k) {
      for (let j = 0; j < n; j += 4) F[(y + j) >> 2] = k * F[(x + j) >> 2];
    },
    mul(a, b, y, n) {
      for (let j = 0; j < n; j += 4) F[(y + j) >> 2] = F[(a + j) >> 2] * F[(b + j) >> 2];
    },
    /** `count` pieces of `n` bytes, `xs` apart in x and `ys` apart in y; mode ADD: onto what is there. */
    move(x, y, count, n, xs, ys, mode) {
      for (let p = 0; p < count; p++)
        for (let j = 0; j < n; j += 4) {
          const to = (y + p * ys + j) >> 2,
            v = F[(x + p * xs + j) >> 2];
          F[to] = mode & ADD ? F[to] + v : v;
        }
    },
    /** y = f(x), kinds as in ACT. */
    act(x, y, n, kind, slope) {
      const f = forward(kind, slope);
      for (let j = 0; j < n; j += 4) F[(y + j) >> 2] = f(F[(x + j) >> 2]);
    },
    /** dx = dy · f′, from the output y of the activation; kinds as in ACT and RULES. */
    actback(y, dy, dx, n, kind, slope) {
      const f = backward(kind, slope);
      for (let j = 0; j < n; j += 4) F[(dx + j) >> 2] = f(F[(y + j) >> 2], F[(dy + j) >> 2]);
    },
    /** Mean over P positions of n bytes each. */
    gap(x, y, P, n) {
      for (let j = 0; j < n; j += 4) {
        let sum = 0;
        for (let p = 0; p < P; p++) sum += F[(x + p * n + j) >> 2];
        F[(y + j) >> 2] = sum / P;
      }
    },
    /** Onto dx: each of P positions gets its part of dy. */
    gapback(dy, dx, P, n) {
      for (let p = 0; p < P; p++) for (let j = 0; j < n; j += 4) F[(dx + p * n + j) >> 2] += F[(dy + j) >> 2] / P;
    },
    /** Mean of the first m floats of each of `count` panels, into the first float of panels of n2 bytes. */
    mean(x, y, count, n, m, n2) {
      for (let c = 0; c < count; c++) {
        let sum = 0;
        for (let j = 0; j < m; j++) sum += F[((x + c * n) >> 2) + j];
        F[(y + c * n2) >> 2] = sum / m;
      }
    },
    meanback(dy, dx, count, n, m, n2) {
      for (let c = 0; c < count; c++)
        for (let j = 0; j < m; j++) F[((dx + c * n) >> 2) + j] += F[(dy + c * n2) >> 2] / m;
    },
    /** The largest tap of each position, `ops` bytes a position; the first of equal ones, as in torch; idx: which. */
    maxpool(x, y, idx, tab, P, n, ops) {
      for (let p = 0, at = tab >> 2; p < P; p++) {
        const count = I[at++];
        for (let j = 0; j < n; j += 4) {
          let best = F[(x + I[at] + j) >> 2],
            which = 0;
          for (let t = 1; t < count; t++) {
            const v = F[(x + I[at + 2 * t] + j) >> 2];
            if (v > best) {
              best = v;
              which = t;
            }
          }
          F[(y + p * ops + j) >> 2] = best;
          I[(idx + p * ops + j) >> 2] = which;
        }
        at += 2 * count;
      }
    },
    /** Onto dx. */
    maxpoolback(dy, dx, idx, tab, P, n, ops) {
      for (let p = 0, at = tab >> 2; p < P; p++) {
        const count = I[at++];
        for (let j = 0; j < n; j += 4)
          F[(dx + I[at + 2 * I[(idx + p * ops + j) >> 2]] + j) >> 2] += F[(dy + p * ops + j) >> 2];
        at += 2 * count;
      }
    },
    /** Σ of a position's taps, each times the float that stands in the table behind its place. */
    avgpool(x, y, tab, P, n, ops) {
      for (let p = 0, at = tab >> 2; p < P; p++) {
        const count = I[at++];
        for (let j = 0; j < n; j += 4) {
          let sum = 0;
          for (let t = 0; t < count; t++) sum += F[at + 2 * t + 1] * F[(x + I[at + 2 * t] + j) >> 2];
          F[(y + p * ops + j) >> 2] = sum;
        }
        at += 2 * count;
      }
    },
    /** Onto dx. */
    avgpoolback(dy, dx, tab, P, n, ops) {
      for (let p = 0, at = tab >> 2; p < P; p++) {
        const count = I[at++];
        for (let t = 0; t < count; t++)
          for (let j = 0; j < n; j += 4)
            F[(dx + I[at + 2 * t] + j) >> 2] += F[at + 2 * t + 1] * F[(dy + p * ops + j) >> 2];
        at += 2 * count;
      }
    },
    /** One picture's windows, side by side: col[c][tap][output pixel], zero outside the picture and behind its end. */
    unfold(x, col, C, n, h, w, n2, H, W, kh, kw, sh, sw, ph, pw, dh, dw) {
      let to = col >> 2;
      for (let c = 0; c < C; c++)
        for (let u = 0; u < kh; u++)
          for (let v = 0; v < kw; v++, to += n2 >> 2) {
            F.fill(0, to, to + (n2 >> 2));
            for (let i = 0; i < H; i++) {
              const row = i * sh + u * dh - ph,
                from = ((x + c * n) >> 2) + row * w;
              if (row < 0 || row >= h) continue;
              for (let j = 0, column = v * dw - pw; j < W; j++, column += sw)
                if (column >= 0 && column < w) F[to + i * W + j] = F[from + column];
            }
          }
    },
    /** The way back of unfold, onto x. */
    fold(x, col, C, n, h, w, n2, H, W, kh, kw, sh, sw, ph, pw, dh, dw) {
      let from = col >> 2;
      for (let c = 0; c < C; c++)
        for (let u = 0; u < kh; u++)
          for (let v = 0; v < kw; v++, from += n2 >> 2)
            for (let i = 0; i < H; i++) {
              const row = i * sh + u * dh - ph,
                to = ((x + c * n) >> 2) + row * w;
              if (row < 0 || row >= h) continue;
              for (let j = 0, column = v * dw - pw; j < W; j++, column += sw)
                if (column >= 0 && column < w) F[to + column] += F[from + i * W + j];
            }
    },
    /** v = mu·v + (g + decay·w); w −= rate·v. */
    sgd(w, g, v, n, rate, mu, decay) {
      for (let j = 0; j < n; j += 4) {
        const [a, b] = [(w + j) >> 2, (v + j) >> 2];
        F[b] = mu * F[b] + (F[(g + j) >> 2] + decay * F[a]);
        F[a] -= rate * F[b];
      }
    },
    /** Adam; c1 = 1 − b1^t, c2 = 1 − b2^t. */
    adam(w, g, first, second, n, rate, b1, b2, eps, decay, c1, c2) {
      for (let j = 0; j < n; j += 4) {
        const [a, p, q] = [(w + j) >> 2, (first + j) >> 2, (second + j) >> 2];
        const d = F[(g + j) >> 2] + decay * F[a];
        F[p] = b1 * F[p] + (1 - b1) * d;
        F[q] = b2 * F[q] + (1 - b2) * d * d;
        F[a] -= ((rate / c1) * F[p]) / (Math.sqrt(F[q] / c2) + eps);
      }
    },
  };
}
