/**
 * The design tokens as the canvas needs them, read from the stylesheet so that canvas and page
 * agree in every theme. Colours are read through a probe element, because a custom property may be
 * a formula (`light- dark(...)`).
 */

/** @typedef {import("../types.js").Tokens} Tokens */

/** @param {HTMLElement} element @returns {Tokens} */
export function readTokens(element) {
  const probe = element.appendChild(document.createElement("i"));
  probe.hidden = true;
  const style = getComputedStyle(probe);
  const colour = (/** @type {string} */ name) => {
    probe.style.color = `var(--${name})`;
    return style.color;
  };
  const text = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  const tokens = {
    ink: colour("ink"),
    ink2: colour("ink-2"),
    ink3: colour("ink-3"),
    line: colour("line"),
    line2: colour("line-2"),
    slot: colour("slot"),
    stage: colour("stage"),
    surface: colour("surface"),
    accent: colour("accent"),
    bad: colour("bad"),
    badSoft: colour("bad-soft"),
    badInk: colour("bad-ink"),
    unknown: colour("unknown"),
    verInk: colour("ver-ink"),
    versions: [
      colour("unknown"),
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((number) => colour(`v${number}`)),
    ],
    mark: Number.parseFloat(text("mark")) || 1,
    em: Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16,
    mono: text("mono"),
    sans: text("sans"),
  };
  probe.remove();
  return tokens;
}
