// The API of the manager: what it answers, or an Error with the sentence it gave.

const BASE = "/api/v1";
// a balancer that stands still must not keep the page from asking again
const PATIENCE_MILLIS = 20000;
let session = null;

function patience() {
  return AbortSignal.timeout(PATIENCE_MILLIS);
}

async function answer(response) {
  if (response.ok) {
    return response.status === 204 ? null : response.json();
  }
  let detail = response.status + " " + response.statusText;
  try {
    const problem = await response.json();
    detail = problem.title + ": " + problem.detail;
  } catch (ignored) {
    // no problem+json: the status line has to do
  }
  const error = new Error(detail);
  error.status = response.status;
  throw error;
}

/** GET of a path below the API; parameters without a value are left out. */
export async function get(path, parameters = {}) {
  const query = new URLSearchParams(
    Object.entries(parameters).filter(([, value]) => value !== "" && value !== null && value !== undefined)).toString();
  return answer(await fetch(BASE + path + (query ? "?" + query : ""), {headers: {Accept: "application/json"}, signal: patience()}));
}

/** A question by POST, which changes nothing and is in no log. */
export async function ask(path, body) {
  const headers = {"Content-Type": "application/json", Accept: "application/json"};
  return answer(await fetch(BASE + path, {method: "POST", headers, body: JSON.stringify(body), signal: patience()}));
}

/** The lines of a GET that answers JSON lines. */
export async function lines(path, parameters = {}) {
  const query = new URLSearchParams(
    Object.entries(parameters).filter(([, value]) => value !== "" && value !== null && value !== undefined)).toString();
  const response = await fetch(BASE + path + (query ? "?" + query : ""), {signal: patience()});
  if (!response.ok) {
    return answer(response);
  }
  return (await response.text()).split("\n").filter(line => line.trim() !== "").map(line => JSON.parse(line));
}

/** Who this is: name, role, token for changes. */
export async function whoAmI(again = false) {
  if (session === null || again) {
    session = await get("/session");
  }
  return session;
}

/** POST of a change, with the token; a balancer that was started anew has another one. */
export async function post(path, body = {}) {
  for (let attempt = 0; ; attempt++) {
    const {token, tokenHeader} = await whoAmI(attempt > 0);
    const headers = {"Content-Type": "application/json", Accept: "application/json"};
    headers[tokenHeader ?? "X-Modcluster-Token"] = token ?? "";
    const response = await fetch(BASE + path, {method: "POST", headers, body: JSON.stringify(body)});
    if (response.status === 403 && attempt === 0) {
      continue;
    }
    return answer(response);
  }
}
