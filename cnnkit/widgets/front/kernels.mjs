// Compiles engine/kernels.ts to WebAssembly, at build time only.
import { readFileSync } from "node:fs";
import asc from "assemblyscript/asc";

/** @returns {Promise<Uint8Array>} the bytes of the module */
export async function compileKernels() {
  const text = readFileSync(new URL("engine/kernels.ts", import.meta.url), "utf8");
  let bytes = null;
  const flags = ["-O3", "--noAssert", "--runtime", "stub", "--importMemory", "--enable", "simd"];
  const { error, stderr } = await asc.main(["kernels.ts", "-o", "kernels.wasm", ...flags], {
    readFile: (name) => (name === "kernels.ts" ? text : null),
    writeFile: (name, data) => {
      if (name.endsWith(".wasm")) bytes = data;
    },
  });
  if (error) throw new Error(`${error.message}\n${stderr}`);
  return bytes;
}
