/**
 * Create a Deployment as `kubectl create deployment` does: label `app`, one container named after
 * its image.
 */

import { collectionPath } from "../api.js";
import { isOwner } from "./rules.js";

/** @typedef {{name: string, image: string, replicas: number}} Wish */

/** `registry.example/shop/web:v1` runs in a container named `web`. @param {string} image */
export function containerName(image) {
  return (image.split("/").at(-1) ?? "").replace(/[:@].*$/, "");
}

/** @param {Wish} wish */
export function deploymentManifest({ name, image, replicas }) {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: containerName(image), image }] },
      },
    },
  };
}

/** @type {import("../types.js").Action} */
export const createDeployment = {
  id: "create",
  label: "Create",
  icon: "check",
  help: "Create the Deployment of the form",
  appliesTo: "cluster",
  isEnabled: isOwner,
  kubectl: (_clock, wish) =>
    `kubectl create deployment ${wish?.name || "NAME"} --image=${wish?.image || "IMAGE"}` +
    ` --replicas=${wish?.replicas ?? 1}`,
  run: async ({ api, value, dispatch }) => {
    const { kind, metadata } = await api.post(
      collectionPath("Deployment"),
      deploymentManifest(value),
    );
    dispatch({ type: "deploying", open: false });
    dispatch({
      type: "select",
      card: { kind, uid: metadata.uid, name: metadata.name, namespace: metadata.namespace },
    });
  },
};
