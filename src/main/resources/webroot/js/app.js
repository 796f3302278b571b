import {h, fill, hush, say} from "./dom.js";
import {whoAmI, get} from "./api.js";
import {start, onChange} from "./live.js";
import {overview} from "./overview.js";
import {nodes, node} from "./nodes.js";
import {reach} from "./reach.js";
import {contexts} from "./contexts.js";
import {hosts} from "./hosts.js";
import {drains} from "./drains.js";
import {explain} from "./explain.js";
import {eventList, audit} from "./records.js";
import {config} from "./config.js";

// path → title in the navigation (null: not there) and view; a view gets an element, parameters, and gives its refresh
const VIEWS = {
  "": ["Overview", overview],
  nodes: ["Nodes", nodes],
  node: [null, node],
  reach: ["Reachability", reach],
  contexts: ["Contexts", contexts],
  hosts: ["Hosts", hosts],
  drains: ["Drains", drains],
  explain: ["Explain", explain],
  events: ["Events", eventList],
  audit: ["Audit", audit],
  config: ["Configuration", config],
};

const main = document.getElementById("main");
let refresh = null;
let leave = null;
let running = false;
let again = false;
let failure = null;

function failed(problem) {
  failure = String(problem?.message ?? problem);
  say(failure, true);
}

function place() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?", 2);
  return {path: VIEWS[path] ? path : "", parameters: new URLSearchParams(query ?? "")};
}

function navigation(current) {
  fill(document.getElementById("nav"), Object.entries(VIEWS).filter(([, [title]]) => title).map(([path, [title]]) =>
    h("li", {}, h("a", {href: "#/" + path, "aria-current": path === current ? "page" : null}, title))));
}

// what is drawn anew is another element: the keyboard stays where it was all the same
async function withFocus(work) {
  const before = document.activeElement;
  const label = before?.getAttribute("aria-label") ?? before?.textContent;
  const tag = before?.tagName;
  await work();
  if (before && before !== document.body && !before.isConnected) {
    const same = [...main.querySelectorAll(tag)].find(one => (one.getAttribute("aria-label") ?? one.textContent) === label);
    same?.focus({preventScroll: true});
  }
}

async function update() {
  if (document.getElementById("dialog").open) {
    // nothing moves behind a question
    return;
  }
  if (running) {
    again = true;
    return;
  }
  running = true;
  try {
    do {
      again = false;
      await withFocus(async () => refresh?.());
    } while (again);
    if (failure !== null) {
      hush(failure);
      failure = null;
    }
  } catch (problem) {
    failed(problem);
  } finally {
    running = false;
  }
}

async function open(moveFocus) {
  const {path, parameters} = place();
  leave?.();
  leave = null;
  refresh = null;
  const shown = path === "node" ? "nodes" : path;
  navigation(shown);
  const [title, view] = VIEWS[path];
  document.title = (title ?? parameters.get("name") ?? "") + " – vertx-mod-cluster";
  fill(main);
  try {
    const made = view(main, parameters);
    refresh = made.refresh;
    leave = made.leave ?? null;
  } catch (problem) {
    say(problem.message, true);
  }
  await update();
  if (moveFocus) {
    main.focus();
  }
}

async function begin() {
  // what a field or a button of a list asked for
  addEventListener("unhandledrejection", event => {
    event.preventDefault();
    failed(event.reason);
  });
  addEventListener("hashchange", () => open(true));
  await open(false);
  try {
    const session = await whoAmI();
    document.getElementById("session").textContent = session.name + " (" + session.role + ")";
    const {items} = await get("/members");
    const here = items.find(member => member.here);
    if (here) {
      document.getElementById("balancer").textContent = "vertx-mod-cluster · " + here.member;
    }
  } catch (problem) {
    say(problem.message, true);
  }
  onChange(update);
  start();
}

begin();
