// Starts a deck: slides as large as the screen allows, the theme of the book, and keys that a widget keeps for itself.
(() => {
  const Reveal = /** @type {any} */ (window).Reveal;
  const LARGEST = 2.6;
  const WIDTHS = [920, 1240]; // px of the column; a tall figure may need less height in a wide one
  document.documentElement.dataset.theme =
    new URLSearchParams(location.search).get("theme") ??
    (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

  /** @param {Element | null} element */
  const inPart = (element) => element?.closest(".ck, .ck-plot, summary, a, button, input, select, textarea");

  /** The content of a slide at the largest size at which all of it is on the screen.
   * @param {HTMLElement} box */
  function fit(box) {
    const room = /** @type {HTMLElement} */ (box.parentElement);
    const style = getComputedStyle(room);
    const wide = room.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const high = room.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
    const scaleAt = (width) => {
      box.style.width = `${width}px`;
      return Math.min(LARGEST, wide / box.offsetWidth, high / box.offsetHeight);
    };
    box.style.zoom = "1";
    const [narrow, broad] = WIDTHS.map(scaleAt);
    const scale = narrow < 0.8 && broad > narrow ? broad : scaleAt(WIDTHS[0]);
    box.style.zoom = String(scale);
    box.dataset.fit = scale.toFixed(2);
  }
  const boxes = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".fit"));
  const shown = () => /** @type {HTMLElement | null} */ (Reveal.getCurrentSlide()?.querySelector(".fit"));
  const again = () => {
    const box = shown();
    if (box) fit(box);
  };
  // a widget that grows, a formula that is set, a fold that opens: the slide makes room
  let due = 0;
  const watcher = new ResizeObserver(() => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(again);
  });
  boxes.forEach((box) => [...box.children].forEach((child) => watcher.observe(child)));
  addEventListener("resize", again);

  addEventListener("keydown", (event) => {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    if (event.key === "Escape" && inPart(focused)) focused?.blur();
  });
  Reveal.initialize({
    hash: true,
    disableLayout: true,
    center: false,
    overview: false,
    transition: "none",
    slideNumber: "c/t",
    viewDistance: 1,
    keyboardCondition: () => !inPart(document.activeElement),
  }).then(again);
  Reveal.on("slidechanged", again);
})();
