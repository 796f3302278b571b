import {h, fill, say} from "./dom.js";
import {post, whoAmI} from "./api.js";

const WORDS = {
  enable: "Takes back what operators wished: it gets requests as it says itself.",
  disable: "Sessions stay, none begins. Holds until it is enabled again, whatever the node says.",
  stop: "No request any more, not even of sessions. Those under way end in peace. Holds until it is enabled again.",
  drain: "Sessions stay, none begins; when no session was seen for a while, or the time is up, it is stopped.",
  clear: "Takes this wish back: it gets requests as it says itself.",
  remove: "Forgets what the node said. One that lives says it again within its reporting period.",
};

/** Buttons of actions; those that a viewer may not press are shown and say so. */
export async function buttons(actions, what, path, body, {small = true} = {}) {
  const {role} = await whoAmI();
  return h("div", {class: "actions", role: "group", "aria-label": "Actions for " + what}, actions.map(action => h("button", {
    type: "button",
    class: (small ? "small" : "") + (action === "stop" || action === "remove" ? " danger" : ""),
    "data-action": action,
    "aria-label": action + " " + what,
    disabled: role !== "operator",
    title: role === "operator" ? WORDS[action] : "only operators may",
    onclick: () => ask(action, what, path(action), body),
  }, action)));
}

/** Asks before it is done: for a note, and for how long a drain may take. */
function ask(action, what, path, body) {
  const dialog = document.getElementById("dialog");
  const note = h("input", {id: "note", maxlength: "100", autocomplete: "off"});
  const timeout = h("input", {value: "5m", pattern: "[0-9]+(ms|s|m|h)", required: true, autocomplete: "off"});
  const quiet = h("input", {value: "30s", pattern: "[0-9]+(ms|s|m|h)", required: true, autocomplete: "off"});
  const form = h("form", {class: "form", method: "dialog"},
    h("h2", {id: "dialog-title"}, action + " ", h("span", {class: "text"}, what)),
    h("p", {}, WORDS[action]),
    action === "drain" && h("label", {}, "At most", timeout),
    action === "drain" && h("label", {}, "Over when no session was seen for", quiet),
    action !== "remove" && h("label", {}, "Note for others", note),
    h("div", {class: "actions"},
      h("button", {type: "button", onclick: () => dialog.close()}, "Cancel"),
      h("button", {type: "submit", class: "first", id: "confirm"}, action)));
  form.addEventListener("submit", async event => {
    event.preventDefault();
    dialog.close();
    const sent = {...body};
    if (note.value && action !== "remove") {
      sent.note = note.value;
    }
    if (action === "drain") {
      sent.timeout = timeout.value;
      sent.quiet = quiet.value;
    }
    try {
      const done = await post(path, sent);
      say(action + " " + what + ": " + (done.outcome ?? "done"));
      document.dispatchEvent(new CustomEvent("acted"));
    } catch (problem) {
      say(action + " " + what + ": " + problem.message, true);
    }
  });
  fill(dialog, form);
  dialog.showModal();
}

/** Buttons of a node. */
export function nodeButtons(name, options) {
  return buttons(["enable", "disable", "drain", "stop", "remove"], name,
    action => "/nodes/" + encodeURIComponent(name) + "/" + action, {}, options);
}

/** Buttons of a context of a node. */
export function contextButtons(row) {
  const body = {node: row.node, path: row.path};
  if (row.host) {
    body.host = row.host;
  }
  return buttons(["enable", "disable", "drain", "stop"], (row.host ?? "") + row.path + " on " + row.node,
    action => "/contexts/" + action, body);
}
