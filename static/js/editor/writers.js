/**
 * Who wrote each line, in a gutter beside it: the name stands where the writer changes, a bar runs
 * down the lines that are the same one's. Lines of others than the chosen one are dimmed.
 */

/** @typedef {import("./load.js").CodeMirror} CodeMirror */
/** @typedef {import("./places.js").Place} Place */
/** @typedef {import("@codemirror/state").Text} Text */

/** @param {CodeMirror} cm */
export function createWriters(cm) {
  class Name extends cm.GutterMarker {
    /** @param {string} writer @param {boolean} isFirst */
    constructor(writer, isFirst) {
      super();
      this.writer = writer;
      this.isFirst = isFirst;
      this.elementClass = isFirst ? "cm-writer-first" : "cm-writer";
    }

    /** @param {import("@codemirror/view").GutterMarker} other @override */
    eq(other) {
      return (
        other instanceof Name && other.writer === this.writer && other.isFirst === this.isFirst
      );
    }

    /** @override */
    toDOM() {
      return document.createTextNode(this.isFirst ? this.writer : "");
    }
  }
  /** @type {import("@codemirror/state").StateEffectType<any>} */
  const set = cm.StateEffect.define();
  const names = cm.StateField.define({
    create: () => cm.RangeSet.empty,
    /** @param {any} ranges */
    update(ranges, transaction) {
      for (const effect of transaction.effects) if (effect.is(set)) return effect.value;
      return transaction.docChanged ? ranges.map(transaction.changes) : ranges;
    },
  });
  const gutter = cm.gutter({
    class: "cm-writers",
    markers: (view) => /** @type {any} */ (view.state.field(names)),
  });
  return {
    extension: [names, gutter],
    /**
     * @param {Place[]} places @param {((place: Place) => string) | null} nameOf
     * @param {Text} doc
     */
    show(places, nameOf, doc) {
      const ranges = nameOf ? namedLines(places, nameOf, doc) : [];
      return set.of(
        cm.RangeSet.of(
          ranges.map(({ at, name, isFirst }) => new Name(name, isFirst).range(at)),
          true,
        ),
      );
    },
  };
}

/**
 * The writer of each line: of the last field that begins there. A line that begins no field, as in
 * a text of several lines, belongs to the one above.
 * @param {Place[]} places @param {(place: Place) => string} nameOf @param {Text} doc
 */
export function namedLines(places, nameOf, doc) {
  /** @type {Map<number, string>} */
  const byLine = new Map();
  for (const place of places) {
    const name = nameOf(place);
    if (name) byLine.set(doc.lineAt(place.from).from, name);
  }
  let last = "";
  return [...byLine].map(([at, name]) => {
    const isFirst = name !== last;
    last = name;
    return { at, name, isFirst };
  });
}
