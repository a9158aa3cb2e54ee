// @ts-check
// Which of a bank are nearest: by distance, or by angle. No DOM.

/**
 * Places of the `count` nearest of `bank` (rows of the query's length), the nearest first; of equally near ones the
 * earlier. `leaveOut`: a place that must not be found, as the query's own.
 * @param {ArrayLike<number>} query
 * @param {ArrayLike<number>} bank
 * @param {{ count: number, cosine?: boolean, leaveOut?: number }} how
 */
export function nearest(query, bank, { count, cosine = false, leaveOut = -1 }) {
  const size = query.length;
  const apart = Array.from({ length: bank.length / size }, (_, row) => {
    let [dot, squares, own, far] = [0, 0, 0, 0];
    for (let i = 0, j = row * size; i < size; i++, j++) {
      dot += query[i] * bank[j];
      squares += query[i] ** 2;
      own += bank[j] ** 2;
      far += (query[i] - bank[j]) ** 2;
    }
    return cosine ? 1 - (squares && own ? dot / Math.sqrt(squares * own) : 0) : far;
  });
  const order = [...apart.keys()].filter((row) => row !== leaveOut);
  return order.sort((a, b) => apart[a] - apart[b] || a - b).slice(0, count);
}

/** The mean of each of `count` maps, in 256 steps of the largest: as cnnkit.recipes.neighbour_browser stores them. */
export function codeOf(maps, count) {
  const size = maps.length / count;
  const means = Array.from({ length: count }, (_, k) => {
    let sum = 0;
    for (let i = k * size; i < (k + 1) * size; i++) sum += maps[i];
    return sum / size;
  });
  const top = means.reduce((most, v) => Math.max(most, v), 1e-12);
  return Uint8Array.from(means, (v) => Math.round((255 * v) / top));
}
