/**
 * The page's only fetch: the same Kubernetes REST API that kubectl talks to. What the API refuses
 * comes out as a `Refusal` that carries its own words, e.g. `spec.replicas: Invalid value: -1: must
 * be greater than ...`.
 */

import { passHeaders } from "./lib/passes.js";

/** @typedef {import("./types.js").Api} Api */

export class Refusal extends Error {
  /** @param {{message?: string, reason?: string, code?: number, details?: any}} status */
  constructor(status) {
    super(status.message ?? "The cluster refused without saying why.");
    this.reason = status.reason ?? "";
    this.code = status.code ?? 0;
    this.causes = /** @type {{field?: string, message?: string, reason?: string}[]} */ (
      status.details?.causes ?? []
    );
    this.about = /** @type {{kind?: string, name?: string}} */ (status.details ?? {});
  }
}

/** @param {string} base e.g. "/k8s/4f2a" @param {string} [page] e.g. "/c/4f2a" @returns {Api} */
export function createApi(base, page = base.replace(/^\/k8s\//, "/c/")) {
  /** @param {string} method @param {string} path @param {string} [body] @param {string} [type] */
  const send = (method, path, body, type) => request(base + path, method, body, type);
  /** Without doing it; a refusal comes as a 200 with the Status, so the console stays silent. */
  /** @param {string} method @param {string} path @param {string} text */
  const attempt = (method, path, text) =>
    request(`${base}${path}?dryRun=All`, method, text, "application/yaml", TRIAL);
  return {
    base,
    get: (path) => send("GET", path),
    post: (path, body) => send("POST", path, JSON.stringify(body), "application/json"),
    patch: (path, body, type = "application/merge-patch+json") =>
      send("PATCH", path, JSON.stringify(body), type),
    remove: (path) => send("DELETE", path),
    apply: (text) => send("POST", "/apply", text, "application/yaml"),
    causes: (uid, at) => request(`${page}/causes?${about(uid, at)}`, "GET"),
    loop: (uid, controller, at) =>
      request(`${page}/loop?${about(uid, at)}&${new URLSearchParams({ controller })}`, "GET"),
    lineage: (uid, owner, at) =>
      request(`${page}/lineage?${about(uid, at)}&${new URLSearchParams({ owner })}`, "GET"),
    revisions: (uid, at) => request(`${page}/revisions?${about(uid, at)}`, "GET"),
    trail: (uid, at) => request(`${page}/trail?${about(uid, at)}`, "GET"),
    objectThen: (uid, revision) =>
      request(`${page}/at/${revision}/${encodeURIComponent(uid)}`, "GET"),
    tryApply: (text) => attempt("POST", "/apply", text),
    replace: (path, text) => send("PUT", path, text, "application/yaml"),
    tryReplace: (path, text) => attempt("PUT", path, text),
    visit: (path) => visit(base + path),
  };
}

/**
 * What the page asks its own server about the past of its cluster.
 * @param {string} cluster
 */
export function createPastApi(cluster) {
  const base = `/c/${cluster}`;
  return {
    /**
     * @param {number} since @param {boolean} [isWhole] not only what was lately
     * @returns {Promise<import("./types.js").History>}
     */
    history: (since, isWhole) =>
      request(`${base}/history?since=${since}${isWhole ? "&whole" : ""}`, "GET"),
    /** @param {number} revision @returns {Promise<import("./types.js").Snapshot>} */
    at: (revision) => request(`${base}/at/${revision}`, "GET"),
    /** @param {number} revision @returns {Promise<{cluster: string, page: string}>} */
    fork: (revision) =>
      request(`${base}/fork`, "POST", JSON.stringify({ revision }), "application/json"),
  };
}

/**
 * What the page that compares two strategies asks.
 * @param {string} cluster
 */
export function createCompareApi(cluster) {
  const base = `/c/${cluster}/compare`;
  const json = "application/json";
  return {
    /** @param {object} wish @returns {Promise<{sides: any[]}>} */
    start: (wish) => request(base, "POST", JSON.stringify(wish), json),
    /** @param {{clusters: string[], paused: boolean, speed: number}} wish */
    drive: (wish) => request(`${base}/drive`, "POST", JSON.stringify(wish), json),
    /** @param {string} run */
    step: (run) => createApi(`/k8s/${run}`).post(`${SIMULATION}/clocks/clock/step`, {}),
    /**
     * @param {{cluster: string, since: number}} side @param {{name: string, namespace: string}} of
     * @returns {Promise<import("./types.js").RunOutcome>}
     */
    outcome: ({ cluster: run, since }, { name, namespace }) =>
      request(
        `/c/${run}/outcome?${new URLSearchParams({ since: String(since), name, namespace })}`,
        "GET",
      ),
  };
}

/** @param {string} uid @param {number | null} [at] */
function about(uid, at) {
  return new URLSearchParams(at ? { uid, at: String(at) } : { uid });
}

const TRIAL = { "X-Kubeloop-Trial": "yes" };

/**
 * @param {string} url @param {string} method @param {string} [body] @param {string} [type]
 * @param {Record<string, string>} [more] headers
 */
export async function request(url, method, body, type, more = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", "X-Kubeloop": "page", ...passHeaders(), ...more };
  if (type) headers["Content-Type"] = type;
  const response = await fetch(url, { method, headers, body, credentials: "same-origin" }).catch(
    () => {
      throw new Refusal({ reason: "Unreachable", message: "The server does not answer." });
    },
  );
  const answer = await response.json().catch(() => null);
  if (response.ok && answer?.status !== "Failure") return answer;
  throw new Refusal({
    code: response.status,
    message: `The server answered ${response.status} ${response.statusText}.`,
    ...answer,
  });
}

/**
 * A web page behind the cluster's proxy. That a page fails is an answer too, and comes with its own
 * code in a header: a browser writes every refused request into its console.
 * @param {string} url @returns {Promise<import("./types.js").Visit>}
 */
async function visit(url) {
  const headers = { Accept: "text/html", "X-Kubeloop": "page", ...passHeaders(), ...TRIAL };
  const response = await fetch(url, { headers, credentials: "same-origin" });
  const text = await response.text();
  const code = Number(response.headers.get("X-Kubeloop-Code")) || response.status;
  const isPage = response.headers.get("Content-Type")?.startsWith("text/html") ?? false;
  const pod = response.headers.get("X-Kubeloop-Pod") ?? "";
  return { code, pod, page: isPage ? text : "", message: isPage ? "" : messageOf(text) };
}

/** The sentence of a Status, or the text as it is. @param {string} text */
function messageOf(text) {
  try {
    return String(JSON.parse(text).message ?? text);
  } catch {
    return text;
  }
}

const APPS = "/apis/apps/v1";
const SIMULATION = "/apis/sim.kubeloop.dev/v1alpha1";

/** @type {Record<string, string>} */
const COLLECTIONS = {
  Pod: "/api/v1/namespaces/{ns}/pods",
  Service: "/api/v1/namespaces/{ns}/services",
  Node: "/api/v1/nodes",
  ReplicaSet: `${APPS}/namespaces/{ns}/replicasets`,
  Deployment: `${APPS}/namespaces/{ns}/deployments`,
  HorizontalPodAutoscaler: "/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers",
  Image: `${SIMULATION}/images`,
  Fault: `${SIMULATION}/faults`,
  Clock: `${SIMULATION}/clocks`,
};

/** @param {string} kind @param {string} [namespace] */
export function collectionPath(kind, namespace = "default") {
  return (COLLECTIONS[kind] ?? "").replace("{ns}", encodeURIComponent(namespace || "default"));
}

/** @param {{kind: string, name: string, namespace?: string}} object */
export function objectPath(object) {
  return `${collectionPath(object.kind, object.namespace)}/${encodeURIComponent(object.name)}`;
}

/**
 * Where the web page of a Service is: at its first port.
 * @param {import("./types.js").ServiceCard} service
 */
export function servicePagePath(service) {
  const port = service.ports[0];
  return `${objectPath(service)}${port ? `:${port.name || port.port}` : ""}/proxy/`;
}
