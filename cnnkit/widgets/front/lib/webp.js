// @ts-check
// WebP files that came as bytes, and their pixels.

/** The file in `bytes` bytes of a view, from `at` on. @param {DataView} view */
export function webpFile(view, at = 0, bytes = view.byteLength - at) {
  const from = view.byteOffset + at;
  const content = /** @type {ArrayBuffer} */ (view.buffer).slice(from, from + bytes);
  return new Blob([content], { type: "image/webp" });
}

/** Its picture, in the very colours that it holds. @param {Blob} file */
export const bitmapOf = (file) => createImageBitmap(file, { colorSpaceConversion: "none" });

/** The pixels of a picture, smoothed where the size is another. @param {CanvasImageSource} picture */
export function pixelsOf(picture, width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const g = canvas.getContext("2d", { willReadFrequently: true });
  g.imageSmoothingQuality = "high";
  g.drawImage(picture, 0, 0, width, height);
  return g.getImageData(0, 0, width, height);
}
