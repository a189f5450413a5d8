/**
 * What to do about a refusal. The API says what is wrong, in its own words; this table adds the way
 * out, one sentence. The first line that fits wins.
 */

/** @type {[RegExp, string][]} */
const CURES = [
  [/replicas.*greater than or equal to 0/i, "Set Replicas to 0 or more."],
  [/name or generateName is required/i, "Type a name, for example shop."],
  [/no more than \d+ (characters|bytes)/i, "Use a shorter name, of at most 63 characters."],
  [/whole number/i, "Use a whole number, for example 3."],
  [
    /^(?!.*metadata\.name).*containers\[\d+\]\.name: Invalid/,
    "Name an image without capital letters and spaces, for example web:v1.",
  ],
  [
    /RFC 1123|metadata\.name/i,
    "Use small letters, digits and dashes, with a letter or digit at both ends.",
  ],
  [/image.*required value|spec\.containers.*image/i, "Name an image, for example web:v1."],
  [/already exists/i, "Choose another name, or change the one that is there."],
  [/may not be 0 when .?maxSurge/i, "Set one of the two to at least 1."],
  [/can't restart paused|paused deployment/i, "Press Resume rollout first."],
  [
    /no rollout history|unable to find.*revision|no last revision/i,
    "There is no older revision yet. Update the image first, then there is something to return to.",
  ],
  [/field is immutable/i, "Delete the object and create it anew, or leave this field as it is."],
  [
    /yaml|json|parse|unmarshal|mapping values|did not find/i,
    "Look at the line that is named: indentation with spaces, a space after each colon.",
  ],
  [/no matches for kind|could not find the requested resource/i, "Check apiVersion and kind."],
  [/nothing (left )?to undo/i, "Do something first, then it can be taken back."],
  [/quota|exceeded|too many|limit/i, "Delete something first, or use a smaller number."],
  [/modified|conflict/i, "Somebody changed it meanwhile. Look at it again and repeat."],
  [/does not answer/i, "Wait until the page is live again, then repeat."],
  [/not found/i, "It is gone already. Choose another object."],
  [/forbidden|not allowed|unauthorized/i, "Open a cluster of your own to change things."],
];

/** @param {string} message @param {string} [reason] @returns {string} */
export function cureFor(message, reason = "") {
  return (
    CURES.find(([pattern]) => pattern.test(message) || pattern.test(reason))?.[1] ??
    "Nothing was changed. Correct it and try again."
  );
}
