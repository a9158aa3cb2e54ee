// What neither the formatter nor TypeScript's checker sees.
const rules = [
  ...["eqeqeq", "no-unused-vars", "prefer-const", "no-var", "no-fallthrough", "no-dupe-keys"],
  ...["no-self-compare", "no-unreachable", "no-unsafe-finally", "no-cond-assign", "no-prototype-builtins"],
  ...["array-callback-return", "no-loss-of-precision", "use-isnan", "no-constant-condition"],
];

export default [
  { ignores: ["cnnkit/publish/static/mathjax/", "cnnkit/publish/static/reveal/"] },
  {
    files: [
      "cnnkit/widgets/front/**/*.{js,mjs}",
      "cnnkit/publish/static/*.js",
      "cnnkit/demo/static/*.js",
      "tests/js/*.mjs",
      "tests/browser/parts/*.js",
    ],
    rules: { ...Object.fromEntries(rules.map((name) => [name, "error"])), "no-shadow": ["error", { allow: ["_"] }] },
  },
];
