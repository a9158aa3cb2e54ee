// @ts-check
// Networks by year: scrub, and see how often each is wrong, how deep it is and what it was about.
import { hint, presets, slider } from "./lib/controls.js";
import { count, el } from "./lib/dom.js";
import { legend, plot } from "./lib/plot.js";
import { nearYear, told } from "./lib/timeline.js";
import { widget } from "./lib/widget.js";
import "./timeline.css";

const STATE = ["at"];
const YEARS = { from: 1997, to: 2020, ticks: [1998, 2004, 2010, 2013, 2016, 2019], show: (v) => `${v}` };
const NOTE =
  "Drag in a plot, or move the slider with the arrow keys: networks stand in the order of their first publication. " +
  "A contest entry is mostly several networks, so it never shares a line with single ones. † marks a number from print that we have not seen again.";

function setup(ui) {
  const { controls, stage, get, put, trait, say } = ui;
  const { networks, winners, human } = get("record");
  const last = networks.length - 1;
  const written = (at) => `${networks[at].name}, ${networks[at].year}`;
  const marks = networks.map((one, at) => ({ label: one.name, at })).filter(({ label }) => MARKED.has(label));
  controls.append(slider(trait("at"), "network", { min: 0, max: last, show: written }), presets(ui, marks), hint(NOTE));
  const years = [...new Set(networks.map(({ year }) => year))];
  const scrub = { stops: years, go: (year) => put({ at: nearYear(networks, year) }) };
  const errors = plot({
    label: "Top-5 error in per cent, by year: single networks under one protocol, and winners of the contest",
    x: YEARS,
    y: { from: 0, to: 30, ticks: [0, 10, 20, 30], name: "top-5 error, %", grid: true },
    height: 170,
    scrub,
  });
  const depths = plot({
    label: "Layers with weights on the longest way, by year of first publication, in powers of ten",
    x: YEARS,
    y: { from: 3, to: 300, log: true, ticks: [4, 10, 30, 100, 200], name: "layers", grid: true },
    height: 160,
    scrub,
  });
  const contest = winners.map(({ year, top5 }) => [year, top5]);
  const single = networks.filter((one) => one.ten_crops !== null);
  const people = [
    [human.year, human.top5],
    [YEARS.to, human.top5],
  ];
  const lines = [
    { name: "winner of the contest, test pictures, mostly several networks", points: contest, kind: "b", dash: 1 },
    {
      name: `one person, ${human.pictures.toLocaleString("en-US")} pictures, ${human.year}`,
      points: people,
      kind: "d",
      dash: 2,
    },
  ];
  const card = el("div", { class: "tl-card" });
  const parts = Object.fromEntries(
    ["idea", "counts", "single", "several"].map((key) => [key, el("p", { class: `tl-${key}` })]),
  );
  card.append(...Object.values(parts));
  ui.says.after(card);
  const note = "● one network, ten crops of 224 pixels, validation pictures: one protocol for all";
  const below = el("div", {}, legend("", lines), el("p", { class: "ck-note", text: note }));
  const counted = el("p", {
    class: "ck-note",
    text: "● layers with weights on the longest way, by year of first publication",
  });
  stage.append(
    el("div", { class: "tl-plots" }, el("div", {}, errors.node, below), el("div", {}, depths.node, counted)),
  );

  return () => {
    const at = get("at");
    const now = networks[at];
    const dot = (one, y) => ({ x: one.year, y, kind: one === now ? "chosen" : "a", r: one === now ? 7 : 4.5 });
    const front = (list) => [...list.filter((one) => one !== now), ...list.filter((one) => one === now)];
    errors.draw({
      lines,
      dots: [
        ...winners.map(({ year, top5 }) => ({ x: year, y: top5, kind: "b", r: 3 })),
        ...front(single).map((one) => dot(one, one.ten_crops)),
      ],
      cursor: { x: now.year, value: now.ten_crops === null ? "" : `${now.ten_crops} %` },
    });
    depths.draw({
      dots: front(networks).map((one) => dot(one, one.depth)),
      cursor: { x: now.year, value: `${now.depth}` },
    });
    const inPrint = now.print && now.print !== now.year ? `, in print ${now.print}` : "";
    const none = "not published as far as our catalogue knows";
    const texts = {
      idea: now.idea,
      counts: `First published ${now.year}${inPrint}; ${count(now.params)} parameters; made for ${now.dataset}.`,
      single: `One network: ${now.single.join(" · ") || none}.`,
      several: now.several.length ? `Several networks: ${now.several.join(" · ")}.` : "",
    };
    for (const [key, text] of Object.entries(texts)) if (parts[key].textContent !== text) parts[key].textContent = text;
    say(told(networks, at));
  };
}

const MARKED = new Set(["LeNet-5", "AlexNet", "GoogLeNet", "ResNet-152"]);

export default widget("timeline", { state: STATE, setup });
