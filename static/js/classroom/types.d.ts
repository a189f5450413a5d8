/**
 * What a class's websockets say (playground/classroom/frames.py) and what its pages keep.
 * Example: a wall gets `class`, `seats` and `minis` frames; a cluster's page gets `seat` frames.
 */

import type { Stage } from "../types.js";

export type SeatState = "stuck" | "hand" | "working" | "finished" | "away";

export interface Standing {
  slug: string;
  title: string;
  done: number;
  total: number;
}

export interface SeatCard {
  id: number;
  nickname: string;
  cluster: string | null;
  state: SeatState;
  words: string;
  hand: boolean;
  here: boolean;
  help: "" | "asked" | "given";
  helper: string;
  lesson: Standing | null;
  refusal: string;
  answered: boolean;
}

/** stage, and the two moments of its ring on the cluster's clock (0: no ring) */
export type MiniPod = [Stage, number, number];

export interface MiniSet {
  colour: number;
  image: string;
  pods: MiniPod[];
}

export interface MiniCard {
  wanted: number;
  ready: number;
  sets: MiniSet[];
  health: string;
  trouble: string;
  did: string;
  now: number;
  speed: number;
  paused: boolean;
}

/** A picture and when this page heard of it (performance.now()). */
export interface HeardMini {
  card: MiniCard;
  heardAt: number;
}

export interface WallQuestion {
  id: number;
  text: string;
  choices: string[];
  counts: number[];
  command: string;
  closed: boolean;
  played: boolean;
  shown: boolean;
  right: number | null;
  because: string;
}

export interface ClassFrame {
  type: "class";
  title: string;
  code: string;
  cluster: string | null;
  lesson: string;
  /** how many Pods each learner's cluster may have */
  pods: number;
  frozen: boolean;
  blank: boolean;
  shown: boolean;
  ended: boolean;
  question: WallQuestion | null;
  order: number[];
}

export type WallMessage =
  | ClassFrame
  | { type: "seats"; put: SeatCard[]; gone: number[] }
  | { type: "minis"; put: { seat: number; card: MiniCard | null }[] };

export type WallEvent =
  | { type: "heard"; message: WallMessage; at: number }
  | { type: "filter"; filter: "" | SeatState }
  | { type: "open"; seat: number | null }
  | { type: "link"; live: boolean; reason: string };

export interface WallState {
  room: ClassFrame | null;
  seats: Map<number, SeatCard>;
  minis: Map<number, HeardMini>;
  filter: "" | SeatState;
  opened: number | null;
  live: boolean;
  reason: string;
}

export interface Prepared {
  text: string;
  choices: string[];
  right: number;
  command: string;
  because: string;
}

export interface WallConfig {
  code: string;
  title: string;
  role: "teacher" | "helper";
  cluster: string;
  join: string;
  onlyHere: boolean;
  socket: string;
  seats: number;
  questions: Prepared[];
  lessons: { slug: string; title: string; steps?: number }[];
}

export interface PageQuestion {
  id: number;
  text: string;
  choices: string[];
  mine: number | null;
  closed: boolean;
  counts: number[] | null;
  right: number | null;
  because: string;
}

export interface PageFrame {
  type: "seat";
  class: {
    title: string;
    code: string;
    cluster: string | null;
    frozen: boolean;
    blank: boolean;
    shown: boolean;
    ended: boolean;
    lesson: string;
  };
  me: {
    id: number;
    nickname: string;
    cluster: string | null;
    hand: boolean;
    help: "" | "asked" | "given";
    helper: string;
    hint: string;
    hintAt: number;
  } | null;
  question: PageQuestion | null;
}

export interface Pointer {
  type: "pointer";
  kind: string;
  name: string;
  x: number;
  y: number;
}

export interface Membership {
  role: "learner" | "teacher" | "helper";
  code: string;
  title: string;
  isOwnCluster: boolean;
  socket: string;
}

export type Act = (verb: string, body?: Record<string, unknown>) => Promise<any>;
