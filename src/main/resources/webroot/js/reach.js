import {h, fill, state, table, text, ago} from "./dom.js";
import {get} from "./api.js";
import {keep, newest, pages, tools} from "./nodes.js";

const LIMIT = 100;

function seen(member) {
  if (!member?.answered) {
    return h("span", {class: "quiet"}, "no answer");
  }
  return member.up ? state("up") : [state("error"), h("span", {class: "why"}, text(member.reason), ", ", ago(member.since))];
}

/** Nodes × balancers: who reaches whom, and why not. */
export function reach(main, parameters) {
  const list = h("div", {});
  const asked = () => Object.fromEntries(["q", "unreached", "sort", "offset"].map(name => [name, parameters.get(name)]));
  const refresh = newest(() => get("/nodes", {...asked(), limit: LIMIT}), page => {
    const members = page.items[0]?.members.map(member => member.member) ?? [];
    fill(list, table("Which balancer reaches which node", [
      {head: "Node", sort: "jvmRoute", cell: row => h("a", {href: "#/node?name=" + encodeURIComponent(row.jvmRoute)}, text(row.jvmRoute))},
      ...members.map((member, index) => ({head: member, cell: row => seen(row.members[index])})),
    ], page.items, {
      sort: parameters.get("sort") ?? "",
      onsort: next => {
        parameters.set("sort", next);
        keep(parameters);
        refresh();
      },
      empty: parameters.get("unreached") ? "each balancer reaches all of them" : "no node is so",
    }), pages(page, parameters, refresh));
  });
  fill(main, h("h1", {}, "Reachability"), h("p", {class: "quiet"}, "Each balancer looks for itself: a broken cable of one takes no node from the others."),
    tools(parameters, [
      {name: "q", label: "Search", hint: "JVMRoute, address, LBGroup"},
      {name: "unreached", label: "Show", options: [["", "all nodes"], ["true", "not reached by some balancer"]]},
    ], refresh), list);
  return {refresh};
}
