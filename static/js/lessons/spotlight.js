/** What a step speaks of is outlined: objects of the picture, or a control by its name. */

/** @typedef {import("./types.js").Spotlight} Spotlight */
/** @typedef {import("../types.js").State} State */

const LIT = "in-spotlight";

/** @param {Spotlight[]} lights @param {State} state */
export function shine(lights, state) {
  const wanted = new Set(lights.flatMap((light) => elementsOf(light, state)));
  for (const element of document.querySelectorAll(`.${LIT}`))
    if (!wanted.has(element)) element.classList.remove(LIT);
  for (const element of wanted) element.classList.add(LIT);
}

/** @param {Spotlight} light @param {State} state @returns {Element[]} */
function elementsOf({ kind, name, labels, control }, state) {
  if (control) return controls(control);
  const table = /** @type {ReadonlyMap<string, import("../types.js").Card> | undefined} */ (
    state.tables[/** @type {"Pod"} */ (kind)]
  );
  const wanted = [...(table?.values() ?? [])].filter(
    (card) =>
      (!name || card.name === name) &&
      !card.deleting &&
      Object.entries(labels).every(([key, value]) => card.labels[key] === value),
  );
  return wanted.flatMap((card) => [
    ...document.querySelectorAll(
      `#stage [data-kind="${kind}"][data-name="${CSS.escape(card.name)}"]`,
    ),
  ]);
}

/** @param {string} label */
function controls(label) {
  const all = document.querySelectorAll(".stage button, .bar button, .panel button, .stage input");
  const chosen = document.querySelectorAll(".stage select, .bar select");
  return [...all, ...chosen].filter(
    (element) => (element.getAttribute("aria-label") ?? element.textContent?.trim()) === label,
  );
}
