// Dragging parts of a picture that is drawn anew at every move: the pointer belongs to the picture, not to the part.

/** Parts are elements with `data-drag="name"`; `start(name, data)` returns `move(dx, dy)`, in px from where it began. */
export function draggable(picture, start) {
  let move = null;
  let from = null;
  picture.style.touchAction = "pan-y";
  picture.addEventListener("pointerdown", (event) => {
    const part = event.target.closest("[data-drag]");
    if (!part || event.button) return;
    move = start(part.dataset.drag, part.dataset);
    from = [event.clientX, event.clientY];
    picture.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  picture.addEventListener("pointermove", (event) => move?.(event.clientX - from[0], event.clientY - from[1]));
  for (const end of ["pointerup", "pointercancel"]) picture.addEventListener(end, () => { move = null; });
}

/** The width of a box in px; `draw()` is called whenever it becomes another one. */
export function sized(box, draw) {
  let last = 0;
  const observer = new ResizeObserver(() => {
    const width = Math.floor(box.clientWidth);
    if (!width || width === last) return;
    last = width;
    draw();
  });
  observer.observe(box);
  return { width: () => (last ||= Math.floor(box.clientWidth)) || 640, stop: () => observer.disconnect() };
}
