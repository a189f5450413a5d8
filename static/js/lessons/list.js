/** The page with all lessons: the button that makes a code for another device. */

import { restoreTheme } from "../panels/bar.js";
import { makeCode } from "./api.js";

restoreTheme();
const button = document.getElementById("make-code");
const place = document.getElementById("code");
button?.addEventListener("click", async () => {
  if (!place) return;
  place.textContent = await makeCode().then(
    ({ code }) => code,
    (refusal) => refusal.message,
  );
});
