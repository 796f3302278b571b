import {h, fill, facts, state, table, text, count, bytes, ago} from "./dom.js";
import {get} from "./api.js";
import {contextButtons, nodeButtons} from "./actions.js";

const LIMIT = 100;
const TYPING_MILLIS = 150;
const EFFECTIVE = {
  connections: "Connections at most",
  keepAliveMillis: "Kept without use",
  connectMillis: "Time to connect",
  responseMillis: "Time for the head of a response",
  tries: "Tries of a request",
  waitForNodeMillis: "A request waits for a node",
};

function reached(row) {
  const told = row.members.filter(member => member.answered);
  const up = told.filter(member => member.up).length;
  const words = up + " / " + row.members.length;
  return up === row.members.length ? words
    : h("span", {class: "state error", title: "not by " + row.members.filter(one => !one.up).map(one => one.member).join(", ")}, words);
}

function seen(member) {
  if (!member.answered) {
    return h("span", {class: "quiet", title: "did not answer"}, "?");
  }
  return member.up ? state("up") : h("span", {title: member.reason ?? ""}, state("error"));
}

/** Search, filters and pages of a list: what is in the fields is also in the address. */
export function tools(parameters, fields, refresh) {
  const form = h("form", {class: "tools", role: "search", onsubmit: event => event.preventDefault()}, fields.map(field => {
    const value = parameters.get(field.name) ?? "";
    const input = field.options
      ? h("select", {name: field.name}, field.options.map(option =>
        typeof option === "string" ? [option, option || "any"] : option).map(([option, label]) =>
        h("option", {value: option, selected: option === value}, label)))
      : h("input", {type: "search", name: field.name, value, placeholder: field.hint ?? "", autocomplete: "off"});
    let typing = 0;
    input.addEventListener("input", () => {
      parameters.set(field.name, input.value);
      parameters.delete("offset");
      keep(parameters);
      clearTimeout(typing);
      typing = setTimeout(refresh, field.options ? 0 : TYPING_MILLIS);
    });
    return h("label", {}, field.label, input);
  }));
  return form;
}

/** Shows what was asked for last, in whatever order the answers come. */
export function newest(ask, show) {
  let asked = 0;
  return async () => {
    const mine = ++asked;
    const answer = await ask();
    if (mine === asked) {
      await show(answer);
    }
  };
}

/** Remembers where one is without another entry in the history. */
export function keep(parameters) {
  const path = location.hash.split("?")[0] || "#/";
  const left = new URLSearchParams([...parameters].filter(([, value]) => value !== "")).toString();
  history.replaceState(null, "", left ? path + "?" + left : path);
}

/** Buttons to the other pages of a list. */
export function pages(page, parameters, refresh) {
  const go = offset => {
    parameters.set("offset", offset);
    keep(parameters);
    refresh();
  };
  const last = Math.min(page.offset + page.items.length, page.total);
  return h("p", {class: "actions"},
    h("button", {type: "button", disabled: page.offset === 0, onclick: () => go(Math.max(0, page.offset - page.limit))}, "Earlier"),
    h("button", {type: "button", disabled: last >= page.total, onclick: () => go(page.offset + page.limit)}, "Later"),
    h("span", {class: "quiet"}, page.total === 0 ? "none" : `${page.offset + 1}–${last} of ${count(page.total)}`));
}

export function nodes(main, parameters) {
  const list = h("div", {});
  const asked = () => Object.fromEntries(["q", "state", "balancer", "lbGroup", "sort", "offset"].map(name => [name, parameters.get(name)]));
  const refresh = newest(() => get("/nodes", {...asked(), limit: LIMIT}), page => {
    const columns = [
      {head: "Node", sort: "jvmRoute", cell: row => h("a", {href: "#/node?name=" + encodeURIComponent(row.jvmRoute)}, text(row.jvmRoute))},
      {head: "State", sort: "state", cell: row => state(row.state)},
      {head: "Reason", cell: row => text(row.reason)},
      {head: "Since", sort: "since", cell: row => ago(row.since)},
      {head: "Load", sort: "load", number: true, cell: row => String(row.load)},
      {head: "In flight", number: true, cell: row => count(row.inFlight)},
      {head: "Requests", number: true, cell: row => count(row.elected)},
      {head: "Contexts", cell: row => `${row.contexts.enabled} on` + (row.contexts.disabled ? `, ${row.contexts.disabled} disabled` : "")
        + (row.contexts.stopped ? `, ${row.contexts.stopped} stopped` : "")},
      {head: "Address", cell: row => [text(row.address), row.static ? " (static)" : ""]},
      {head: "Reached by", cell: reached},
    ];
    fill(list, table("Nodes, and whether each balancer reaches them", columns, page.items, {
      sort: parameters.get("sort") ?? "",
      onsort: next => {
        parameters.set("sort", next);
        keep(parameters);
        refresh();
      },
      empty: "no node is so",
    }), pages(page, parameters, refresh));
  });
  fill(main, h("h1", {}, "Nodes"), tools(parameters, [
    {name: "q", label: "Search", hint: "JVMRoute, address, LBGroup"},
    {name: "state", label: "State", options: ["", "up", "error", "disabled", "draining", "stopped", "removed"]},
  ], refresh), list);
  return {refresh};
}

export function node(main, parameters) {
  const name = parameters.get("name") ?? "";
  const head = h("div", {});
  const body = h("div", {});
  fill(main, h("p", {}, h("a", {href: "#/nodes"}, "All nodes")), h("h1", {}, "Node ", text(name)), head, body);
  const refresh = async () => {
    const found = await get("/nodes/" + encodeURIComponent(name));
    const {config} = found;
    fill(head, await nodeButtons(name, {small: false}),
      h("h2", {}, "State"), facts([
        ["State", [state(found.state), " ", text(found.reason)]],
        ["Since", ago(found.since)],
        ["Load", String(found.load)],
        ["In flight", count(found.inFlight)],
        ["Requests", count(found.elected)],
        ["Bodies", bytes(found.read) + " from it, " + bytes(found.transferred) + " to it"],
        ["Address", text(found.address)],
        ["Balancer", text(found.balancer)],
        ["LBGroup", found.lbGroup ? text(found.lbGroup) : "–"],
        ["Registered", ago(found.registered)],
        ...(found.refusesAjp ? [["AJP", "refuses all requests: most likely it wants another secret (ajp.secret, ajp.secrets)"]] : []),
      ]));
    const rows = await Promise.all(found.rows.map(async row => ({...row, buttons: await contextButtons({...row, node: name})})));
    fill(body,
      h("h2", {}, "As each balancer sees it"), table("Balancers", [
        {head: "Balancer", cell: member => text(member.member)},
        {head: "Reaches it", cell: seen},
        {head: "Reason", cell: member => text(member.reason)},
        {head: "Since", cell: member => ago(member.since)},
        {head: "In flight", number: true, cell: member => count(member.inFlight)},
        {head: "Requests", number: true, cell: member => count(member.elected)},
      ], found.members),
      h("h2", {}, "Contexts"), table("Contexts of this node", [
        {head: "Context", cell: row => text(row.host + row.path)},
        {head: "Status", cell: row => state(row.status)},
        {head: "Wished by operators", cell: row => row.wish ? [row.wish, " (", text(row.intent), ") ", text(row.note)] : "–"},
        {head: "Actions", cell: row => row.buttons},
      ], rows),
      h("h2", {}, "Connections to it"), table("What holds for connections, and what sets it", [
        {head: "Setting", cell: ([key]) => EFFECTIVE[key] ?? key},
        {head: "Value", number: true, cell: ([key, one]) => count(one.value) + (key.endsWith("Millis") ? " ms" : "")},
        {head: "From", cell: ([, one]) => one.origin},
        {head: "Set by", cell: ([, one]) => h("code", {}, one.setBy)},
      ], Object.entries(found.connections)),
      h("h2", {}, "As it registered"), facts([
        ["Type", config.type],
        ["Reversed", String(config.reversed)],
        ["Ping", config.pingMillis + " ms"],
        ["Timeout", config.timeoutMillis ? config.timeoutMillis + " ms" : "the balancer's"],
        ["TTL", config.ttlMillis + " ms"],
        ["smax", String(config.smax)],
        ["Sessions", config.balancerSettings.stickySession
          ? ["cookie ", text(config.balancerSettings.stickySessionCookie), ", path ", text(config.balancerSettings.stickySessionPath)]
          : "not sticky"],
      ]));
  };
  document.addEventListener("acted", refresh);
  return {refresh, leave: () => document.removeEventListener("acted", refresh)};
}
