"use strict";
// Builds the page's elements. Every text becomes a text node, never markup.

const report = JSON.parse(document.getElementById("report").textContent);

function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "on") {
      for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(element, children);
  return element;
}

function append(to, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined) continue;
    to.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

function section(id, title, lead, ...children) {
  document.getElementById("nav").append(el("a", { href: "#" + id }, title));
  const whole = el("section", { id }, el("h2", {}, title), lead && el("p", { class: "lead" }, lead));
  append(whole, children);
  document.getElementById("main").append(whole);
  return whole;
}

function tile(what, big, note, mood) {
  return el("div", { class: "tile " + (mood || "") },
    el("div", { class: "what" }, what), el("div", { class: "big" }, big), el("div", { class: "note" }, note));
}

/** Columns: {title, cell: row => child, number: true where it is one, kind: class}. */
function table(caption, columns, rows) {
  const head = el("tr", {}, columns.map(c => el("th", { class: c.number && "number", scope: "col" }, c.title)));
  const body = rows.map(row =>
    el("tr", {}, columns.map(c => el("td", { class: [c.number ? "number" : "", c.kind || ""].join(" ").trim() || null,
      style: c.style ? c.style(row) : null }, c.cell(row)))));
  return el("div", { class: "scroll", tabindex: 0 },
    el("table", {}, el("caption", {}, caption), el("thead", {}, head), el("tbody", {}, body)));
}

/** A row of buttons of which one is pressed. */
function choice(names, act) {
  const buttons = names.map(name => el("button", { type: "button", "aria-pressed": "false", on: { click: () => press(name) } }, name));
  function press(name) {
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(names[i] === name)));
    act(name);
  }
  return { element: el("div", { class: "switch", role: "group" }, buttons), press };
}

/** A name that may be broken after its dots and hyphens. */
function breakable(name) {
  return String(name).split(/(?<=[.\-/])/).flatMap((part, i) => (i ? [el("wbr"), part] : [part]));
}

function replace(to, ...children) {
  to.replaceChildren();
  append(to, children);
}

// How numbers are said.

const whole = new Intl.NumberFormat("en-US");

function count(n) {
  return n === null || n === undefined ? "–" : whole.format(n);
}

function short(n) {
  if (n === null || n === undefined) return "–";
  const size = Math.abs(n);
  for (const [step, sign] of [[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e3, "k"]]) {
    if (size >= step) return trim(n / step) + sign;
  }
  return Number.isInteger(n) ? String(n) : trim(n);
}

/** Short, and without the noise of binary fractions. */
function trimShort(n) {
  return Math.abs(n) >= 1000 ? short(n) : trim(n);
}

function bytes(n) {
  if (n === null || n === undefined) return "–";
  for (const [step, sign] of [[1e12, " TB"], [1e9, " GB"], [1e6, " MB"], [1e3, " kB"]]) {
    if (n >= step) return trim(n / step) + sign;
  }
  return n + " B";
}

function trim(n) {
  const size = Math.abs(n);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return Number(n.toPrecision(3)).toString();
  return Number(n.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3)).toString();
}

function percent(part, all) {
  if (!all) return "–";
  if (part === all) return "100 %";
  const share = (100 * part) / all;
  return (share > 0 && share < 0.1 ? "<0.1" : share > 99.9 && share < 100 ? ">99.9" : share.toFixed(1)) + " %";
}

function interval(min, max) {
  if (min === null) return "≤ " + trim(max);
  if (max === null) return "≥ " + trim(min);
  return trim(min) + " to " + trim(max);
}

function sum(values) {
  return values.reduce((a, b) => a + b, 0);
}

function distinct(values) {
  return [...new Set(values)];
}
