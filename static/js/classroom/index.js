/** Whether this page belongs to a class: it asks once, and only then fetches what a class needs. */

/** @typedef {import("./types.js").Membership} Membership */

/** @param {{config: {cluster: string}}} desk */
export async function takePart({ config }) {
  if (new URLSearchParams(location.search).has("follow")) {
    document.body.classList.add("following");
    await dress();
    return;
  }
  const response = await fetch(`/class/of/${config.cluster}`, { credentials: "same-origin" });
  const found = response.ok ? await response.json() : {};
  if (!found.code) return;
  const [{ start }] = await Promise.all([import("./page.js"), dress()]);
  start(/** @type {Membership} */ (found), config.cluster);
}

/** The looks of what a class adds to the page; it waits in a template until it is needed. */
async function dress() {
  const style = document.getElementById("class-style");
  const link = style instanceof HTMLTemplateElement && style.content.querySelector("link");
  if (!link) return;
  const loaded = new Promise((done) => {
    link.addEventListener("load", done);
    link.addEventListener("error", done);
  });
  document.head.append(link);
  await loaded;
}
