/** The wall's state and small pictures: what is kept, in which order it stands, that nothing is left out. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { placeMini, sayMini } from "../../static/js/classroom/mini_layout.js";
import {
  countSeats,
  emptyWall,
  reduceWall,
  seatsInOrder,
} from "../../static/js/classroom/state.js";

const seat = (id, state, more = {}) => ({
  id,
  nickname: `N${id}`,
  cluster: `c${id}`,
  state,
  words: "",
  hand: false,
  here: state !== "away",
  help: "",
  helper: "",
  lesson: null,
  refusal: "",
  answered: false,
  ...more,
});
const heard = (state, message) => reduceWall(state, { type: "heard", message, at: 5 });

function wall() {
  const put = [
    seat(1, "working"),
    seat(2, "stuck"),
    seat(3, "away"),
    seat(4, "hand", { hand: true }),
  ];
  const state = heard(emptyWall(), { type: "seats", put, gone: [] });
  return heard(state, { type: "class", order: [2, 4, 1, 3] });
}

test("seats stand in the server's order, and one it does not know yet stands last", () => {
  const state = heard(wall(), { type: "seats", put: [seat(9, "working")], gone: [1] });
  assert.deepEqual(
    seatsInOrder(state).map(({ id }) => id),
    [2, 4, 3, 9],
  );
});

test("a filter shows only its seats, and choosing it again shows all", () => {
  const stuck = reduceWall(wall(), { type: "filter", filter: "stuck" });
  assert.deepEqual(
    seatsInOrder(stuck).map(({ id }) => id),
    [2],
  );
  const all = reduceWall(stuck, { type: "filter", filter: "stuck" });
  assert.equal(seatsInOrder(all).length, 4);
});

test("the counts are of everybody, whatever is filtered", () => {
  const stuck = reduceWall(wall(), { type: "filter", filter: "stuck" });
  assert.deepEqual(countSeats(stuck), {
    all: 4,
    here: 3,
    stuck: 1,
    hands: 1,
    finished: 0,
    answered: 0,
  });
});

test("who is taken out closes with the dialog that was open on them", () => {
  const open = reduceWall(wall(), { type: "open", seat: 2 });
  assert.equal(heard(open, { type: "seats", put: [], gone: [1] }).opened, 2);
  assert.equal(heard(open, { type: "seats", put: [], gone: [2] }).opened, null);
});

test("every Pod of a small picture has its place inside, however many there are", () => {
  for (const sizes of [[3], [3, 5], [6, 0, 2], [120, 30], [900]]) {
    const places = placeMini(sizes, 200, 110, 28);
    assert.equal(
      places.length,
      sizes.reduce((sum, each) => sum + each, 0),
    );
    for (const { x, y, s } of places) {
      assert.ok(x >= 0 && x + s <= 200, `${sizes}: x ${x} + ${s}`);
      assert.ok(y >= 0 && y + s <= 110, `${sizes}: y ${y} + ${s}`);
    }
    assert.equal(new Set(places.map(({ x, y }) => `${x} ${y}`)).size, places.length);
  }
});

test("the largest step that fits is taken", () => {
  assert.equal(placeMini([3, 5], 200, 110, 28)[0]?.s, 28);
  assert.ok((placeMini([60, 60], 200, 110, 28)[0]?.s ?? 99) < 16);
});

test("a small picture has a sentence", () => {
  const card = {
    sets: [
      {
        image: "web:v2",
        colour: 2,
        pods: [
          ["ready", 0, 0],
          ["crash", 0, 0],
        ],
      },
    ],
  };
  assert.equal(sayMini(/** @type {any} */ (card)), "1 of 2 of web:v2 ready");
  assert.equal(sayMini(/** @type {any} */ ({ sets: [] })), "no Pods");
  assert.equal(sayMini(undefined), "no picture yet");
});
