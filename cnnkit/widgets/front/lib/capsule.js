// @ts-check
// Capsules: squashing, and routing by agreement, step by step.

const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

/** The same direction, and the length l becomes l²/(1 + l²). @param {number[]} s */
export function squash(s) {
  const length = Math.hypot(...s);
  return s.map((x) => (x * length) / (1 + length * length));
}

/**
 * What every step of routing gives: `votes[part][whole]` are vectors, `couplings[part][whole]` add to 1 over the wholes.
 * @param {number[][][]} votes
 * @param {number} steps
 */
export function route(votes, steps) {
  const agreement = votes.map((row) => row.map(() => 0));
  return Array.from({ length: steps }, () => {
    const couplings = agreement.map((row) => {
      const raised = row.map(Math.exp);
      const all = raised.reduce((sum, e) => sum + e, 0);
      return raised.map((e) => e / all);
    });
    const wholes = votes[0].map((first, j) =>
      squash(first.map((_, d) => votes.reduce((sum, row, i) => sum + couplings[i][j] * row[j][d], 0))),
    );
    votes.forEach((row, i) => row.forEach((vote, j) => (agreement[i][j] += dot(vote, wholes[j]))));
    return { couplings, wholes };
  });
}
