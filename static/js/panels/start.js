/**
 * With nothing selected: four things to try, each with the control that does it and its kubectl
 * command.
 */

import { h, icon, setAttribute, setText } from "../lib/dom.js";
import { createLatestEvents } from "./events.js";
import { namespaceFlag } from "../lib/text.js";
import { activeDeployment, imageChoices, podsOf } from "../state/selectors.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Desk} Desk */
/**
 * @typedef {object} Try
 * @property {string} icon
 * @property {(state: State) => string} title
 * @property {string} words
 * @property {(state: State) => string} command "" when it cannot be tried now
 * @property {RegExp} sign the commands by which one sees that it was tried
 * @property {(state: State, desk: Desk) => string} show gives the selector of the control
 */

const POINT_MS = 1600;
const FIRST_SIZE = 5;
const OTHER_SIZE = 3;
const LOOKING =
  "Somebody shows you this cluster. Select what you like and look into it, also at its past; " +
  "nothing here can be changed.";

/** @type {Try[]} */
const TRIES = [
  {
    icon: "trash",
    sign: /^kubectl delete pod/,
    title: () => "Delete a Pod",
    words: "The ReplicaSet sees one too few and creates one.",
    command: (state) => (somePod(state) ? `kubectl delete pod ${somePod(state)?.name}` : ""),
    show: (state, desk) => select(desk, somePod(state), '[data-action="delete-pod"]'),
  },
  {
    icon: "plus",
    sign: /^kubectl scale /,
    title: (state) => `Scale to ${otherSize(state)}`,
    words: "The ReplicaSet creates the Pods that are missing, or picks those that go.",
    command: (state) =>
      withDeployment(
        state,
        (name) => `kubectl scale deployment/${name} --replicas=${otherSize(state)}`,
      ),
    show: () => ".replicas",
  },
  {
    icon: "rollback",
    sign: /^kubectl set image /,
    title: () => "Roll out another version",
    words: "A second ReplicaSet takes over, a few Pods at a time.",
    command: (state) =>
      withDeployment(state, (name, { container }) => {
        const image = otherImage(state);
        return image && `kubectl set image deployment/${name} ${container}=${image}`;
      }),
    show: () => ".picker select",
  },
  {
    icon: "bolt",
    sign: /"kind":"Fault"/,
    title: () => "Break a node",
    words: "Find out why Kubernetes waits five minutes.",
    command: (state) => (state.tables.Node.size ? "kubectl apply -f fault.yaml" : ""),
    show: (state, desk) =>
      select(desk, [...state.tables.Node.values()][1], '[data-action="fail-node"]'),
  },
];

/** @param {Desk} desk */
export function createStart(desk) {
  const tried = createTried(desk.config.cluster);
  const parts = TRIES.map((item) => createTry(desk, item, tried));
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
      h(
        "p",
        { class: "first-lesson" },
        icon("book"),
        h(
          "span",
          {},
          "New to this? 6 minutes: ",
          h("a", { href: "/lessons/01-desired-state/" }, "Lesson 1, Desired state and the loop"),
        ),
      ),
      config.share
        ? h("p", { class: "words" }, LOOKING)
        : h("ol", { class: "tries" }, ...parts.map(({ element: part }) => part)),
      h(
        "p",
        { class: "hint-line", hidden: Boolean(config.share) },
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
          ...(config.role === "owner"
            ? [" or ", h("a", { href: `/c/${config.cluster}/tokens` }, "give others access")]
            : []),
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
      const tries = activeDeployment(state) ? "Four things to try" : "Something to try";
      setText(title, config.share ? "Shared with you" : tries);
    },
  };
}

/** What was tried on a cluster, remembered in this browser. @param {string} cluster */
function createTried(cluster) {
  const place = `kubeloop-tried-${cluster}`;
  const known = new Set((localStorage.getItem(place) ?? "").split(" "));
  return {
    /** @param {Try} item @param {State} state */
    has(item, { twins }) {
      if (!known.has(item.icon) && twins.some(({ command }) => item.sign.test(command))) {
        known.add(item.icon);
        localStorage.setItem(place, [...known].join(" ").trim());
      }
      return known.has(item.icon);
    },
  };
}

/** @param {Desk} desk @param {Try} item @param {ReturnType<typeof createTried>} tried */
function createTry(desk, item, tried) {
  const command = h("code");
  const title = h("b");
  const look = { class: "tried", role: "img", "aria-label": "tried", hidden: true };
  const done = h("span", look, icon("check", 13));
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
    h(
      "div",
      {},
      h("span", { class: "try-title", id }, title, done),
      h("p", {}, item.words),
      command,
    ),
    show,
  );
  return {
    element,
    /** @param {State} state */
    update(state) {
      const text = item.command(state);
      setText(title, item.title(state));
      setText(command, text);
      setAttribute(done, "hidden", !tried.has(item, state));
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

/**
 * @param {State} state
 * @param {(name: string, deployment: import("../types.js").DeploymentCard) => string} command
 */
function withDeployment(state, command) {
  const deployment = activeDeployment(state);
  if (!deployment) return "";
  const text = command(deployment.name, deployment);
  return text && text + namespaceFlag(deployment);
}

/** A number of Pods that is not wanted already. @param {State} state */
export function otherSize(state) {
  return activeDeployment(state)?.wanted === FIRST_SIZE ? OTHER_SIZE : FIRST_SIZE;
}

/** A healthy version of the same program that does not run yet. @param {State} state */
export function otherImage(state) {
  const current = activeDeployment(state)?.image ?? "";
  const family = current.split(":")[0] ?? "";
  const healthy = new Set(
    [...state.tables.Image.values()]
      .filter(({ kindOf }) => kindOf === "healthy")
      .map(({ image }) => image),
  );
  return (
    imageChoices(state, current).find(
      (image) => image !== current && image.split(":")[0] === family && healthy.has(image),
    ) ?? ""
  );
}
