// Most kernels of plain.js again, in SIMD: AssemblyScript, compiled by ../build.mjs (nothing of it runs in the page).
// plain.js says what each computes and how memory is laid out; names and arguments are the same.

const CLIP: i32 = 1;
const ADD: i32 = 2;

// @ts-ignore: decorator
@inline function splat(v: f32): v128 { return f32x4.splat(v); }
// @ts-ignore: decorator
@inline function plus(sum: v128, a: v128, b: v128): v128 { return f32x4.add(sum, f32x4.mul(a, b)); }
// @ts-ignore: decorator
@inline function total(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}
// @ts-ignore: decorator
@inline function clip(v: v128): v128 { return f32x4.pmax(v, splat(0)); }
// @ts-ignore: decorator
@inline function pairOut(to: usize, a: v128, b: v128): void { v128.store(to, a); v128.store(to, b, 16); }

/** Four outputs and eight neighbouring numbers at a time: 32 sums in registers. */
export function conv(x: usize, w: usize, out: usize, tab: usize, P: i32, C: i32, xcs: i32, O: i32,
  ocs: i32, ops: i32, n: i32, wbs: i32, bias: usize, mode: i32): void {
  for (let p = 0; p < P; p++, out += ops) {
    const first = tab + 4, end = first + (load<i32>(tab) << 3);
    let block = w, row = out;
    for (let o = 0; o < O; o += 4, block += wbs, row += ocs << 2) {
      const rows = O - o;
      let i0 = splat(0), i1 = i0, i2 = i0, i3 = i0;
      if (bias) {
        const at = bias + (o << 2);
        i0 = v128.load32_splat(at); i1 = v128.load32_splat(at, 4);
        i2 = v128.load32_splat(at, 8); i3 = v128.load32_splat(at, 12);
      }
      for (let j = 0; j < n; j += 32) {
        let a0 = i0, a1 = i1, a2 = i2, a3 = i3, b0 = i0, b1 = i1, b2 = i2, b3 = i3;
        for (let t = first; t < end; t += 8) {
          let q = x + load<i32>(t) + j, r = block + load<i32>(t, 4);
          for (const last = r + (C << 4); r < last; r += 16, q += xcs) {
            const u = v128.load(q), v = v128.load(q, 16);
            let k = v128.load32_splat(r); a0 = plus(a0, k, u); b0 = plus(b0, k, v);
            k = v128.load32_splat(r, 4); a1 = plus(a1, k, u); b1 = plus(b1, k, v);
            k = v128.load32_splat(r, 8); a2 = plus(a2, k, u); b2 = plus(b2, k, v);
            k = v128.load32_splat(r, 12); a3 = plus(a3, k, u); b3 = plus(b3, k, v);
          }
        }
        let to = row + j;
        if (mode & ADD) {
          a0 = f32x4.add(a0, v128.load(to)); b0 = f32x4.add(b0, v128.load(to, 16));
          if (rows > 1) { a1 = f32x4.add(a1, v128.load(to + ocs)); b1 = f32x4.add(b1, v128.load(to + ocs, 16)); }
          if (rows > 2) { a2 = f32x4.add(a2, v128.load(to + 2 * ocs)); b2 = f32x4.add(b2, v128.load(to + 2 * ocs, 16)); }
          if (rows > 3) { a3 = f32x4.add(a3, v128.load(to + 3 * ocs)); b3 = f32x4.add(b3, v128.load(to + 3 * ocs, 16)); }
        }
        if (mode & CLIP) {
          a0 = clip(a0); b0 = clip(b0); a1 = clip(a1); b1 = clip(b1);
          a2 = clip(a2); b2 = clip(b2); a3 = clip(a3); b3 = clip(b3);
        }
        pairOut(to, a0, b0);
        if (rows > 1) pairOut(to + ocs, a1, b1);
        if (rows > 2) pairOut(to + 2 * ocs, a2, b2);
        if (rows > 3) pairOut(to + 3 * ocs, a3, b3);
      }
    }
    tab = end;
  }
}

/** `acc`: room for one tap's sums, 64 bytes for each block of four outputs and each channel, that stays in the cache. */
export function convdw(x: usize, dy: usize, dw: usize, tab: usize, T: i32, C: i32, xcs: i32, O: i32,
  ocs: i32, n: i32, wbs: i32, acc: usize): void {
  const blocks = (O + 3) >> 2, even = (C + 1) & ~1;
  for (let t = 0; t < T; t++) {
    memory.fill(acc, 0, blocks * even * 64);
    const first = tab + 4, end = first + (load<i32>(tab) << 3);
    for (let e = first; e < end; e += 8) {
      const px = x + load<i32>(e);
      let py = dy + load<i32>(e, 4), a = acc;
      for (let o = 0; o < O; o += 4, py += ocs << 2) {
        // rows behind the last output are read for nothing: they repeat the first
        const o1 = o + 1 < O ? ocs : 0, o2 = o + 2 < O ? 2 * ocs : 0, o3 = o + 3 < O ? 3 * ocs : 0;
        for (let c = 0; c < C; c += 2, a += 128) {
          let q = px + c * xcs, y = py;
          const next = c + 1 < C ? xcs : 0;
          let a0 = v128.load(a), a1 = v128.load(a, 16), a2 = v128.load(a, 32), a3 = v128.load(a, 48);
          let b0 = v128.load(a, 64), b1 = v128.load(a, 80), b2 = v128.load(a, 96), b3 = v128.load(a, 112);
          for (const last = q + n; q < last; q += 16, y += 16) {
            const u = v128.load(q), v = v128.load(q + next);
            let s = v128.load(y); a0 = plus(a0, s, u); b0 = plus(b0, s, v);
            s = v128.load(y + o1); a1 = plus(a1, s, u); b1 = plus(b1, s, v);
            s = v128.load(y + o2); a2 = plus(a2, s, u); b2 = plus(b2, s, v);
            s = v128.load(y + o3); a3 = plus(a3, s, u); b3 = plus(b3, s, v);
          }
          v128.store(a, a0); v128.store(a, a1, 16); v128.store(a, a2, 32); v128.store(a, a3, 48);
          v128.store(a, b0, 64); v128.store(a, b1, 80); v128.store(a, b2, 96); v128.store(a, b3, 112);
        }
      }
    }
    for (let o = 0, a = acc; o < O; o += 4, a += (even - C) << 6) {
      let d = dw + (o >> 2) * wbs + ((t * C) << 4);
      for (let c = 0; c < C; c++, d += 16, a += 64) {
        store<f32>(d, total(v128.load(a)));
        if (o + 1 < O) store<f32>(d, total(v128.load(a, 16)), 4);
        if (o + 2 < O) store<f32>(d, total(v128.load(a, 32)), 8);
        if (o + 3 < O) store<f32>(d, total(v128.load(a, 48)), 12);
      }
    }
    tab = end;
  }
}

export function stats(x: usize, P: i32, C: i32, n: i32, m: i32, mean: usize, variance: usize): void {
  const count: f32 = <f32>P * <f32>m, step = C * n, whole = (m & ~3) << 2, end = m << 2;
  for (let c = 0; c < C; c++) {
    let s = splat(0), rest: f32 = 0, q = x + c * n;
    for (let p = 0; p < P; p++, q += step) {
      let j = 0;
      for (; j < whole; j += 16) s = f32x4.add(s, v128.load(q + j));
      for (; j < end; j += 4) rest += load<f32>(q + j);
    }
    const mu = (total(s) + rest) / count, mv = splat(mu);
    s = splat(0); rest = 0; q = x + c * n;
    for (let p = 0; p < P; p++, q += step) {
      let j = 0;
      for (; j < whole; j += 16) { const d = f32x4.sub(v128.load(q + j), mv); s = plus(s, d, d); }
      for (; j < end; j += 4) { const d = load<f32>(q + j) - mu; rest += d * d; }
    }
    store<f32>(mean + (c << 2), mu); store<f32>(variance + (c << 2), (total(s) + rest) / count);
  }
}

export function affine(x: usize, y: usize, P: i32, C: i32, n: i32, a: usize, b: usize, mode: i32): void {
  for (let p = 0; p < P; p++) for (let c = 0; c < C; c++) {
    const k = v128.load32_splat(a + (c << 2)), l = v128.load32_splat(b + (c << 2));
    for (const end = x + n; x < end; x += 16, y += 16) {
      const v = plus(l, k, v128.load(x));
      v128.store(y, mode & CLIP ? clip(v) : v);
    }
  }
}

export function sums(x: usize, dy: usize, P: i32, C: i32, n: i32, mean: usize, s1: usize, s2: usize): void {
  const step = C * n;
  for (let c = 0; c < C; c++) {
    let one = splat(0), two = one, q = x + c * n, r = dy + c * n;
    const mu = mean ? v128.load32_splat(mean + (c << 2)) : one;
    for (let p = 0; p < P; p++, q += step, r += step)
      for (let j = 0; j < n; j += 16) {
        const d = v128.load(r + j);
        one = f32x4.add(one, d);
        if (mean) two = plus(two, d, f32x4.sub(v128.load(q + j), mu));
      }
    store<f32>(s1 + (c << 2), total(one));
    if (mean) store<f32>(s2 + (c << 2), total(two));
  }
}

export function bnback(x: usize, dy: usize, dx: usize, P: i32, C: i32, n: i32, mean: usize, k0: usize, k1: usize, k2: usize): void {
  for (let p = 0; p < P; p++) for (let c = 0; c < C; c++) {
    const at = c << 2;
    const mu = v128.load32_splat(mean + at), a = v128.load32_splat(k0 + at);
    const b = v128.load32_splat(k1 + at), d = v128.load32_splat(k2 + at);
    for (const end = x + n; x < end; x += 16, dy += 16, dx += 16)
      v128.store(dx, plus(plus(d, b, f32x4.sub(v128.load(x), mu)), a, v128.load(dy)));
  }
}

export function add(a: usize, b: usize, y: usize, n: i32, mode: i32): void {
  for (const end = a + n; a < end; a += 16, b += 16, y += 16) {
    const v = f32x4.add(v128.load(a), v128.load(b));
    v128.store(y, mode & CLIP ? clip(v) : v);
  }
}
export function scale(x: usize, y: usize, n: i32, k: f32): void {
  for (const end = x + n; x < end; x += 16, y += 16) v128.store(y, f32x4.mul(splat(k), v128.load(x)));
}

export function move(x: usize, y: usize, count: i32, n: i32, xs: i32, ys: i32, mode: i32): void {
  for (let p = 0; p < count; p++, x += xs, y += ys) {
    if (!(mode & ADD)) memory.copy(y, x, n);
    else if (n & 15) for (let j = 0; j < n; j += 4) store<f32>(y + j, load<f32>(y + j) + load<f32>(x + j));
    else for (let j = 0; j < n; j += 16) v128.store(y + j, f32x4.add(v128.load(y + j), v128.load(x + j)));
  }
}

// A quotient of odd and even polynomials in x, as Eigen's ptanh has them; ±1 to the last bit from 7.9 on.
// @ts-ignore: decorator
@inline function tanh4(v: v128): v128 {
  const most = splat(7.90531110763549805);
  const x = f32x4.max(f32x4.neg(most), f32x4.min(most, v)), z = f32x4.mul(x, x);
  let up = splat(-2.76076847742355e-16);
  up = plus(splat(2.00018790482477e-13), up, z);
  up = plus(splat(-8.60467152213735e-11), up, z);
  up = plus(splat(5.12229709037114e-8), up, z);
  up = plus(splat(1.48572235717979e-5), up, z);
  up = plus(splat(6.37261928875436e-4), up, z);
  up = plus(splat(4.89352455891786e-3), up, z);
  let down = splat(1.19825839466702e-6);
  down = plus(splat(1.18534705686654e-4), down, z);
  down = plus(splat(2.2684346324390e-3), down, z);
  down = plus(splat(4.89352518554385e-3), down, z);
  return f32x4.div(f32x4.mul(x, up), down);
}

export function act(x: usize, y: usize, n: i32, kind: i32, slope: f32): void {
  const half = splat(0.5), zero = splat(0), k = splat(slope);
  for (const end = x + n; x < end; x += 16, y += 16) {
    const v = v128.load(x);
    if (kind == 1) v128.store(y, clip(v));
    else if (kind == 2) v128.store(y, tanh4(v));
    else if (kind == 3) v128.store(y, plus(half, half, tanh4(f32x4.mul(half, v))));
    else v128.store(y, v128.bitselect(f32x4.mul(k, v), v, f32x4.lt(v, zero)));
  }
}

export function actback(y: usize, dy: usize, dx: usize, n: i32, kind: i32, slope: f32): void {
  const one = splat(1), zero = splat(0), k = splat(slope);
  for (const end = y + n; y < end; y += 16, dy += 16, dx += 16) {
    const v = v128.load(y), d = v128.load(dy);
    let out = v128.and(d, f32x4.gt(v, zero));
    if (kind == 2) out = f32x4.mul(d, f32x4.sub(one, f32x4.mul(v, v)));
    else if (kind == 3) out = f32x4.mul(d, f32x4.mul(v, f32x4.sub(one, v)));
    else if (kind == 4) out = v128.bitselect(d, f32x4.mul(k, d), f32x4.gt(v, zero));
    else if (kind == 5) out = clip(d);
    else if (kind == 6) out = clip(out);
    v128.store(dx, out);
  }
}

/** Four neighbours at a time for a batch, one number at a time (n = 4) for a picture. */
export function maxpool(x: usize, y: usize, idx: usize, tab: usize, P: i32, n: i32, ops: i32): void {
  for (let p = 0; p < P; p++, y += ops, idx += ops) {
    const count = load<i32>(tab), first = tab + 4;
    tab = first + (count << 3);
    if (n == 4) {
      let best = load<f32>(x + load<i32>(first)), which = 0;
      for (let t = 1; t < count; t++) {
        const v = load<f32>(x + load<i32>(first + (t << 3)));
        if (v > best) { best = v; which = t; }
      }
      store<f32>(y, best); store<i32>(idx, which);
      continue;
    }
    for (let j = 0; j < n; j += 16) {
      let best = v128.load(x + load<i32>(first) + j), which = i32x4.splat(0);
      for (let t = 1; t < count; t++) {
        const v = v128.load(x + load<i32>(first + (t << 3)) + j), larger = f32x4.gt(v, best);
        best = v128.bitselect(v, best, larger); which = v128.bitselect(i32x4.splat(t), which, larger);
      }
      v128.store(y + j, best); v128.store(idx + j, which);
    }
  }
}

/** First output whose reading column `at · stride + offset` is in the picture, and the one behind the last. */
// @ts-ignore: decorator
@inline function begin(offset: i32, stride: i32): i32 { return offset < 0 ? (stride - 1 - offset) / stride : 0; }
// @ts-ignore: decorator
@inline function finish(offset: i32, stride: i32, w: i32, W: i32): i32 { return offset >= w ? 0 : min((w - 1 - offset) / stride + 1, W); }

export function unfold(x: usize, col: usize, C: i32, n: i32, h: i32, w: i32, n2: i32, H: i32, W: i32, kh: i32, kw: i32,
  sh: i32, sw: i32, ph: i32, pw: i32, dh: i32, dw: i32): void {
  for (let c = 0; c < C; c++, x += n) for (let u = 0; u < kh; u++) for (let v = 0; v < kw; v++, col += n2) {
    memory.fill(col, 0, n2);
    const offset = v * dw - pw, from = begin(offset, sw), end = finish(offset, sw, w, W);
    for (let i = 0; i < H; i++) {
      const row = i * sh + u * dh - ph;
      if (row < 0 || row >= h || end <= from) continue;
      let q = x + ((row * w + from * sw + offset) << 2), r = col + ((i * W + from) << 2);
      if (sw == 1) memory.copy(r, q, (end - from) << 2);
      else for (const last = r + ((end - from) << 2); r < last; r += 4, q += sw << 2) store<f32>(r, load<f32>(q));
    }
  }
}
export function fold(x: usize, col: usize, C: i32, n: i32, h: i32, w: i32, n2: i32, H: i32, W: i32, kh: i32, kw: i32,
  sh: i32, sw: i32, ph: i32, pw: i32, dh: i32, dw: i32): void {
  for (let c = 0; c < C; c++, x += n) for (let u = 0; u < kh; u++) for (let v = 0; v < kw; v++, col += n2) {
    const offset = v * dw - pw, from = begin(offset, sw), end = finish(offset, sw, w, W);
    for (let i = 0; i < H; i++) {
      const row = i * sh + u * dh - ph;
      if (row < 0 || row >= h || end <= from) continue;
      let q = x + ((row * w + from * sw + offset) << 2), r = col + ((i * W + from) << 2);
      const last = r + ((end - from) << 2);
      if (sw == 1) for (; r + 16 <= last; r += 16, q += 16) v128.store(q, f32x4.add(v128.load(q), v128.load(r)));
      for (; r < last; r += 4, q += sw << 2) store<f32>(q, load<f32>(q) + load<f32>(r));
    }
  }
}

export function sgd(w: usize, g: usize, v: usize, n: i32, rate: f32, mu: f32, decay: f32): void {
  const l = splat(rate), m = splat(mu), d = splat(decay);
  for (const end = w + n; w < end; w += 16, g += 16, v += 16) {
    const a = v128.load(w), s = plus(plus(v128.load(g), d, a), m, v128.load(v));
    v128.store(v, s); v128.store(w, f32x4.sub(a, f32x4.mul(l, s)));
  }
}
