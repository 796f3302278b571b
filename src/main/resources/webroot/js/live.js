// What happens at the balancer: by server-sent events, and every few seconds for what has no event (counters).

import {lines} from "./api.js";

const TYPES = ["node_registered", "node_updated", "node_removed", "context_changed", "load_changed", "intent_changed",
  "drain_completed", "node_error", "node_recovered", "balancer_joined", "balancer_leaving", "balancer_lost",
  "balancer_found", "reset"];
const POLL_MILLIS = 5000;
const SETTLE_MILLIS = 250;
// of the time no more than a fifth is spent on drawing, however many events come
const REST = 4;
const KEPT = 500;
// so long nobody has to look before the page lets go of its connection
const AWAY_MILLIS = 3000;

const recent = [];
const watchers = new Set();
const listeners = new Set();
let settling = 0;
let cost = 0;
let source = null;
let later = 0;
let away = 0;

/** Events since the page was opened, and those of when it was not looked at, the newest first. */
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
  clearTimeout(later);
  source = new EventSource("/api/v1/events");
  source.addEventListener("open", () => { show(true); changed(); });
  source.addEventListener("error", event => {
    show(false);
    if (event.target === source && source.readyState === EventSource.CLOSED) {
      later = setTimeout(listen, POLL_MILLIS);
    }
  });
  source.addEventListener("message", event => came("message", event.data));
  TYPES.forEach(type => source.addEventListener(type, event => came(type, event.data)));
}

// a browser has six connections to one balancer for all its tabs, and a stream keeps one: those behind let go of theirs
function leave() {
  clearTimeout(later);
  source?.close();
  source = null;
  show(false);
}

/** The page is looked at again: what happened meanwhile is asked for. */
async function back() {
  listen();
  try {
    const meanwhile = await lines("/events/recent");
    const known = new Set(recent.map(event => event.id));
    recent.push(...meanwhile.filter(event => !known.has(event.id)));
    recent.sort((left, right) => right.ts - left.ts);
    recent.length = Math.min(recent.length, KEPT);
  } catch (ignored) {
    // the stream tells what comes from now on
  }
  changed();
}

function looked() {
  clearTimeout(away);
  if (document.hidden) {
    away = setTimeout(leave, AWAY_MILLIS);
  } else if (source === null) {
    back();
  } else {
    changed();
  }
}

/** Begins. */
export function start() {
  listen();
  setInterval(() => {
    if (!document.hidden) {
      changed();
    }
  }, POLL_MILLIS);
  document.addEventListener("visibilitychange", looked);
  if (document.hidden) {
    // opened behind another tab
    looked();
  }
}
