// Draws the page's plots when they come near the viewport, and again when the page turns dark or light.
(() => {
  const { here, addScript, data, near } = window.cnnkit;
  // the house colours of cnnkit.visualize.figures and their partners on dark paper
  const DARK = {
    "#0067a3": "#6cb6ff", "#b84e00": "#ff9a57", "#00714f": "#4cc9a0", "#a04a7b": "#e79ac4",
    "#8a6100": "#f0c24b", "#3a3f44": "#c3cad2", "#1b1f24": "#e6e9ed",
  };
  const isDark = () => document.documentElement.dataset.theme === "dark";
  const library = () => (library.it ??= addScript(`${here}plotly.min.js`).then(() => window.Plotly));
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
  async function mount(el) {
    const saved = el.querySelector("script");
    try {
      figures.set(el, saved.dataset.ckFile ? await data(saved.dataset.ckFile) : JSON.parse(saved.textContent));
      await draw(el);
    } catch (error) {
      console.error("[cnnkit]", error);
      el.append(Object.assign(document.createElement("p"), {
        className: "ck-error", textContent: `This plot could not be drawn: ${error.message}`,
      }));
    }
  }

  near(document.querySelectorAll(".ck-plot"), 300, mount);
  let theme = isDark();
  new MutationObserver(() => {
    if (isDark() === theme) return;
    theme = isDark();
    for (const el of figures.keys()) draw(el);
  }).observe(document.documentElement, { attributeFilter: ["data-theme"] });
})();
