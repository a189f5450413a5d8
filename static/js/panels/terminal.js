/**
 * The terminal: kubectl on a screen in the page, beside it the way to use one's own kubectl and the
 * commands of what was done here. The screen is fetched when the drawer shows it for the first time
 * and stays as it is while the drawer is closed.
 */

import { h, icon, keyedList, setAttribute } from "../lib/dom.js";
import { withPasses } from "../lib/passes.js";
import { clockTime } from "../lib/time.js";
import { copyText } from "../stage/words.js";
import { Connection } from "../terminal/connection.js";
import { keysIn } from "../terminal/keys.js";
import { fit, loadScreen, look, watchLook } from "../terminal/screen.js";
import { Session } from "../terminal/session.js";
import { namedIn } from "../terminal/touched.js";
import { isTwin } from "../terminal/twins.js";
import { controlsWithTwins } from "./button.js";

/** @typedef {import("../types.js").Desk} Desk */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Twin} Twin */
/** @typedef {import("@xterm/xterm").Terminal} Terminal */

const HISTORY = "kubeloop-terminal-history";
const READER = "kubeloop-terminal-screen-reader";
const MISSING =
  "The terminal's screen is not installed: run make setup where npm can be reached, then reload " +
  "this page.";
const CLEAR = "\x1b[H\x1b[2J\x1b[3J";
const BRACKETED_PASTE = "\x1b[?2004h";
const TOUCHED_MS = 800;

/** @param {Desk} desk @param {() => Record<string, string>} files what `-f` may name */
export function createTerminal(desk, files) {
  const screen = h("div", { class: "screen" });
  /** @type {ReturnType<typeof openScreen> | null} */
  let opening = null;
  const open = () => (opening ??= openScreen(screen, desk, files));
  const put = async (/** @type {string} */ command) => (await open())?.put(command);
  const own = createOwn(desk, async (isOn) => (await open())?.setReader(isOn));
  const log = createLog(desk, put);
  return {
    element: h(
      "div",
      { class: "terminal" },
      screen,
      h("div", { class: "terminal-side" }, own, log.element),
    ),
    focus: () => void open().then((opened) => opened?.focus()),
    /** @param {string} command */
    run: (command) => void open().then((opened) => opened?.run(command)),
    update: log.update,
  };
}

/**
 * @param {HTMLElement} host
 * @param {Desk} desk
 * @param {() => Record<string, string>} files
 */
async function openScreen(host, desk, files) {
  const Screen = await loadScreen().catch(() => null);
  if (!Screen) {
    host.replaceChildren(h("p", { class: "note", role: "status" }, MISSING));
    return null;
  }
  const terminal = new Screen({
    ...look(host),
    cursorBlink: false,
    screenReaderMode: localStorage.getItem(READER) === "on",
  });
  terminal.open(host);
  terminal.attachCustomKeyEventHandler((event) => isForTerminal(event, terminal));
  fit(terminal, host);
  const session = createSession(terminal, desk, files);
  terminal.onData((data) => session.type(keysIn(data)));
  const refit = () => fit(terminal, host) && session.redraw();
  new ResizeObserver(refit).observe(host);
  watchLook(() => {
    terminal.options = look(host);
    refit();
  });
  return {
    focus: () => terminal.focus(),
    /** @param {string} command */
    put(command) {
      session.suggest(command);
      terminal.focus();
    },
    /** @param {string} command */
    run: (command) => session.perform(command),
    /** @param {boolean} isOn */
    setReader(isOn) {
      terminal.options.screenReaderMode = isOn;
    },
  };
}

/**
 * @param {Terminal} terminal
 * @param {Desk} desk
 * @param {() => Record<string, string>} files
 */
function createSession(terminal, desk, files) {
  const connection = new Connection({
    path: withPasses(`/ws/terminal/${desk.config.cluster}/`),
    onFrame: (frame) => session.receive(frame),
    onLost: (isFinal) => session.lost(isFinal),
  });
  const world = {
    write: (/** @type {string} */ text) => terminal.write(text),
    columns: () => terminal.cols,
    clear: () => terminal.write(CLEAR),
    send: connection.send.bind(connection),
    files,
    leave: () => leave(desk),
    keep: (/** @type {string[]} */ history) =>
      sessionStorage.setItem(HISTORY, JSON.stringify(history)),
    onRun: lightUp,
  };
  const session = new Session(world, JSON.parse(sessionStorage.getItem(HISTORY) ?? "[]"));
  terminal.write(BRACKETED_PASTE);
  session.start();
  connection.open();
  return session;
}

/** The browser keeps copy, paste and the way back with Shift+Tab. */
/** @param {KeyboardEvent} event @param {Terminal} terminal */
function isForTerminal(event, terminal) {
  const key = event.key.toLowerCase();
  if (event.key === "Tab" && event.shiftKey) return false;
  if (event.metaKey) return false;
  if (!event.ctrlKey) return true;
  if (key === "c") return !event.shiftKey && !terminal.hasSelection();
  return key !== "v";
}

/** @param {Desk} desk */
function leave(desk) {
  desk.dispatch({ type: "drawer", drawer: null });
  const door = document.querySelector('#bar [data-action="terminal"]');
  if (door instanceof HTMLElement) door.focus();
}

/** The objects that a command names, and the controls that do the same, stand out for a moment. */
/** @param {string} command */
function lightUp(command) {
  /** @type {NodeListOf<HTMLElement>} */
  const elements = document.querySelectorAll("#stage [data-kind][data-name]");
  const drawn = [...elements].map((element) => ({
    element,
    kind: element.dataset.kind ?? "",
    name: element.dataset.name ?? "",
  }));
  const twins = controlsWithTwins().filter((control) =>
    isTwin(command, control.command, control.isOpen),
  );
  for (const { element } of [...namedIn(command, drawn), ...twins]) {
    const outline = { outline: "2px solid var(--accent)", outlineOffset: "3px" };
    element.animate([outline, outline], { duration: TOUCHED_MS });
  }
}

/** @param {Desk} desk @param {(isOn: boolean) => void} setReader */
function createOwn(desk, setReader) {
  const reader = h("input", {
    type: "checkbox",
    checked: localStorage.getItem(READER) === "on",
    on: {
      change: () => {
        localStorage.setItem(READER, reader.checked ? "on" : "off");
        setReader(reader.checked);
      },
    },
  });
  const { cluster, share } = desk.config;
  const kubeconfig = withPasses(`/c/${cluster}/kubeconfig`);
  const way = [
    h("h3", {}, "Use your own kubectl"),
    h(
      "p",
      { class: "note" },
      h("a", { href: kubeconfig, download: "kubeconfig" }, "Download the kubeconfig"),
      ", then ",
      h("code", {}, "export KUBECONFIG=~/Downloads/kubeconfig"),
    ),
  ];
  return h(
    "section",
    { class: "own" },
    ...(share ? [] : way),
    h("label", { class: "reader" }, reader, "Read the screen aloud (screen reader)"),
  );
}

/** @param {Desk} desk @param {(command: string) => void} put */
function createLog(desk, put) {
  const lines = h("ol", { class: "log" });
  const nothing = h("p", { class: "note" }, "Nothing yet. Each button leaves its command here.");
  const fill = keyedList(
    lines,
    (/** @type {Twin} */ twin) => String(twin.id),
    (twin) => createLogLine(twin, put),
  );
  const note = h("span", { class: "dim" });
  const copyAll = h(
    "button",
    {
      type: "button",
      class: "button flat small",
      on: { click: () => copyText(allCommands(desk.state()), note) },
    },
    icon("copy"),
    "Copy all",
  );
  return {
    element: h(
      "section",
      { class: "done" },
      h("div", { class: "log-top" }, h("h3", {}, "What was done on this page"), note, copyAll),
      nothing,
      lines,
    ),
    /** @param {State} state */
    update({ twins }) {
      setAttribute(nothing, "hidden", twins.length > 0);
      setAttribute(copyAll, "hidden", twins.length === 0);
      const isAtEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 40;
      fill(twins);
      if (isAtEnd) lines.scrollTop = lines.scrollHeight;
    },
  };
}

/** @param {State} state */
function allCommands({ twins }) {
  return twins.map(({ command }) => `${command}\n`).join("");
}

/** @param {Twin} twin @param {(command: string) => void} put */
function createLogLine({ command, time }, put) {
  const again = h(
    "button",
    {
      type: "button",
      class: "button flat bare small",
      title: "Put it on the terminal's line",
      "aria-label": `Put on the terminal's line: ${command}`,
      on: { click: () => put(command) },
    },
    icon("terminal", 12),
  );
  return {
    element: h("li", {}, h("time", {}, clockTime(time)), h("code", {}, command), again),
    update() {},
  };
}
