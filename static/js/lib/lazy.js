/**
 * A part of the page that is fetched when it is first needed, so that the first picture need not
 * wait for it.
 * Example: `const parts = lazily(async () => (await import("./parts.js")).createParts(desk))`, then
 * `parts.use(({ terminal }) => terminal.run(command))`.
 */

/**
 * @template Part
 * @param {() => Promise<Part>} load
 */
export function lazily(load) {
  /** @type {Part | null} */
  let part = null;
  /** @type {Promise<Part> | null} */
  let loading = null;
  return {
    /** Use it now, or as soon as it is there. @param {(part: Part) => void} use */
    use(use) {
      if (part) return use(part);
      loading ??= load().then((found) => (part = found));
      void loading.then(use);
    },
  };
}
