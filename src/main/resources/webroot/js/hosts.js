import {h, fill, state, table, text, count} from "./dom.js";
import {get} from "./api.js";
import {newest, pages, tools} from "./nodes.js";

const LIMIT = 50;
const NODES_SHOWN = 5;

/** How many nodes have a context, by its status there, and the first of them by name. */
function spread(context) {
  const by = {};
  context.nodes.forEach(node => (by[node.status] = by[node.status] ?? []).push(node.node));
  return Object.entries(by).map(([status, names]) => h("span", {class: "spread"}, state(status), " ",
    names.slice(0, NODES_SHOWN).flatMap((name, index) => [index ? ", " : "",
      h("a", {href: "#/node?name=" + encodeURIComponent(name)}, text(name))]),
    names.length > NODES_SHOWN ? " and " + count(names.length - NODES_SHOWN) + " more" : ""));
}

/** Host names that requests may ask for, and where their contexts are. */
export function hosts(main, parameters) {
  const list = h("div", {});
  const asked = () => ({q: parameters.get("q"), offset: parameters.get("offset"), limit: LIMIT});
  const refresh = newest(() => get("/virtual-hosts", asked()), page => {
    const rows = page.items.flatMap(host => host.contexts.map((context, index) => ({host: host.host, first: index === 0, context})));
    fill(list, table("Hosts, their contexts, and the nodes that have them", [
      {head: "Host", cell: row => h("a", {href: "#/contexts?host=" + encodeURIComponent(row.host)}, text(row.host))},
      {head: "Context", cell: row => h("a", {href: "#/explain?" + new URLSearchParams({host: row.host, path: row.context.path})}, text(row.context.path))},
      {head: "Nodes", number: true, cell: row => count(row.context.nodes.length)},
      {head: "Which", cell: row => spread(row.context)},
    ], rows, {empty: "no host is so"}), pages(page, parameters, refresh));
  });
  fill(main, h("h1", {}, "Hosts"), tools(parameters, [
    {name: "q", label: "Search", hint: "host, path, JVMRoute"},
  ], refresh), list);
  return {refresh};
}
