// @ts-check
// Stored answers that come as bytes (`json_bytes` in Python), so that a page fetches them when they are first read.

/** `await jsonIn(get("kept_json"))` @param {DataView | Promise<DataView>} bytes @returns {Promise<any>} */
export const jsonIn = async (bytes) => JSON.parse(new TextDecoder().decode(await bytes));
