// A page small enough for node: just the parts of the DOM that front/lib uses, with every change of a node counted, and
// frames that pass when the test says so.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const lib = join(dirname(fileURLToPath(import.meta.url)), "../../cnnkit/widgets/front/lib");
export const changed = { nodes: 0 };
let frames = [];
/** Lets one frame pass. */
export function nextFrame() {
  const due = frames;
  frames = [];
  for (const call of due) call?.();
}

class Node extends EventTarget {
  #attributes = new Map();
  childNodes = [];
  parentNode = null;
  dataset = {};
  style = { setProperty: () => {} };
  #text = "";
  tabIndex = -1;
  constructor(tag) {
    super();
    this.tagName = tag;
  }
  get isConnected() {
    return this === document.body || Boolean(this.parentNode?.isConnected);
  }
  get textContent() {
    return this.#text + this.childNodes.map((node) => node.textContent).join("");
  }
  set textContent(text) {
    changed.nodes++;
    this.childNodes = [];
    this.#text = `${text}`;
  }
  get className() {
    return this.getAttribute("class") ?? "";
  }
  set className(text) {
    this.setAttribute("class", text);
  }
  get classList() {
    return { toggle: () => {}, contains: (name) => this.className.split(" ").includes(name) };
  }
  getAttribute(key) {
    return this.#attributes.get(key) ?? null;
  }
  hasAttribute(key) {
    return this.#attributes.has(key);
  }
  setAttribute(key, value) {
    changed.nodes++;
    this.#attributes.set(key, `${value}`);
  }
  removeAttribute(key) {
    changed.nodes++;
    this.#attributes.delete(key);
  }
  append(...nodes) {
    for (const node of nodes) {
      changed.nodes++;
      const child = node instanceof Node ? node : Object.assign(new Node("#text"), { textContent: node });
      child.parentNode = this;
      this.childNodes.push(child);
    }
  }
  replaceChildren(...nodes) {
    for (const child of this.childNodes) child.parentNode = null;
    this.childNodes = [];
    this.#text = "";
    this.append(...nodes);
  }
  contains(node) {
    return node === this || Boolean(node?.parentNode && this.contains(node.parentNode));
  }
  focus() {
    document.activeElement = this;
  }
  /** Events bubble; those that no one stops end with true. */
  dispatchEvent(event) {
    super.dispatchEvent(event);
    if (event.bubbles)
      for (let up = this.parentNode; up; up = up.parentNode) EventTarget.prototype.dispatchEvent.call(up, again(event));
    return !event.defaultPrevented && !event.stopped;
  }
  /** All nodes below that `test` accepts. */
  all(test) {
    return this.childNodes.flatMap((node) => [...(test(node) ? [node] : []), ...node.all(test)]);
  }
  press(type, init = {}) {
    this.dispatchEvent(Object.assign(new Event(type, { bubbles: true, cancelable: true }), init));
  }
}
/** An event cannot be dispatched twice, so each parent sees one like it. */
function again(event) {
  const next = new CustomEvent(event.type, { cancelable: true, detail: event.detail });
  next.preventDefault = () => {
    event.stopped = true;
  };
  return Object.assign(next, { key: event.key });
}

const document = {
  createElement: (tag) => new Node(tag),
  createElementNS: (_, tag) => new Node(tag),
  activeElement: null,
};
document.body = new Node("body");
Object.assign(globalThis, {
  document,
  requestAnimationFrame: (call) => frames.push(call),
  cancelAnimationFrame: (id) => {
    frames[id - 1] = null;
  },
  matchMedia: () => ({ matches: true }),
});

/** A model as anywidget gives it. */
export class Model {
  #calls = [];
  constructor(state) {
    this.state = state;
  }
  get(key) {
    return this.state[key];
  }
  set(key, value) {
    if (this.state[key] === value) return;
    this.state[key] = value;
    for (const [name, call] of [...this.#calls]) if (name === `change:${key}`) call();
  }
  save_changes() {}
  on(name, call) {
    this.#calls.push([name, call]);
  }
  off(name, call) {
    this.#calls = this.#calls.filter(([n, c]) => n !== name || c !== call);
  }
  get listeners() {
    return this.#calls.length;
  }
}

/** Modules of front/lib by name, bundled as for a page but without their style. */
export async function front(...names) {
  const folder = mkdtempSync(join(tmpdir(), "front-"));
  const outfile = join(folder, "front.mjs");
  await esbuild.build({
    stdin: {
      contents: names.map((name) => `export * as ${JSON.stringify(name)} from "./${name}.js";`).join("\n"),
      resolveDir: lib,
    },
    bundle: true,
    format: "esm",
    outfile,
    loader: { ".css": "empty" },
  });
  const modules = await import(outfile);
  rmSync(folder, { recursive: true });
  return modules;
}
