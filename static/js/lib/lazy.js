/**
 * A part of the page that is fetched when it is first needed, so that the first picture need not
 * wait for it.
 * Example: `const parts = lazily(async () => (await import("./parts.js")).createParts(desk))`, then
 * `parts.use(({ terminal }) => terminal.run(command))`.
 */

import { h } from "./dom.js";

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

/**
 * A piece of a panel that is fetched when it is first shown.
 * @template {any[]} Told
 * @typedef {{element: Element, update(...told: Told): void, tick?(...told: any[]): boolean}} Piece
 */

/**
 * @template {any[]} Told
 * @param {() => Promise<Piece<Told>>} load
 */
export function lazyPiece(load) {
  const element = h("div");
  /** @type {Awaited<ReturnType<typeof load>> | null} */
  let piece = null;
  const part = lazily(async () => {
    piece = await load();
    element.append(piece.element);
    return piece;
  });
  return {
    element,
    /** @param {Told} told */
    update: (...told) => part.use((made) => made.update(...told)),
    /** What it says of time is told anew; false when it says nothing of it. @param {any[]} told */
    tick: (...told) => piece?.tick?.(...told) ?? false,
  };
}
