/** Open the form for a new Deployment. */

import { isOwner } from "./rules.js";

/** @type {import("../types.js").Action} */
export const openDeploy = {
  id: "deploy",
  label: "Deploy",
  icon: "plus",
  shortcut: "d",
  help: "Start a new Deployment",
  appliesTo: "page",
  isEnabled: isOwner,
  kubectl: () => "kubectl create deployment web --image=web:v1 --replicas=3",
  run: ({ dispatch, state }) => dispatch({ type: "deploying", open: !state.deploying }),
};
