"use strict";
// Charts. Each is drawn when it comes into view and again when the theme changes.

const PALETTE = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c8c00", "#7f6bb3"];
const KEPT = "#0072b2";
const DROPPED = "#e69f00";
const BOUND = "#d62728";
const drawn = new Map();

const watcher = new IntersectionObserver(entries => {
  for (const entry of entries) {
    if (entry.isIntersecting && !drawn.get(entry.target).instance) draw(entry.target);
  }
}, { rootMargin: "400px" });

/** An element with a chart in it; the option is made anew whenever it is drawn. */
function chart(label, option, style) {
  const element = el("div", { class: "chart", role: "img", "aria-label": label, style });
  drawn.set(element, { option, instance: null });
  watcher.observe(element);
  return element;
}

function draw(element) {
  const own = drawn.get(element);
  if (own.instance) own.instance.dispose();
  own.instance = echarts.init(element, null, { renderer: "canvas" });
  own.instance.setOption(themed(own.option()));
}

function redraw(element) {
  if (drawn.get(element).instance) draw(element);
}

function redrawAll() {
  for (const element of drawn.keys()) redraw(element);
}

window.addEventListener("resize", () => {
  for (const own of drawn.values()) if (own.instance) own.instance.resize();
});

function ink(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function axis(more) {
  return {
    nameTextStyle: { color: ink("--soft") },
    axisLabel: { color: ink("--soft"), hideOverlap: true },
    axisLine: { lineStyle: { color: ink("--line") } },
    splitLine: { lineStyle: { color: ink("--line"), opacity: 0.6 } },
    ...more,
  };
}

function themed(option) {
  return {
    animation: false,
    textStyle: { fontFamily: "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif" },
    aria: { enabled: false },
    ...option,
    tooltip: {
      renderMode: "richText", confine: true, backgroundColor: ink("--paper"), borderColor: ink("--line"),
      textStyle: { color: ink("--ink"), fontSize: 12 }, ...option.tooltip,
    },
    legend: option.legend && {
      top: 0, left: 0, type: "scroll", textStyle: { color: ink("--ink") }, pageTextStyle: { color: ink("--soft") },
      pageIconColor: ink("--accent"), ...option.legend,
    },
  };
}

function sourceColor(source) {
  return PALETTE[report.sources.indexOf(source) % PALETTE.length];
}

/** Bars stacked by source. Rows: [{name, values: {source: number}}]. */
function stackedBars(rows, unit, said, horizontal) {
  const names = axis({ type: "category", data: rows.map(r => r.name), splitLine: { show: false }, inverse: horizontal,
    axisLabel: horizontal ? { color: ink("--soft"), interval: 0, formatter: name => (name.length > 48 ? name.slice(0, 47) + "…" : name) }
      : { color: ink("--soft"), interval: 0, fontSize: 11, rotate: rows.length > 6 ? 22 : 0 } });
  const numbers = axis({ type: "value", name: unit, nameTextStyle: { color: ink("--soft"), align: horizontal ? "center" : "left" }, nameLocation: horizontal ? "middle" : "end", nameGap: horizontal ? 28 : 12,
    axisLabel: { color: ink("--soft"), hideOverlap: true, formatter: said } });
  return {
    grid: { top: horizontal ? 36 : 62, left: horizontal ? 52 : 10, right: 24, bottom: horizontal ? 30 : 8, containLabel: true },
    legend: { data: report.sources },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: said },
    xAxis: horizontal ? numbers : names,
    yAxis: horizontal ? names : numbers,
    series: report.sources.map(source => ({
      name: source, type: "bar", stack: "all", barMaxWidth: horizontal ? 22 : 60,
      itemStyle: { color: sourceColor(source) },
      data: rows.map(r => r.values[source] || 0),
    })),
  };
}

/** How a signal is distributed, dropped on top of kept, with its bounds. */
function histogram(signal, logarithmic) {
  const bins = signal.kept.bins.length;
  const width = (signal.to - signal.from) / bins || 1;
  const edges = signal.bounds.flatMap(b => [b.min, b.max]).filter(edge => edge !== null && edge >= signal.from && edge <= signal.to);
  // The bars of both series begin at the axis; those of "dropped" are as high as both and stand behind.
  const bar = (name, color, heights) => ({
    name, type: "bar", barWidth: "97%", barGap: "-100%", itemStyle: { color },
    data: heights.map((n, i) => [signal.from + width * (i + 0.5), logarithmic && n === 0 ? null : n]),
  });
  const dropped = bar("dropped", DROPPED, signal.kept.bins.map((n, i) => n + signal.dropped.bins[i]));
  const kept = bar("kept", KEPT, signal.kept.bins);
  kept.markLine = {
    symbol: "none", silent: true, lineStyle: { color: BOUND, type: "dashed", width: 1.5 },
    label: { color: BOUND, formatter: p => trim(p.value), fontSize: 11 },
    data: distinct(edges).map(edge => ({ xAxis: edge })),
  };
  return {
    grid: { top: 46, left: 8, right: 18, bottom: 4, containLabel: true },
    legend: { data: ["kept", "dropped"], itemHeight: 9, selectedMode: false },
    tooltip: {
      trigger: "axis", axisPointer: { type: "shadow" },
      formatter: points => {
        const at = points[0].dataIndex;
        return `${trim(signal.from + width * at)} to ${trim(signal.from + width * (at + 1))}\n`
          + `kept: ${count(signal.kept.bins[at])}\ndropped: ${count(signal.dropped.bins[at])}`;
      },
    },
    xAxis: axis({ type: "value", min: signal.from, max: signal.from + width * bins, splitLine: { show: false },
      minInterval: Number.isInteger(width) && Number.isInteger(signal.from) ? 1 : 0,
      axisLabel: { color: ink("--soft"), hideOverlap: true, formatter: trimShort, fontSize: 11 } }),
    yAxis: axis({ type: logarithmic ? "log" : "value", min: logarithmic ? 0.5 : 0,
      axisLabel: { color: ink("--soft"), hideOverlap: true, formatter: v => (v < 1 && v > 0 ? "" : short(v)), fontSize: 11 }, splitNumber: 3 }),
    series: [dropped, kept],
  };
}

/** Lines over numbers. Series: [{name, points: [[x, y]], color, step}]. */
function lines(series, xName, yName, more) {
  return {
    grid: { top: series.length > 1 ? 64 : 48, left: 14, right: 26, bottom: 34, containLabel: true },
    legend: series.length > 1 ? { data: series.map(s => s.name) } : undefined,
    tooltip: { trigger: "axis", valueFormatter: v => (v === null || v === undefined ? "–" : trim(v)) },
    xAxis: axis({ type: "value", name: xName, nameLocation: "middle", nameGap: 28, ...(more && more.x) }),
    yAxis: axis({ type: "value", name: yName, nameTextStyle: { align: "left", color: ink("--soft") }, ...(more && more.y) }),
    series: series.map((s, i) => ({
      name: s.name, type: "line", showSymbol: false, data: s.points, lineStyle: { width: 2 }, color: s.color || PALETTE[i],
      markLine: s.mark && { symbol: "none", silent: true, lineStyle: { color: BOUND, type: "dashed" },
        label: { color: BOUND, formatter: s.mark.label, position: "end", rotate: 0 }, data: [{ xAxis: s.mark.at }] },
    })),
  };
}

/** Bars over names, a series each. Series: [{name, values, color}]. */
function bars(names, series, xName, yName, more) {
  return {
    grid: { top: 64, left: 8, right: 20, bottom: 30, containLabel: true },
    legend: series.length > 1 ? { data: series.map(s => s.name) } : undefined,
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: (more && more.said) || count },
    xAxis: axis({ type: "category", data: names, name: xName, nameLocation: "middle", nameGap: 26, splitLine: { show: false } }),
    yAxis: axis({ type: "value", name: yName, nameTextStyle: { align: "left", color: ink("--soft") },
      axisLabel: { color: ink("--soft"), formatter: v => short(v) }, ...(more && more.y) }),
    series: series.map((s, i) => ({
      name: s.name, type: "bar", stack: more && more.stack, barMaxWidth: 40, itemStyle: { color: s.color || PALETTE[i] }, data: s.values,
    })),
  };
}
