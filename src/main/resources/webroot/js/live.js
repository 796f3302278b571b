// What happens at the balancer: by server-sent events, and every few seconds for what has no event (counters).

const TYPES = ["node_registered", "node_updated", "node_removed", "context_changed", "load_changed", "intent_changed",
  "drain_completed", "node_error", "node_recovered", "balancer_joined", "balancer_leaving", "balancer_lost",
  "balancer_found", "reset"];
const POLL_MILLIS = 5000;
const SETTLE_MILLIS = 250;
// of the time no more than a fifth is spent on drawing, however many events come
const REST = 4;
const KEPT = 500;

const recent = [];
const watchers = new Set();
const listeners = new Set();
let settling = 0;
let cost = 0;

/** Events since the page was opened, the newest first. */
export function events() {
  return recent;
}

/** Calls back at each event; gives what ends that. */
export function onEvent(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Calls back when something may look different; gives what ends that. */
export function onChange(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function changed() {
  if (!settling) {
    settling = setTimeout(async () => {
      const begun = performance.now();
      await Promise.all([...watchers].map(watcher => watcher()));
      cost = performance.now() - begun;
      settling = 0;
    }, Math.max(SETTLE_MILLIS, REST * cost));
  }
}

function came(type, data) {
  let event;
  try {
    event = JSON.parse(data);
  } catch (ignored) {
    event = {};
  }
  event.type = event.type ?? type;
  event.ts = event.ts ?? Date.now();
  if (type !== "reset") {
    recent.unshift(event);
    recent.length = Math.min(recent.length, KEPT);
    listeners.forEach(listener => listener(event));
  }
  changed();
}

function show(on) {
  const mark = document.getElementById("live");
  mark.className = on ? "live on" : "live";
  mark.textContent = on ? "live" : "not connected";
}

// a browser comes back by itself when a connection breaks, but not after an answer that is none (busy, too many logins)
function listen() {
  const source = new EventSource("/api/v1/events");
  source.addEventListener("open", () => { show(true); changed(); });
  source.addEventListener("error", () => {
    show(false);
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(listen, POLL_MILLIS);
    }
  });
  source.addEventListener("message", event => came("message", event.data));
  TYPES.forEach(type => source.addEventListener(type, event => came(type, event.data)));
}

/** Begins. */
export function start() {
  listen();
  setInterval(() => {
    if (!document.hidden) {
      changed();
    }
  }, POLL_MILLIS);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      changed();
    }
  });
}
