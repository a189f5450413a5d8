/**
 * With nothing selected: four things to try, each with the control that does it and its kubectl
 * command.
 */

import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { createLatestEvents } from "./events.js";
import { activeDeployment, imageChoices, podsOf } from "../state/selectors.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Desk} Desk */
/**
 * @typedef {object} Try
 * @property {string} icon
 * @property {string} title
 * @property {string} words
 * @property {(state: State) => string} command
 * @property {(state: State, desk: Desk) => string} show gives the selector of the control
 */

const POINT_MS = 1600;

/** @type {Try[]} */
const TRIES = [
  {
    icon: "trash",
    title: "Delete a Pod",
    words: "The ReplicaSet sees one too few and creates one.",
    command: (state) => (somePod(state) ? `kubectl delete pod ${somePod(state)?.name}` : ""),
    show: (state, desk) => select(desk, somePod(state), '[data-action="delete-pod"]'),
  },
  {
    icon: "plus",
    title: "Scale to 5",
    words: "New Pods find a node, pull and start.",
    command: (state) =>
      withDeployment(state, (name) => `kubectl scale deployment/${name} --replicas=5`),
    show: () => ".replicas",
  },
  {
    icon: "rollback",
    title: "Roll out another version",
    words: "A second ReplicaSet takes over, a few Pods at a time.",
    command: (state) =>
      withDeployment(
        state,
        (name) =>
          `kubectl set image deployment/${name} ` +
          `${activeDeployment(state)?.container}=${otherImage(state)}`,
      ),
    show: () => ".picker select",
  },
  {
    icon: "bolt",
    title: "Break a node",
    words: "Find out why Kubernetes waits five minutes.",
    command: (state) => (state.tables.Node.size ? "kubectl apply -f fault.yaml" : ""),
    show: (state, desk) =>
      select(desk, [...state.tables.Node.values()][1], '[data-action="fail-node"]'),
  },
];

/** @param {Desk} desk */
export function createStart(desk) {
  const parts = TRIES.map((item) => createTry(desk, item));
  const { config } = desk;
  const title = h("b");
  const latest = createLatestEvents();
  const element = h(
    "div",
    { class: "start" },
    h("div", { class: "panel-top" }, h("h2", {}, title)),
    h(
      "div",
      { class: "panel-body" },
      h("ol", { class: "tries" }, ...parts.map(({ element: part }) => part)),
      h(
        "p",
        { class: "hint-line" },
        icon("terminal"),
        h(
          "span",
          {},
          "Use your own kubectl: ",
          h(
            "a",
            { href: `/c/${config.cluster}/kubeconfig`, download: "kubeconfig" },
            "download the kubeconfig",
          ),
        ),
      ),
      h(
        "p",
        { class: "hint-line" },
        icon("question"),
        h("span", {}, "Press ", h("kbd", {}, "?"), " for all keys"),
      ),
      latest.element,
    ),
  );
  return {
    element,
    /** @param {State} state */
    update(state) {
      for (const part of parts) part.update(state);
      latest.update(state);
      setText(title, activeDeployment(state) ? "Four things to try" : "Something to try");
    },
  };
}

/** @param {Desk} desk @param {Try} item */
function createTry(desk, item) {
  const command = h("code");
  const id = `try-${item.icon}`;
  const show = h(
    "button",
    {
      type: "button",
      class: "button flat small",
      "aria-describedby": id,
      on: { click: () => point(item.show(desk.state(), desk)) },
    },
    "Show me",
  );
  const element = h(
    "li",
    {},
    icon(item.icon, 18),
    h("div", {}, h("b", { id }, item.title), h("p", {}, item.words), command),
    show,
  );
  return {
    element,
    /** @param {State} state */
    update(state) {
      const text = item.command(state);
      setText(command, text);
      setAttribute(element, "hidden", text === "");
    },
  };
}

/** Lead the eye and the focus to the real control. @param {string} selector */
function point(selector) {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const control = /** @type {HTMLElement | null} */ (document.querySelector(selector));
      control?.focus();
      control?.classList.add("pointed");
      setTimeout(() => control?.classList.remove("pointed"), POINT_MS);
    }),
  );
}

/**
 * @param {Desk} desk
 * @param {import("../types.js").Card | undefined} card
 * @param {string} selector
 */
function select(desk, card, selector) {
  if (card) desk.dispatch({ type: "select", card });
  return selector;
}

/** @param {State} state */
function somePod(state) {
  const deployment = activeDeployment(state);
  const pods = deployment ? podsOf(state, deployment.newReplicaSet) : [];
  return pods.find(({ stage }) => stage === "ready") ?? pods[0];
}

/** @param {State} state @param {(name: string) => string} command */
function withDeployment(state, command) {
  const deployment = activeDeployment(state);
  return deployment ? command(deployment.name) : "";
}

/** @param {State} state */
function otherImage(state) {
  const current = activeDeployment(state)?.image ?? "";
  return imageChoices(state, current).find((image) => image !== current) ?? current;
}
