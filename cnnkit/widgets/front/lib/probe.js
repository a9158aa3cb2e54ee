// @ts-check
// A linear head on features, solved at once: ridge regression to one-hot targets, as linear_probe of cnnkit.visualize. No DOM.

/** The mean of each of `count` maps: the code of a picture. @param {ArrayLike<number>} maps @param {number} count */
export function means(maps, count) {
  const size = maps.length / count;
  return Float64Array.from({ length: count }, (_, k) => {
    let sum = 0;
    for (let i = k * size; i < (k + 1) * size; i++) sum += maps[i];
    return sum / size;
  });
}

/**
 * A head for `classes` classes out of codes of equal length and their labels, 0 to `classes` − 1. `scores(code)` are its
 * answers: they add up to 1 and are no probabilities. Features are standardized by these codes alone.
 * @param {ArrayLike<number>[]} codes
 * @param {number[]} labels
 * @param {number} classes
 * @param {number} l2 above 0
 */
export function ridge(codes, labels, classes, l2) {
  const [n, d] = [codes.length, codes[0].length];
  const [mean, std] = [new Float64Array(d), new Float64Array(d)];
  for (let j = 0; j < d; j++) {
    for (const code of codes) mean[j] += code[j] / n;
    for (const code of codes) std[j] += (code[j] - mean[j]) ** 2 / n;
    std[j] = Math.sqrt(std[j]) || 1;
  }
  const standard = (code) => Float64Array.from(mean, (m, j) => (code[j] - m) / std[j]);
  const z = codes.map(standard);
  const among = z.map((a, i) => z.map((b, j) => dot(a, b) + (i === j ? l2 : 0)));
  const share = Array.from({ length: classes }, (_, k) => labels.filter((label) => label === k).length / n);
  const targets = labels.map((label) => share.map((part, k) => (label === k ? 1 : 0) - part));
  const pull = solve(among, targets); // of each picture towards each class
  return {
    /** @param {ArrayLike<number>} code */
    scores(code) {
      const q = standard(code);
      const alike = z.map((one) => dot(q, one));
      return share.map((part, k) => pull.reduce((sum, row, i) => sum + alike[i] * row[k], part));
    },
  };
}

/** Of how many pictures a head made of all the others says the right class: each is left out in turn. */
export function leftOut(codes, labels, classes, l2) {
  const others = (list, i) => list.filter((_, j) => j !== i);
  return codes.filter((code, i) => {
    const scores = ridge(others(codes, i), others(labels, i), classes, l2).scores(code);
    return scores.indexOf(Math.max(...scores)) === labels[i];
  }).length;
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** X of A·X = B for a symmetric A with positive pivots (Cholesky). @param {number[][]} a @param {number[][]} b */
function solve(a, b) {
  const n = a.length;
  const l = a.map((row) => [...row]);
  const x = b.map((row) => [...row]);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = l[i][j];
      for (let k = 0; k < j; k++) sum -= l[i][k] * l[j][k];
      l[i][j] = i === j ? Math.sqrt(sum) : sum / l[j][j];
    }
  for (let k = 0; k < b[0].length; k++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) x[i][k] -= l[i][j] * x[j][k];
      x[i][k] /= l[i][i];
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let j = i + 1; j < n; j++) x[i][k] -= l[j][i] * x[j][k];
      x[i][k] /= l[i][i];
    }
  }
  return x;
}
