import {h, fill, state, table, text} from "./dom.js";
import {get} from "./api.js";
import {contextButtons} from "./actions.js";
import {keep, newest, pages, tools} from "./nodes.js";

const LIMIT = 100;

export function contexts(main, parameters) {
  const list = h("div", {});
  const asked = () => Object.fromEntries(["q", "host", "path", "node", "status", "sort", "offset"].map(name => [name, parameters.get(name)]));
  const refresh = newest(() => get("/contexts", {...asked(), limit: LIMIT}), async page => {
    const rows = await Promise.all(page.items.map(async row => ({...row, buttons: await contextButtons(row)})));
    fill(list, table("Contexts of nodes", [
      {head: "Host", sort: "host", cell: row => text(row.host)},
      {head: "Path", sort: "path", cell: row => text(row.path)},
      {head: "Node", sort: "node", cell: row => h("a", {href: "#/node?name=" + encodeURIComponent(row.node)}, text(row.node))},
      {head: "Balancer", cell: row => text(row.balancer)},
      {head: "Status", sort: "status", cell: row => state(row.status)},
      {head: "Wished by operators", cell: row => row.wish ? [row.wish, " ", text(row.note)] : "–"},
      {head: "Actions", cell: row => row.buttons},
    ], rows, {
      sort: parameters.get("sort") ?? "",
      onsort: next => {
        parameters.set("sort", next);
        keep(parameters);
        refresh();
      },
      empty: "no context is so",
    }), pages(page, parameters, refresh));
  });
  fill(main, h("h1", {}, "Contexts"), tools(parameters, [
    {name: "q", label: "Search", hint: "host, path, JVMRoute"},
    {name: "status", label: "Status", options: ["", "enabled", "disabled", "stopped"]},
  ], refresh), list);
  document.addEventListener("acted", refresh);
  return {refresh, leave: () => document.removeEventListener("acted", refresh)};
}
