// @ts-check
// Networks by year: who is near a year, and what is said of one. No DOM here.

/** Place of the network that comes first in the year nearest to `year`. */
export function nearYear(networks, year) {
  const far = networks.map((one) => Math.abs(one.year - year));
  return far.indexOf(Math.min(...far));
}

/** Layers of the deepest network of the years before that of the network at a place; 0 where there is none. */
export const deepestBefore = (networks, at) =>
  networks.reduce((most, one) => (one.year < networks[at].year ? Math.max(most, one.depth) : most), 0);

export function told(networks, at) {
  const { year, name, depth, ten_crops: error, contest } = networks[at];
  const before = deepestBefore(networks, at);
  const first = `${year}, ${name}: ${depth} layers deep${before ? `; the deepest of the years before has ${before}` : ""}`;
  const wrong = error === null ? "" : ` One network, ten crops: ${error} % top-5.`;
  return `${first}.${wrong}${contest.map(({ text }) => ` ${text}.`).join("")}`;
}
