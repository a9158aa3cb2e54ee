// @ts-check
// A table of links from six maps to sixteen: what it costs, and which maps read the same. No DOM here.

import { count } from "./scale.js";

const [KERNEL, PLACES] = [25, 100]; // weights of a kernel, places of a map that comes out

/** `table` has a text for each map that is read, X for a link: `{ reads, links, params, connections, letters, … }`. */
export function counted(table) {
  const reads = [...table[0]].map((_, j) => table.flatMap((row, i) => (row[j] === "X" ? [i] : [])));
  const links = reads.reduce((sum, read) => sum + read.length, 0);
  const params = KERNEL * links + reads.length;
  const names = new Map([["", "–"]]);
  const letters = reads.map((read) => {
    const key = `${read}`;
    if (!names.has(key)) names.set(key, String.fromCharCode(96 + names.size));
    return names.get(key);
  });
  return {
    ...{ reads, links, params, connections: PLACES * params, letters: letters.join("") },
    different: names.size - 1,
    unread: table.flatMap((row, i) => (row.includes("X") ? [] : [i])),
    empty: reads.flatMap((read, j) => (read.length ? [] : [j])),
  };
}

/** The table with one link switched. */
export const switched = (table, i, j) =>
  table.map((row, k) => (k === i ? `${row.slice(0, j)}${row[j] === "X" ? "." : "X"}${row.slice(j + 1)}` : row));

/** What is said of a table and of its chosen map. */
export function told(table, chosen) {
  const { reads, links, params, connections, different, unread } = counted(table);
  const read = reads[chosen];
  const found = read.length
    ? `Map ${chosen} of C3 reads ${read.join(", ")}: ${read.length}·25 + 1 = ${25 * read.length + 1} parameters.`
    : `Map ${chosen} of C3 reads nothing: it is its bias everywhere.`;
  const alike =
    different === reads.length
      ? "No two maps see the same inputs."
      : `${reads.length} maps, ${different} different ${different === 1 ? "set" : "sets"} of inputs.`;
  const wasted = unread.length ? ` Nobody reads S2's ${unread.join(", ")}.` : "";
  return `${found} All: ${links} links, ${count(params)} parameters, ${count(connections)} connections. ${alike}${wasted}`;
}
