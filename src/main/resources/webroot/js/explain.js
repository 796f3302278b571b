import {h, fill} from "./dom.js";
import {get} from "./api.js";
import {keep} from "./nodes.js";
import {tree} from "./tree.js";

const FIELDS = [
  ["host", "Host", "shop.example"],
  ["path", "Path and query", "/shop/cart;jsessionid=…"],
  ["cookie", "Cookie header", "JSESSIONID=abc.n1"],
];

export function explain(main, parameters) {
  const answer = h("div", {"aria-live": "polite"});
  const inputs = FIELDS.map(([name, label, hint]) =>
    [name, h("input", {name, value: parameters.get(name) ?? "", placeholder: hint, autocomplete: "off"}), label]);
  const form = h("form", {class: "form"}, inputs.map(([, input, label]) => h("label", {}, label, input)),
    h("div", {class: "actions"}, h("button", {type: "submit", class: "first", id: "explain"}, "Explain")));
  form.addEventListener("submit", async event => {
    event.preventDefault();
    inputs.forEach(([name, input]) => parameters.set(name, input.value));
    parameters.delete("cookie");
    keep(parameters);
    const asked = Object.fromEntries(inputs.map(([name, input]) => [name, input.value]));
    try {
      fill(answer, h("h2", {}, "Where such a request goes, and why"), tree(await get("/explain", asked)));
    } catch (problem) {
      fill(answer, h("p", {class: "message bad"}, problem.message));
    }
  });
  fill(main, h("h1", {}, "Explain"), h("p", {class: "quiet"}, "Decided by the code that serves requests, and asked of each balancer. Nothing is sent to a node."),
    form, answer);
  return {refresh: null};
}
