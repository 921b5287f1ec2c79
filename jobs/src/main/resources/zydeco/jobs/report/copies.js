"use strict";
// The sections on duplicates and on removed documents.

function duplicates() {
  const d = report.duplicates;
  const fuzzy = d.stages.length || d.curve || (d.measured || []).length;
  if (!fuzzy) return;
  section("duplicates", "Duplicates", "Copies within and between sources. A removed copy has a survivor: the document that was kept in its stead.",
    d.stages.length ? table("By stage", [{ title: "stage", cell: r => r.stage }, { title: "copies removed", number: true, cell: r => count(r.documents) },
      { title: "text removed", number: true, cell: r => bytes(r.bytes) }, { title: "clusters", number: true, cell: r => count(r.clusters) }], d.stages)
      : el("p", { class: "empty" }, "No copy was removed."),
    el("h3", {}, "Between sources"), overlap(d), earlierBuilds(d),
    el("div", { class: "halves" }, clusterSizes(d), curve(d)),
    (d.measured || []).map(measured),
    d.top_clusters.length ? [el("h3", {}, "Largest clusters"), topClusters(d)] : null);
}

function overlap(d) {
  const read = Object.fromEntries(report.funnel.map(f => [f.source, f.steps[0].documents]));
  const cell = (row, column) => (d.overlap.find(o => o.source === row && o.survivor_source === column) || { documents: 0 }).documents;
  const most = Math.max(1, ...d.overlap.map(o => o.documents));
  const elsewhere = distinct(d.overlap.map(o => o.survivor_source)).filter(name => !report.sources.includes(name));
  const columns = [...report.sources, ...elsewhere];
  return table("Removed documents of the row's source whose survivor is in the column's source; per cent of the row's documents as read", [
    { title: "removed from ↓, survivor in →", cell: source => source },
    ...columns.map(column => ({ title: column, number: true,
      style: row => `background: rgba(var(--heat), ${(0.55 * cell(row, column) / most).toFixed(3)})`,
      cell: row => part(cell(row, column), read[row]) })),
    { title: "all", number: true, cell: row => part(sum(columns.map(c => cell(row, c))), read[row]) }],
    report.sources);
}

function earlierBuilds(d) {
  if (!(d.earlier || []).length) return null;
  return table("Documents of earlier builds that this one changed: remove those dropped from what was built of them", [
    { title: "stage", cell: e => e.stage }, { title: "earlier build, as against: names them", number: true, cell: e => count(e.build) },
    { title: "source", cell: e => e.source }, { title: "now", cell: e => e.fate },
    { title: "documents", number: true, cell: e => count(e.documents) }], d.earlier);
}

function part(n, all) {
  return n ? [count(n), el("span", { class: "share" }, percent(n, all))] : el("span", { class: "zero" }, "0");
}

function clusterSizes(d) {
  if (!d.cluster_sizes.length) return null;
  const stages = distinct(d.cluster_sizes.map(c => c.stage));
  const ends = distinct(d.cluster_sizes.map(c => c.size_to)).sort((a, b) => a - b);
  const name = end => (end <= 2 ? String(end) : `${short(end / 2 + 1)}–${short(end)}`);
  const value = (stage, end, key) => (d.cluster_sizes.find(c => c.stage === stage && c.size_to === end) || {})[key] || 0;
  return el("div", {}, el("h3", {}, "How large the clusters are"),
    chart("Clusters by size", () => bars(ends.map(name), stages.map(stage => ({ name: stage, values: ends.map(end => value(stage, end, "clusters") || null) })),
      "documents in the cluster", "clusters (logarithmic)", { y: { type: "log", min: 0.5, axisLabel: { color: ink("--soft"), formatter: v => (v < 1 ? "" : short(v)) } } }), "height:280px"),
    table("Clusters by size", [{ title: "stage", cell: c => c.stage }, { title: "size", number: true, cell: c => name(c.size_to) },
      { title: "clusters", number: true, cell: c => count(c.clusters) }, { title: "documents in them", number: true, cell: c => count(c.documents) }], d.cluster_sizes));
}

function curve(d) {
  const found = d.similarity.filter(s => s.stage.startsWith("fuzzy-dedup"));
  return el("div", {},
    d.curve ? [el("h3", {}, "How alike a pair must be to be found"),
      chart("Probability that a pair is found, by similarity", () => lines([{ name: "probability", points: d.curve.points,
        mark: { at: d.curve.threshold, label: "steepest at " + trim(d.curve.threshold) } }],
      `Jaccard similarity of the shingles; ${d.curve.bands} bands of ${d.curve.rows} rows`, "probability to be found", { x: { min: 0, max: 1 }, y: { min: 0, max: 1 } }), "height:280px")] : null,
    found.length ? table("Near-copies removed, by estimated similarity to their survivor", [
      { title: "stage", cell: s => s.stage }, { title: "similarity", cell: s => `${s.from.toFixed(2)} to ${(s.from + 0.05).toFixed(2)}` },
      { title: "documents", number: true, cell: s => count(s.documents) }], found) : null);
}

/** What a sample of pairs, read again, shows of a fuzzy deduplication. */
function measured(m) {
  const share = (r) => (r.measured === null ? "–" : `${percent(r.measured, 1)} (${percent(r.low, 1)} to ${percent(r.high, 1)})`);
  const facts = [`${m.scheme}; ${m.bands} bands of ${m.rows} rows; keep: ${m.keep}, verify: ${m.verify}.`,
    ` ${count(m.compared)} of ${count(m.documents)} documents were compared; ${count(m.short.documents)} are shorter than a shingle (short: ${m.short.policy}).`];
  for (const [term, documents] of Object.entries(m.unranked || {})) if (documents) facts.push(` ${count(documents)} have no ${term.replace(/^-/, "")} that ranks them.`);
  if (m.precision) facts.push(m.precision.pairs ? ` Of ${count(m.precision.pairs)} removals read again, ${share(m.precision)} are at least ${m.precision.similarity} like their survivor.` : " Nothing was removed.");
  return [el("h3", {}, `Measured: ${m.stage}`), el("p", {}, facts.join("")),
    m.recall ? table("Pairs of alike documents, chosen whether or not a band was shared, their texts read again; 95 % intervals", [
      { title: "exact Jaccard", cell: b => (b.from >= 1 ? "1.00" : `${b.from.toFixed(2)} to ${(b.from + 0.05).toFixed(2)}`) },
      { title: "pairs", number: true, cell: b => count(b.pairs) }, { title: "found, measured", number: true, cell: share },
      { title: "found, by the curve", number: true, cell: b => (b.theory === null ? "–" : percent(b.theory, 1)) }], m.recall.by_similarity) : null];
}

function topClusters(d) {
  return table("By size; the text is the beginning of the survivor", [
    { title: "stage", cell: c => c.stage }, { title: "size", number: true, cell: c => count(c.size) }, { title: "removed", number: true, cell: c => count(c.removed) },
    { title: "from sources", number: true, cell: c => count(c.sources_removed_from) }, { title: "least similarity", number: true, cell: c => (c.least_similarity === null ? "–" : c.least_similarity.toFixed(3)) },
    { title: "survivor", cell: c => c.survivor, kind: "code" }, { title: "text", cell: c => c.text || "–", kind: "breaks" }], d.top_clusters);
}

function passages() {
  for (const p of report.passages || []) {
    const cut = p.sources.length > 0;
    section(p.stage, "Passages cut", `What documents, or one of them, had said before (${p.compared}); one occurrence of each stays.`,
      cut ? table("By source", [{ title: "source", cell: s => s.source }, { title: "documents", number: true, cell: s => count(s.documents) },
        { title: "passages", number: true, cell: s => count(s.passages) }], p.sources) : el("p", { class: "empty" }, "Nothing was cut."),
      cut ? table("Cut most often", [{ title: "times", number: true, cell: m => count(m.times) }, { title: "for example in", cell: m => m.id, kind: "code" },
        { title: "begins", cell: m => m.text, kind: "breaks" }], p.most) : null);
  }
}

function contamination() {
  const sets = report.decontamination || [];
  if (!sets.length) return;
  const hits = sets.flatMap(s => s.hits.map(h => ({ set: s.set, ...h })));
  section("contamination", "Decontamination", "Documents that share a run of words with an evaluation set. A sample without such a run is too short to be looked for.",
    table("By evaluation set, each counted by itself: a document or a run that several sets share counts for each of them", [{ title: "set", cell: s => s.set },
      { title: "samples", number: true, cell: s => count(s.samples) }, { title: "too short", number: true, cell: s => count(s.unsearchable) },
      { title: "documents hit", number: true, cell: s => count(s.documents) }, { title: "dropped", number: true, cell: s => count(s.dropped) },
      { title: "runs shared", number: true, cell: s => count(s.runs) }], sets),
    hits.length ? table("Hits to look at: the beginning of the first run shared", [{ title: "set", cell: h => h.set },
      { title: "document", cell: h => h.id, kind: "code" }, { title: "source", cell: h => h.source }, { title: "runs", number: true, cell: h => count(h.runs) },
      { title: "", cell: h => (h.dropped ? "dropped" : "stays") }, { title: "text", cell: h => h.text || "(the first run is another set's)", kind: "breaks" }], hits) : null);
}

function samples() {
  const all = report.samples;
  if (!all.length) return;
  const any = "(all)";
  const source = el("select", { "aria-label": "source", on: { change: filter } }, [any, ...report.sources].map(s => el("option", {}, s)));
  const rules = distinct(all.map(label));
  const rule = el("select", { "aria-label": "rule", on: { change: filter } }, [any, ...rules].map(r => el("option", {}, r)));
  const back = el("button", { type: "button", on: { click: () => show(at - 1) } }, "← previous");
  const on = el("button", { type: "button", on: { click: () => show(at + 1) } }, "next →");
  const place = el("span", {});
  const held = el("div", {});
  let found = all;
  let at = 0;
  function filter() {
    found = all.filter(s => (source.value === any || s.source === source.value) && (rule.value === any || label(s) === rule.value));
    show(0);
  }
  function show(n) {
    at = Math.max(0, Math.min(found.length - 1, n));
    back.disabled = at <= 0;
    on.disabled = at >= found.length - 1;
    place.textContent = found.length ? `${at + 1} of ${found.length}` : "none";
    replace(held, found.length ? sample(found[at]) : el("p", { class: "empty" }, "No sample of this source and rule."));
  }
  const whole = section("samples", "Removed documents to read",
    `${count(all.length)} removed documents, spread over sources and rules and chosen by hash. The arrow keys ← and → turn pages while this part has the focus.`,
    el("div", { class: "bar" }, el("label", {}, "source ", source), el("label", {}, "rule ", rule), back, on, place), held);
  whole.tabIndex = -1;
  whole.addEventListener("keydown", event => {
    if (event.target instanceof HTMLSelectElement) return;
    if (event.key === "ArrowRight") show(at + 1);
    if (event.key === "ArrowLeft") show(at - 1);
  });
  filter();
}

function sample(s) {
  const facts = [["removed by", `${s.step}, rule ${s.rule}`], ["measured", s.value === null ? "–" : trim(s.value)], ["allowed", s.bound || "–"],
    ["document", `${s.id}, ${bytes(s.bytes)}, of ${s.source}`], ["read from", `${s.file}, row ${s.row}` + (s.origin_id ? `, its own id ${s.origin_id}` : "")]];
  if (s.survivor) {
    facts.push(["kept instead", `${s.survivor.id} of ${s.survivor.source || "an earlier build"}`]);
    facts.push(["similarity", `${s.similarity === null ? "–" : trim(s.similarity)}` + (s.jaccard === null ? " (estimated)" : `, exact Jaccard ${trim(s.jaccard)}`)]);
  }
  return [el("div", { class: "reason" }, el("dl", {}, facts.map(f => [el("dt", {}, f[0]), el("dd", {}, f[1])]))),
    el("div", { class: "texts" }, text("Removed", s), s.survivor ? text("Kept instead", s.survivor) : null)];
}

function text(title, of) {
  return el("div", {}, el("h3", {}, title),
    of.text === null || of.text === undefined ? el("p", { class: "empty" }, "The text could not be read again.")
      : el("pre", { tabindex: 0 }, of.text + (of.cut ? "\n[…]" : "")));
}
