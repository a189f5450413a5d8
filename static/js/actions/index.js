/**
 * Every button of the page, in one ordered table. Toolbars, the inspector, the keyboard and the
 * help sheet all derive from it. A new button is one file and one line here.
 */

import { applyManifest } from "./apply_manifest.js";
import { backToLive } from "./back_to_live.js";
import { cordon } from "./cordon.js";
import { createDeployment } from "./create_deployment.js";
import { deleteDeployment, deleteReplicaSet, deleteService } from "./delete_object.js";
import { deletePod } from "./delete_pod.js";
import { drain } from "./drain.js";
import { failNode } from "./fail_node.js";
import { fork } from "./fork.js";
import { lookBack } from "./look_back.js";
import { lookOn } from "./look_on.js";
import { openDeploy } from "./open_deploy.js";
import { openTerminal } from "./open_terminal.js";
import { openYaml } from "./open_yaml.js";
import { pauseRollout } from "./pause_rollout.js";
import { pauseTime } from "./pause_time.js";
import { repairNode } from "./repair_node.js";
import { replaceObject } from "./replace_object.js";
import { restart } from "./restart.js";
import { resumeRollout } from "./resume_rollout.js";
import { resumeTime } from "./resume_time.js";
import { rollBack } from "./roll_back.js";
import { scale } from "./scale.js";
import { scaleDown } from "./scale_down.js";
import { scaleUp } from "./scale_up.js";
import { setSpeed } from "./set_speed.js";
import { step } from "./step.js";
import { uncordon } from "./uncordon.js";
import { undo } from "./undo.js";
import { updateImage } from "./update_image.js";

/** @typedef {import("../types.js").Action} Action */

/** @type {Action[]} */
export const ACTIONS = [
  pauseTime,
  resumeTime,
  step,
  setSpeed,
  undo,
  lookBack,
  lookOn,
  backToLive,
  fork,
  openDeploy,
  openTerminal,
  openYaml,
  scaleDown,
  scale,
  scaleUp,
  updateImage,
  pauseRollout,
  resumeRollout,
  rollBack,
  restart,
  deletePod,
  cordon,
  uncordon,
  drain,
  failNode,
  repairNode,
  deleteDeployment,
  deleteReplicaSet,
  deleteService,
  createDeployment,
  applyManifest,
  replaceObject,
];

/** @param {string} id @returns {Action} */
export function actionById(id) {
  const action = ACTIONS.find((known) => known.id === id);
  if (!action) throw new Error(`There is no action "${id}": add it to actions/index.js.`);
  return action;
}

/** @param {string} key what the keyboard event says @returns {Action[]} */
export function actionsForKey(key) {
  return ACTIONS.filter(({ shortcut }) => shortcut === key);
}
