import {h, fill, spark, state, table, text, count, bytes, ago} from "./dom.js";
import {get} from "./api.js";

const NAMES = {up: "up", error: "in error", disabled: "disabled", draining: "draining", stopped: "stopped"};

function card(title, figure, more, drawing) {
  return h("section", {class: "card"}, h("h2", {}, title), h("p", {class: "figure"}, figure),
    h("p", {class: "more"}, more), drawing);
}

/** A rate for people. */
export function rate(value) {
  return value === undefined || value === null ? "–" : value >= 100 ? count(Math.round(value)) : String(+value.toFixed(value < 10 ? 1 : 0));
}

/** Milliseconds for people. */
export function millis(value) {
  return value === undefined || value === null ? "–" : value >= 1000 ? +(value / 1000).toFixed(1) + " s" : +value.toFixed(value < 10 ? 1 : 0) + " ms";
}

function share(traffic) {
  return traffic.requestsPerSecond > 0 ? +(100 * traffic.errorsPerSecond / traffic.requestsPerSecond).toFixed(2) + " % of all" : "no requests";
}

function cards(found) {
  const {nodes, contexts, traffic, members} = found;
  const {now, minute, steps} = traffic;
  const others = Object.entries(NAMES).filter(([name]) => name !== "up" && nodes[name] > 0).map(([name, words]) => count(nodes[name]) + " " + words);
  const missing = members.filter(member => member.state !== "present").length;
  const line = (values, label) => spark(values, label + " of the last five minutes, five seconds each");
  return [
    card("Nodes up", count(nodes.up) + " / " + count(nodes.total),
      nodes.total === 0 ? "none registered yet" : others.length ? others.join(", ") : "all of them"),
    card("Requests per second", rate(now.requestsPerSecond), count(traffic.inFlight) + " in flight, " + rate(minute.requestsPerSecond) + " over a minute",
      line(steps.map(step => step.requestsPerSecond), "requests per second")),
    card("Errors per second", rate(now.errorsPerSecond), share(now) + ", " + rate(minute.errorsPerSecond) + " over a minute",
      line(steps.map(step => step.errorsPerSecond), "errors per second")),
    card("Latency p99", millis(now.p99Millis), "p50 " + millis(now.p50Millis) + ", p99 of a minute " + millis(minute.p99Millis),
      line(steps.map(step => step.p99Millis ?? 0), "time of 99 % of requests")),
    card("Bodies per second", bytes(now.bytesPerSecond), "both ways", line(steps.map(step => step.bytesPerSecond), "bytes per second")),
    card("Contexts", count(contexts.enabled), "enabled" + (contexts.disabled ? ", " + count(contexts.disabled) + " disabled" : "")
      + (contexts.stopped ? ", " + count(contexts.stopped) + " stopped" : "")),
    card("Balancers", members.length - missing + " / " + members.length,
      missing ? missing + " missing" : found.clustered ? "one table" : "alone"),
    card("Drains", String(found.draining), found.draining ? "going on" : "none going on"),
  ];
}

function answered(member, cell) {
  return member.answered ? cell(member) : "–";
}

export function overview(main) {
  const figures = h("div", {class: "cards"});
  const members = h("div", {});
  const trouble = h("div", {});
  fill(main, h("h1", {}, "Overview"), figures, h("h2", {}, "Nodes that need a look"), trouble, h("h2", {}, "Balancers"), members);

  async function refresh() {
    const found = await get("/overview");
    fill(figures, cards(found));
    const {items, total} = found.trouble;
    fill(trouble, table("Nodes that are not up, or not for each balancer", [
      {head: "Node", cell: node => h("a", {href: "#/node?name=" + encodeURIComponent(node.jvmRoute)}, text(node.jvmRoute))},
      {head: "State", cell: node => state(node.state)},
      {head: "Reason", cell: node => text(node.reason)},
      {head: "Not reached by", cell: node => node.unreachedBy.length ? text(node.unreachedBy.join(", ")) : "–"},
      {head: "Since", cell: node => ago(node.since)},
      {head: "Address", cell: node => text(node.address)},
    ], items, {empty: found.nodes.total ? "all are up" : "no node has registered yet"}),
    total > items.length && h("p", {}, count(total - items.length) + " more: ", h("a", {href: "#/nodes?sort=state"}, "all nodes, the worst first")));
    fill(members, table("Members of the cluster, and what each served within the last seconds", [
      {head: "Balancer", cell: member => [text(member.member), member.here ? h("span", {class: "quiet"}, " (this one)") : null]},
      {head: "State", cell: member => state(member.state)},
      {head: "Table", cell: member => member.upToDate === false ? "behind" : member.upToDate ? "up to date" : "–"},
      {head: "Requests/s", number: true, cell: member => answered(member, one => rate(one.now.requestsPerSecond))},
      {head: "Errors/s", number: true, cell: member => answered(member, one => rate(one.now.errorsPerSecond))},
      {head: "p99", number: true, cell: member => answered(member, one => millis(one.now.p99Millis))},
      {head: "In flight", number: true, cell: member => answered(member, one => count(one.inFlight))},
      {head: "Nodes not reached", number: true, cell: member => answered(member, one => one.unreached
        ? h("a", {href: "#/reach?unreached=true"}, count(one.unreached)) : "0")},
    ], found.members));
  }
  return {refresh};
}
