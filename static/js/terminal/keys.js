/**
 * What the screen hands over (bytes, as a terminal gets them) in keys. `keysIn("ab\x1b[D\r")`
 * gives the text "ab", the keys "left" and "enter". A pasted text keeps its tabs; each of its line
 * ends is an "enter".
 */

/** @typedef {import("./types.js").Key} Key */

/** @type {Record<string, string>} */
const SEQUENCES = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
  "\x01": "home",
  "\x02": "left",
  "\x03": "interrupt",
  "\x04": "delete",
  "\x05": "end",
  "\x06": "right",
  "\x0b": "kill-to-end",
  "\x0c": "clear",
  "\x0e": "down",
  "\x10": "up",
  "\x15": "kill-to-start",
  "\x17": "kill-word",
  "\x19": "yank",
  "\x1b": "escape",
  "\x1b[A": "up",
  "\x1b[B": "down",
  "\x1b[C": "right",
  "\x1b[D": "left",
  "\x1b[F": "end",
  "\x1b[H": "home",
  "\x1bOA": "up",
  "\x1bOB": "down",
  "\x1bOC": "right",
  "\x1bOD": "left",
  "\x1bOF": "end",
  "\x1bOH": "home",
  "\x1b[1~": "home",
  "\x1b[3~": "delete",
  "\x1b[4~": "end",
  "\x1b[1;3C": "word-right",
  "\x1b[1;3D": "word-left",
  "\x1b[1;5C": "word-right",
  "\x1b[1;5D": "word-left",
  "\x1bb": "word-left",
  "\x1bf": "word-right",
};
const PASTE = /\x1b\[200~([\s\S]*?)\x1b\[201~/;
// A sequence of the terminal, one control character, or a run of plain text.
const TOKEN = /\x1b\[[0-9;?]*[ -/]*[@-~]|\x1bO[A-Z]|\x1b[a-z]|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+/g;

/** @param {string} data @returns {Key[]} */
export function keysIn(data) {
  const paste = PASTE.exec(data);
  if (!paste) return typedKeys(data);
  return [
    ...typedKeys(data.slice(0, paste.index)),
    ...pastedKeys(paste[1] ?? ""),
    ...keysIn(data.slice(paste.index + paste[0].length)),
  ];
}

/** @param {string} data @returns {Key[]} */
function typedKeys(data) {
  return (data.match(TOKEN) ?? []).flatMap((token) => {
    const name = SEQUENCES[token];
    if (name) return [{ name, text: "" }];
    const isPlain = token >= " " && token !== "\x7f";
    return isPlain ? [{ name: "text", text: token }] : [];
  });
}

/** @param {string} text @returns {Key[]} */
function pastedKeys(text) {
  return text.split(/\r\n|\r|\n/).flatMap((line, index) => {
    const plain = line.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, "");
    return [
      ...(index > 0 ? [{ name: "enter", text: "" }] : []),
      ...(plain ? [{ name: "text", text: plain }] : []),
    ];
  });
}
