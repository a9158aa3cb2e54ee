// @ts-check
// The reader's own picture: dropped on the widget, pasted, chosen, or taken with a phone's camera. It is read here and goes
// nowhere: neither to a server nor, in a notebook, to the kernel, so keep it out of the traits.
import { button } from "./controls.js";
import { el, on } from "./dom.js";
import "./own-picture.css";

export const PRIVATE = "Your picture is read on this page and never leaves it.";

/**
 * Buttons and the sentence that says where the picture stays.
 * @param {import("./widget.js").Ui} ui
 * @param {{ side: number, cover?: boolean, got: (picture: ImageData) => void }} how `side`: the longer side of what `got`
 *   receives; with `cover` the middle square, `side` by `side`
 */
export function ownPicture({ section, signal, say }, { side, cover = false, got }) {
  async function read(file) {
    if (!file) return;
    let bitmap;
    try {
      bitmap = await createImageBitmap(file);
    } catch {
      return say(
        `${file.name || "What came"} is no picture that this browser can read; it reads PNG, JPEG, GIF and WebP.`,
      );
    }
    if (!signal.aborted) got(pixels(bitmap, side, cover));
  }

  const chooser = (label, attrs) => {
    const input = /** @type {HTMLInputElement} */ (
      el("input", { type: "file", accept: "image/*", hidden: true, "aria-label": label, ...attrs })
    );
    on(input, "change", () => {
      const [file] = input.files;
      input.value = ""; // or the same file could not be chosen again
      return read(file);
    });
    return [button(label, () => input.click(), { class: attrs.class }), input];
  };
  const controls = el(
    "div",
    { class: "ck-controls" },
    ...chooser("Your own picture", {}),
    ...chooser("Take a photo", { capture: "environment", class: "cko-camera" }),
  );

  const over = (event) => [...event.dataTransfer.types].includes("Files");
  on(section, "dragover", (event) => {
    if (!over(event)) return;
    event.preventDefault();
    section.classList.add("cko-over");
  });
  for (const end of ["dragleave", "drop"]) on(section, end, () => section.classList.remove("cko-over"));
  on(section, "drop", (event) => {
    if (!over(event)) return;
    event.preventDefault();
    return read(event.dataTransfer.files[0]);
  });
  // what is pasted goes to the widget that is pointed at or has the keyboard
  on(
    document,
    "paste",
    (event) => {
      const file = [...event.clipboardData.files].find(({ type }) => type.startsWith("image/"));
      if (!file || !section.matches(":hover, :focus-within")) return;
      event.preventDefault();
      return read(file);
    },
    { signal },
  );
  const note = el("p", { class: "ck-note", text: `Drop a picture here, paste or choose one. ${PRIVATE}` });
  return el("div", { class: "cko ck-on-screen" }, controls, note);
}

function pixels(bitmap, side, cover) {
  const { width, height } = bitmap;
  const scale = side / (cover ? Math.min(width, height) : Math.max(width, height));
  const [w, h] = [width, height].map((v) => Math.max(1, Math.round(v * scale)));
  const size = cover ? { width: side, height: side } : { width: w, height: h };
  const canvas = el("canvas", size);
  const g = /** @type {HTMLCanvasElement} */ (canvas).getContext("2d", { willReadFrequently: true });
  g.fillStyle = "#fff"; // behind what is transparent
  g.fillRect(0, 0, size.width, size.height);
  g.imageSmoothingQuality = "high";
  g.drawImage(bitmap, Math.round((size.width - w) / 2), Math.round((size.height - h) / 2), w, h);
  return g.getImageData(0, 0, size.width, size.height);
}
