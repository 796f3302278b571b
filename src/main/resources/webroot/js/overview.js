import {h, fill, spark, state, table, text, count, bytes, ago} from "./dom.js";
import {get} from "./api.js";

const KEPT = 60;
const rates = [];
const volumes = [];
let last = null;

// the counters are sums since the start; what is between two looks is a rate
function note(counters) {
  const now = Date.now();
  const sums = {elected: 0, volume: 0, inFlight: 0};
  counters.forEach(node => {
    sums.elected += node.elected;
    sums.volume += node.read + node.transferred;
    sums.inFlight += node.inFlight;
  });
  if (last && now > last.at) {
    const seconds = (now - last.at) / 1000;
    rates.push(Math.max(0, (sums.elected - last.elected) / seconds));
    volumes.push(Math.max(0, (sums.volume - last.volume) / seconds));
    rates.splice(0, Math.max(0, rates.length - KEPT));
    volumes.splice(0, Math.max(0, volumes.length - KEPT));
  }
  last = {at: now, ...sums};
  return sums;
}

function card(title, figure, more, drawing) {
  return h("section", {class: "card"}, h("h2", {}, title), h("p", {class: "figure"}, figure),
    h("p", {class: "more"}, more), drawing);
}

function rate(values) {
  return values.length === 0 ? "–" : values[values.length - 1];
}

/** All nodes, page by page. */
export async function allNodes(parameters = {}) {
  const items = [];
  for (let offset = 0; ; offset += 1000) {
    const page = await get("/nodes", {...parameters, limit: 1000, offset});
    items.push(...page.items);
    if (items.length >= page.total || page.items.length === 0) {
      return items;
    }
  }
}

export function overview(main) {
  const cards = h("div", {class: "cards"});
  const members = h("div", {});
  const trouble = h("div", {});
  fill(main, h("h1", {}, "Overview"), cards, h("h2", {}, "Nodes that need a look"), trouble, h("h2", {}, "Balancers"), members);

  async function refresh() {
    const [nodes, cluster, drains] = await Promise.all([allNodes(), get("/members"), get("/drains")]);
    const sums = note(nodes);
    const by = {};
    nodes.forEach(node => { by[node.state] = (by[node.state] ?? 0) + 1; });
    const states = Object.entries(by).map(([name, number]) => number + " " + name).join(", ");
    const missing = cluster.items.filter(member => member.state !== "present").length;
    const draining = drains.items.filter(drain => drain.state === "draining").length;
    fill(cards,
      card("Nodes up", (by.up ?? 0) + " / " + nodes.length, states || "none registered yet"),
      card("Requests per second", typeof rate(rates) === "number" ? rate(rates).toFixed(rate(rates) < 10 ? 1 : 0) : "–",
        count(sums.inFlight) + " in flight", spark(rates, "requests per second, the last looks")),
      card("Bodies per second", typeof rate(volumes) === "number" ? bytes(rate(volumes)) : "–", "both ways",
        spark(volumes, "bytes per second, the last looks")),
      card("Balancers", cluster.items.length - missing + " / " + cluster.items.length,
        missing ? missing + " missing" : cluster.clustered ? "one table" : "alone"),
      card("Drains", String(draining), draining ? "going on" : "none going on"));
    const bad = nodes.filter(node => node.state !== "up" || node.members.some(member => member.answered && !member.up));
    fill(trouble, table("Nodes that are not up, or not for each balancer", [
      {head: "Node", cell: node => h("a", {href: "#/node?name=" + encodeURIComponent(node.jvmRoute)}, text(node.jvmRoute))},
      {head: "State", cell: node => state(node.state)},
      {head: "Reason", cell: node => text(node.reason)},
      {head: "Since", cell: node => ago(node.since)},
      {head: "Address", cell: node => text(node.address)},
    ], bad.slice(0, 50), {empty: nodes.length ? "all are up" : "no node has registered yet"}),
    bad.length > 50 && h("p", {}, h("a", {href: "#/nodes?state=error"}, bad.length - 50 + " more")));
    fill(members, table("Members of the cluster", [
      {head: "Balancer", cell: member => [text(member.member), member.here ? h("span", {class: "quiet"}, " (this one)") : null]},
      {head: "State", cell: member => state(member.state)},
      {head: "Table", cell: member => member.upToDate === false ? "behind" : member.upToDate ? "up to date" : "–"},
    ], cluster.items));
  }
  return {refresh};
}
