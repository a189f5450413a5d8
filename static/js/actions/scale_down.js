/** One Pod less: the Deployment's wanted number minus one. */

import { scale } from "./scale.js";

/** @type {import("../types.js").Action} */
export const scaleDown = {
  ...scale,
  id: "scale-down",
  label: "Scale down",
  icon: "minus",
  shortcut: "-",
  help: "One Pod less",
  isEnabled: (target, state) => scale.isEnabled(target, state) && target.wanted > 0,
  kubectl: (target, value, state) =>
    scale.kubectl(target, value ?? Math.max(0, target.wanted - 1), state),
  run: (context) =>
    scale.run({ ...context, value: context.value ?? Math.max(0, context.target.wanted - 1) }),
};
