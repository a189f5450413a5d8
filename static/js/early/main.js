/** Runs while the page's other modules are still fetched: the wiring of early/line.js. */

import { openEarly } from "./line.js";

openEarly(JSON.parse(document.getElementById("config")?.textContent ?? "{}").feed);
