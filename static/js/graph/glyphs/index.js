/**
 * The ordered table of glyphs: which function draws which kind of shape. A new glyph is one file
 * and one line here.
 */

import { drawDot } from "./dot.js";
import { drawPod } from "./pod.js";

export const GLYPHS = { pod: drawPod, dot: drawDot };
