// @ts-check
// What a lecture hall needs of a page: large drawings, keys and a presenter's clicker, the light on or off.

const COLUMN = 740; // px, a little more than the column of the book
const LEAST = 1300; // px: on a window of this width what is taller than the window is still shown in its own size
const TAKES_KEYS = "#stage *, input, select, textarea, video";

/**
 * Makes what stands in `stage` as large as the window lets it be; `reveal()` shows one thing more and says whether there was
 * one. The returned function fits it again. Without arguments: the keys and the light alone, as the list has them.
 * @param {{ stage?: HTMLElement, reveal?: () => boolean }} page
 */
export function hall({ stage, reveal = () => false } = {}) {
  let own = Number(localStorage.getItem("cnnkit-size") ?? 1); // the lecturer's factor
  let shown = 0;

  function fit() {
    if (!stage?.firstElementChild || document.body.classList.contains("asks")) return;
    const tall = /** @type {HTMLElement} */ (stage.firstElementChild).offsetHeight;
    const [wide, high] = [innerWidth, innerHeight - stage.getBoundingClientRect().top - scrollY];
    const scale = Math.min(wide / COLUMN, Math.max(wide / LEAST, (high - 16) / tall));
    const next = Math.max(1, Math.min(scale * own, wide / 360));
    if (Math.abs(next - shown) < 0.04 * next) return; // it is the figure that grew by being enlarged
    shown = next;
    stage.style.zoom = `${next}`;
  }
  const resize = (factor) => {
    own = Math.min(3, Math.max(0.4, own * factor));
    localStorage.setItem("cnnkit-size", `${own}`);
    fit();
  };
  const turn = () => {
    const { dataset } = document.documentElement;
    dataset.theme = dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem("cnnkit-theme", dataset.theme);
  };
  /** @param {string} rel */
  const go = (rel) => /** @type {HTMLElement | null} */ (document.querySelector(`a[rel=${rel}]`))?.click();

  const forth = () => reveal() || go("next");
  const back = () => go("prev");
  const keys = new Map([
    ...["PageDown", "ArrowRight"].map((key) => /** @type {const} */ ([key, forth])),
    ...["PageUp", "ArrowLeft"].map((key) => /** @type {const} */ ([key, back])),
    ["+", () => resize(1.15)],
    ["=", () => resize(1.15)],
    ["-", () => resize(1 / 1.15)],
    ["d", turn],
  ]);
  addEventListener("resize", fit);
  addEventListener("keydown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    // a figure's keys are its own, until Escape
    if (target.matches(TAKES_KEYS)) {
      if (event.key === "Escape") /** @type {HTMLElement} */ (target).blur();
      return;
    }
    const act = keys.get(event.key);
    if (!act || (!stage && act !== turn)) return;
    event.preventDefault();
    act();
  });
  document.getElementById("theme").addEventListener("click", turn);
  document.getElementById("larger")?.addEventListener("click", () => resize(1.15));
  document.getElementById("smaller")?.addEventListener("click", () => resize(1 / 1.15));
  return fit;
}
if (document.body.classList.contains("list")) hall();
