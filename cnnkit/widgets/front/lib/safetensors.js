// @ts-check
// Weights as they are shipped: a safetensors file, its filters as bytes with one step each. No DOM.

/** What the types of the file are here. */
const TYPES = { F32: Float32Array, I8: Int8Array };
const STEP = "_step"; // cnnkit/models/published/int8.py

/**
 * The tensors of a file, `{ name: { data, shape } }`, and the texts that came with them.
 * @param {DataView} view
 */
export function readSafetensors(view) {
  const length = Number(view.getBigUint64(0, true));
  const at = view.byteOffset + 8;
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(view.buffer, at, length)));
  const { __metadata__: texts = {}, ...entries } = header;
  // how many batches a normalization has seen is no weight
  for (const name of Object.keys(entries)) if (name.endsWith("num_batches_tracked")) delete entries[name];
  const tensors = Object.entries(entries).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      if (!Object.hasOwn(TYPES, dtype)) throw new Error(`${name} is of type ${dtype}; the page reads F32 and I8`);
      // cut out, for numbers of four bytes must start at a multiple of four
      const data = new TYPES[dtype](view.buffer.slice(at + length + from, at + length + to));
      return [name, { data, shape }];
    },
  );
  return { tensors: Object.fromEntries(tensors), texts };
}

/**
 * Weights as numbers: byte · step of its filter, in 32 bits as in torch; what has no steps as it is.
 * @param {Record<string, { data: any, shape: number[] }>} tensors
 * @returns {Record<string, Float32Array>}
 */
export function fromBytes(tensors) {
  /** @type {Record<string, Float32Array>} */
  const out = {};
  for (const [name, { data, shape }] of Object.entries(tensors)) {
    if (name.endsWith(STEP)) continue;
    const step = tensors[name + STEP]?.data;
    if (!step) out[name] = data;
    else {
      const size = data.length / shape[0];
      out[name] = Float32Array.from(data, (byte, i) => byte * step[Math.floor(i / size)]);
    }
  }
  return out;
}
