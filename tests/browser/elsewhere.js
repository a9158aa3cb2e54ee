// What a page of another origin tries with the address of a demo: all of it has to fail.
async ([base, body]) => {
  const found = {};
  const attempt = async (name, call) => { try { found[name] = await call(); } catch (error) { found[name] = "failed"; } };
  const text = async (answer) => (await answer).text();
  await attempt("read", () => text(fetch(`${base}state/shape-calc`)));
  await attempt("post", () => text(fetch(`${base}message/shape-calc`,
    { method: "POST", headers: { "Content-Type": "application/json" }, body })));
  await attempt("plain", async () => (await fetch(`${base}message/shape-calc`, { method: "POST", mode: "no-cors", body })).type);
  await attempt("script", () => new Promise((resolve, reject) => document.head.append(
    Object.assign(document.createElement("script"), { type: "module", src: `${base}esm/shape-calc`, onload: () => resolve("loaded"), onerror: reject }))));
  await attempt("picture", () => new Promise((resolve, reject) =>
    Object.assign(new Image(), { src: `${base}picture/0`, onload: () => resolve("loaded"), onerror: reject })));
  await attempt("events", () => new Promise((resolve, reject) => {
    const stream = new EventSource(`${base}events/shape-calc/p`);
    stream.onopen = () => resolve("open");
    stream.onerror = reject;
  }));
  await attempt("frame", () => new Promise((resolve) => {
    const frame = Object.assign(document.createElement("iframe"), { src: `${base}demo/shape-calc` });
    frame.onload = () => resolve(frame.contentWindow.length);
    document.body.append(frame);
  }));
  return found;
}
