"use strict";
// The report's sections, in the order of the page.

const UNITS = {
  documents: { name: "documents", value: step => step.documents, said: short, exact: count },
  bytes: { name: "bytes of text", value: step => step.bytes, said: bytes, exact: bytes },
  tokens: { name: "tokens", value: step => (step.tokens !== undefined ? step.tokens : step.tokens_estimated), said: short, exact: count },
};

function overview() {
  const totals = report.totals;
  const good = report.verdict.reconciles;
  const part = section("overview", "Overview", null,
    el("div", { class: "strip" },
      tile("Each document’s fate", good ? "✓ reconciles" : "✗ does not",
        good ? "read = kept + dropped + quarantined" : "tables disagree, see below", good ? "good" : "bad"),
      tile("Kept documents", `${count(totals.kept.documents)}`, `${percent(totals.kept.documents, totals.read.documents)} of ${count(totals.read.documents)} read`),
      tile("Kept text", bytes(totals.kept.bytes_out), `${percent(totals.kept.bytes, totals.read.bytes)} of ${bytes(totals.read.bytes)} read`),
      totals.kept.tokens ? tile("Kept tokens", short(totals.kept.tokens), `${count(totals.kept.tokens)} tokens`) : null,
      tile("Dropped", count(totals.dropped.documents), `${percent(totals.dropped.documents, totals.read.documents)} by rules and as copies`),
      tile("Quarantined", count(totals.quarantined.documents), "rows or files that could not be read"),
      report.validation && report.validation.bits_per_byte !== undefined
        ? tile("Trained on it", `${report.validation.bits_per_byte.toFixed(3)}`, "bits per byte of held-out text, less is better") : null));
  const checks = table("The ledger against each table, in rows", [
    { title: "table", cell: c => c.table }, { title: "source", cell: c => c.source },
    { title: "ledger says", number: true, cell: c => count(c.ledger) }, { title: "table has", number: true, cell: c => count(c.found) },
    { title: "", cell: c => (c.agrees ? "✓" : "✗ differs") }], report.verdict.checks);
  part.append(el("details", { open: !good }, el("summary", {}, `${report.verdict.checks.length} checks of the tables against the ledger`), checks));
}

function funnel() {
  const names = distinct(report.funnel.flatMap(f => f.steps.map(s => s.step)));
  const at = (source, name) => report.funnel.find(f => f.source === source).steps.find(s => s.step === name);
  const idle = names.filter((name, i) => i > 0 && name !== "kept"
    && report.sources.every(source => { const a = at(source, name), b = at(source, names[i - 1]); return !a || !b || a.documents === b.documents; }));
  const shown = names.filter(name => !idle.includes(name));
  const held = el("div", { class: "pair tall" });
  const has = report.totals.kept.tokens > 0;
  const units = choice(Object.keys(UNITS).filter(u => u !== "tokens" || has), key => {
    const unit = UNITS[key];
    const value = (source, name) => { const step = at(source, name); return step ? unit.value(step) : undefined; };
    const rows = shown.map(name => ({ name,
      values: Object.fromEntries(report.sources.map(source => [source, value(source, name)])) }));
    const total = row => sum(report.sources.map(source => row.values[source] || 0));
    replace(held,
      chart(`What is left after each step, in ${unit.name}, by source`, () => stackedBars(rows, unit.name, unit.said, false), "height:420px"),
      table(`What is left after each step, in ${unit.name}, and per cent of what was read`, [
        { title: "after", cell: r => r.name },
        ...report.sources.map(source => ({ title: source, number: true, cell: r => left(r.values[source], rows[0].values[source], unit) })),
        { title: "all", number: true, cell: r => left(total(r), total(rows[0]), unit) }], rows));
  });
  section("funnel", "Funnel", "How much of each source is left after each step."
    + (idle.length ? ` Steps that removed nothing are left out: ${idle.join(", ")}.` : "")
    + (has ? " Tokens of removed text are estimated from the bytes a token of the source's kept text." : ""), units.element, held);
  units.press("documents");
}

function left(value, first, unit) {
  if (value === undefined || value === null) return "–";
  return [unit.exact(value), el("span", { class: "share" }, percent(value, first))];
}

function removals() {
  const held = el("div", { class: "wide" });
  const rules = new Map();
  for (const r of report.removals) {
    const key = JSON.stringify([r.step, r.rule]);
    if (!rules.has(key)) rules.set(key, { step: r.step, rule: r.rule, bounds: [], documents: {}, bytes: {} });
    if (r.bound && !rules.get(key).bounds.includes(r.bound)) rules.get(key).bounds.push(r.bound);
    for (const unit of ["documents", "bytes"]) rules.get(key)[unit][r.source] = (rules.get(key)[unit][r.source] || 0) + r[unit];
  }
  const units = choice(["documents", "bytes"], key => {
    const unit = UNITS[key];
    const total = r => sum(Object.values(r[key]));
    const rows = [...rules.values()].sort((a, b) => total(b) - total(a));
    const top = rows.slice(0, 18).map(r => ({ name: label(r), values: r[key] }));
    replace(held,
      chart(`Removed ${unit.name} by rule and source`, () => stackedBars(top, unit.name + " removed", unit.said, true), `height:${110 + 24 * top.length}px`),
      table(`Removed by rule, in ${unit.name}`, [
        { title: "step", cell: r => r.step }, { title: "rule", cell: r => breakable(r.rule), kind: "breaks" }, { title: "allowed", cell: allowed, kind: "breaks" },
        ...report.sources.map(source => ({ title: source, number: true, cell: r => (r[key][source] ? unit.exact(r[key][source]) : "") })),
        { title: "all", number: true, cell: r => unit.exact(total(r)) }], rows));
  });
  section("removals", "Removals by rule",
    "Each document is counted once, under the first rule that removed it." + (rules.size > 18 ? ` The chart shows the 18 rules that removed most of ${rules.size}.` : ""),
    rules.size ? [units.element, held] : el("p", { class: "empty" }, "No rule removed anything."));
  if (rules.size) units.press("documents");
}

// A share of each source, or of each language, has bounds of its own.
function allowed(r) {
  return r.bounds.length > 4 ? `${r.bounds.length} bounds` : r.bounds.join("; ");
}

function label(r) {
  return r.rule && r.rule !== r.step ? (r.step.startsWith("check") ? r.rule : `${r.step}: ${r.rule}`) : r.step;
}

function quarantine() {
  const q = report.quarantine;
  section("quarantine", "Quarantine", "Input that could not be read, with its cause. Nothing of it is in the corpus, and all of it is in the ledger.",
    q.rows === 0 ? el("p", { class: "empty" }, "Everything could be read.") : table(
      `${count(q.rows)} rows or files` + (q.groups > q.first.length ? `; the ${q.first.length} most frequent of ${count(q.groups)} causes by file` : ""), [
        { title: "source", cell: r => r.source }, { title: "file", cell: r => breakable(r.file), kind: "code breaks" },
        { title: "cause", cell: r => r.cause, kind: "breaks" }, { title: "rows", number: true, cell: r => count(r.rows) },
        { title: "bytes", number: true, cell: r => bytes(r.bytes) }], q.first));
}

function signals() {
  if (!report.signals.length) return;
  const grid = el("div", { class: "signals" });
  const scale = { logarithmic: false };
  const constant = report.signals.filter(isConstant);
  const order = signal => (signal.bounds.length ? 0 : 1);
  const cards = report.signals.filter(s => !isConstant(s)).sort((a, b) => order(a) - order(b)).map(signal => signalCard(signal, scale));
  grid.append(...cards.map(c => c.element));
  const search = el("input", { type: "search", placeholder: "Find a signal", "aria-label": "Find a signal", on: { input: show } });
  const bounded = el("input", { type: "checkbox", id: "bounded", on: { change: show } });
  const log = el("input", { type: "checkbox", id: "log", on: { change: () => { scale.logarithmic = log.checked; cards.forEach(c => redraw(c.chart)); } } });
  function show() {
    for (const c of cards) {
      c.element.hidden = !c.signal.name.includes(search.value.trim().toLowerCase()) || (bounded.checked && !c.signal.bounds.length);
    }
  }
  section("signals", "Signals", "Each signal's values among kept and dropped documents: documents on the upright axis, the signal's value on the other."
    + " Dashed red lines are the recipe's bounds. A document may have been dropped for another signal than the one shown.",
    el("div", { class: "bar" }, search, el("label", {}, bounded, " only those with a bound"), el("label", {}, log, " logarithmic counts")), grid,
    constant.length ? el("p", { class: "lead" }, "The same for every document, or without a value: "
      + constant.map(s => s.name + (s.from === null ? "" : ` (${trim(s.from)})`)).join(", ") + ".") : null,
    report.labels.map(labelPart));
}

function isConstant(signal) {
  const bins = signal.kept.bins.length;
  return bins === 0 || (bins === 1 && !outsideOf(signal));
}

function outsideOf(signal) {
  return signal.kept.below + signal.dropped.below + signal.kept.above + signal.dropped.above;
}

function signalCard(signal, scale) {
  const rules = signal.bounds.map(b => `${b.rule} ${interval(b.min, b.max)}`).join("; ");
  const outside = outsideOf(signal);
  const undefinedCount = signal.kept.undefined + signal.dropped.undefined;
  const facts = [];
  if (signal.median_kept !== null) facts.push(`median kept ${trim(signal.median_kept)}`);
  if (signal.median_dropped !== null) facts.push(`median dropped ${trim(signal.median_dropped)}`);
  if (outside) facts.push(`${count(outside)} beyond the range shown`);
  if (undefinedCount) facts.push(`${count(undefinedCount)} without a value`);
  const drawing = chart(`Distribution of ${signal.name}`, () => histogram(signal, scale.logarithmic));
  for (const edge of distinct(signal.bounds.flatMap(b => [b.min, b.max]))) {
    if (edge !== null && (edge < signal.from || edge > signal.to)) {
      facts.push(`the bound ${trimShort(edge)} lies ${edge < signal.from ? "left" : "right"} of the range shown`);
    }
  }
  const more = el("details", { on: { toggle: () => { if (more.open && more.children.length === 1) more.append(binTable(signal)); } } }, el("summary", {}, "as a table"));
  return { signal, chart: drawing,
    element: el("div", { class: "card" }, el("h3", {}, signal.name), rules && el("p", { class: "bounds" }, "allowed: " + rules), drawing,
      el("p", { class: "facts" }, facts.join(" · ")), more) };
}

function binTable(signal) {
  const width = (signal.to - signal.from) / signal.kept.bins.length;
  const rows = signal.kept.bins.map((kept, i) => ({ from: signal.from + width * i, kept, dropped: signal.dropped.bins[i] })).filter(r => r.kept + r.dropped > 0);
  return table("Documents by value; empty ranges left out", [
    { title: "from", number: true, cell: r => trim(r.from) }, { title: "to", number: true, cell: r => trim(r.from + width) },
    { title: "kept", number: true, cell: r => count(r.kept) }, { title: "dropped", number: true, cell: r => count(r.dropped) }], rows);
}

function labelPart(of) {
  const words = of.words.map(w => ({ ...w, word: w.word === null ? "(none)" : w.word }));
  return [el("h3", {}, of.name), el("div", { class: "pair" },
    words.length < 2 ? null : chart(`Documents by ${of.name}`, () => bars(words.map(w => w.word),
      [{ name: "kept", values: words.map(w => w.kept), color: KEPT }, { name: "dropped", values: words.map(w => w.dropped), color: DROPPED }], of.name, "documents", { stack: "all" }), "height:260px"),
    table(`Documents by ${of.name}`, [{ title: of.name, cell: w => w.word }, { title: "kept", number: true, cell: w => count(w.kept) }, { title: "dropped", number: true, cell: w => count(w.dropped) }], words))];
}

function shards() {
  for (const [format, s] of Object.entries(report.shards)) {
    const facts = [["tokenizer", s.tokenizer && typeof s.tokenizer === "object" ? `${s.tokenizer.file || ""} ${(s.tokenizer.sha256 || "").slice(0, 16)}…` : s.tokenizer],
      ["dtype", s.dtype], ["sequence", s.sequence && `${count(s.sequence)} tokens`], ["packing", s.packing], ["seed", s.seed]]
      .filter(f => f[1] !== undefined && f[1] !== null);
    const sets = ["train", "held-out"].filter(name => s[name] && typeof s[name] === "object").map(name => ({ name, ...s[name] }));
    const mixed = Object.entries((s.train && (s.train.pools || s.train.sources)) || {}).map(([source, of]) => ({ source, ...of }));
    const replay = s.train && s.train.replay;
    if (replay) mixed.push({ source: `replay of ${replay.of}`, ...replay });
    section("shards-" + format, "Shards: " + format, "Packed tokens for a trainer. An epoch is one time through all of a source's kept text.",
      el("div", { class: "reason" }, el("dl", {}, facts.map(f => [el("dt", {}, f[0]), el("dd", {}, f[1])]))),
      sets.length ? table("By set", [{ title: "set", cell: r => r.name }, ...["sequences", "documents", "tokens", "bytes", "padding", "cut", "cut-by-concatenation"]
        .filter(k => sets.some(r => r[k] !== undefined)).map(k => ({ title: k, number: true, cell: r => (k === "bytes" ? bytes(r[k]) : count(r[k])) }))], sets) : null,
      mixed.length ? [el("h3", {}, "Training tokens by source"), mixture(mixed)] : null);
  }
}

/** Rows: {source, documents, tokens, epochs, weight, asked, share}; the last two of 1. */
function mixture(rows) {
  const asked = rows.some(r => r.asked !== null && r.asked !== undefined);
  const series = [{ name: "share of the tokens", values: rows.map(r => 100 * r.share), color: KEPT }];
  if (asked) series.push({ name: "share asked for", values: rows.map(r => 100 * r.asked), color: "#9aa6b2" });
  return el("div", { class: "pair" },
    chart("Share of each source in the training tokens", () => bars(rows.map(r => r.source), series, "source", "per cent of the tokens",
      { said: v => trim(v) + " %" }), "height:260px"),
    table("The mixture", [{ title: "source", cell: r => r.source }, { title: "documents", number: true, cell: r => count(r.documents) },
      { title: "tokens", number: true, cell: r => count(r.tokens) }, { title: "epochs", number: true, cell: r => (r.epochs === undefined ? "–" : r.epochs.toFixed(2)) },
      ...(asked ? [{ title: "asked", number: true, cell: r => percent(r.asked, 1) }] : []),
      { title: "share", number: true, cell: r => percent(r.share, 1) }], rows));
}

function validation() {
  const v = report.validation;
  if (!v) return;
  if (v.comparison) comparison(v.comparison);
  if (v.bits_per_byte === undefined) return;
  const sources = Object.entries(v.bits_per_byte_by_source || {});
  const curve = v.loss_curve || [];
  section("validation", "Validation", "What a small model learnt from the shards: bits that it needs for a byte of text that it has not seen. Less is better.",
    el("div", { class: "strip" },
      v.bits_per_byte !== undefined ? tile("Bits per byte", v.bits_per_byte.toFixed(4), v.held_out ? `on ${v.held_out}` : "") : null,
      v.tokens !== undefined ? tile("Trained on", short(v.tokens) + " tokens", v.steps !== undefined ? `${count(v.steps)} steps` : "") : null,
      v.parameters !== undefined ? tile("Model", short(v.parameters) + " parameters", v.preset ? `preset ${v.preset}` : "") : null),
    el("div", { class: "pair" },
      curve.length ? chart("Training loss by step", () => lines([{ name: "training loss", points: curve }], "step", "loss, nats a token", { y: { scale: true } })) : null,
      sources.length ? table("Held-out text by source", [{ title: "source", cell: r => r[0] }, { title: "bits per byte", number: true, cell: r => r[1].toFixed(4) }], sources) : null));
}

function comparison(c) {
  const half = set => (set.bits_per_byte_half_interval === null ? "unknown" : `± ${set.bits_per_byte_half_interval.toFixed(4)}`);
  const bounds = i => (i.low === null ? "unknown" : `${i.low.toFixed(4)} to ${i.high.toFixed(4)}`);
  section("comparison", "Comparison", `${c.sentence} Equal models (preset ${c.preset}) on equal tokens, ${c.seeds} a set; bits for a byte of held-out text, less is better.`,
    table("The sets", [{ title: "set", cell: s => s.name }, { title: "bits per byte", number: true, cell: s => s.bits_per_byte.toFixed(4) },
      { title: "95 % by seed", number: true, cell: half }, { title: "tokens", number: true, cell: s => count(s.tokens) },
      { title: "epochs", number: true, cell: s => s.epochs.toFixed(2) }], c.sets),
    table("Pairs: second minus first", [{ title: "first", cell: p => p.first }, { title: "second", cell: p => p.second },
      { title: "by seed", number: true, cell: p => bounds(p.difference_by_seed) }, { title: "by document", number: true, cell: p => bounds(p.difference_by_document) },
      { title: "better", cell: p => p.better || "cannot tell" }], c.pairs));
}

function theme() {
  const root = document.documentElement;
  const button = document.getElementById("theme");
  function set(name) {
    root.dataset.theme = name;
    button.textContent = name === "dark" ? "Light" : "Dark";
    redrawAll();
  }
  button.addEventListener("click", () => set(root.dataset.theme === "dark" ? "light" : "dark"));
  const wanted = new URLSearchParams(location.search).get("theme");
  set(wanted || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
}

document.getElementById("about").append(`recipe ${report.recipe}, build ${String(report.fingerprint).slice(0, 16)}`);
theme();
overview();
funnel();
removals();
quarantine();
signals();
duplicates();
passages();
contamination();
samples();
shards();
validation();
