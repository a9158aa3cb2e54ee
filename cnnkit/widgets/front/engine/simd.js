// @ts-check
// The compiled kernels, where this browser has WebAssembly and its SIMD.

/** The bytes of kernels.ts, two hexadecimal digits each: gzip packs them better than base64. The bundler puts them here. */
// @ts-ignore: no such global is ever there
const BYTES = globalThis.CNNKIT_KERNELS ?? "";

/** @type {Promise<WebAssembly.Module | null>} */
let made = null;

/** The kernels' module, or null: then plain loops answer. */
export function simd() {
  return (made ??= compile());
}
async function compile() {
  try {
    const bytes = Uint8Array.from(BYTES.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    return bytes.length && WebAssembly.validate(bytes) ? await WebAssembly.compile(bytes) : null;
  } catch {
    return null;
  }
}
