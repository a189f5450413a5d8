/**
 * Who wrote each field: the last writer that the journal knows, in the manager's own name where
 * the object's managedFields tell it. Pure.
 * Example: the journal says "user" wrote spec.replicas, managedFields say the manager is "kubectl".
 */

/** @typedef {{path: string[], by: string, revision: number, time: number}} Writer */

/** @param {string[]} path */
const keyOf = (path) => path.join("\n");

/**
 * @param {Writer[]} writers
 * @param {any} object
 * @returns {Map<string, {name: string, time: number}>} by path
 */
export function ownersOf(writers, object) {
  const managers = managersIn(object);
  /** @type {Map<string, {name: string, time: number}>} */
  const owners = new Map();
  for (const [key, name] of managers) owners.set(key, { name, time: 0 });
  for (const { path, by, time } of writers) {
    const manager = by.startsWith("user") ? managers.get(keyOf(path)) : "";
    owners.set(keyOf(path), { name: manager || nameOf(by), time });
  }
  return owners;
}

/** @param {string} by */
export function nameOf(by) {
  if (by.startsWith("user:")) return by.slice("user:".length);
  return by === "user" ? "page" : by;
}

/** The manager of each field, from managedFields. @param {any} object */
function managersIn(object) {
  /** @type {Map<string, string>} */
  const managers = new Map();
  for (const { manager = "", fieldsV1 = {} } of object?.metadata?.managedFields ?? [])
    walk(fieldsV1, object, [], (path) => managers.set(keyOf(path), manager));
  return managers;
}

/**
 * @param {any} fields @param {any} value @param {string[]} path
 * @param {(path: string[]) => void} found
 */
function walk(fields, value, path, found) {
  const inner = Object.entries(fields).filter(([name]) => name !== ".");
  if (!inner.length) everyLeaf(value, path, found);
  for (const [name, below] of inner) {
    const part = partOf(name, value);
    if (part !== "") walk(below, value?.[part], [...path, part], found);
  }
}

/** "f:spec" is a field, `k:{"name":"web"}` the item of a list with that name. */
/** @param {string} name @param {any} value @returns {string} */
function partOf(name, value) {
  if (name.startsWith("f:")) return name.slice(2);
  if (!Array.isArray(value)) return "";
  const wanted = JSON.parse(name.slice(2));
  const isIt = (/** @type {any} */ item) =>
    name.startsWith("v:")
      ? item === wanted
      : Object.entries(wanted).every(([key, each]) => item?.[key] === each);
  const index = value.findIndex(isIt);
  return index < 0 ? "" : String(index);
}

/** @param {any} value @param {string[]} path @param {(path: string[]) => void} found */
function everyLeaf(value, path, found) {
  if (typeof value !== "object" || value === null || !Object.keys(value).length) return found(path);
  for (const [key, inner] of Object.entries(value)) everyLeaf(inner, [...path, key], found);
}
