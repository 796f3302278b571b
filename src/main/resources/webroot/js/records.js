import {h, fill, table, text, ago} from "./dom.js";
import {get, lines} from "./api.js";
import {events, onEvent} from "./live.js";
import {tools} from "./nodes.js";
import {tree} from "./tree.js";

const SHOWN = 200;

function change(event) {
  return event.before || event.after ? [text(event.before || "–"), " → ", text(event.after || "–")] : text(event.reason ?? event.outcome ?? "");
}

export function eventList(main) {
  const list = h("div", {});
  fill(main, h("h1", {}, "Events"), h("p", {class: "quiet"}, "As they come; those from before this page was opened are below them."), list);
  let before = null;
  const show = () => {
    const known = new Set();
    const all = [...events(), ...(before ?? [])].filter(event => !event.id || (!known.has(event.id) && known.add(event.id)));
    fill(list, table("Events, the newest first", [
      {head: "When", cell: event => ago(event.ts)},
      {head: "Type", cell: event => event.type},
      {head: "About", cell: event => text(event.jvmRoute ?? event.target ?? event.member)},
      {head: "Context", cell: event => text((event.alias ?? "") + (event.context ?? ""))},
      {head: "Change", cell: change},
      {head: "Told to", cell: event => text(event.balancer)},
    ], all.slice(0, SHOWN), {empty: "nothing has happened yet"}));
  };
  const leave = onEvent(show);
  const refresh = async () => {
    if (before === null) {
      before = [];
      before = (await lines("/events/recent")).reverse();
    }
    show();
  };
  return {refresh, leave};
}

/** All of a record, put together when it is opened. */
function more(record) {
  const whole = h("div", {});
  const details = h("details", {}, h("summary", {}, record.refused || record.refusal ? "refused" : "details"), whole);
  details.addEventListener("toggle", () => fill(whole, details.open ? tree(record) : null));
  return details;
}

export function audit(main, parameters) {
  const list = h("div", {});
  const refused = h("div", {});
  const refresh = async () => {
    if (list.querySelector("details[open]")) {
      // somebody is reading
      return;
    }
    const records = await lines("/audit", {subject: parameters.get("subject"), refused: parameters.get("refused"), limit: SHOWN});
    fill(list, table("Who said and did what, at all balancers", [
      {head: "When", cell: record => ago(record.ts)},
      {head: "Kind", cell: record => text(record.kind)},
      {head: "Action", cell: record => text(record.action)},
      {head: "Subject", cell: record => text(record.subject)},
      {head: "From", cell: record => text(record.by ? record.by + (record.peer ? " at " + record.peer : "") : record.peer)},
      {head: "More", cell: more},
    ], records, {empty: "nothing was said or done yet"}));
    const refusals = await get("/refusals");
    fill(refused, table("Commands of nodes that were refused", [
      {head: "Balancer", cell: row => text(row.member)},
      {head: "From", cell: row => text(row.peer)},
      {head: "Command", cell: row => text(row.method)},
      {head: "Node", cell: row => text(row.jvmRoute)},
      {head: "Reason", cell: row => text(row.reason)},
      {head: "Last", cell: row => ago(row.last)},
      {head: "Times", number: true, cell: row => String(row.count)},
    ], refusals.members.flatMap(member => (member.items ?? []).map(row => ({member: member.member, ...row}))), {empty: "none"}));
  };
  fill(main, h("h1", {}, "Audit"), tools(parameters, [
    {name: "subject", label: "Subject", hint: "JVMRoute or target"},
    {name: "refused", label: "Refused only", options: ["", "true"]},
  ], refresh), list, h("h2", {}, "Refused registrations"), refused);
  return {refresh};
}
