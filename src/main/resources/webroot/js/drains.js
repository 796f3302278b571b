import {h, fill, state, table, text, count, ago, lasting} from "./dom.js";
import {get} from "./api.js";
import {buttons} from "./actions.js";

function progress(drain) {
  if (drain.state !== "draining") {
    return ["ended ", ago(drain.ended)];
  }
  const all = Math.max(1, (drain.until ?? Date.now()) - drain.since);
  const done = Math.min(all, Date.now() - drain.since);
  const eta = drain.etaMillis === null || drain.etaMillis === undefined ? "" : "over in about " + lasting(Math.round(drain.etaMillis / 1000));
  return [h("progress", {max: all, value: done, "aria-label": "time of the drain of " + drain.target}), " ", eta];
}

export function drains(main) {
  const list = h("div", {});
  const wishes = h("div", {});
  fill(main, h("h1", {}, "Drains"), list, h("h2", {}, "What operators want"), wishes);
  const refresh = async () => {
    const [drains, intents] = await Promise.all([get("/drains"), get("/intents", {limit: 200})]);
    fill(list, table("Drains that are on, and those that ended lately", [
      {head: "Target", cell: drain => text(drain.target)},
      {head: "State", cell: drain => state(drain.state)},
      {head: "Sessions lately", number: true, cell: drain => "about " + count(drain.sessions)},
      {head: "In flight", number: true, cell: drain => count(drain.requests)},
      {head: "Progress", cell: progress},
      {head: "Begun", cell: drain => ago(drain.since)},
      {head: "Note", cell: drain => text(drain.note)},
    ], drains.items, {empty: "none; a node or a context is drained from its page"}));
    const rows = await Promise.all(intents.items.map(async intent => ({...intent, buttons: await buttons(["clear"], intent.target,
      () => "/intents/clear", {target: intent.target})})));
    fill(wishes, table("Wishes, which hold whatever nodes say", [
      {head: "Target", cell: intent => text(intent.target)},
      {head: "Wish", cell: intent => intent.wish},
      {head: "Note", cell: intent => text(intent.note)},
      {head: "Since", cell: intent => ago(intent.since)},
      {head: "Told to", cell: intent => text(intent.member)},
      {head: "Actions", cell: intent => intent.buttons},
    ], rows, {empty: "none: nodes decide"}));
  };
  document.addEventListener("acted", refresh);
  return {refresh, leave: () => document.removeEventListener("acted", refresh)};
}
