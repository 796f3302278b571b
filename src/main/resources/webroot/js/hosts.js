import {h, fill, state, table, text, count} from "./dom.js";
import {get} from "./api.js";
import {newest, pages, tools} from "./nodes.js";

const LIMIT = 25;
/** The first nodes that have a context, with its status there. */
function spread(context) {
  const more = context.total - context.nodes.length;
  return [...context.nodes.map(one => h("span", {class: "spread"}, state(one.status), " ",
    h("a", {href: "#/node?name=" + encodeURIComponent(one.node)}, text(one.node)))),
  more > 0 && h("span", {class: "spread quiet"}, "and " + count(more) + " more")];
}

/** The contexts of a host, and where the others of them are. */
function rowsOf(host) {
  const rows = host.contexts.map(context => ({host: host.host, context}));
  const more = host.total - host.contexts.length;
  return more > 0 ? [...rows, {host: host.host, more}] : rows;
}

function contextsOf(host, words) {
  return h("a", {href: "#/contexts?host=" + encodeURIComponent(host)}, words);
}

/** Host names that requests may ask for, and where their contexts are. */
export function hosts(main, parameters) {
  const list = h("div", {});
  const asked = () => ({q: parameters.get("q"), offset: parameters.get("offset"), limit: LIMIT, brief: true});
  const refresh = newest(() => get("/virtual-hosts", asked()), page => {
    fill(list, table("Hosts, their contexts, and the nodes that have them", [
      {head: "Host", cell: row => contextsOf(row.host, text(row.host))},
      {head: "Context", cell: row => row.more ? contextsOf(row.host, count(row.more) + " more")
        : h("a", {href: "#/explain?" + new URLSearchParams({host: row.host, path: row.context.path})}, text(row.context.path))},
      {head: "Nodes", number: true, cell: row => row.more ? "" : count(row.context.total)},
      {head: "Which", cell: row => row.more ? "" : spread(row.context)},
    ], page.items.flatMap(rowsOf), {empty: "no host is so"}), pages(page, parameters, refresh));
  });
  fill(main, h("h1", {}, "Hosts"), tools(parameters, [
    {name: "q", label: "Search", hint: "host, path, JVMRoute"},
  ], refresh), list);
  return {refresh};
}
