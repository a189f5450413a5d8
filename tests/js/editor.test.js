import assert from "node:assert/strict";
import { test } from "node:test";

import { yamlLanguage } from "@codemirror/lang-yaml";

import { nameOf, ownersOf } from "../../static/js/editor/owners.js";
import {
  documentOf,
  fieldOf,
  pathOf,
  placeOf,
  placeOnLine,
  placesIn,
} from "../../static/js/editor/places.js";
import { problemsOf } from "../../static/js/editor/problems.js";
import { changedLines, comparable, editable } from "../../static/js/editor/shown.js";

const TEXT = `# two documents
apiVersion: v1
kind: Service
metadata: {name: web, labels: {"a.b/c": x}}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: -1
  template:
    spec:
      containers:
      - name: web
        ports: [{containerPort: 80}]
      - image: side:v1
`;

const placesOf = (text) => {
  const tree = yamlLanguage.parser.parse(text);
  return placesIn(tree.topNode, (from, to) => text.slice(from, to));
};
const marked = (text, refused) =>
  problemsOf(refused, placesOf(text), text).map(({ from, to }) => text.slice(from, to));

test("a field is found at its key, in block and in flow style", () => {
  const places = placesOf(TEXT);
  const at = (field, document) => {
    const { from, to } = placeOf(places, pathOf(field), document);
    return TEXT.slice(from, to);
  };
  assert.equal(at("spec.replicas", 1), "replicas: -1");
  assert.equal(at("spec.template.spec.containers[1].image", 1), "image: side:v1");
  assert.equal(
    at("spec.template.spec.containers[0].ports[0].containerPort", 1),
    "containerPort: 80",
  );
  assert.equal(at("metadata.labels[a.b/c]", 0), '"a.b/c": x');
});

test("a field that is missing is marked at what should hold it", () => {
  const places = placesOf(TEXT);
  const { path } = placeOf(places, pathOf("spec.template.spec.containers[1].name"), 1);
  assert.equal(fieldOf(path), "spec.template.spec.containers[1]");
});

test("the document of an object is found by kind and name", () => {
  const places = placesOf(TEXT);
  assert.equal(documentOf(places, { kind: "Deployment", name: "web" }), 1);
  assert.equal(documentOf(places, { kind: "Service", name: "web" }), 0);
  assert.equal(documentOf(places, {}), 0);
});

test("each cause of a refusal is marked at its line", () => {
  const causes = [{ field: "spec.replicas", message: "Invalid value: -1" }];
  const about = { kind: "Deployment", name: "web" };
  assert.deepEqual(marked(TEXT, { message: "x", causes, about }), ["replicas: -1"]);
  const two = [...causes, { field: "spec.template.spec.containers[1].name", message: "Required" }];
  assert.deepEqual(marked(TEXT, { message: "x", causes: two, about }), [
    "replicas: -1",
    "image: side:v1",
  ]);
});

test("unknown fields, wrong types and broken YAML are marked too", () => {
  const pod = "kind: Pod\nspec:\n  bad: 1\n  worse: 2\n";
  assert.deepEqual(
    marked(pod, {
      message: 'strict decoding error: unknown field "spec.bad", unknown field "spec.worse"',
    }),
    ["bad: 1", "worse: 2"],
  );
  const typed = "json: cannot unmarshal string into Go struct field PodSpec.spec.bad of type int32";
  assert.deepEqual(marked(pod, { message: typed }), ["bad: 1"]);
  assert.deepEqual(marked(pod, { message: "yaml: line 3: did not find expected key" }), [
    "  bad: 1",
  ]);
  assert.deepEqual(marked(pod, { message: "something else" }), ["kind: Pod"]);
});

test("a line belongs to the field that begins on it", () => {
  const places = placesOf("a:\n- name: x\n");
  assert.deepEqual(placeOnLine(places, 3, 12)?.path, ["a", "0", "name"]);
});

test("managers name users' writes, the journal names the controllers", () => {
  const object = {
    metadata: {
      managedFields: [
        {
          manager: "kubectl-edit",
          fieldsV1: {
            "f:spec": {
              "f:replicas": {},
              "f:containers": { 'k:{"name":"web"}': { ".": {}, "f:image": {} } },
            },
          },
        },
      ],
    },
    spec: { replicas: 3, containers: [{ name: "side" }, { name: "web", image: "web:v1" }] },
  };
  const writer = (path, by) => ({ path, by, revision: 1, time: 5 });
  const owners = ownersOf(
    [
      writer(["spec", "replicas"], "user:kubectl"),
      writer(["status", "replicas"], "deployment-controller"),
      writer(["spec", "containers", "0", "name"], "user"),
    ],
    object,
  );
  const name = (...path) => owners.get(path.join("\n"))?.name;
  assert.equal(name("spec", "replicas"), "kubectl-edit");
  assert.equal(name("spec", "containers", "1", "image"), "kubectl-edit");
  assert.equal(name("spec", "containers", "0", "name"), "page");
  assert.equal(name("status", "replicas"), "deployment-controller");
  assert.equal(nameOf("kubelet/node-1"), "kubelet/node-1");
});

test("what is edited is complete, what is compared does not move with every write", () => {
  const object = {
    status: { replicas: 1 },
    kind: "Deployment",
    metadata: {
      name: "web",
      resourceVersion: "7",
      managedFields: [],
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}" },
    },
    spec: { replicas: 1 },
    apiVersion: "apps/v1",
  };
  assert.match(editable(object), /^apiVersion: apps\/v1\nkind: Deployment\nmetadata:\n/);
  assert.match(editable(object), /resourceVersion: "7"[^]*spec:[^]*status:\n  replicas: 1\n$/);
  assert.doesNotMatch(editable(object), /managedFields/);
  assert.equal(
    comparable(object),
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n",
  );
  assert.equal(comparable(null), "");
  assert.deepEqual(changedLines("a\nb\nb\n", "a\nb\nc\n"), { gone: 1, come: 1 });
});
