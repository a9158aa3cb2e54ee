// @ts-check
// What a reader answered to a question made by `ask`: read off its fields, and given again when the reader comes back.

/** @typedef {string | number[]} Given "shown", the number as it was typed, or the places of the options chosen */

const LONGEST = 40;
const fields = (/** @type {HTMLElement} */ node) => [...node.querySelectorAll("input")];
const chosen = (input) => input.type === "radio" || input.type === "checkbox";

/**
 * @param {HTMLElement} node the fieldset
 * @param {boolean | null} right as `done` gets it: null where the reader asked to be shown
 * @returns {Given}
 */
export function read(node, right) {
  const inputs = fields(node);
  if (right === null) return "shown";
  return chosen(inputs[0])
    ? inputs.flatMap((input, i) => (input.checked ? [i] : []))
    : inputs[0].value.slice(0, LONGEST);
}

/**
 * Whether `given` can be an answer to this question: it may come out of a file or a link.
 * @param {HTMLElement} node
 * @param {any} given
 */
export function fits(node, given) {
  const inputs = fields(node);
  if (given === "shown") return true;
  if (!chosen(inputs[0])) return typeof given === "string" && given.length <= LONGEST;
  const most = inputs[0].type === "radio" ? 1 : inputs.length;
  const places = Array.isArray(given) && given.length > 0 && given.length <= most;
  return places && given.every((i) => Number.isInteger(i) && i >= 0 && i < inputs.length);
}

/** Answers as the reader did, by the question's own buttons. @param {HTMLElement} node @param {Given} given */
export function answer(node, given) {
  const inputs = fields(node);
  const press = (which) => /** @type {HTMLElement} */ (node.querySelector(`.ck-row button${which}`))?.click();
  if (given === "shown") return press(".ck-quiet");
  if (typeof given === "string") {
    inputs[0].value = given;
    inputs[0].dispatchEvent(new Event("input", { bubbles: true }));
  } else inputs.forEach((input, i) => (input.checked = given.includes(i)));
  press(":not(.ck-quiet)");
}

/**
 * Keeps the trait `given` (of each question its first and its latest answer) and the fields as one.
 * @param {Pick<import("./widget.js").Ui, "get" | "put" | "watch">} ui
 * @param {() => HTMLElement[]} nodes the questions as they stand on the page
 * @param {() => void} anew draws them without any answer
 */
export function keeping(ui, nodes, anew) {
  let own = [];
  let replaying = false;
  const told = () => JSON.stringify(own);
  const note = (i, right) => {
    if (replaying) return;
    const now = read(nodes()[i], right);
    own = nodes().map((_, j) => (j === i ? [own[j]?.[0] ?? now, now] : (own[j] ?? [])));
    ui.put({ given: own });
  };
  const back = () => {
    const given = ui.get("given") ?? [];
    if (JSON.stringify(given) === told()) return;
    if (own.some((one) => one.length)) anew();
    const legal = (one, i) =>
      Array.isArray(one) && one.length <= 2 && nodes()[i] && one.every((it) => fits(nodes()[i], it));
    own = Array.isArray(given) ? nodes().map((_, i) => (legal(given[i], i) ? given[i] : [])) : [];
    replaying = true;
    own.forEach((one, i) => {
      const [first, last] = one;
      if (one.length) answer(nodes()[i], first);
      if (one.length > 1 && JSON.stringify(last) !== JSON.stringify(first)) answer(nodes()[i], last);
    });
    replaying = false;
  };
  let watched = false;
  /** To be called whenever the questions were drawn. */
  const drawn = () => {
    own = [];
    if (watched) back();
    else ui.watch(["given"], back);
    watched = true;
  };
  return { note, drawn };
}
