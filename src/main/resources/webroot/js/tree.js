import {h, text} from "./dom.js";

/** Any JSON value as nested lists of names and values. */
export function tree(value) {
  if (Array.isArray(value)) {
    return value.length === 0 ? h("span", {class: "quiet"}, "none")
      : h("ol", {class: "tree"}, value.map(item => h("li", {}, tree(item))));
  }
  if (value !== null && typeof value === "object") {
    return h("ul", {class: "tree"}, Object.entries(value).map(([name, item]) => h("li", {}, name + ": ", tree(item))));
  }
  return text(value === null ? "–" : value);
}
