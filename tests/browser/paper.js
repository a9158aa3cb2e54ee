// What would be lost if this page went to paper now. Seen right after `beforeprint`, as the browser does.
() => {
  dispatchEvent(new Event("beforeprint"));
  const count = (selector, fails) => [...document.querySelectorAll(selector)].filter(fails).length;
  const style = (el) => getComputedStyle(el);
  return new Promise((done) => setTimeout(() => done({
    theme: document.documentElement.dataset.theme,
    shut: count("main details", (el) => !el.open),
    blank: count(".ck-plot", (el) => !el.querySelector(".main-svg")),
    asleep: count(".ck-host", (el) => !el.dataset.ckReady && !el.querySelector(".ck-error")),
    scrolling: count("main pre, main .ck-table", (el) => /auto|scroll/.test(style(el).overflowX) && el.scrollWidth > el.clientWidth),
    holes: count(".ck-host, .ck-plot", (el) => style(el).minHeight !== "0px"),
  })));
}
