import {h, fill, state, table, text, count} from "./dom.js";
import {ask} from "./api.js";
import {keep} from "./nodes.js";

const CANDIDATES = 20;
const FIELDS = [
  ["host", "Host", "shop.example", true],
  ["path", "Path and query", "/shop/cart;jsessionid=abc.n1", true],
  ["cookie", "Cookie header", "JSESSIONID=abc.n1", false],
  ["client", "Address of the client", "192.0.2.7", false],
  ["at", "At a moment of the past", "2026-11-21T10:15:30Z, empty is now", false],
];

// what a client hears when no node is chosen
const REJECTED = {
  no_context: "404: no context matches its host and path",
  context_closed: "404: the context is stopped on all nodes that have it",
  no_node_up: "503: no node that has the context is up",
  session_node_lost: "503: the node of its session is lost, and its balancer forces sessions to stay",
};

function outcome(explanation) {
  if (explanation.outcome === "not_known") {
    return ["is not known so long ago: this balancer remembers since ", text(explanation.knownFrom ?? "nothing yet")];
  }
  if (explanation.outcome === "chosen") {
    return ["goes to ", h("strong", {}, text(explanation.node)), " of balancer ", text(explanation.balancer),
      explanation.affinity === "hit" ? ", the node of its session" : explanation.affinity === "moved" ? ", since the node of its session cannot take it" : "",
      explanation.sessionIsCutOut ? "; its session is cut out" : ""];
  }
  return ["is answered ", h("strong", {}, text(REJECTED[explanation.outcome] ?? (explanation.status ?? "") + " " + (explanation.reason ?? explanation.outcome)))];
}

/** The chosen one, that of the session, and the first of the others; a button shows all. */
function candidates(one, who) {
  const rank = row => row.chosen ? 2 : row.node === one.sessionRoute ? 1 : 0;
  const sorted = [...one.candidates].sort((left, right) => rank(right) - rank(left));
  const holder = h("div", {});
  const show = most => {
    const rows = sorted.slice(0, most);
    fill(holder, table("Candidates of " + one.balancer + ", as " + who + " sees them", [
      {head: "Node", cell: row => h("a", {href: "#/node?name=" + encodeURIComponent(row.node)}, text(row.node))},
      {head: "Chosen", cell: row => row.chosen ? "yes" : "–"},
      {head: "Context", cell: row => state(row.status)},
      {head: "Load", number: true, cell: row => String(row.load)},
      {head: "Weight", number: true, cell: row => count(row.weight)},
      {head: "Why, or why not", cell: row => text(row.reason)},
    ], rows), sorted.length > most && h("p", {class: "actions"}, h("button", {
      type: "button",
      "aria-label": "Show all candidates as " + who + " sees them",
      onclick: () => show(sorted.length),
    }, "Show all " + count(sorted.length))));
  };
  show(CANDIDATES);
  return holder;
}

function step(one, who) {
  return [h("p", {class: "quiet"}, "Balancer ", text(one.balancer), ", policy ", text(one.policy),
    one.sessionRoute ? [", session of ", text(one.sessionRoute)] : ", no session", one.lbGroup ? [", LBGroup ", text(one.lbGroup)] : ""),
  candidates(one, who)];
}

function member(answer) {
  const {explanation} = answer;
  return h("section", {}, h("h2", {}, "As ", text(answer.member), answer.here ? " (this one)" : "", " decides"),
    answer.answered && explanation
      ? [h("p", {}, "The request ", outcome(explanation)),
        explanation.context ? h("p", {class: "quiet"}, "Context ", text(explanation.context)) : null,
        explanation.past ? h("p", {class: "quiet"}, "As of ", text(explanation.past.at), ". Not known of the past: ", explanation.past.notKnown.join("; ")) : null,
        explanation.steps.map(one => step(one, answer.member))]
      : h("p", {class: "quiet"}, "did not answer"));
}

/** What they do not say the same about, side by side. */
function differences(found) {
  const members = found.differences[0]?.answers.map(one => one.member) ?? [];
  return found.differences.length === 0 ? null : table("What they say differently", [
    {head: "About", cell: row => text(row.about)},
    ...members.map((member, index) => ({head: member, cell: row => text(row.answers[index].says)})),
  ], found.differences);
}

export function explain(main, parameters) {
  const answer = h("div", {"aria-live": "polite"});
  const inputs = FIELDS.map(([name, label, hint, required]) =>
    [name, h("input", {name, required, value: parameters.get(name) ?? "", placeholder: hint, autocomplete: "off"}), label]);
  const form = h("form", {class: "form"}, inputs.map(([, input, label]) => h("label", {}, label, input)),
    h("div", {class: "actions"}, h("button", {type: "submit", class: "first", id: "explain"}, "Explain")));
  form.addEventListener("submit", async event => {
    event.preventDefault();
    // a cookie is nobody's business who is sent this address
    inputs.filter(([name]) => name !== "cookie").forEach(([name, input]) => parameters.set(name, input.value));
    keep(parameters);
    const asked = Object.fromEntries(inputs.map(([name, input]) => [name, input.value]));
    try {
      const found = await ask("/explain", asked);
      fill(answer, found.members.length > 1
        ? h("p", {class: found.agree ? "message" : "message bad"}, found.agree ? "All balancers agree." : "The balancers do not agree.") : null,
      differences(found), found.members.map(member));
    } catch (problem) {
      fill(answer, h("p", {class: "message bad"}, problem.message));
    }
  });
  fill(main, h("h1", {}, "Explain"), h("p", {class: "quiet"},
    "Decided by the code that serves requests, and asked of each balancer. Nothing is sent to a node."), form, answer);
  return {refresh: null};
}
