/**
 * A page that did not get one of its files is loaded once more, and says so if that fails as well.
 * While servers are replaced, a new page may ask an old one for a file that only the new have. A
 * plain script with an address of its own that stays: whichever server is asked has it.
 */

{
  const KEY = "kubeloop-loaded-again";
  const ONCE_IN_MS = 60_000;
  const PARTS = 'script[type="module"]:not([async]), link[rel="stylesheet"]';
  const WORDS =
    "This page did not come whole: a part of it is missing on the server that was asked, " +
    "as happens for a moment while servers are replaced. Reload the page in a minute.";

  /** Whether this was tried just now. A browser that keeps nothing for us counts as tried. */
  const isTried = () => {
    try {
      const last = Number(sessionStorage.getItem(KEY));
      sessionStorage.setItem(KEY, String(Date.now()));
      return Date.now() - last < ONCE_IN_MS;
    } catch {
      return true;
    }
  };

  const tell = () => {
    const line = document.createElement("p");
    line.className = "incomplete";
    line.setAttribute("role", "alert");
    line.textContent = WORDS;
    document.body.prepend(line);
  };

  let isOver = false;
  const miss = () => {
    if (isOver) return;
    isOver = true;
    if (isTried()) tell();
    else location.reload();
  };

  // What comes later, or is broken off because somebody goes elsewhere, is no part of the start.
  const start = new AbortController();
  const end = () => start.abort();
  addEventListener("load", end, { once: true });
  addEventListener("beforeunload", end, { once: true, signal: start.signal });
  addEventListener(
    "error",
    (event) => {
      if (event.target instanceof Element && event.target.matches(PARTS)) miss();
    },
    { capture: true, signal: start.signal },
  );
  const sheets = document.querySelectorAll('link[rel="stylesheet"]');
  if ([...sheets].some((each) => each instanceof HTMLLinkElement && !each.sheet)) miss();
}
