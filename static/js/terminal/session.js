/**
 * One terminal: keys and the server's frames come in, text for the screen and frames go out.
 * Without the page and without xterm, so that a test can type into it.
 * Example: keys "kubectl get pods" and Enter send a `run` frame; `exit` brings the next prompt,
 * then the keys that came meanwhile are taken in order.
 */

import { newLine, insert, press, remember } from "./line.js";
import { paint } from "./paint.js";
import { columns, completion, isComplete } from "./syntax.js";

/** @typedef {import("./types.js").Key} Key */
/** @typedef {import("./types.js").PageFrame} PageFrame */
/** @typedef {import("./types.js").ServerFrame} ServerFrame */

/**
 * @typedef {object} World
 * @property {(text: string) => void} write
 * @property {() => number} columns
 * @property {() => void} clear everything but the prompt's line
 * @property {(frame: PageFrame) => void} send
 * @property {() => Record<string, string>} files what `-f` may name
 * @property {() => void} leave
 * @property {(history: string[]) => void} keep
 * @property {(line: string) => void} [onRun]
 */

export const MANIFEST = "manifest.yaml";
const FAINT = "\x1b[90m";
const BAD = "\x1b[31m";
const PLAIN = "\x1b[0m";
const OWN_WORDS = ["clear", "help", "history", "kubectl"];
const HELP = `This terminal runs kubectl commands on this cluster, one at
a time. It is no shell: pipes, variables and other programs are
not here.

  kubectl get pods -w          keeps watching; Ctrl-C ends it
  kubectl apply -f - <<EOF     then YAML, and a line EOF
  kubectl apply -f ${MANIFEST}
                               the text of this page's YAML panel
  kubectl help                 all commands
  history, clear, help

Tab completes, twice lists. Up and Down go through the history.
Escape on an empty line leaves the terminal.
`;

export class Session {
  /** @param {World} world @param {string[]} history */
  constructor(world, history) {
    this.world = world;
    this.line = newLine(history);
    /** @type {"typing" | "completing" | "running" | "closed"} */
    this.phase = "typing";
    /** @type {Key[]} */
    this.queue = [];
    this.row = 0;
    this.isAtLineStart = true;
    this.hasTabbed = false;
    this.isLost = false;
  }

  start() {
    this.world.write(`${FAINT}Type kubectl commands; help tells more.${PLAIN}\r\n`);
    this.draw(true);
  }

  /** @param {Key[]} keys */
  type(keys) {
    for (const key of keys) this.take(key);
  }

  /** The screen has another width, or was cleared. */
  redraw() {
    if (this.phase === "typing" || this.phase === "completing") this.draw();
  }

  /** Put a command on the line, instead of what stands there. @param {string} command */
  suggest(command) {
    if (this.phase !== "typing") return;
    this.line = newLine(this.line.history, command);
    this.draw();
  }

  /** Run a command as if typed; what runs until then is ended. @param {string} command */
  perform(command) {
    if (this.phase === "running") this.interrupt();
    this.suggest(command);
    if (this.phase !== "typing")
      this.queue.push(...[...command].map((text) => ({ name: "text", text })));
    this.take({ name: "enter", text: "" });
  }

  /** @param {ServerFrame} frame */
  receive(frame) {
    this.isLost = false;
    if (frame.type === "completions") return this.completed(frame.words);
    if (this.phase !== "running") return;
    if (frame.type === "exit") return this.finished();
    const text = frame.type === "error" ? `error: ${frame.message}\n` : frame.text;
    this.print(text, frame.type !== "out" && /^error/i.test(text) ? BAD : "");
  }

  /** The connection broke. @param {boolean} isFinal */
  lost(isFinal) {
    const wasRunning = this.phase === "running";
    if (this.isLost && !isFinal && !wasRunning) {
      if (this.phase === "completing") this.phase = "typing";
      return;
    }
    this.isLost = true;
    if (!wasRunning) this.world.write("\r\n");
    this.queue = [];
    const fate = wasRunning ? " What ran has ended." : "";
    const words = isFinal
      ? "This terminal is not open to you."
      : `The connection was lost and is being made again.${fate}`;
    this.print(`${words}\n`, FAINT);
    this.phase = isFinal ? "closed" : "typing";
    if (!isFinal) this.draw(true);
  }

  /** @param {Key} key */
  take(key) {
    if (this.phase === "closed") return key.name === "escape" ? this.world.leave() : undefined;
    if (key.name === "interrupt") return this.interrupt();
    if (this.phase !== "typing") {
      if (key.name === "escape") this.world.leave();
      else this.queue.push(key);
      return;
    }
    const hasTabbed = this.hasTabbed;
    this.hasTabbed = false;
    if (key.name === "enter") this.enter();
    else if (key.name === "tab") this.complete(hasTabbed);
    else if (key.name === "clear") this.clear();
    else if (key.name === "escape") this.line.text || this.world.leave();
    else this.edit(key);
  }

  /** @param {Key} key */
  edit(key) {
    const line = press(this.line, key);
    if (line === this.line) return;
    this.line = line;
    this.draw();
  }

  interrupt() {
    this.queue = [];
    if (this.phase === "running") {
      this.world.write("^C");
      this.isAtLineStart = false;
      this.world.send({ type: "interrupt" });
      return;
    }
    this.phase = "typing";
    this.toEnd();
    this.world.write("^C\r\n");
    this.line = newLine(this.line.history);
    this.draw(true);
  }

  enter() {
    this.toEnd();
    const { text, history } = this.line;
    if (!isComplete(text)) {
      this.line = insert(this.line, "\n");
      return this.draw();
    }
    this.world.write("\r\n");
    this.isAtLineStart = true;
    this.line = newLine(remember(history, text));
    this.world.keep(this.line.history);
    this.run(text);
  }

  /** @param {string} text */
  run(text) {
    const word = text.trim();
    if (word === "" || word.startsWith("#")) return this.draw(true);
    if (word === "clear") return this.clear(true);
    if (word === "help" || word === "?") this.print(HELP);
    else if (word === "history") this.print(numbered(this.line.history));
    else if (word === "exit") this.world.leave();
    else {
      this.phase = "running";
      this.world.onRun?.(text);
      const known = Object.entries(this.world.files());
      const files = Object.fromEntries(known.filter(([name]) => text.includes(name)));
      return this.world.send({ type: "run", line: text, files });
    }
    this.draw(true);
  }

  finished() {
    if (!this.isAtLineStart) this.world.write("\r\n");
    this.phase = "typing";
    this.draw(true);
    this.drain();
  }

  /** What was typed while it could not be taken. */
  drain() {
    while (this.phase === "typing" && this.queue.length > 0)
      this.take(/** @type {Key} */ (this.queue.shift()));
  }

  /** @param {boolean} isSecond whether the key before was Tab too */
  complete(isSecond) {
    const before = this.line.text.slice(0, this.line.cursor);
    if (before.includes("\n")) return this.edit({ name: "text", text: "  " });
    this.hasTabbed = isSecond;
    this.phase = "completing";
    const { text: line, cursor } = this.line;
    this.world.send({ type: "complete", line, cursor, files: Object.keys(this.world.files()) });
  }

  /** @param {string[]} found */
  completed(found) {
    if (this.phase !== "completing") return;
    this.phase = "typing";
    const before = this.line.text.slice(0, this.line.cursor);
    const current = /\S*$/.exec(before)?.[0] ?? "";
    const own = before === current ? OWN_WORDS.filter((word) => word.startsWith(current)) : [];
    const words = [...new Set([...own, ...found])].sort();
    const added = completion(current, words);
    if (added) {
      this.line = insert(this.line, added);
      this.draw();
    } else if (this.hasTabbed && words.length > 1) {
      this.toEnd();
      this.print(`\n${columns(words, this.world.columns()).join("\n")}\n`);
      this.draw(true);
    }
    this.hasTabbed = !added;
    this.drain();
  }

  /** @param {boolean} [isFresh] whether the line is drawn for the first time */
  clear(isFresh = false) {
    if (!isFresh) this.toEnd();
    this.world.clear();
    this.draw(true);
  }

  /** The cursor goes behind the line. */
  toEnd() {
    if (this.line.cursor === this.line.text.length) return;
    this.line = { ...this.line, cursor: this.line.text.length };
    this.draw();
  }

  /** @param {string} text @param {string} [colour] */
  print(text, colour = "") {
    if (!text) return;
    const lines = safe(text).replaceAll("\n", "\r\n");
    this.world.write(colour ? `${colour}${lines}${PLAIN}` : lines);
    this.isAtLineStart = text.endsWith("\n");
  }

  /** @param {boolean} [isFresh] nothing of it stands on the screen yet */
  draw(isFresh = false) {
    const { output, row } = paint(isFresh ? 0 : this.row, this.line, this.world.columns());
    this.row = row;
    this.world.write(output);
  }
}

/** What a cluster says cannot move the cursor or set colours. @param {string} text */
function safe(text) {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "");
}

/** @param {string[]} history */
function numbered(history) {
  return history.map((line, index) => `${String(index + 1).padStart(5)}  ${line}\n`).join("");
}
