// @ts-check
// The lecturer's own pictures and camera, for widgets that take a picture: it is dropped on them as from the desktop.

const TAKES = ".cko, .live-takes"; // front/lib/own-picture.js, live.js
const EVERY = 1000; // ms between two pictures that follow each other

/**
 * Shows the bar above a widget that takes pictures, as soon as it does: some first fetch their network.
 * @param {HTMLElement} stage
 * @param {any} model
 */
export function offerMaterial(stage, model) {
  const offered = () => {
    if (!stage.querySelector(TAKES)) return;
    watcher.disconnect();
    offer(stage, model);
  };
  const watcher = new MutationObserver(offered);
  watcher.observe(stage, { childList: true, subtree: true });
  offered();
}

/** @param {HTMLElement} stage @param {any} model */
function offer(stage, model) {
  const part = (id) => document.getElementById(id);
  const [camera, snap, follow] = ["camera", "snap", "follow"].map(part);
  const frame = /** @type {HTMLVideoElement} */ (part("frame"));
  const keep = follow.querySelector("input");
  part("material").hidden = false;

  /** @param {Blob} picture @param {string} name */
  function drop(picture, name) {
    const data = new DataTransfer();
    data.items.add(new File([picture], name, { type: picture.type }));
    const target = stage.querySelector(".ck") ?? stage.querySelector(TAKES);
    target.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  }

  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-picture]")))
    button.addEventListener("click", async () => {
      const answer = await fetch(`../picture/${button.dataset.picture}`);
      if (answer.ok) drop(await answer.blob(), button.title);
      else tell(await answer.text());
    });

  const tell = (words) => {
    part("lost").textContent = words;
    part("lost").hidden = !words;
  };
  async function open() {
    try {
      frame.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
    } catch (error) {
      return tell(`The camera does not open: ${error.message}`);
    }
    await frame.play();
    show(true);
  }
  function shut() {
    for (const track of /** @type {MediaStream} */ (frame.srcObject).getTracks()) track.stop();
    frame.srcObject = null;
    keep.checked = false;
    show(false);
  }
  function show(on) {
    for (const one of [snap, follow, frame]) one.hidden = !on;
    camera.textContent = on ? "Camera off" : "Camera";
  }
  camera.addEventListener("click", () => (frame.srcObject ? shut() : open()));

  async function take() {
    const canvas = Object.assign(document.createElement("canvas"), {
      width: frame.videoWidth,
      height: frame.videoHeight,
    });
    canvas.getContext("2d").drawImage(frame, 0, 0);
    const picture = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
    drop(picture, "camera");
  }
  snap.addEventListener("click", take);
  // a demo that Python computes says when it is done; the others are as fast as the page
  const again = () => keep.checked && !document.hidden && !model.get("busy") && take();
  setInterval(again, EVERY);
}
