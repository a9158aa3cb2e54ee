// @ts-check
// The model of one widget, in step with its object in Python: anywidget's interface, over a stream and messages.

/** @typedef {{ method: string, state?: any, buffer_paths?: any[][], content?: any, buffers: string[] }} Told */

/** @param {string} base64 */
const decode = (base64) => new DataView(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer);
const isBytes = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);
/** @param {any} value bytes @returns {string} */
function encode(value) {
  const bytes = new Uint8Array(value.buffer ?? value, value.byteOffset ?? 0, value.byteLength);
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
const same = (a, b) =>
  a === b || (a && b && typeof a === "object" && !isBytes(a) && JSON.stringify(a) === JSON.stringify(b));

/** @param {any} state @param {any[][]} paths @param {string[]} buffers where bytes belong, and they */
function whole(state, paths, buffers) {
  paths.forEach((path, i) => {
    path.slice(0, -1).reduce((owner, key) => owner[key], state)[path.at(-1)] = decode(buffers[i]);
  });
  return state;
}

class Model {
  #state;
  #send;
  /** @type {Map<string, Function[]>} */
  #calls = new Map();
  #due = {};
  /** @param {any} state @param {(message: any) => void} send */
  constructor(state, send) {
    this.#state = state;
    this.#send = send;
  }
  get(key) {
    return this.#state[key];
  }
  set(key, value) {
    const patch = typeof key === "object" ? key : { [key]: value };
    Object.assign(this.#due, this.receive(patch));
  }
  save_changes() {
    const due = Object.entries(this.#due);
    this.#due = {};
    if (!due.length) return;
    const files = due.filter(([, value]) => isBytes(value)).map(([key, value]) => [key, encode(value)]);
    const state = due.filter(([, value]) => !isBytes(value));
    this.#send({ state: Object.fromEntries(state), files: Object.fromEntries(files) });
  }
  send(content) {
    this.#send({ content });
  }
  on(names, call) {
    for (const name of names.split(/\s+/)) this.#calls.set(name, [...(this.#calls.get(name) ?? []), call]);
  }
  off(names, call) {
    for (const name of names ? names.split(/\s+/) : [...this.#calls.keys()])
      this.#calls.set(name, call ? (this.#calls.get(name) ?? []).filter((one) => one !== call) : []);
  }
  emit(name, ...args) {
    for (const call of this.#calls.get(name) ?? []) call(...args);
  }
  /** Takes values as they are in Python; what of them is new here. */
  receive(patch) {
    const changed = Object.fromEntries(Object.entries(patch).filter(([key, value]) => !same(this.#state[key], value)));
    Object.assign(this.#state, changed);
    for (const key in changed) this.emit(`change:${key}`, this, changed[key]);
    if (Object.keys(changed).length) this.emit("change", this);
    return changed;
  }
}

/**
 * Connects to the widget `name`: its model, once its state is here. `say(words)` shows what went wrong, "" that all is well.
 * A page that is not seen closes its stream, since a browser opens six at most to one server, and catches up later.
 * @param {string} name
 * @param {(words: string) => void} say
 * @returns {Promise<Model>}
 */
export function connect(name, say) {
  const page = crypto.randomUUID();
  /** @type {Model | null} */
  let model = null;
  /** @type {EventSource | null} */
  let stream = null;

  let last = Promise.resolve(); // messages arrive in the order in which they were made
  const send = (message) => {
    last = last
      .then(() => post({ page, ...message }))
      .catch(() => say("Python has ended. The page goes on by itself."));
  };
  async function post(message) {
    const answer = await fetch(`../message/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
    });
    say(answer.ok ? "" : await answer.text()); // what was refused is taken back by the stream
  }
  async function load() {
    const answer = await fetch(`../state/${name}`);
    if (!answer.ok) throw new Error(await answer.text());
    const { state, paths, buffers } = await answer.json();
    return whole(state, paths, buffers);
  }
  /** @param {Told} told */
  function take(told) {
    if (told.method === "custom") model.emit("msg:custom", told.content, told.buffers.map(decode));
    else model.receive(whole(told.state, told.buffer_paths, told.buffers));
  }

  return new Promise((resolve, reject) => {
    /** @type {Told[] | null} what comes before the state */
    let early = [];
    function open() {
      early = [];
      stream = new EventSource(`../events/${name}/${page}`);
      stream.onmessage = ({ data }) => (early ? early.push(JSON.parse(data)) : take(JSON.parse(data)));
      stream.onerror = () => {
        early = [];
        say("Python has ended. The page goes on by itself.");
        if (stream.readyState === EventSource.CLOSED && !model) load().catch(reject); // it says why
      };
      stream.onopen = async () => {
        try {
          const state = await load();
          if (model) model.receive(state);
          model ??= new Model(state, send);
          const waiting = early ?? [];
          early = null;
          waiting.forEach(take);
          say("");
          resolve(model);
        } catch (error) {
          reject(error);
        }
      };
    }
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) return open();
      stream.close();
    });
    open();
  });
}
