// Bundles every front/<slug>.js to ../dist/<slug>.js and .css. One file each: anywidget loads a blob,
// from which a relative import cannot be resolved.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { scoped } from "./styles.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "dist");
const slugs = readdirSync(here)
  .filter((name) => name.endsWith(".js"))
  .map((name) => basename(name, ".js"));

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

await Promise.all(
  slugs.map((slug) =>
    esbuild.build({
      entryPoints: [join(here, `${slug}.js`)],
      outdir: out,
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2022",
      legalComments: "none",
      logLevel: "warning",
      plugins: [ownStyle(slug)],
    }),
  ),
);
console.log(`${slugs.length} widgets bundled to ${out}`);
