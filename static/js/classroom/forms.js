/**
 * The plain pages of the classroom: only the theme that this browser chose; they work without it.
 */

import { restoreTheme } from "../panels/bar.js";

restoreTheme();
