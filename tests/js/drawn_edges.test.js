import assert from "node:assert/strict";
import { test } from "node:test";

import { linesOf } from "../../static/js/graph/lines.js";
import { notesOf } from "../../static/js/stage/edges.js";
import { initialState, reduce } from "../../static/js/state/reducer.js";
import { picture as pictureOf } from "../../static/js/state/selectors.js";
import { aDeployment, aPod, aReplicaSet, aService, snapshot } from "./cards.js";

const box = (/** @type {number} */ x, /** @type {number} */ y) => ({
  x,
  y,
  width: 120,
  height: 40,
});
const frame = {
  ...{ key: "rs-1", x: 230, y: 200, width: 600, side: 40, gap: 8, columns: 12, rows: 1 },
  ...{ rowHeight: 66, shown: 3, named: true },
};

/** @param {Partial<import("../../static/js/types.js").ServiceCard>} change */
function drawn(change) {
  const web = aDeployment();
  const labels = { app: "web" };
  const set = aReplicaSet("web-1", { uid: "rs-1", owner: web.uid, labels });
  const card = aService("web", { selector: labels, ...change });
  const objects = [web, set, aPod("p1", { uid: "p1", owner: "rs-1" }), card];
  const state = reduce(initialState(), snapshot(objects, { revision: 5 }));
  const picture = pictureOf(state);
  const uid = picture.deployments[0]?.card.uid ?? "";
  const anchors = new Map([
    [uid, box(20, 20)],
    ["rs-1", box(72, 190)],
    [card.uid, box(900, 100)],
  ]);
  const frames = new Map([["rs-1", frame]]);
  return notesOf(linesOf({ state, picture, measures: { frames, anchors, width: 1100 } }));
}

test("a drawn line says why it is there", () => {
  const endpoints = [{ pod: "p1", ready: true, takes: true, terminating: false }];
  const { notes, strips } = drawn({ endpoints: /** @type {any} */ (endpoints) });
  assert.deepEqual(
    notes.map(({ text }) => text),
    ["owns (ownerReferences)", "selects app=web"],
  );
  assert.match(strips[0]?.why ?? "", /^Deployment web owns 1 ReplicaSet: their ownerReferences/);
  assert.match(strips[1]?.why ?? "", /^Service web selects app=web/);
});

test("a selector that reaches nobody is a broken line, and says what is missing", () => {
  const { notes } = drawn({ endpoints: [] });
  assert.deepEqual(notes[1]?.text, "selects app=web: no Pod");
  assert.equal(notes[1]?.look, "broken");
  const endpoints = [{ pod: "p1", ready: false, takes: false, terminating: false }];
  const waiting = drawn({ endpoints: /** @type {any} */ (endpoints) });
  assert.equal(waiting.notes[1]?.text, "selects app=web: none ready");
  assert.equal(waiting.notes[1]?.look, "");
});
