/**
 * Is a typed command the twin of a control? Both are brought to one form: what is done to what, and
 * the values apart. Two that agree in both do the same; a field, whose value is anybody's choice,
 * only has to agree in the first. Pure.
 * Example: `kubectl scale deploy web --replicas=7` is the twin of the field Replicas; with one more
 * than there are it is that of the button Scale up too.
 */

import { KINDS } from "./touched.js";

/** @typedef {{deed: string, values: string}} Command */

const WORDS = /(?:[^\s'"]|'[^']*'|"[^"]*")+/g;
/** flags whose value is a word of its own unless it follows a "=" */
const TAKE_A_VALUE = new Set(["-n", "--namespace", "--replicas", "--image", "--type", "-p", "-f"]);
/** flags that change nothing about what is done */
const SILENT = new Set(["--ignore-daemonsets", "--type", "--record", "-n", "--namespace", "-f"]);
/** what is set or created, and how the clock goes, is a value; which object it is, is not */
const NAMED_BY_VALUE = new Set(["create"]);

/** @param {string} text @returns {Command | null} null: not one of kubectl's */
export function read(text) {
  const line = text.trim();
  if (/[|\n]/.test(line)) return { deed: line.replace(/\s+/g, " "), values: "" };
  const [program, ...words] = (line.match(WORDS) ?? []).map(unquoted);
  if (program !== "kubectl" && program !== "k") return null;
  const { plain, flags } = sorted(words);
  const [verb = ""] = plain;
  const isGroup = verb === "rollout" || verb === "set" || NAMED_BY_VALUE.has(verb);
  const [rest, values] = parted(plain.slice(isGroup ? 2 : 1), NAMED_BY_VALUE.has(verb));
  const namespace = flags.get("-n") ?? flags.get("--namespace") ?? "default";
  const spoken = [...flags]
    .filter(([name]) => !SILENT.has(name))
    .map(([name, value]) => {
      return `${name}=${value}`;
    });
  const patched = fieldsIn(flags.get("-p") ?? "");
  const deed = [...plain.slice(0, isGroup ? 2 : 1), ...rest, ...patched, `in ${namespace}`];
  return { deed: deed.join(" "), values: [...values, ...spoken.sort()].join(" ") };
}

/**
 * @param {string} typed @param {string} twin
 * @param {boolean} isOpen the twin's value comes from a field
 */
export function isTwin(typed, twin, isOpen) {
  const [one, other] = [read(typed), read(twin)];
  if (!one || !other || one.deed !== other.deed) return false;
  return isOpen || one.values === other.values;
}

/** Which fields a patch sets: pausing and the speed are two things. @param {string} patch */
function fieldsIn(patch) {
  try {
    return Object.keys(JSON.parse(patch).spec ?? {});
  } catch {
    return [];
  }
}

/** @param {string} word */
function unquoted(word) {
  return word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double ?? "");
}

/** @param {string[]} words */
function sorted(words) {
  const plain = [];
  /** @type {Map<string, string>} */
  const flags = new Map();
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    const [name = "", ...value] = word.split("=");
    if (!word.startsWith("-")) plain.push(word);
    else if (value.length) flags.set(name, value.join("="));
    else if (TAKE_A_VALUE.has(name)) flags.set(name, words[(index += 1)] ?? "");
    else flags.set(name, "");
  }
  return { plain, flags };
}

/**
 * `deploy web` and `deployment/web` are the same object; `web=web:v2` is a value.
 * @param {string[]} words @param {boolean} isNew its name is a value too
 * @returns {[string[], string[]]}
 */
function parted(words, isNew) {
  /** @type {string[]} */
  const objects = [];
  const values = words.filter((word) => isNew || word.includes("="));
  let kind = "";
  for (const word of words) {
    if (values.includes(word)) continue;
    const [before = "", name] = word.split("/");
    if (name !== undefined) objects.push(`${KINDS[before] ?? before}/${name}`);
    else if (!kind && words.length > 1) kind = KINDS[word] ?? word;
    else objects.push(kind ? `${kind}/${word}` : word);
  }
  return [objects, values];
}
