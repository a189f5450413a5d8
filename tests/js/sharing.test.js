import assert from "node:assert/strict";
import { test } from "node:test";

import { passHeaders, setPasses, withPasses } from "../../static/js/lib/passes.js";
import { linkOf, sitesIn, snippet, wordsOf } from "../../static/js/sharing/snippet.js";

const share = {
  id: 1,
  secret: "q7",
  kind: "view",
  title: "shop",
  revision: null,
  lesson: "",
  step: 0,
};

test("a page says what it was opened with, a guest before a share", () => {
  assert.deepEqual([passHeaders(), withPasses("/ws/c/x/")], [{}, "/ws/c/x/"]);
  setPasses({ share: "q7" });
  assert.deepEqual(passHeaders(), { "X-Kubeloop-Share": "q7" });
  assert.equal(withPasses("/ws/c/x/?since=4"), "/ws/c/x/?since=4&share=q7");
  setPasses({ share: "q7", guest: "a:b" });
  assert.deepEqual(passHeaders(), { "X-Kubeloop-Guest": "a:b" });
  assert.equal(withPasses("/ws/c/x/"), "/ws/c/x/?guest=a%3Ab");
  setPasses({});
});

test("the piece of HTML names the frame, loads it late and lets it do no more than it must", () => {
  const text = snippet({ ...share, title: `"shop" <x>` }, "https://k.example.org");
  assert.match(text, /src="https:\/\/k\.example\.org\/embed\/q7"/);
  assert.match(text, /title="&quot;shop&quot; &lt;x&gt;: a live Kubernetes cluster"/);
  assert.match(text, /loading="lazy"/);
  assert.doesNotMatch(text, /allow-top-navigation|allow-pointer-lock/);
  assert.equal(linkOf(share, "https://k.example.org"), "https://k.example.org/share/q7");
});

test("a link says what it shows and to what end", () => {
  assert.equal(wordsOf(share), "To look at the living cluster");
  const moment = { ...share, kind: "sandbox", revision: 512 };
  assert.equal(wordsOf(moment), "To try out the moment of revision 512");
  assert.equal(wordsOf({ ...share, kind: "lesson", step: 3 }), "Lesson, from step 3");
});

test("sites are typed one in a line, or with commas", () => {
  assert.deepEqual(sitesIn(" https://a.org\nhttps://b.org, "), ["https://a.org", "https://b.org"]);
});
