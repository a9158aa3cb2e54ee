// A printed page is light, whole and open: every fold, widget and plot. Afterwards the screen is as it was.
(() => {
  const root = document.documentElement;
  let before = null;

  addEventListener("beforeprint", () => {
    /** @type {any[]} */
    const shut = [...document.querySelectorAll("main details:not([open])")];
    before = { shut, theme: root.dataset.theme };
    for (const fold of shut) fold.open = true;
    root.dataset.theme = "light";
    // what has its code by now is drawn in microtasks, which still run before the page goes to paper
    for (const part of window.cnnkit?.parts ?? []) part.wake();
  });
  addEventListener("afterprint", () => {
    if (!before) return;
    for (const fold of before.shut) fold.open = false;
    root.dataset.theme = before.theme;
    before = null;
  });

  // code that loads only now would come too late: so it is fetched while the reader reads
  const prepare = () => {
    for (const part of window.cnnkit?.parts ?? []) part.prepare();
  };
  const idle = window.requestIdleCallback ?? ((call) => setTimeout(call, 200));
  const soon = () => setTimeout(() => idle(prepare), 2000);
  if (navigator.connection?.saveData) return;
  if (document.readyState === "complete") soon();
  else addEventListener("load", soon, { once: true });
})();
