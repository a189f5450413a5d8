/** Builders: short cards for the tests, each with what the test is about. */

let made = 0;

const common = (kind, name, more) => ({
  kind,
  uid: `uid-${name}`,
  namespace: "default",
  name,
  created: (made += 1),
  deleting: false,
  labels: {},
  revision: 1,
  ...more,
});

export const aPod = (name, more = {}) =>
  common("Pod", name, {
    owner: "uid-web-1",
    ownerName: "web-1",
    node: "node-1",
    image: "web:v1",
    status: "Running",
    ready: true,
    readyText: "1/1",
    restarts: 0,
    phase: "Running",
    stage: "ready",
    timer: null,
    readySince: null,
    message: "",
    ip: "",
    ...more,
  });

export const aReplicaSet = (name, more = {}) =>
  common("ReplicaSet", name, {
    owner: "uid-web",
    ownerName: "web",
    size: 3,
    replicas: 3,
    ready: 3,
    available: 3,
    terminating: 0,
    image: "web:v1",
    rolloutRevision: 1,
    hash: "x",
    revisionHistory: "",
    changeCause: "",
    ...more,
  });

export const aDeployment = (name = "web", more = {}) =>
  common("Deployment", name, {
    wanted: 3,
    replicas: 3,
    updated: 3,
    ready: 3,
    available: 3,
    unavailable: 0,
    image: "web:v1",
    container: "web",
    paused: false,
    strategy: "RollingUpdate",
    maxSurge: "25%",
    maxUnavailable: "25%",
    floor: 3,
    ceiling: 4,
    rolloutRevision: 1,
    conditions: [],
    complete: true,
    sentence: "web wants 3 Pods.",
    generation: 1,
    observedGeneration: 1,
    minReadySeconds: 0,
    deadlineSeconds: 600,
    deadlineAt: null,
    newReplicaSet: "uid-web-1",
    ...more,
  });

export const aNode = (name, more = {}) =>
  common("Node", name, {
    status: "Ready",
    ready: true,
    cordoned: false,
    taints: [],
    fault: "",
    silentSince: null,
    timer: null,
    capacityPods: 110,
    zone: "",
    version: "v1.36.0",
    ...more,
  });

export const anImage = (image, color = "") =>
  common("Image", image, { image, color, kindOf: "healthy" });

export const aService = (name, more = {}) =>
  common("Service", name, {
    selector: {},
    ports: [],
    clusterIP: "",
    endpoints: [],
    traffic: {
      rate: 6,
      served: 0,
      failed: 0,
      failures: [],
      since: 0,
      asOf: 0,
      next: 0,
      nextAt: null,
    },
    ...more,
  });

export const snapshot = (objects, more = {}) => ({
  type: "snapshot",
  heardAt: 0,
  message: {
    type: "snapshot",
    v: 1,
    revision: 10,
    clock: { now: 100, speed: 1, paused: false },
    objects,
    events: [],
    writes: [],
    ...more,
  },
});

export const delta = (from, more = {}) => ({
  type: "delta",
  heardAt: 0,
  message: {
    type: "delta",
    v: 1,
    from,
    revision: from + 1,
    clock: null,
    put: [],
    services: [],
    gone: [],
    events: [],
    writes: [],
    ...more,
  },
});

export const goneOf = ({ kind, uid, name, namespace }) => ({ kind, uid, name, namespace });
