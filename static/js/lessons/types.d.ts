/** The shapes that playground/tutorials/telling.py sends. */

export type Prose = string | [string, Record<string, string>, ...Prose[]];

export interface Goal {
  id: string;
  say: string;
  met: boolean;
  lost: boolean;
  words: string;
}

export interface Verdict {
  right: boolean;
  proved: number;
  words: string;
  because: Prose[][];
}

export interface Prediction {
  question: Prose[];
  button: string;
  choices: { label: string; value: string }[];
  chosen: number | null;
  verdict: Verdict | null;
}

export interface Spotlight {
  kind: string;
  name: string;
  labels: Record<string, string>;
  control: string;
}

export interface Picture {
  want: { image: string; new: boolean }[];
  now: string[];
}

export interface LessonStep {
  id: string;
  type: "read" | "predict" | "do" | "watch";
  title: string;
  text: Prose[];
  done: boolean;
  canGoOn: boolean;
  goals: Goal[];
  picture: Picture | null;
  hints: Prose[][];
  hintsLeft: number;
  solution: string[];
  run: string[];
  ran: boolean;
  prediction: Prediction | null;
  spotlight: Spotlight[];
  points: number | null;
}

export interface LessonState {
  files: Record<string, string>;
  slug: string;
  title: string;
  number: number;
  of: number;
  cluster: string;
  index: number;
  shown: number;
  steps: { id: string; title: string; done: boolean }[];
  step: LessonStep;
  finished: boolean;
  debrief: { text: Prose[]; production: Prose[]; commands: string[] } | null;
  following: { slug: string; title: string } | null;
  points: { have: number; most: number; left: number } | null;
}
