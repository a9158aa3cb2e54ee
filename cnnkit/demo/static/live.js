// @ts-check
// The page's side of a demo that Python computes (cnnkit/demo/live): controls and pictures in, an answer out.

const LONGEST = 640; // px of a picture that is sent
const SEND = 0.92; // quality of its JPEG

/** @param {string} tag @param {Record<string, any>} [own] @param {...any} children @returns {any} */
function el(tag, own = {}, ...children) {
  const node = Object.assign(document.createElement(tag), own);
  node.append(...children);
  return node;
}

function put(model, patch) {
  for (const [key, value] of Object.entries(patch)) model.set(key, value);
  model.save_changes();
}

/** A list or a slider for one setting. */
function control(model, { name, label, options, low, high, step }) {
  const field = options
    ? el("select", {}, ...options.map((text) => el("option", { value: text, textContent: text })))
    : el("input", { type: "range", min: low, max: high, step });
  const value = el("output");
  value.setAttribute("aria-live", "off");
  field.dataset.lmSuppressShortcuts = "true"; // JupyterLab would take its arrow keys
  const read = () => (options ? field.value : Number(field.value));
  const show = () => {
    field.value = model.get(name);
    value.textContent = options ? "" : model.get(name);
  };
  field.addEventListener("input", () => put(model, { [name]: read() }));
  model.on(`change:${name}`, show);
  show();
  return el("label", { className: "live-field" }, label, field, ...(options ? [] : [value]));
}

/** A file as a JPEG of a size that can be sent, on white. @param {File} file */
async function small(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = el("canvas", { width, height });
  const g = canvas.getContext("2d");
  g.fillStyle = "#fff";
  g.fillRect(0, 0, width, height);
  g.imageSmoothingQuality = "high";
  g.drawImage(bitmap, 0, 0, width, height);
  /** @type {Blob} */
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", SEND));
  return new DataView(await blob.arrayBuffer());
}

/** Ways to bring a picture: chosen, dropped, pasted. */
function pictureOf(model, section, say, signal) {
  async function take(file) {
    if (!file) return;
    try {
      put(model, { picture: await small(file) });
    } catch {
      say(`${file.name || "What came"} is no picture that this browser can read.`);
    }
  }
  const chooser = el("input", { type: "file", accept: "image/*", hidden: true });
  chooser.addEventListener("change", () => {
    take(chooser.files[0]);
    chooser.value = "";
  });
  const hasFiles = (event) => event.dataTransfer.types.includes("Files");
  section.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  section.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });
  document.addEventListener(
    "paste",
    (event) => {
      const file = [...event.clipboardData.files].find(({ type }) => type.startsWith("image/"));
      if (file && section.matches(":hover, :focus-within")) take(file);
    },
    { signal },
  );
  const press = (textContent, onclick) => el("button", { type: "button", textContent, onclick });
  return [
    press("Your own picture", () => chooser.click()),
    chooser,
    press("The first picture", () => put(model, { picture: new DataView(new ArrayBuffer(0)) })),
  ];
}

const SVG = "http://www.w3.org/2000/svg";
/** A rectangle in parts of the sides, as per cent. */
function frame([x0, y0, x1, y1], kind) {
  const node = document.createElementNS(SVG, "rect");
  const at = { x: x0, y: y0, width: Math.max(0, x1 - x0), height: Math.max(0, y1 - y0) };
  for (const [key, part] of Object.entries(at)) node.setAttribute(key, `${100 * part}%`);
  node.setAttribute("class", kind);
  return node;
}
function nameOf([x0, y0, , , text]) {
  const node = document.createElementNS(SVG, "text");
  const under = y0 < 0.1; // there is no room above
  node.setAttribute("x", `${100 * Math.max(0, x0)}%`);
  node.setAttribute("y", `${100 * Math.max(0, y0)}%`);
  node.setAttribute("dy", under ? "1.1em" : "-0.3em");
  node.textContent = text;
  return node;
}

/** One picture with its caption, boxes and mark. */
function figure({ file, caption, boxes, mark, width }) {
  const bytes = file.buffer ? new Uint8Array(file.buffer, file.byteOffset, file.byteLength) : file;
  const free = () => URL.revokeObjectURL(url);
  const url = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
  const sheet = document.createElementNS(SVG, "svg");
  sheet.setAttribute("aria-hidden", "true");
  if (mark.length) sheet.append(frame(mark, "under"), frame(mark, "mark"));
  for (const box of boxes) sheet.append(frame(box, "under"), frame(box, "box"));
  for (const box of boxes) sheet.append(nameOf(box));
  const held = el(
    "div",
    { className: "live-picture" },
    el("img", { src: url, alt: caption, onload: free, onerror: free }),
    sheet,
  );
  held.style.maxWidth = `${Math.max(224, Math.min(512, width))}px`;
  return el("figure", {}, held, el("figcaption", { textContent: caption }));
}

/** @param {string[]} head @param {string[][]} rows */
function table(head, rows) {
  const cell = (tag, textContent) => el(tag, { textContent });
  const top = el("tr", {}, ...head.map((words) => cell("th", words)));
  const body = rows.map((row) => el("tr", {}, ...row.map((words) => cell("td", words))));
  return el("table", {}, el("thead", {}, top), el("tbody", {}, ...body));
}

export default {
  render({ model, el: root, signal }) {
    const ending = new AbortController();
    const says = el("p", { className: "live-says" });
    says.setAttribute("role", "status");
    const controls = el("div", { className: "live-controls" });
    const answer = el("div", { className: "live-answer", tabIndex: -1 });
    const question = el("p", { className: "live-question" });
    const section = el("section", { className: "live" }, question, controls, says, answer);
    const say = (words) => (says.textContent = words);
    controls.append(...model.get("controls").map((one) => control(model, one)));
    if (model.get("takes_picture")) {
      section.classList.add("live-takes");
      controls.append(...pictureOf(model, section, say, ending.signal));
    }
    function show() {
      const [pictures, head, rows] = ["pictures", "head", "rows"].map((key) => model.get(key));
      answer.replaceChildren(...pictures.map((one) => figure(one)), ...(rows.length ? [table(head, rows)] : []));
    }
    const calls = {
      "change:pictures": show,
      "change:rows": show,
      "change:says": () => say(model.get("says")),
      "change:busy": () => {
        section.setAttribute("aria-busy", `${model.get("busy")}`);
        if (model.get("busy") && !model.get("says")) say("Python computes …");
      },
      "change:question": () => (question.textContent = model.get("question")),
    };
    for (const [event, call] of Object.entries(calls)) {
      model.on(event, call);
      call();
    }
    root.replaceChildren(section);
    const end = () => {
      ending.abort();
      for (const [event, call] of Object.entries(calls)) model.off(event, call);
    };
    signal?.addEventListener("abort", end);
    return end;
  },
};
