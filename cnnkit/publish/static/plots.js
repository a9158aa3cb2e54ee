// Draws the page's plots when they come near the viewport, and again when the page turns dark or light.
(() => {
  const { url, addScript, data, near, parts } = window.cnnkit;
  // the house colours of cnnkit.visualize.figures and their partners on dark paper
  const DARK = {
    "#0067a3": "#6cb6ff",
    "#b84e00": "#ff9a57",
    "#00714f": "#4cc9a0",
    "#a04a7b": "#e79ac4",
    "#8a6100": "#f0c24b",
    "#3a3f44": "#c3cad2",
    "#1b1f24": "#e6e9ed",
  };
  const isDark = () => document.documentElement.dataset.theme === "dark";
  // lines, points and bars need a third of the bytes of the whole library
  const name = document.querySelector('[data-ck-library="whole"]') ? "plotly.min.js" : "plotly/plotly-basic.min.js";
  let coming = null;
  const library = () => (coming ??= addScript(url(name)).then(() => window.Plotly));
  const figures = new Map();

  // a colour scale stays as it is: it means the same on every page and in every image
  const dark = (value, key) => {
    if (typeof value === "string") return DARK[value.toLowerCase()] ?? value;
    if (!value || typeof value !== "object" || key === "colorscale") return value;
    if (Array.isArray(value)) return value.map((item) => dark(item, key));
    return Object.fromEntries(Object.entries(value).map(([k, item]) => [k, dark(item, k)]));
  };

  async function draw(el) {
    const { data: traces, layout } = isDark() ? dark(figures.get(el)) : structuredClone(figures.get(el));
    const Plotly = await library();
    await Plotly.react(el, traces, layout, { responsive: true, displayModeBar: false, scrollZoom: false });
    el.dataset.ckReady = "1";
  }
  const figureOf = ({ dataset, textContent }) => (dataset.ckFile ? data(dataset.ckFile) : JSON.parse(textContent));
  async function mount(el) {
    if (el.dataset.ckAsked) return;
    el.dataset.ckAsked = "1";
    try {
      figures.set(el, await figureOf(el.querySelector("script")));
      await draw(el);
    } catch (error) {
      console.error("[cnnkit]", error);
      el.append(
        Object.assign(document.createElement("p"), {
          className: "ck-error",
          textContent: `This plot could not be drawn: ${error.message}`,
        }),
      );
    }
  }

  const plots = document.querySelectorAll(".ck-plot");
  near(plots, 300, mount);
  parts.push({
    wake: () => plots.forEach(mount),
    prepare: () => {
      library();
      plots.forEach((el) => {
        const saved = el.querySelector("script");
        if (saved) figureOf(saved);
      });
    },
  });
  let theme = isDark();
  new MutationObserver(() => {
    if (isDark() === theme) return;
    theme = isDark();
    for (const el of figures.keys()) draw(el);
  }).observe(document.documentElement, { attributeFilter: ["data-theme"] });
})();
