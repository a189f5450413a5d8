/** The colour of a version, also of one that does not run yet but has a colour in the catalogue. */

/** @typedef {import("../types.js").State} State */

/** @param {State} state @param {string} image */
export function colourOf(state, image) {
  const known = state.colours.get(image) ?? 0;
  if (known) return `var(--v${known})`;
  for (const card of state.tables.Image.values())
    if (card.image === image && card.color) return `var(--${card.color})`;
  return "var(--slot)";
}
