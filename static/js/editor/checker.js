/**
 * Asks the cluster about a text while it is typed: at most one question after a short rest, and of
 * two answers only the later one counts.
 */

const REST_MS = 350;

/**
 * @template Answer
 * @param {object} options
 * @param {(text: string) => Promise<Answer>} options.ask
 * @param {(answer: Answer, text: string) => void} options.onAnswer
 * @param {(error: any, text: string) => void} options.onRefusal
 */
export function createChecker({ ask, onAnswer, onRefusal }) {
  let timer = 0;
  let last = 0;
  const now = async (/** @type {string} */ text) => {
    const mine = (last += 1);
    try {
      const answer = await ask(text);
      if (mine === last) onAnswer(answer, text);
    } catch (error) {
      if (mine === last) onRefusal(error, text);
    }
  };
  return {
    /** @param {string} text */
    soon(text) {
      clearTimeout(timer);
      last += 1;
      timer = window.setTimeout(() => now(text), REST_MS);
    },
    /** What is under way does not count any more. */
    forget() {
      clearTimeout(timer);
      last += 1;
    },
  };
}
