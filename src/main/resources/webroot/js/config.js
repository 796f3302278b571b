import {h, fill, table, text} from "./dom.js";
import {get} from "./api.js";

export function config(main) {
  const list = h("div", {});
  const search = h("input", {type: "search", placeholder: "option, value, origin", autocomplete: "off"});
  const changed = h("input", {type: "checkbox"});
  let items = [];
  const show = () => {
    const wanted = search.value.toLowerCase();
    fill(list, table("Options that hold", [
      {head: "Option", cell: option => h("code", {}, option.key)},
      {head: "Value", cell: option => text(option.value)},
      {head: "Set by", cell: option => text(option.origin)},
      {head: "What it is", cell: option => option.sentence},
    ], items.filter(option => (!changed.checked || option.origin !== "default")
      && (option.key + " " + option.value + " " + option.origin).toLowerCase().includes(wanted)), {empty: "no option is so"}));
  };
  search.addEventListener("input", show);
  changed.addEventListener("input", show);
  fill(main, h("h1", {}, "Configuration"), h("form", {class: "tools", role: "search", onsubmit: event => event.preventDefault()},
    h("label", {}, "Search", search), h("label", {class: "check"}, changed, "only what was set")), list);
  get("/config").then(answer => {
    items = answer.items;
    show();
  }).catch(problem => fill(list, h("p", {class: "message bad"}, problem.message)));
  return {refresh: null};
}
