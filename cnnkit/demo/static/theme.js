// @ts-check
// Dark or light before anything is drawn: as it was chosen here, or else as the machine has it.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = localStorage.getItem("cnnkit-theme") ?? (dark ? "dark" : "light");
})();
