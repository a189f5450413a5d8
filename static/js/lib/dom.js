/**
 * Make and mend elements. Text only ever enters through textContent, so nothing that a cluster says
 * can become markup. `h("p", {class: "note"}, "3 of 3")` makes an element; `setText` and
 * `setAttribute` write only when the value is another, so an update that changes nothing costs
 * nothing.
 */

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, any>} Properties */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Properties} [properties]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  decorate(element, properties);
  append(element, children);
  return element;
}

/**
 * @param {string} tag
 * @param {Properties} [properties]
 * @param {...Child} children
 * @returns {SVGElement}
 */
export function svg(tag, properties = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  decorate(element, properties);
  append(element, children);
  return element;
}

/**
 * @param {string} name a symbol of templates/playground/_icons.html
 * @param {number} [size]
 */
export function icon(name, size = 16) {
  return svg(
    "svg",
    { class: "icon", width: size, height: size, "aria-hidden": "true" },
    svg("use", { href: `#icon-${name}` }),
  );
}

/** @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string | number | boolean | null | undefined} value
 */
export function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
    return;
  }
  const text = value === true ? "" : String(value);
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

/** @param {HTMLElement | SVGElement} element @param {string} name @param {string} value */
export function setStyle(element, name, value) {
  if (element.style.getPropertyValue(name) !== value) element.style.setProperty(name, value);
}

/**
 * Keep one child per item, in the items' order; reuse what is there.
 * @template Item
 * @param {Element} parent
 * @param {(item: Item) => string} keyOf
 * @param {(item: Item) => {element: Element, update(item: Item, ...rest: any[]): void}} create
 * @returns {(items: Item[], ...rest: any[]) => void}
 */
export function keyedList(parent, keyOf, create) {
  /** @type {Map<string, {element: Element, update(item: Item, ...rest: any[]): void}>} */
  const parts = new Map();
  return (items, ...rest) => {
    const wanted = new Set(items.map(keyOf));
    for (const [key, part] of parts) {
      if (!wanted.has(key)) {
        part.element.remove();
        parts.delete(key);
      }
    }
    items.forEach((item, index) => {
      const key = keyOf(item);
      const part = parts.get(key) ?? create(item);
      parts.set(key, part);
      if (parent.children[index] !== part.element)
        parent.insertBefore(part.element, parent.children[index] ?? null);
      part.update(item, ...rest);
    });
  };
}

/** @param {Element} element @param {Properties} properties */
function decorate(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (name === "on")
      for (const [type, listener] of Object.entries(value))
        element.addEventListener(type, listener);
    else if (name === "data")
      for (const [key, text] of Object.entries(value))
        element.setAttribute(`data-${key}`, String(text));
    else setAttribute(element, name, value);
  }
}

/** @param {Element} element @param {Child[]} children */
function append(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}
