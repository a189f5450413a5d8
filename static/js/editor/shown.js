/**
 * An object as the editor shows it: what nobody types is left out or comes last. Pure.
 * Example: managedFields are left out, `status` comes after `spec`.
 */

import { toYaml } from "../lib/yaml.js";

const APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/**
 * The object for editing: complete, but for the notes of who owns its fields.
 * @param {any} object
 */
export function editable(object) {
  const { managedFields, ...metadata } = object.metadata ?? {};
  const { status, ...rest } = object;
  return toYaml(inOrder({ ...rest, metadata, ...(status === undefined ? {} : { status }) }));
}

/** As kubectl prints it. @param {any} object */
function inOrder({ apiVersion, kind, metadata, ...rest }) {
  return { apiVersion, kind, metadata, ...rest };
}

/**
 * The object for comparing before and after: without what moves with every write.
 * @param {any} object
 */
export function comparable(object) {
  if (!object) return "";
  const { managedFields, resourceVersion, ...metadata } = object.metadata ?? {};
  if (metadata.annotations?.[APPLIED] !== undefined) {
    const { [APPLIED]: _, ...annotations } = metadata.annotations;
    if (Object.keys(annotations).length) metadata.annotations = annotations;
    else delete metadata.annotations;
  }
  const { status, ...rest } = object;
  return toYaml(inOrder({ ...rest, metadata }));
}

/** How many lines go and come. @param {string} before @param {string} after */
export function changedLines(before, after) {
  const left = counted(before);
  const right = counted(after);
  const over = (/** @type {Map<string, number>} */ a, /** @type {Map<string, number>} */ b) =>
    [...a].reduce((sum, [line, times]) => sum + Math.max(0, times - (b.get(line) ?? 0)), 0);
  return { gone: over(left, right), come: over(right, left) };
}

/** @param {string} text */
function counted(text) {
  /** @type {Map<string, number>} */
  const lines = new Map();
  for (const line of text.split("\n")) if (line) lines.set(line, (lines.get(line) ?? 0) + 1);
  return lines;
}
