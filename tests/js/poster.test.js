import assert from "node:assert/strict";
import { test } from "node:test";

import { layOut } from "../../static/js/sharing/poster.js";
import { SvgContext } from "../../static/js/sharing/svg_context.js";
import { initialState, reduce } from "../../static/js/state/reducer.js";
import { aDeployment, aNode, aPod, aReplicaSet, aService, snapshot } from "./cards.js";

const TOKENS = {
  ...{ ink: "#111", ink2: "#222", ink3: "#333", line: "#444", line2: "#555", slot: "#666" },
  ...{ stage: "#fff", surface: "#eee", accent: "#44f", bad: "#f00", badSoft: "#fcc" },
  ...{ badInk: "#fff", unknown: "#999", verInk: "#fff", mark: 1, em: 1 },
  versions: ["#999", "#0a74c9", "#d46d04", "#3", "#4", "#5", "#6", "#7", "#8"],
  ...{ mono: "mono", sans: "sans" },
};
const measure = (text, font) => text.length * Number(/([\d.]+)px/.exec(font)[1]) * 0.55;
const about = { name: "my <cluster>", measure };

const stateOf = (...objects) => reduce(initialState(), snapshot(objects));

function svgOf(state) {
  const sheet = layOut(state, TOKENS, 100, about);
  const c = new SvgContext(sheet.width, sheet.height, measure);
  sheet.paint(c);
  return { sheet, text: c.document("a picture") };
}

const atRest = () =>
  stateOf(
    aDeployment(),
    aReplicaSet("web-1"),
    ...["a", "b", "c"].map((name) => aPod(`web-1-${name}`)),
    aService("web", { selector: {}, endpoints: [] }),
    aNode("node-1"),
    aNode("node-2", { status: "NotReady", ready: false }),
  );

test("the sheet says what the stage says, and each Pod stands in its lane and on its node", () => {
  const { sheet, text } = svgOf(atRest());
  for (const words of ["web wants 3 Pods.", "3 wanted", "3 of 3 ready", "NotReady · 0 Pods"])
    assert.ok(text.includes(words), words);
  assert.ok(text.startsWith(`<svg xmlns="http://www.w3.org/2000/svg" width="1200"`));
  assert.deepEqual([...sheet.frames.keys()], ["uid-web-1", "node node-1", "node node-2"]);
  const ready = text.match(/<path [^>]*fill="#0a74c9"/g);
  assert.equal(ready.length, 3 + 3 + 1, "three bodies, three echoes, one swatch");
});

test("what a cluster says cannot become markup", () => {
  const { text } = svgOf(stateOf(aDeployment("web", { sentence: `"><script>x</script>` })));
  assert.ok(!text.includes("<script>") && text.includes("&lt;script&gt;"));
  assert.ok(text.includes("my &lt;cluster&gt;"));
});

test("a rollout has its ruler with the limits, a cluster at rest has none", () => {
  const rolling = stateOf(
    aDeployment("web", { complete: false, floor: 2, ceiling: 5, newReplicaSet: "uid-web-2" }),
    aReplicaSet("web-1", { rolloutRevision: 1 }),
    aReplicaSet("web-2", { rolloutRevision: 2, image: "web:v2", ready: 0, available: 0 }),
  );
  const { text } = svgOf(rolling);
  for (const label of ["floor 2", "wanted 3", "ceiling 5", "3 available", "3 not yet"])
    assert.ok(text.includes(`>${label}<`), label);
  assert.ok(!svgOf(atRest()).text.includes("ceiling"));
});

test("a thousand Pods are all on the sheet, in tiles that fit", () => {
  const pods = Array.from({ length: 1000 }, (_, index) => aPod(`web-1-${index}`));
  const wide = { wanted: 1000, replicas: 1000, available: 1000, ceiling: 1250 };
  const state = stateOf(aDeployment("web", wide), aReplicaSet("web-1", { size: 1000 }), ...pods);
  const { sheet, text } = svgOf(state);
  const frame = sheet.frames.get("uid-web-1");
  assert.ok(frame.x + frame.columns * (frame.side + frame.gap) <= sheet.width - 32 + frame.gap);
  assert.ok(sheet.height < 1000);
  assert.equal(text.match(/fill="#0a74c9"/g).length, 1000 + 1);
});

test("arcs and corners end where the canvas would end them", () => {
  const c = new SvgContext(10, 10, measure);
  c.beginPath();
  c.moveTo(0, 10);
  c.arcTo(0, 0, 10, 0, 4);
  c.lineTo(10, 0);
  c.stroke();
  assert.match(c.parts[0], /d="M0 10L0 4A4 4 0 0 1 4 0L10 0"/);
  c.beginPath();
  c.arc(5, 5, 2, 0, 7);
  c.fill();
  assert.match(c.parts[1], /d="M7 5A2 2 0 0 1 3 5A2 2 0 0 1 7 5"/);
});

test("what was saved comes back: alpha, dashes and the clip", () => {
  const c = new SvgContext(10, 10, measure);
  c.save();
  c.globalAlpha = 0.5;
  c.setLineDash([1, 4]);
  c.beginPath();
  c.rect(0, 0, 5, 5);
  c.clip();
  c.fill();
  c.restore();
  c.fill();
  assert.match(c.parts[0], /opacity="0.5" clip-path="url\(#clip-1\)"/);
  assert.doesNotMatch(c.parts[1], /opacity|clip-path/);
  assert.match(c.document(), /<clipPath id="clip-1"><path d="M0 0h5v5h-5Z"\/><\/clipPath>/);
});
