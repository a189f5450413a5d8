/** What the share panel knows of a link; mirrors playground/sharing/shares.py (`told`). */

export interface Share {
  id: number;
  secret: string;
  kind: "view" | "sandbox" | "lesson";
  title: string;
  revision: number | null;
  lesson: string;
  step: number;
  origins: string[];
  created: string;
  copies: number;
}
