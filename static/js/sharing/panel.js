/** What leaves the page: the objects as YAML, the picture as a file, links for others. */

import { createDialog } from "../lib/dialog.js";
import { h, icon, setText } from "../lib/dom.js";
import { withPasses } from "../lib/passes.js";
import { fileName, pngFile, save, svgFile } from "./files.js";
import { createLinks } from "./links.js";

/** @typedef {import("../types.js").Desk} Desk */

/** @param {Desk} desk */
export function createSharing(desk) {
  const problem = h("p", { class: "share-problem", role: "alert", hidden: true });
  const refuse = (/** @type {unknown} */ error) => {
    const { message = String(error) } = /** @type {{message?: string}} */ (error ?? {});
    problem.hidden = !error;
    setText(problem, error ? message : "");
  };
  const exports = createExports(desk, refuse);
  const links = desk.config.role === "owner" ? createLinks(desk, refuse) : null;
  const dialog = createDialog(
    "Share",
    "help share",
    h("div", { class: "share-body" }, problem, exports.element, links?.element),
  );
  document.body.append(dialog);
  return {
    open() {
      refuse(null);
      exports.update();
      links?.update();
      dialog.showModal();
    },
  };
}

/** @param {Desk} desk @param {(error: unknown) => void} refuse */
function createExports(desk, refuse) {
  const yaml = h("a", { class: "button", download: "" }, icon("yaml"), h("span", {}, "YAML"));
  const picture = (/** @type {string} */ label, /** @type {() => unknown} */ act) => {
    const button = h(
      "button",
      { type: "button", class: "button" },
      icon("download"),
      h("span", {}, label),
    );
    button.addEventListener("click", async () => {
      refuse(null);
      try {
        await act();
      } catch (error) {
        refuse(error);
      }
    });
    return button;
  };
  const moment = h("b");
  return {
    element: h(
      "section",
      { "aria-label": "Download" },
      h("h3", {}, "Download ", moment),
      h(
        "div",
        { class: "share-files" },
        yaml,
        picture("SVG", () => save(svgFile(desk), fileName(desk, "svg"))),
        picture("PNG", async () => save(await pngFile(desk), fileName(desk, "png"))),
      ),
      h(
        "p",
        { class: "note" },
        "YAML has what you made, without what the cluster adds: ",
        h("code", {}, "kubectl apply -f"),
        " takes it in any cluster. The picture is what you see now.",
      ),
    ),
    update() {
      const { past, revision } = desk.state();
      setText(moment, past ? `revision ${revision}` : "the cluster as it is now");
      const path = `/c/${desk.config.cluster}/export.yaml`;
      yaml.href = withPasses(past ? `${path}?at=${revision}` : path);
    },
  };
}
