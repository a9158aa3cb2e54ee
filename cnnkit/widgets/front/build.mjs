// Bundles every front/<slug>.js to ../dist/<slug>.js and .css. One file each: anywidget loads a blob,
// from which a relative import cannot be resolved. The engine is the exception: dist/engine.js, once for all.
// `build.mjs OUT FROM` bundles the widgets of another folder: those of tests.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { compileKernels } from "./kernels.mjs";
import { scoped } from "./styles.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "dist");
const from = resolve(process.argv[3] ?? here);
const slugs = readdirSync(from)
  .filter((name) => name.endsWith(".js"))
  .map((name) => basename(name, ".js"));

/** @type {esbuild.BuildOptions} */
const OPTIONS = { bundle: true, minify: true, target: "es2022", legalComments: "none", logLevel: "warning" };

const ownStyle = (slug) => ({
  name: "own-style",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, ({ path }) => {
      const shared = basename(dirname(path)) === "lib";
      try {
        return { contents: scoped(readFileSync(path, "utf8"), relative(here, path), slug, shared), loader: "css" };
      } catch (error) {
        return { errors: [{ text: error.message }] };
      }
    });
  },
});

/** The engine as one script: its parts, and as `script` its own text, of which a worker is made. */
async function engine() {
  const kernels = Buffer.from(await compileKernels()).toString("hex");
  const { outputFiles } = await esbuild.build({
    ...OPTIONS,
    entryPoints: [join(here, "engine", "index.js")],
    format: "esm",
    write: false,
    define: { "globalThis.CNNKIT_KERNELS": JSON.stringify(kernels) },
  });
  const body = outputFiles[0].text.trim().replace(/export\{(\w+) as parts\};$/, "return $1");
  const make = `()=>{"use strict";${body}}`;
  const text = `globalThis.cnnkitEngine??=(make=>({...make(),script:"("+make+")().serveWorker()"}))(${make});\n`;
  writeFileSync(join(out, "engine.js"), text);
}

if (from === here) await engine();
await Promise.all(
  slugs.map((slug) =>
    esbuild.build({
      ...OPTIONS,
      entryPoints: [join(from, `${slug}.js`)],
      outdir: out,
      format: "esm",
      plugins: [ownStyle(slug)],
    }),
  ),
);
console.log(`${slugs.length} widgets bundled to ${out}`);
