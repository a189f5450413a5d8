/**
 * A map of which every version stays as it was, and which costs what changed and not what it
 * holds. The newest version has the one real map; each older one only knows what it had otherwise,
 * and who came after it. So the former is not kept alive by the newer one, and what lies between
 * two versions is read off the way from one to the other.
 * Example: 5,000 Pods, 13 cards change: 13 notes in the old version instead of 5,000 copies.
 *
 * Going on from a version that is not the newest any more (looking back, a test) makes a copy.
 */

/**
 * @template Value
 * @implements {ReadonlyMap<string, Value>}
 */
export class SharedMap {
  /** @param {Iterable<readonly [string, Value]>} [entries] */
  constructor(entries = []) {
    /** @type {Map<string, Value> | null} all of it, in the newest version only */
    this.held = new Map(entries);
    /** @type {Map<string, Value | undefined>} what the next version has otherwise */
    this.former = new Map();
    /** @type {SharedMap<Value> | null} the next version */
    this.newer = null;
    this.size = this.held.size;
  }

  /** @param {string} key @returns {Value | undefined} */
  get(key) {
    /** @type {SharedMap<Value>} */
    let version = this;
    while (version.newer) {
      if (version.former.has(key)) return version.former.get(key);
      version = version.newer;
    }
    return version.held?.get(key);
  }

  /** @param {string} key */
  has(key) {
    return this.get(key) !== undefined;
  }

  /**
   * The version after this one.
   * @param {ReadonlyMap<string, Value | undefined>} changes undefined: is gone
   * @returns {SharedMap<Value>}
   */
  changed(changes) {
    if (!changes.size) return this;
    const held = this.held ?? this.whole();
    const next = new SharedMap();
    for (const [key, value] of changes) {
      if (this.held) this.former.set(key, held.get(key));
      if (value === undefined) held.delete(key);
      else held.set(key, value);
    }
    if (this.held) Object.assign(this, { held: null, newer: next });
    return Object.assign(next, { held, size: held.size });
  }

  /** The real map, or a copy of what it was, in some order. @returns {Map<string, Value>} */
  whole() {
    if (this.held) return this.held;
    /** @type {SharedMap<Value>[]} */
    const way = [];
    /** @type {SharedMap<Value>} */
    let version = this;
    for (; version.newer; version = version.newer) way.unshift(version);
    const copy = new Map(version.held);
    for (const { former } of way)
      for (const [key, value] of former)
        if (value === undefined) copy.delete(key);
        else copy.set(key, value);
    return copy;
  }

  keys() {
    return this.whole().keys();
  }

  values() {
    return this.whole().values();
  }

  entries() {
    return this.whole().entries();
  }

  [Symbol.iterator]() {
    return this.whole().entries();
  }

  /** @param {(value: Value, key: string, map: ReadonlyMap<string, Value>) => void} tell */
  forEach(tell) {
    for (const [key, value] of this.whole()) tell(value, key, this);
  }
}

/**
 * The keys under which two maps hold something else: by the way from the older version to the
 * newer one, or by comparing all of it when there is none.
 * @template Value
 * @param {ReadonlyMap<string, Value>} before @param {ReadonlyMap<string, Value>} after
 * @returns {Set<string>}
 */
export function otherKeys(before, after) {
  /** @type {Set<string>} */
  const found = new Set();
  for (const key of keysBetween(before, after) ?? new Set([...before.keys(), ...after.keys()]))
    if (before.get(key) !== after.get(key)) found.add(key);
  return found;
}

/**
 * @template Value
 * @param {ReadonlyMap<string, Value>} before @param {ReadonlyMap<string, Value>} after
 * @returns {Set<string> | null} null: the one did not become the other
 */
function keysBetween(before, after) {
  /** @type {Set<string>} */
  const keys = new Set();
  let version = before;
  while (version !== after) {
    if (!(version instanceof SharedMap) || !version.newer) return null;
    for (const key of version.former.keys()) keys.add(key);
    version = version.newer;
  }
  return keys;
}
