/** What the drawer shows: the terminal and the YAML editor, which share the editor's text. */

import { MANIFEST } from "../terminal/session.js";
import { createManifest } from "./manifest.js";
import { createTerminal } from "./terminal.js";

/** @param {import("../types.js").Desk} desk */
export function createParts(desk) {
  const yaml = createManifest(desk);
  /** @returns {Record<string, string>} */
  const files = () => ({ ...desk.files, ...(yaml.text() ? { [MANIFEST]: yaml.text() } : {}) });
  return { terminal: createTerminal(desk, files), yaml };
}
