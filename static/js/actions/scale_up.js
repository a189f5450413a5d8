/** One more Pod: the Deployment's wanted number plus one. */

import { scale } from "./scale.js";

/** @type {import("../types.js").Action} */
export const scaleUp = {
  ...scale,
  id: "scale-up",
  label: "Scale up",
  icon: "plus",
  shortcut: "+",
  help: "One Pod more",
  kubectl: (target, value, state) => scale.kubectl(target, value ?? target.wanted + 1, state),
  run: (context) => scale.run({ ...context, value: context.value ?? context.target.wanted + 1 }),
};
