/**
 * Asks the server about what is shown, again after each write, but not more often than it is worth,
 * and keeps the last answer. An answer that comes late for another question is dropped.
 */

const AGAIN_MS = 400;

/** @template Answer */
export function createAsker() {
  let asked = "";
  let timer = 0;
  let owner = "";
  /** @type {Answer | null} */
  let answer = null;
  return {
    /** The last answer to that owner's questions. @param {string} who */
    of: (who) => (who === owner ? answer : null),
    /**
     * @param {string} who whose question it is; another one is asked at once
     * @param {string} key what the answer depends on
     * @param {() => Promise<Answer>} load
     * @param {() => void} draw
     */
    ask(who, key, load, draw) {
      const question = `${who} ${key}`;
      if (question === asked) return;
      asked = question;
      clearTimeout(timer);
      const wait = who === owner ? AGAIN_MS : 0;
      timer = window.setTimeout(async () => {
        const found = await load().catch(() => null);
        if (!found || !asked.startsWith(`${who} `)) return;
        owner = who;
        answer = found;
        draw();
      }, wait);
    },
  };
}
