// What is wrong with the figures, formulas and tables of this page: words that are cut, too small, or on each other. Returns sentences.
() => {
  const found = [], COLUMN = 400, LEAST = 11, SLACK = 1.5;
  const words = (el) => el.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
  const inside = (a, b) => a.left >= b.left - SLACK && a.right <= b.right + SLACK && a.top >= b.top - SLACK && a.bottom <= b.bottom + SLACK;
  const overlap = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > SLACK && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
  const seen = (el) => { const r = el.getBoundingClientRect(); return r.width > 0 && r.height > 0; };
  const pairs = (list, call) => list.forEach((a, i) => list.slice(i + 1).forEach((b) => call(a, b)));

  for (const svg of document.querySelectorAll(".ck-figure > svg")) {
    const frame = svg.getBoundingClientRect(), scale = frame.width / svg.viewBox.baseVal.width;
    const texts = [...svg.querySelectorAll("text")].filter(seen).map((el) => ({ el, box: el.getBoundingClientRect() }));
    for (const { el, box } of texts) {
      if (!inside(box, frame)) found.push(`"${words(el)}" leaves its drawing`);
      const size = parseFloat(getComputedStyle(el).fontSize) * scale;
      if (innerWidth < COLUMN && size < LEAST - 0.05) found.push(`"${words(el)}" is ${size.toFixed(1)} px high`);
    }
    pairs(texts, (a, b) => { if (overlap(a.box, b.box)) found.push(`"${words(a.el)}" and "${words(b.el)}" lie on each other`); });
  }
  for (const plot of document.querySelectorAll(".ck-plot")) {
    const frame = plot.getBoundingClientRect();
    const parts = ".xtitle, .x2title, .x3title, .ytitle, .y2title, .y3title, .legend, .annotation-text, .xtick text, .ytick text";
    const texts = [...plot.querySelectorAll(parts)].filter(seen).map((el) => ({ el, box: el.getBoundingClientRect() }));
    for (const { el, box } of texts) if (!inside(box, frame)) found.push(`"${words(el)}" leaves its plot`);
    pairs(texts, (a, b) => { if (overlap(a.box, b.box)) found.push(`"${words(a.el)}" and "${words(b.el)}" lie on each other`); });
  }
  // what scrolls by itself hides its right end; folds that are shut are not looked into
  for (const el of document.querySelectorAll('.bd-content :is(mjx-container[display="true"], .ck-table, .ck-stage, .pst-scrollable-table-container)')) {
    if (el.checkVisibility() && el.scrollWidth > el.clientWidth + 1) found.push(`"${words(el)}" is ${el.scrollWidth} px wide where ${el.clientWidth} are`);
  }
  return [...new Set(found)];
}
