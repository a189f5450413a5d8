/** The shapes that the terminal's modules hand to one another. */

/** One press: a name such as "left", "enter" or "kill-word"; "text" carries what was typed. */
export interface Key {
  name: string;
  text: string;
}

/** What is being typed. `at` is a place in the history, whose length means "what is typed now". */
export interface Line {
  text: string;
  cursor: number;
  history: string[];
  at: number;
  /** what stood there before the history was looked through */
  draft: string;
  /** what was cut last */
  cut: string;
}

export type ServerFrame =
  | { type: "out" | "err"; text: string }
  | { type: "exit"; code: number }
  | { type: "completions"; words: string[] }
  | { type: "error"; code: string; message: string };

export type PageFrame =
  | { type: "run"; line: string; files: Record<string, string> }
  | { type: "interrupt" }
  | { type: "complete"; line: string; cursor: number; files: string[] };
