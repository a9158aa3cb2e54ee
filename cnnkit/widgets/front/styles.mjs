// Whose style is it? Every bundle brings a copy of lib/*.css into the page, so a rule that reached further than its own
// widget would change the others, by the order in which they are mounted.

/** Every selector of a style sheet and where it starts; comments are skipped, at-rules looked into. */
export function selectors(css) {
  const text = css.replace(/\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "));
  const found = [];
  let from = 0;
  let depth = 0;
  let starts = [0];
  for (let i = 0; i < text.length; i++) {
    if ("([".includes(text[i])) depth++;
    else if (")]".includes(text[i])) depth--;
    if (depth) continue;
    if (text[i] === ",") starts.push(i + 1);
    if (text[i] === "{" && !text.slice(from, i).trim().startsWith("@")) {
      starts.forEach((start, k) => {
        const raw = text.slice(start, starts[k + 1] - 1 || i);
        const at = start + raw.search(/\S|$/);
        found.push({ text: raw.trim(), at, line: text.slice(0, at).split("\n").length });
      });
    }
    if ("{};".includes(text[i])) starts = [(from = i + 1)];
  }
  return found;
}

const begins = (selector, prefix) => selector.startsWith(prefix) && !/[\w-]/.test(selector[prefix.length] ?? " ");

/**
 * The style sheet `file` as the bundle of `slug` gets it: rules of a widget begin with `.ck.ck-<slug>` as they are
 * written, rules of lib with `.ck`, to which the slug is added here. Throws at the first other selector.
 */
export function scoped(css, file, slug, shared) {
  const [prefix, own] = [shared ? ".ck" : `.ck.ck-${slug}`, `.ck.ck-${slug}`];
  let out = "";
  let done = 0;
  for (const { text, at, line } of selectors(css)) {
    if (!begins(text, prefix)) {
      throw new Error(
        `${file}:${line}: "${text}" must begin with ${prefix}, or it would style other widgets of the page`,
      );
    }
    out += css.slice(done, at) + own;
    done = at + prefix.length;
  }
  return out + css.slice(done);
}
