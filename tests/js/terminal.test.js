import assert from "node:assert/strict";
import { test } from "node:test";
import { keysIn } from "../../static/js/terminal/keys.js";
import { newLine, press, remember } from "../../static/js/terminal/line.js";
import { paint, place } from "../../static/js/terminal/paint.js";
import { MANIFEST, Session } from "../../static/js/terminal/session.js";
import { columns, completion, isComplete } from "../../static/js/terminal/syntax.js";
import { namedIn } from "../../static/js/terminal/touched.js";

/** @param {string} data @param {string[]} [history] */
const typed = (data, history = []) => keysIn(data).reduce(press, newLine(history));
const LEFT = "\x1b[D";
const UP = "\x1b[A";
const DOWN = "\x1b[B";

/** @param {string[]} [history] */
function terminal(history = []) {
  const world = {
    screen: "",
    /** @type {any[]} */
    sent: [],
    kept: history,
    hasLeft: false,
    write(/** @type {string} */ text) {
      world.screen += text;
    },
    columns: () => 80,
    clear() {
      world.screen = "";
    },
    send: (/** @type {any} */ frame) => world.sent.push(frame),
    files: () => ({ [MANIFEST]: "kind: Pod\n" }),
    leave() {
      world.hasLeft = true;
    },
    keep(/** @type {string[]} */ kept) {
      world.kept = kept;
    },
  };
  const session = new Session(world, history);
  session.start();
  const type = (/** @type {string} */ data) => session.type(keysIn(data));
  return { world, session, type };
}

test("keys: arrows, control letters and text are told apart", () => {
  const names = keysIn("ab\x1b[D\x1bOH\x05\x15\r\x03").map(({ name }) => name);
  assert.deepEqual(names, ["text", "left", "home", "end", "kill-to-start", "enter", "interrupt"]);
});

test("keys: unknown sequences are nothing, and never text", () => {
  assert.deepEqual(keysIn("\x1b[1;2P\x1b[200x"), []);
});

test("keys: a paste has lines, keeps tabs and loses control characters", () => {
  assert.deepEqual(keysIn("\x1b[200~a\tb\x07\r\nc\x1b[201~d"), [
    { name: "text", text: "a\tb" },
    { name: "enter", text: "" },
    { name: "text", text: "c" },
    { name: "text", text: "d" },
  ]);
});

for (const [data, text, cursor] of /** @type {[string, string, number][]} */ ([
  ["abc", "abc", 3],
  [`abc${LEFT}${LEFT}x`, "axbc", 2],
  [`abc${LEFT}\x7f`, "ac", 1],
  [`abc${LEFT}\x04`, "ab", 2],
  ["abc\x01x", "xabc", 1],
  ["abc\x01\x05x", "abcx", 4],
  ["one two  \x17", "one ", 4],
  [`one two${LEFT}${LEFT}\x15`, "wo", 0],
  ["one two\x1bb\x0b", "one ", 4],
  ["one two\x17\x01\x19", "twoone ", 3],
  ["a🙂\x7f", "a", 1],
  [`${LEFT}\x7f\x04`, "", 0],
])) {
  test(`line: ${JSON.stringify(data)} gives ${JSON.stringify(text)}`, () => {
    const line = typed(data);
    assert.deepEqual([line.text, line.cursor], [text, cursor]);
  });
}

test("line: up and down go through the history and back to what was being typed", () => {
  const history = ["first", "second"];
  assert.equal(typed(`new${UP}`, history).text, "second");
  assert.equal(typed(`new${UP}${UP}${UP}`, history).text, "first");
  assert.equal(typed(`new${UP}${UP}${DOWN}${DOWN}${DOWN}`, history).text, "new");
});

test("line: arrows walk through the rows of a here-document before the history", () => {
  const line = { ...newLine(["old"]), text: "abcd\nef\nghij", cursor: 11 };
  const up = press(line, { name: "up", text: "" });
  assert.equal(up.cursor, 7);
  const top = press(up, { name: "up", text: "" });
  assert.equal(top.cursor, 2);
  assert.equal(press(top, { name: "up", text: "" }).text, "old");
  assert.equal(press(top, { name: "down", text: "" }).cursor, 7);
});

test("history keeps no repeats and no blanks", () => {
  assert.deepEqual(remember(["a"], "a"), ["a"]);
  assert.deepEqual(remember(["a"], "  "), ["a"]);
  assert.deepEqual(remember(["a"], "b"), ["a", "b"]);
});

for (const [text, expected] of /** @type {[string, boolean][]} */ ([
  ["kubectl get pods", true],
  ["kubectl apply -f - <<EOF", false],
  ["kubectl apply -f - <<EOF\nkind: Pod", false],
  ["kubectl apply -f - <<EOF\nkind: Pod\nEOF", true],
  ["kubectl apply -f - <<'EOF'\n it's\nEOF", true],
  ["kubectl apply -f - <<EOF\n  EOF", false],
  ["kubectl apply -f - <<-EOF\n\tEOF", true],
  ["kubectl annotate pod a note='<<EOF'", true],
  ["kubectl annotate pod a note='two", false],
  ["kubectl annotate pod a note='two\nlines'", true],
  ["kubectl get pods \\", false],
  ["kubectl get pods \\\\", true],
  ["# it's only said", true],
])) {
  test(`syntax: ${JSON.stringify(text)} is ${expected ? "complete" : "not complete"}`, () => {
    assert.equal(isComplete(text), expected);
  });
}

test("completion adds the common beginning, and a blank behind the only word", () => {
  assert.equal(completion("po", ["pods"]), "ds ");
  assert.equal(completion("web-", ["web-abc", "web-abd"]), "ab");
  assert.equal(completion("web-ab", ["web-abc", "web-abd"]), "");
  assert.equal(completion("jsonp", ["jsonpath="]), "ath=");
  assert.equal(completion("x", []), "");
});

test("columns run downwards and fit the width", () => {
  assert.deepEqual(columns(["a", "b", "c", "d", "e"], 8), ["a  d", "b  e", "c"]);
});

test("paint: the cursor's place follows wraps and rows", () => {
  assert.deepEqual(place("abc", 10), { row: 0, column: 5 });
  assert.deepEqual(place("12345678", 10), { row: 1, column: 0 });
  assert.deepEqual(place("ab\nc", 10), { row: 1, column: 3 });
  const { output, row } = paint(1, { text: "abc", cursor: 1 }, 10);
  assert.equal(row, 0);
  assert.ok(output.startsWith("\x1b[1A\r\x1b[J"));
  assert.ok(output.endsWith("\r\x1b[3C"));
});

test("session: Enter runs the line, exit brings the prompt and what was typed meanwhile", () => {
  const { world, session, type } = terminal();
  type("kubectl get pods\rhistory");
  assert.deepEqual(world.sent, [{ type: "run", line: "kubectl get pods", files: {} }]);
  session.receive({ type: "out", text: "NAME\nweb\n" });
  assert.ok(world.screen.endsWith("NAME\r\nweb\r\n"));
  session.receive({ type: "exit", code: 0 });
  assert.equal(session.line.text, "history");
  assert.deepEqual(world.kept, ["kubectl get pods"]);
});

test("session: a here-document is one run with all its lines", () => {
  const { world, type } = terminal();
  type("kubectl apply -f - <<EOF\rkind: Pod\rEOF\r");
  assert.deepEqual(
    world.sent.map(({ line }) => line),
    ["kubectl apply -f - <<EOF\nkind: Pod\nEOF"],
  );
});

test("session: the YAML panel's text goes along when the line names it", () => {
  const { world, type } = terminal();
  type(`kubectl apply -f ${MANIFEST}\r`);
  assert.deepEqual(world.sent[0].files, { [MANIFEST]: "kind: Pod\n" });
});

test("session: Ctrl-C interrupts what runs, and drops what is typed", () => {
  const { world, session, type } = terminal();
  type("kubectl get pods -w\rmore\x03");
  assert.deepEqual(world.sent[1], { type: "interrupt" });
  session.receive({ type: "exit", code: 130 });
  assert.equal(session.line.text, "");
  type("half\x03");
  assert.equal(session.line.text, "");
  assert.equal(world.sent.length, 2);
});

test("session: Tab asks, adds what fits, and lists on the second Tab", () => {
  const { world, session, type } = terminal();
  type("kubectl get pod web\t");
  assert.equal(world.sent[0].type, "complete");
  session.receive({ type: "completions", words: ["web-a1", "web-a2"] });
  assert.equal(session.line.text, "kubectl get pod web-a");
  type("\t");
  session.receive({ type: "completions", words: ["web-a1", "web-a2"] });
  type("\t");
  session.receive({ type: "completions", words: ["web-a1", "web-a2"] });
  assert.match(world.screen, /web-a1 +web-a2\r\n/);
});

test("session: Escape leaves only when the line is empty", () => {
  const { world, type } = terminal();
  type("a\x1b");
  assert.equal(world.hasLeft, false);
  type("\x7f\x1b");
  assert.equal(world.hasLeft, true);
});

test("session: a lost connection is told once, and ends what ran", () => {
  const { world, session, type } = terminal();
  type("kubectl get pods -w\r");
  session.lost(false);
  session.lost(false);
  assert.equal(world.screen.split("The connection was lost").length, 2);
  type("kubectl get nodes\r");
  assert.equal(world.sent.at(-1).line, "kubectl get nodes");
});

test("session: what the cluster says cannot steer the screen", () => {
  const { world, session, type } = terminal();
  type("kubectl get pods\r");
  session.receive({ type: "out", text: "\x1b[2Jname\x9b31m\n" });
  assert.ok(world.screen.endsWith("[2Jname31m\r\n"));
});

test("touched: kind/name, and names behind their kind", () => {
  const drawn = [
    { kind: "Deployment", name: "web" },
    { kind: "Service", name: "web" },
    { kind: "Pod", name: "web-1" },
  ];
  assert.deepEqual(namedIn("kubectl scale deployment/web --replicas=5", drawn), [drawn[0]]);
  assert.deepEqual(namedIn("kubectl delete po web-1", drawn), [drawn[2]]);
  assert.deepEqual(namedIn("kubectl get svc web", drawn), [drawn[1]]);
  assert.deepEqual(namedIn("kubectl get pods", drawn), []);
});

test("a lesson's command runs at once, instead of what stands on the line", () => {
  const { world, session, type } = terminal();
  type("half a com");
  session.perform("kubectl get pods");
  assert.equal(world.sent.at(-1).line, "kubectl get pods");
});

test("a lesson's command ends what runs and comes after it", () => {
  const { world, session, type } = terminal();
  type("kubectl get pods -w\r");
  session.perform("kubectl delete pod a");
  assert.equal(world.sent.at(-1).type, "interrupt");
  session.receive({ type: "exit", code: 130 });
  assert.equal(world.sent.at(-1).line, "kubectl delete pod a");
});
