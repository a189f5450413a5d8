/**
 * Every shape that crosses a module border of the page. The upper half mirrors what the live feed sends.
 * Example: a `delta` message carries `put: Card[]`; the reducer files each card in `State.tables` by kind.
 */

// --- what the server sends -------------------------------------------------------------------------

export type Stage =
  | "pending"
  | "pulling"
  | "starting"
  | "notready"
  | "ready"
  | "terminating"
  | "crash"
  | "imagepull"
  | "failed"
  | "completed"
  | "unknown";

export interface Timer {
  kind: "pull" | "start" | "probe" | "grace" | "backoff" | "eviction" | "notready";
  from: number;
  until: number;
}

export interface CardBase {
  kind: string;
  uid: string;
  namespace: string;
  name: string;
  created: number;
  deleting: boolean;
  labels: Record<string, string>;
  revision: number;
}

export interface PodCard extends CardBase {
  kind: "Pod";
  status: string;
  ready: boolean;
  readyText: string;
  restarts: number;
  node: string;
  owner: string;
  ownerName: string;
  image: string;
  phase: string;
  stage: Stage;
  timer: Timer | null;
  /** it counts as available minReadySeconds later */
  readySince: number | null;
  message: string;
  ip: string;
}

export interface ReplicaSetCard extends CardBase {
  kind: "ReplicaSet";
  owner: string;
  ownerName: string;
  size: number;
  replicas: number;
  ready: number;
  available: number;
  terminating: number;
  image: string;
  rolloutRevision: number;
  hash: string;
  revisionHistory: string;
  changeCause: string;
}

export interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
  since: number | null;
}

export interface DeploymentCard extends CardBase {
  kind: "Deployment";
  wanted: number;
  replicas: number;
  updated: number;
  ready: number;
  available: number;
  unavailable: number;
  image: string;
  container: string;
  paused: boolean;
  strategy: string;
  maxSurge: number | string | null;
  maxUnavailable: number | string | null;
  floor: number;
  ceiling: number;
  rolloutRevision: number;
  conditions: Condition[];
  complete: boolean;
  sentence: string;
  generation: number;
  observedGeneration: number;
  minReadySeconds: number;
  deadlineSeconds: number | null;
  deadlineAt: number | null;
  newReplicaSet: string;
}

export interface NodeCard extends CardBase {
  kind: "Node";
  status: string;
  ready: boolean;
  cordoned: boolean;
  taints: { key: string; effect: string }[];
  fault: string;
  silentSince: number | null;
  timer: Timer | null;
  capacityPods: number;
  zone: string;
  version: string;
}

export interface Endpoint {
  pod: string;
  ready: boolean;
  serving: boolean;
  terminating: boolean;
  /** gets requests */
  takes: boolean;
  /** why each request to it fails, or "" */
  failing: string;
}

export interface Failure {
  reason: "NoEndpoint" | "NodeSilent" | "NotRunning" | "AnsweredError";
  text: string;
  count: number;
}

/** Requests since the last rollout began, counted up to `asOf`; see state/traffic.js for the rest. */
export interface Traffic {
  rate: number;
  served: number;
  failed: number;
  failures: Failure[];
  since: number;
  asOf: number;
  /** number of the request that comes next, at `nextAt` (null: nobody comes) */
  next: number;
  nextAt: number | null;
}

export interface ServiceCard extends CardBase {
  kind: "Service";
  selector: Record<string, string>;
  ports: { port: number; targetPort: number | string; name: string }[];
  clusterIP: string;
  endpoints: Endpoint[];
  traffic: Traffic;
}

/** a Service of which only endpoints and requests are others; endpoints stay sorted by `pod` */
export interface ServiceChange {
  uid: string;
  put: Endpoint[];
  gone: string[];
  traffic: Traffic;
}

export interface ImageCard extends CardBase {
  kind: "Image";
  image: string;
  color: string;
  kindOf: string;
}

export interface AutoscalerCard extends CardBase {
  kind: "HorizontalPodAutoscaler";
  targetKind: string;
  target: string;
  smallest: number;
  largest: number;
  wanted: number;
}

export type Card =
  | PodCard
  | ReplicaSetCard
  | DeploymentCard
  | NodeCard
  | ServiceCard
  | ImageCard
  | AutoscalerCard;
export type Kind = Card["kind"];

export interface EventCard {
  uid: string;
  time: number;
  type: string;
  reason: string;
  message: string;
  count: number;
  component: string;
  object: { kind: string; name: string; uid: string };
}

export interface Write {
  revision: number;
  by: string;
  kind: string;
  namespace: string;
  name: string;
  why: { rule: string; text: string; numbers: Record<string, unknown> } | null;
  time: number;
}

/** A write as the trail tells it: with its rule in words, and its sum where its numbers add up. */
export interface TrailWrite extends Write {
  rule?: string;
  sum?: Sum | null;
}

export interface Clock {
  now: number;
  speed: number;
  paused: boolean;
}

export interface Gone {
  kind: string;
  uid: string;
  name: string;
  namespace: string;
}

export interface Snapshot {
  type: "snapshot";
  v: number;
  revision: number;
  clock: Clock;
  objects: Card[];
  events: EventCard[];
  /** the last ones, oldest first */
  writes: Write[];
}

export interface Delta {
  type: "delta";
  v: number;
  from: number;
  revision: number;
  clock: Clock | null;
  put: Card[];
  services: ServiceChange[];
  gone: Gone[];
  events: EventCard[];
  writes: Write[];
}

export interface Pong {
  type: "pong";
  clock: Clock;
  revision: number;
}

export interface FeedError {
  type: "error";
  code: string;
  message: string;
}

/** said above the picture while the page is live; empty when it is over */
export interface Notice {
  type: "notice";
  message: string;
}

export type FeedMessage = Snapshot | Delta | Pong | Notice | FeedError;

export interface Config {
  cluster: string;
  name: string;
  api: string;
  feed: string;
  role: "owner" | "viewer";
  view: "owner" | "node";
  lesson: string;
  /** what it was opened with instead of a cookie, or "" */
  share: string;
  guest: string;
  shared?: { kind: "view" | "sandbox" | "lesson"; lesson: string; isMoment: boolean };
}

/** What `/c/<id>/history` answers: everything after `since`. */
export interface History {
  oldest: number;
  since: number;
  revision: number;
  moments: { times: number[]; revisions: number[] };
  deployments: {
    uid: string;
    name: string;
    namespace: string;
    sets: { uid: string; name: string; image: string }[];
    /** revision, time, wanted, floor, ceiling, counted, [place in sets, available Pods][] */
    points: [number, number, number, number, number, number, [number, number][]][];
  }[];
  /** service, revision, from, until, requests, by reason */
  failed: [string, number, number, number, number, Record<string, number>][];
  marks: Mark[];
}

/** What a rollout came to: `/c/<id>/outcome`. */
export interface RunOutcome {
  started: number;
  finished: number | null;
  now: number;
  mostPods: number;
  fewestAvailable: number;
  served: number;
  failed: number;
}

/** One row of a sum. */
export interface SumTerm {
  sign: string;
  words: string;
  value: number;
}

/** A sum that a controller decides by; "ok" something may happen, "wait" nothing may. */
export interface Sum {
  question: string;
  by: string;
  terms: SumTerm[];
  result: SumTerm;
  tone: "ok" | "wait";
  note: string;
}

export interface CauseFact {
  name: string;
  text: string;
  moment: number | null;
}

/** One step from a symptom to its root. */
export interface CauseLink {
  kind: string;
  namespace: string;
  name: string;
  uid: string;
  text: string;
  kubectl: string;
  facts: CauseFact[];
  cure: { text: string; kubectl: string } | null;
  /** what comes by itself, and when */
  wait: { words: string; until: number } | null;
}

/** What `/c/<id>/causes` answers: no links when nothing is wrong. */
export interface Causes {
  uid: string;
  revision: number;
  time: number;
  isKnown: boolean;
  links: CauseLink[];
  standing: string;
  sums: Sum[];
}

/** What `/c/<id>/loop` answers: a controller's loop about one object. */
export interface LoopAnswer {
  controller: string;
  title: string;
  watches: string[];
  often: string;
  about: { kind: string; namespace: string; name: string; uid: string } | null;
  observed: CauseFact[];
  wanted: string;
  difference: string;
  sums: Sum[];
  acts: {
    kind: string;
    name: string;
    text: string;
    rule: string;
    sum: Sum | null;
    repeats: number;
  }[];
  /** the acts are those of the pass that ended with `lastRevision`, else what comes next */
  isDone: boolean;
  isSettled: boolean;
  again: number | null;
  time: number;
  lastRevision: number;
  lastTime: number | null;
  lastText: string;
  recent: number;
  choices: { name: string; title: string }[];
}

/** One Pod of a lineage, and how it left its place, or came to it. */
export interface Kin {
  name: string;
  uid: string;
  node: string;
  how: string;
  time: number;
  revision: number;
}

/** What `/c/<id>/lineage` answers. */
export interface Lineage {
  uid: string;
  replaced: Kin | null;
  replacedBy: Kin | null;
}

/** A field that a return to an older revision would change; null stands for absent. */
export interface FieldChange {
  words: string;
  path: string;
  before: unknown;
  after: unknown;
}

/** What `/c/<id>/revisions` answers. */
export interface Revisions {
  revisions: { uid: string; revision: number; changes: FieldChange[] }[];
}

export interface Mark {
  revision: number;
  time: number;
  kind: "user" | "write" | "condition" | "trouble";
  text: string;
  about: string;
  name: string;
}

// --- what the page keeps ---------------------------------------------------------------------------

export interface Tables {
  Pod: import("./state/shared_map.js").SharedMap<PodCard>;
  ReplicaSet: Map<string, ReplicaSetCard>;
  Deployment: Map<string, DeploymentCard>;
  Node: Map<string, NodeCard>;
  Service: Map<string, ServiceCard>;
  Image: Map<string, ImageCard>;
  HorizontalPodAutoscaler: Map<string, AutoscalerCard>;
}

/** Where a Pod sits: its seat among its siblings, and its spot on its node. */
export interface Place {
  lane: string;
  slot: number;
  node: string;
  spot: number;
}

export interface Seating {
  places: import("./state/shared_map.js").SharedMap<Place>;
  /** lane (owner uid, or "" for bare Pods) -> who holds each seat; a leaving Pod that was replaced holds none */
  lanes: Map<string, (string | null)[]>;
  /** node name -> who is at each spot */
  spots: Map<string, (string | null)[]>;
}

/** The virtual clock as last told, with the moment (performance.now) at which it was told. */
export interface HeardClock extends Clock {
  heardAt: number;
  /** when the line broke: of what came after nothing is known, so the page's time stands there */
  heldAt?: number;
}

export interface Link {
  /** "past": the page shows a moment that is over; nothing in it can be changed */
  phase: "connecting" | "live" | "stale" | "refused" | "past";
  /** why it is not live, or what is amiss although it is */
  message: string;
  retryAt: number;
}

export interface Selection {
  kind: Kind;
  uid: string;
  name: string;
  namespace: string;
}

export interface Twin {
  command: string;
  time: number;
  id: number;
}

/** A moment of the cluster's clock, and the revision that held then. */
export interface Moment {
  revision: number;
  time: number;
}

export interface SeriesPoint {
  revision: number;
  time: number;
  wanted: number;
  floor: number;
  ceiling: number;
  counted: number;
  /** uid of the ReplicaSet, its available Pods */
  available: [string, number][];
}

/** The past as lines; what is above `revision` is the page's own tail. */
export interface Series {
  oldest: number;
  revision: number;
  /** how many moments the server told at first: so many are kept */
  reach: number;
  times: number[];
  revisions: number[];
  lines: Map<string, { uid: string; name: string; namespace: string; points: SeriesPoint[] }>;
  sets: Map<string, { name: string; image: string }>;
  failed: { service: string; revision: number; from: number; until: number; count: number }[];
  marks: Mark[];
}

/** Looking back: the moment that is wanted, and the picture that has come so far. */
export interface Past {
  wanted: Moment;
  shown: State | null;
  /** why the moment cannot be shown */
  problem: string;
}

export interface ChartModel {
  from: number;
  to: number;
  /** the playhead, and where the lines end */
  head: number;
  end: number;
  isPast: boolean;
  points: SeriesPoint[];
  layers: { set: string; colour: number }[];
  top: number;
  failed: Series["failed"];
  marks: Mark[];
}

export interface RefusalNote {
  message: string;
  cure: string;
}

export type DrawerName = "terminal" | "yaml";

export interface State {
  link: Link;
  revision: number;
  clock: HeardClock;
  tables: Tables;
  seating: Seating;
  colours: Map<string, number>;
  events: EventCard[];
  writes: Write[];
  selection: Selection | null;
  /** uid of the Deployment whose controls are shown when nothing is selected */
  active: string;
  view: "owner" | "node";
  twins: Twin[];
  hint: string;
  refusals: Map<string, RefusalNote>;
  drawer: DrawerName | null;
  deploying: boolean;
  /** while time is paused: what the last step did, in one sentence */
  stepped: string;
  /** what the last Apply did, in kubectl's words */
  applied: string;
  /** what Undo took back, in the cluster's words */
  told: string;
  tab: string;
  role: "owner" | "viewer";
  /** path of this cluster's API on the server */
  base: string;
  series: Series;
  past: Past | null;
  find: Find;
  /** how near the picture is seen: 0 shows all, see camera/zoom.js */
  zoom: number;
}

/** What is looked for in the picture. */
export interface Find {
  isOpen: boolean;
  words: string;
  isProblemsOnly: boolean;
}

export type Message =
  | { type: "snapshot"; message: Snapshot; heardAt: number }
  | { type: "delta"; message: Delta; heardAt: number }
  | { type: "clock"; clock: Clock; heardAt: number }
  | { type: "link"; link: Link; at: number }
  | { type: "notice"; text: string }
  | { type: "select"; card: Selection | null }
  | { type: "activate"; uid: string }
  | { type: "view"; view: "owner" | "node" }
  | { type: "find"; find: Partial<Find> }
  | { type: "zoom"; zoom: number }
  | { type: "tab"; tab: string }
  | { type: "hint"; command: string }
  | { type: "did"; command: string; control: string; time: number }
  | { type: "refused"; control: string; note: RefusalNote }
  | { type: "dismiss"; control: string }
  | { type: "drawer"; drawer: DrawerName | null }
  | { type: "deploying"; open: boolean }
  | { type: "applied"; text: string }
  | { type: "told"; text: string }
  | { type: "history"; history: History }
  | { type: "look"; at: Moment | null }
  | { type: "looked"; message: Snapshot; heardAt: number }
  | { type: "looked in vain"; revision: number; problem: string };

// --- what the page derives -------------------------------------------------------------------------

export interface LaneModel {
  key: string;
  replicaSet: ReplicaSetCard | null;
  title: string;
  colour: number;
  tag: "" | "new" | "old";
  seats: number;
  shown: number;
  /** a ReplicaSet whose owner reference leads nowhere */
  isOrphan?: boolean;
}

export interface DeploymentModel {
  card: DeploymentCard;
  lanes: LaneModel[];
  revisions: ReplicaSetCard[];
  services: ServiceCard[];
  isActive: boolean;
  trouble: number;
  leaving: number;
}

export interface NodeModel {
  card: NodeCard;
  pods: number;
  seats: number;
  /** Pods that were sent away and leave when the node returns */
  evicted: number;
  /** until what comes next to a silent node */
  timer: Timer | null;
}

export interface Picture {
  deployments: DeploymentModel[];
  loose: LaneModel[];
  services: ServiceCard[];
  /** autoscalers whose target is not there */
  astray: AutoscalerCard[];
  nodes: NodeModel[];
}

/** One strip of slots on the screen, in the stage's own coordinates. */
export interface Frame {
  key: string;
  x: number;
  y: number;
  width: number;
  side: number;
  gap: number;
  columns: number;
  rows: number;
  rowHeight: number;
  shown: number;
  named: boolean;
}

export interface Fit {
  side: number;
  gap: number;
  columns: number;
  rows: number;
}

export interface Rect {
  x: number;
  y: number;
  s: number;
}

export interface Shape extends Rect {
  key: string;
  kind: "pod" | "dot";
  stage: Stage;
  colour: number;
  scale: number;
  alpha: number;
  halo: number;
  ring: number;
  progress: number;
  turn: number;
  selected: boolean;
  label: string;
  strong: boolean;
  /** sits on another Pod's corner, so it clears a margin around itself */
  corner: boolean;
}

/** A shape that came, went or became another one since the last scene. */
export interface Change {
  before: Shape | undefined;
  after: Shape | undefined;
}

export interface Scene {
  /** all of it; the map lives on from scene to scene */
  shapes: Map<string, Shape>;
  changes: Change[];
  /** milliseconds until the picture would look different by itself; Infinity when it stands still */
  wake: number;
}

export interface Tokens {
  ink: string;
  ink2: string;
  ink3: string;
  line: string;
  line2: string;
  slot: string;
  stage: string;
  surface: string;
  accent: string;
  bad: string;
  badSoft: string;
  badInk: string;
  unknown: string;
  verInk: string;
  versions: string[];
  mark: number;
  em: number;
  mono: string;
  sans: string;
}

// --- what a button is ------------------------------------------------------------------------------

/** What a web request came to; `page` is "" when no page came. */
export interface Visit {
  code: number;
  pod: string;
  page: string;
  message: string;
}

export interface Api {
  base: string;
  get(path: string): Promise<any>;
  post(path: string, body: unknown): Promise<any>;
  patch(path: string, body: unknown, type?: string): Promise<any>;
  remove(path: string): Promise<any>;
  apply(text: string): Promise<any>;
  /** all writes about an object, and who wrote each of its fields; `at` a revision of the past */
  trail(uid: string, at?: number | null): Promise<any>;
  /** an object as it was right after a revision of the past */
  objectThen(uid: string, revision: number): Promise<any>;
  /** why an object is not as it should be, from the symptom to the root */
  causes(uid: string, at?: number | null): Promise<Causes>;
  /** what a controller sees, wants and does about an object; "" chooses one, "last" who acted last */
  loop(uid: string, controller: string, at?: number | null): Promise<LoopAnswer>;
  /** whom a Pod replaced, and who replaced it */
  lineage(uid: string, owner: string, at?: number | null): Promise<Lineage>;
  /** what a return to each revision of a Deployment would change */
  revisions(uid: string, at?: number | null): Promise<Revisions>;
  /** what apply would do: each object before and after */
  tryApply(text: string): Promise<any>;
  replace(path: string, text: string): Promise<any>;
  /** what replace would make of the object */
  tryReplace(path: string, text: string): Promise<any>;
  /** a web page behind the cluster's proxy */
  visit(path: string): Promise<Visit>;
}

export interface ActionContext {
  state: State;
  target: any;
  value: any;
  api: Api;
  dispatch(message: Message): void;
}

export interface Action {
  id: string;
  label: string;
  icon: string;
  help: string;
  shortcut?: string;
  /** "cluster": the whole cluster, "page": only this page, else the kind that must be selected */
  appliesTo: Kind | "cluster" | "page";
  /** absent: always there */
  isShown?(target: any, state: State): boolean;
  isEnabled(target: any, state: State): boolean;
  kubectl(target: any, value: any, state: State): string;
  run(context: ActionContext): Promise<unknown> | void;
}

/** What panels need to act: perform an action, read the API, change the page's own state. */
export interface Desk {
  api: Api;
  /** manifests of the lesson that is played, which `-f` may name in the terminal */
  files?: Record<string, string>;
  config: Config;
  state(): State;
  dispatch(message: Message): void;
  perform(actionId: string, target?: any, value?: any, control?: string): Promise<boolean>;
  /** a command in the page's terminal */
  run(command: string): void;
}

export interface View {
  element: HTMLElement;
  update(state: State): void;
}
