/**
 * Which drawn objects a command names: `kind/name`, or a name with its kind somewhere before it.
 * Pure.
 * Example: `kubectl delete pod web-1` names the Pod web-1 and not a Service of that name.
 */

/** @typedef {{kind: string, name: string}} Named */

/** @type {Record<string, string>} */
export const KINDS = {
  pod: "Pod",
  pods: "Pod",
  po: "Pod",
  logs: "Pod",
  deployment: "Deployment",
  deployments: "Deployment",
  deploy: "Deployment",
  "deployment.apps": "Deployment",
  "deployments.apps": "Deployment",
  replicaset: "ReplicaSet",
  replicasets: "ReplicaSet",
  rs: "ReplicaSet",
  node: "Node",
  nodes: "Node",
  no: "Node",
  cordon: "Node",
  uncordon: "Node",
  drain: "Node",
  service: "Service",
  services: "Service",
  svc: "Service",
};

/**
 * @template {Named} Drawn
 * @param {string} command
 * @param {Drawn[]} drawn
 * @returns {Drawn[]}
 */
export function namedIn(command, drawn) {
  const words = (command.split("\n")[0] ?? "").split(/\s+/).filter((word) => word[0] !== "-");
  const wanted = new Set();
  let kind = "";
  for (const word of words) {
    const [before = "", name] = word.split("/");
    if (name !== undefined) wanted.add(`${KINDS[before]}/${name}`);
    else if (KINDS[word]) kind = KINDS[word];
    else if (kind) wanted.add(`${kind}/${word}`);
  }
  return drawn.filter((each) => wanted.has(`${each.kind}/${each.name}`));
}
