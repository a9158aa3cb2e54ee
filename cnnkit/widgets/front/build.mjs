// Bundles every front/<slug>.js to ../dist/<slug>.js and .css. One file each: anywidget loads a blob,
// from which a relative import cannot be resolved.
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "dist");
const entries = readdirSync(here).filter((name) => name.endsWith(".js"));

await esbuild.build({
  entryPoints: entries.map((name) => join(here, name)),
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
});
console.log(`${entries.length} widgets bundled to ${out}`);
