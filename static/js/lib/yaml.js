/**
 * JSON as the YAML that kubectl prints: two spaces, lists not indented below their key, strings
 * quoted only when YAML would read them as something else. `toYaml({spec: {replicas: 3}})` is
 * "spec:\n replicas: 3\n". Only writing: reading YAML is the server's work.
 */

const PLAIN = /^[A-Za-z0-9_./%$~^][^\n\t]*$/;
const WORDS = /^(~|null|true|false|yes|no|on|off|y|n|\.inf|\.nan)$/i;
const NUMBERS = /^([-+]?(\d[\d_,]*)?\.?\d*(e[-+]?\d+)?|0[xo][0-9a-f]+|\d{4}-\d\d-\d\d.*)$/i;

/** @param {unknown} value @returns {string} */
export function toYaml(value) {
  return `${lines(value).join("\n")}\n`;
}

/** @param {unknown} value @returns {string[]} */
function lines(value) {
  if (Array.isArray(value) && value.length) return value.flatMap(listItem);
  if (isObject(value)) return Object.entries(value).flatMap(([key, inner]) => entry(key, inner));
  return [scalar(value)];
}

/** @param {string} key @param {unknown} value @returns {string[]} */
function entry(key, value) {
  const name = scalar(key);
  if (Array.isArray(value) && value.length) return [`${name}:`, ...lines(value)];
  if (isObject(value)) return [`${name}:`, ...lines(value).map((line) => `  ${line}`)];
  if (typeof value === "string" && value.includes("\n"))
    return [`${name}: |${value.endsWith("\n") ? "" : "-"}`, ...block(value)];
  return [`${name}: ${scalar(value)}`];
}

/** @param {string} text @returns {string[]} */
function block(text) {
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => (line ? `  ${line}` : ""));
}

/** @param {unknown} value @returns {string[]} */
function listItem(value) {
  const [first = "", ...rest] = lines(value);
  return [`- ${first}`, ...rest.map((line) => (line ? `  ${line}` : ""))];
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isObject(value) {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length > 0
  );
}

/** @param {unknown} value @returns {string} */
function scalar(value) {
  if (typeof value !== "string") return JSON.stringify(value) ?? "null";
  const isPlain =
    PLAIN.test(value) && !WORDS.test(value) && !NUMBERS.test(value) && !/: |:$| #|\s$/.test(value);
  return isPlain ? value : JSON.stringify(value);
}
