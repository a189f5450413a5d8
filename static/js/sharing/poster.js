/**
 * The picture for outside: the same words, ruler, lanes, Services and nodes as on the stage, laid
 * out by arithmetic on a sheet of fixed width, so that it is the same on a phone and on a projector
 * and nothing of it is cut off. It draws on any 2D context: a canvas becomes a PNG, an SvgContext
 * an SVG.
 * Example: const sheet = layOut(state, tokens, now, measure); sheet.paint(c) fills sheet.width x
 * sheet.height pixels.
 */

import { fit, rowHeight } from "../graph/layout.js";
import { GLYPHS } from "../graph/glyphs/index.js";
import { drawLines, linesOf } from "../graph/lines.js";
import { Motion } from "../graph/motion.js";
import { SceneBuilder } from "../graph/scene.js";
import { clockTime } from "../lib/time.js";
import { picture as pictureOf } from "../state/selectors.js";
import { Sheet } from "./sheet.js";
import { paintRuler, RULER_HEIGHT } from "./ruler.js";
import * as words from "./words.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Tokens} Tokens */
/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").LaneModel} LaneModel */
/** @typedef {import("../types.js").DeploymentModel} DeploymentModel */
/** @typedef {import("../stage/frames.js").Box} Box */

const WIDTH = 1200;
const PAD = 32;
const INDENT = 52;
const HEAD = 200;
const LANE_X = PAD + INDENT + HEAD;
const SERVICE_WIDTH = 190;
const SERVICE_HEIGHT = 92;
const SERVICE_GAP = 56;
const NODE_COLUMNS = 3;
const NODE_GAP = 12;
const NODE_TOP = 34;
const BOTTOM = 44;

/**
 * @param {State} given
 * @param {Tokens} tokens
 * @param {number} now on the cluster's clock
 * @param {{name: string, measure: (text: string, font: string) => number}} about
 */
export function layOut(given, tokens, now, { name, measure }) {
  const state = { ...given, selection: null };
  const picture = pictureOf(state);
  const sheet = new Sheet(tokens, measure);
  const moment = `revision ${state.revision} · ${clockTime(now)}`;
  let y = PAD;
  sheet.text(name, PAD, y + 16, { size: 20, weight: 600 });
  sheet.text(moment, WIDTH - PAD, y + 15, { size: 12, colour: tokens.ink3, align: "right" });
  sheet.rule(PAD, y + 32, WIDTH - 2 * PAD);
  y += 56;
  for (const model of picture.deployments) y = placeDeployment(sheet, model, state, y);
  if (picture.loose.length) y = placeLoose(sheet, picture.loose, state, y);
  if (picture.services.length) y = placeServices(sheet, picture.services, PAD, y) + 24;
  y = placeNodes(sheet, picture.nodes, state, y);
  const height = y + BOTTOM;
  sheet.text("Kubeloop", WIDTH - PAD, height - 18, {
    size: 12,
    colour: tokens.ink3,
    align: "right",
  });
  const { frames, anchors } = sheet;
  return {
    width: WIDTH,
    height,
    frames,
    /** @param {CanvasRenderingContext2D} c */
    paint(c) {
      c.fillStyle = tokens.stage;
      c.fillRect(0, 0, WIDTH, height);
      sheet.paint(c);
      const measures = { frames, anchors, width: WIDTH, height };
      drawLines(c, tokens, linesOf({ state, picture, measures }));
      paintTiles(c, tokens, state, { frames, now });
    },
  };
}

/**
 * @param {CanvasRenderingContext2D} c @param {Tokens} tokens @param {State} state
 * @param {{frames: Map<string, Frame>, now: number}} where
 */
function paintTiles(c, tokens, state, { frames, now }) {
  const still = new Motion();
  still.allow(false);
  const scene = new SceneBuilder(still).build(state, frames, { at: 0, now, isStill: true });
  const shapes = [...scene.shapes.values()];
  for (const shape of [...shapes.filter((s) => !s.corner), ...shapes.filter((s) => s.corner)])
    GLYPHS[shape.kind](c, shape, tokens);
}

/** @param {Sheet} sheet @param {DeploymentModel} model @param {State} state @param {number} top */
function placeDeployment(sheet, model, state, top) {
  const { card } = model;
  const { tokens } = sheet;
  let y = top;
  sheet.badge(PAD, y - 6, 40);
  sheet.text(card.name, PAD + INDENT, y + 12, { size: 20, weight: 600 });
  sheet.text(words.kindOf(card), PAD + INDENT, y + 30, { size: 12, colour: tokens.ink3 });
  sheet.text(words.countsOf(card), WIDTH - PAD, y + 12, { size: 13, align: "right" });
  sheet.anchors.set(card.uid, { x: PAD, y: y - 6, width: 300, height: 40 });
  const wide = { size: 16, width: WIDTH - 2 * PAD - INDENT, colour: tokens.ink2 };
  y = sheet.paragraph(card.sentence, PAD + INDENT, y + 62, wide) + 14;
  const hasServices = model.services.length > 0;
  const room = WIDTH - PAD - LANE_X - (hasServices ? SERVICE_WIDTH + SERVICE_GAP : 0);
  const isByNode = state.view === "node";
  const most = isByNode ? { height: 62, most: 20 } : { height: 172, most: 56 };
  const seats = Math.max(1, ...model.lanes.map((lane) => lane.seats));
  const tile = fit(seats, room, most);
  const ruler = words.isQuiet(model) ? null : y;
  if (ruler !== null) y += RULER_HEIGHT + 10;
  const lanesTop = y;
  for (const lane of model.lanes) y = placeLane(sheet, lane, tile, { y, room });
  const first = sheet.frames.get(model.lanes[0]?.key ?? "");
  if (ruler !== null && first)
    sheet.later((c) => paintRuler(c, tokens, model, { frame: first, y: ruler, width: room }));
  const servicesX = WIDTH - PAD - SERVICE_WIDTH;
  if (hasServices) y = Math.max(y, placeServices(sheet, model.services, servicesX, lanesTop));
  return y + 28;
}

/**
 * @param {Sheet} sheet @param {LaneModel} lane @param {import("../types.js").Fit} tile
 * @param {{y: number, room: number}} at
 */
function placeLane(sheet, lane, tile, { y, room }) {
  const { tokens } = sheet;
  const x = PAD + INDENT;
  const top = y + 14;
  sheet.swatch(x, top + 1, lane.colour);
  const title = sheet.clipped(lane.title, HEAD - 70, 13, 600);
  sheet.text(title, x + 20, top + 12, { size: 13, weight: 600 });
  const tagX = x + 28 + sheet.widthOf(title, 13, 600);
  sheet.text(lane.tag, tagX, top + 12, { size: 12, colour: tokens.ink3 });
  const set = lane.replicaSet;
  const isNamed = set && set.name !== lane.title;
  if (isNamed)
    sheet.text(sheet.clipped(set.name, HEAD - 16, 11), x, top + 29, {
      size: 11,
      colour: tokens.ink3,
      isMono: true,
    });
  sheet.text(words.laneWords(lane), x, top + (isNamed ? 46 : 29), {
    size: 12,
    colour: tokens.ink2,
  });
  if (set) sheet.anchors.set(lane.key, { x, y: top, width: HEAD, height: 48 });
  const frame = sheet.strip(lane.key, { x: LANE_X, y: top + 2, width: room }, lane, tile);
  return top + Math.max(58, frame.height + 12);
}

/** @param {Sheet} sheet @param {LaneModel[]} lanes @param {State} state @param {number} top */
function placeLoose(sheet, lanes, state, top) {
  const room = WIDTH - PAD - LANE_X;
  const seats = Math.max(...lanes.map((lane) => lane.seats));
  const isByNode = state.view === "node";
  const tile = fit(seats, room, isByNode ? { height: 62, most: 20 } : { height: 172, most: 40 });
  sheet.text("Without a Deployment", PAD, top + 10, { size: 13, weight: 600 });
  let y = top + 14;
  for (const lane of lanes) y = placeLane(sheet, lane, tile, { y, room });
  return y + 24;
}

/**
 * @param {Sheet} sheet @param {import("../types.js").ServiceCard[]} services @param {number} x
 * @param {number} top
 */
function placeServices(sheet, services, x, top) {
  let y = top;
  for (const card of services) {
    sheet.box(x, y, SERVICE_WIDTH, SERVICE_HEIGHT);
    sheet.anchors.set(card.uid, { x: x + 13, y: y + 10, width: SERVICE_WIDTH - 26, height: 32 });
    sheet.text(sheet.clipped(card.name, SERVICE_WIDTH - 32, 13, 600), x + 16, y + 22, {
      size: 13,
      weight: 600,
    });
    words
      .serviceLines(card)
      .forEach((line, index) =>
        sheet.text(line, x + 16, y + 42 + 17 * index, { size: 12, colour: sheet.tokens.ink2 }),
      );
    y += SERVICE_HEIGHT + 12;
  }
  return y;
}

/**
 * @param {Sheet} sheet @param {import("../types.js").NodeModel[]} nodes @param {State} state
 * @param {number} top
 */
function placeNodes(sheet, nodes, state, top) {
  const columns = Math.min(NODE_COLUMNS, Math.max(1, nodes.length));
  const width = (WIDTH - 2 * PAD - NODE_GAP * (columns - 1)) / columns;
  const isByNode = state.view === "node";
  const room = isByNode ? { height: 210, most: 40 } : { height: 68, most: 20 };
  const seats = Math.max(1, ...nodes.map((node) => node.seats));
  const tile = fit(seats, width - 24, room);
  const height = NODE_TOP + tile.rows * rowHeight(tile.side, tile.gap) - tile.gap + 14;
  nodes.forEach(({ card, pods, seats: own }, index) => {
    const x = PAD + (index % columns) * (width + NODE_GAP);
    const y = top + Math.floor(index / columns) * (height + NODE_GAP);
    sheet.box(x, y, width, height, { isDashed: !card.ready });
    sheet.text(card.name, x + 12, y + 21, { size: 13, weight: 600 });
    const status = words.nodeWords(card, pods);
    const colour = card.ready ? sheet.tokens.ink3 : sheet.tokens.bad;
    sheet.text(status, x + width - 12, y + 21, { size: 12, colour, align: "right" });
    const shown = Math.min(own, Math.max(pods, 6));
    const place = { x: x + 12, y: y + NODE_TOP, width: width - 24 };
    sheet.strip(`node ${card.name}`, place, { seats: own, shown }, tile);
  });
  return top + Math.ceil(nodes.length / columns) * (height + NODE_GAP);
}
