// Elements are made of values only: whatever a node or a client sent becomes text, never markup.

// in a table what is no longer than this stays on one line: names, addresses, paths
const SHORT = 32;
const SVG = "http://www.w3.org/2000/svg";

/** An element; properties that begin with "on" are listeners, false and null leave an attribute out. */
export function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.flat(3).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** Text of somebody else: shown as it is, in its own direction. Control characters would be invisible. */
export function text(value) {
  const shown = String(value ?? "").replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g,
    char => "\\u" + char.charCodeAt(0).toString(16).padStart(4, "0"));
  return h("span", {class: shown.length <= SHORT ? "text short" : "text"}, shown);
}

/** A state or status with a mark, so that colour is not all that tells. */
export function state(name) {
  return h("span", {class: "state " + name}, name);
}

/** Replaces what is in an element. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(3).filter(child => child !== null && child !== undefined && child !== false));
}

/**
 * A table.
 *
 * columns: {head, cell(row), number?, sort?}; sort is what onsort gets when the head is pressed
 */
export function table(caption, columns, rows, {sort = "", onsort = null, empty = "nothing"} = {}) {
  const heads = columns.map(column => {
    const active = sort.replace("-", "") === column.sort && column.sort;
    const direction = active ? (sort.startsWith("-") ? "descending" : "ascending") : null;
    const next = active && !sort.startsWith("-") ? "-" + column.sort : column.sort;
    const mark = active ? (sort.startsWith("-") ? " ▾" : " ▴") : "";
    return h("th", {scope: "col", class: column.number ? "number" : null, "aria-sort": direction},
      column.sort && onsort ? h("button", {type: "button", onclick: () => onsort(next)}, column.head + mark) : column.head);
  });
  const body = rows.map(row => h("tr", {}, columns.map((column, index) =>
    h(index === 0 ? "th" : "td", {scope: index === 0 ? "row" : null, class: column.number ? "number" : null},
      column.cell(row)))));
  if (rows.length === 0) {
    body.push(h("tr", {}, h("td", {colspan: columns.length, class: "quiet"}, empty)));
  }
  return h("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": caption},
    h("table", {}, h("caption", {}, caption), h("thead", {}, h("tr", {}, heads)), h("tbody", {}, body)));
}

/** Name and value pairs. */
export function facts(pairs) {
  return h("dl", {class: "facts"}, pairs.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

/** A line of the last values. */
export function spark(values, label) {
  const most = Math.max(1, ...values);
  const step = values.length > 1 ? 100 / (values.length - 1) : 0;
  const points = values.map((value, i) => `${(i * step).toFixed(2)},${(29 - 28 * value / most).toFixed(2)}`);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "spark");
  svg.setAttribute("viewBox", "0 0 100 30");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", points.length > 1 ? "M" + points.join("L") : "M0,29L100,29");
  svg.append(path);
  return svg;
}

/** How long ago a time in milliseconds was. */
export function ago(millis) {
  if (!millis) {
    return "–";
  }
  const seconds = Math.max(0, Math.round((Date.now() - millis) / 1000));
  return h("time", {datetime: new Date(millis).toISOString(), title: new Date(millis).toLocaleString()},
    lasting(seconds) + " ago");
}

/** Seconds in the two largest units. */
export function lasting(seconds) {
  const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first < 0) {
    return "0 s";
  }
  const [unit, size] = units[first];
  const rest = units[first + 1];
  const more = rest ? Math.floor((seconds % size) / rest[1]) : 0;
  return Math.floor(seconds / size) + " " + unit + (more && first < 3 ? " " + more + " " + rest[0] : "");
}

/** A count for people. */
export function count(value) {
  return Number(value ?? 0).toLocaleString("en");
}

/** Bytes for people. */
export function bytes(value) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let size = Number(value ?? 0);
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return (unit === 0 ? size : size.toFixed(size < 10 ? 1 : 0)) + " " + units[unit];
}

/** Takes back what was said last, if it is this. */
export function hush(message) {
  const line = document.getElementById("message");
  line.hidden = line.hidden || line.textContent === message;
}

/** Says something to the operator, also to those who do not look. */
export function say(message, bad = false) {
  const line = document.getElementById("message");
  line.hidden = false;
  line.className = bad ? "message bad" : "message";
  line.textContent = message;
  if (!bad) {
    clearTimeout(say.timer);
    say.timer = setTimeout(() => { line.hidden = true; }, 8000);
  } else {
    clearTimeout(say.timer);
  }
}
