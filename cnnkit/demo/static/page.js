// @ts-check
// The page of one demo: its question first, then the figure, then what there is to be seen.
import { hall } from "./hall.js";
import { offerMaterial } from "./material.js";
import { connect } from "./model.js";

const { name } = document.body.dataset;
const part = (id) => document.getElementById(id);
const [stage, step, lost] = ["stage", "step", "lost"].map(part);

/** @param {string} words */
function say(words) {
  lost.textContent = words;
  lost.hidden = !words;
}

/** Shows one thing more; whether there was one. */
function reveal() {
  if (document.body.classList.contains("asks")) {
    document.body.classList.remove("asks");
    stage.inert = false;
    step.textContent = "What is there to be seen?";
    fit();
    return true;
  }
  if (!part("seen").hidden) return false;
  part("seen").hidden = false;
  step.hidden = true;
  part("seen").scrollIntoView({ block: "nearest" });
  return true;
}
step.addEventListener("click", reveal);
const fit = hall({ stage, reveal });

async function mount() {
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `../css/${name}` });
  const dressed = new Promise((resolve) => Object.assign(style, { onload: resolve, onerror: resolve }));
  document.head.append(style);
  const [model, { default: made }] = await Promise.all([connect(name, say), import(`../esm/${name}`), dressed]);
  const widget = typeof made === "function" ? await made() : made;
  const { signal } = new AbortController();
  const invoke = async () => {
    throw new Error("a demo has no commands of anywidget");
  };
  const given = { model, signal, experimental: { invoke } };
  await widget.initialize?.(given);
  await widget.render?.({ ...given, el: stage });
  model.on("change:question", () => (part("question").textContent = model.get("question")));
  offerMaterial(stage, model);
  stage.dataset.ready = "1";
  new ResizeObserver(fit).observe(stage.firstElementChild ?? stage);
  fit();
}
const waiting = setTimeout(() => say("Python is getting this figure ready …"), 1500);
mount()
  .then(() => lost.textContent.startsWith("Python is getting") && say(""))
  .catch((error) => say(`This demo could not start: ${error.message}`))
  .finally(() => clearTimeout(waiting));
