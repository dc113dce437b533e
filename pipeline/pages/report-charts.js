"use strict";
// The drawings: Observable Plot, and d3-sankey for the flow. Beside each stands the same as a table; so they are hidden from screen readers.

const DRAWINGS = { flow: drawFlow, timeline: drawTimeline, sizes: drawBars, evidence: drawBars, scores: drawScores, edits: drawBars };
const MAX_LABEL = 40;
const FONT_PIXELS = 13;

async function drawCharts(charts) {
  for (const name of ["d3-7.9.0", "d3-sankey-0.12.3", "plot-0.6.17"]) await start(name);
  const widths = new Map();
  // Drawn when it is as wide as it will be, and again when that changes; not while a paper's page hides it.
  const observer = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      const width = Math.floor(contentRect.width);
      if (width > 0 && widths.get(target) !== width) {
        widths.set(target, width);
        const { id } = target.closest("figure");
        target.replaceChildren(strip(DRAWINGS[id](charts, width, id)));
      }
    }
  });
  for (const element of document.querySelectorAll(".drawing")) observer.observe(element);
}

/** A drawing without the style sheet that Plot puts into each: the policy lets none in, and report.css says the same. */
function strip(drawing) {
  for (const element of drawing.querySelectorAll("style")) element.remove();
  return drawing;
}

/** A name that fits beside a bar, its middle left out if need be. */
function shorten(name, most = MAX_LABEL) {
  const letters = [...show(name).textContent];
  const head = Math.floor(most / 3);
  return letters.length <= most ? letters.join("") : `${letters.slice(0, head).join("")}…${letters.slice(head + 1 - most).join("")}`;
}

/** The names of sources without the folder that all are in. */
function nameSources(names, most) {
  const folders = names.map((name) => name.slice(0, name.lastIndexOf("/") + 1));
  const shared = folders.filter(Boolean).reduce((one, other) => (other.startsWith(one) ? one : one.startsWith(other) ? other : ""), folders.find(Boolean) ?? "");
  return new Map(names.map((name) => [name, shorten(name.startsWith(shared) ? name.slice(shared.length) : name, most)]));
}

function plot(width, options) {
  return Plot.plot({ className: "plot", width, style: { background: "none", fontFamily: "inherit", fontSize: `${FONT_PIXELS}px`, overflow: "visible" }, ...options });
}

const pen = document.createElement("canvas").getContext("2d");

/** The room that the longest of these names takes, and no more than half of the width. */
function measure(names, width) {
  pen.font = `${FONT_PIXELS}px ${getComputedStyle(document.body).fontFamily}`;
  return Math.min(width / 2, 14 + Math.max(...names.map((name) => pen.measureText(name).width)));
}

/** Bars from the left, each with its count behind it. */
function drawBars(charts, width, id) {
  const bars = charts[id].map((bar) => ({ name: shorten(bar.name), count: bar.count }));
  return plot(width, {
    height: bars.length * 26 + 12, marginLeft: measure(bars.map((bar) => bar.name), width), marginRight: measure(bars.map((bar) => count(bar.count)), width), marginTop: 4, marginBottom: 4,
    x: { axis: null }, y: { label: null, domain: bars.map((bar) => bar.name), tickSize: 0 },
    marks: [
      Plot.barX(bars, { x: "count", y: "name", fill: "var(--accent)", rx: 2, insetTop: 3, insetBottom: 3 }),
      Plot.text(bars, { x: "count", y: "name", text: (bar) => count(bar.count), textAnchor: "start", dx: 6, fill: "var(--text)" }),
      Plot.axisY({ label: null, tickSize: 0, fill: "var(--text)" }),
    ],
  });
}

function drawScores(charts, width) {
  const bars = charts.scores.map((bar) => ({ from: Number(bar.name), to: Number(bar.name) + 0.05, count: bar.count }));
  return plot(width, {
    height: 220, marginLeft: 44, marginTop: 18, x: { label: null, domain: [bars[0].from, 1] }, y: { label: null, grid: true, ticks: 4, tickFormat: (tick) => (Number.isInteger(tick) ? count(tick) : "") },
    marks: [
      Plot.rectY(bars, { x1: "from", x2: "to", y: "count", fill: "var(--accent)", inset: 1 }),
      Plot.text(bars.filter((bar) => bar.count), { x: (bar) => bar.from + 0.025, y: "count", text: (bar) => count(bar.count), dy: -8, fill: "var(--text)" }),
      Plot.ruleY([0], { stroke: "var(--line)" }),
    ],
  });
}

/** A row for each source: one that goes quiet is a row that ends. */
function drawTimeline(charts, width) {
  const { unit, sources, periods } = charts.timeline;
  const seen = sources.filter((source) => periods.some((period) => period.source === source));
  const label = nameSources(seen, MAX_LABEL);
  const step = { day: d3.utcDay, month: d3.utcMonth, year: d3.utcYear }[unit];
  const bars = periods.map(({ source, period, records }) => {
    const from = new Date(`${period}${unit === "year" ? "-01-01" : unit === "month" ? "-01" : ""}T00:00:00Z`);
    return { source: label.get(source), from, to: step.offset(from, 1), records, period };
  });
  const most = d3.rollup(bars, (own) => d3.max(own, (bar) => bar.records), (bar) => bar.source);
  const isNarrow = width < 520;
  return plot(width, {
    height: seen.length * (isNarrow ? 62 : 44) + 40, marginLeft: isNarrow ? 16 : measure([...label.values()], width), marginRight: measure([...most.values()].map((top) => `max ${count(top)}`), width), marginTop: isNarrow ? 22 : 6, marginBottom: 28,
    x: { type: "utc", label: null }, y: { axis: null, domain: [0, 1] }, fy: { label: null, domain: seen.map((source) => label.get(source)), padding: isNarrow ? 0.4 : 0.2, axis: null },
    marks: [
      Plot.ruleY([0], { stroke: "var(--line)" }),
      Plot.rectY(bars, { x1: "from", x2: "to", y: (bar) => bar.records / most.get(bar.source), fy: "source", fill: "var(--accent)", insetLeft: 0.5, insetRight: 0.5,
        title: (bar) => `${bar.source}, ${bar.period}: ${tally(bar.records, "record")}` }),
      Plot.text(seen.map((source) => label.get(source)), { fy: (name) => name, text: (name) => name, frameAnchor: isNarrow ? "top-left" : "left", textAnchor: isNarrow ? "start" : "end", dx: isNarrow ? 0 : -8, dy: isNarrow ? -14 : 0, fill: "var(--text)" }),
      Plot.text([...most], { fy: ([name]) => name, text: ([, top]) => `max ${count(top)}`, frameAnchor: "right", textAnchor: "start", dx: 8, fill: "var(--muted)" }),
    ],
  });
}

/** From sources through records to papers and merged, and to rejected. */
function drawFlow(charts, width) {
  const isNarrow = width < 620;
  const sources = charts.flow.filter((flow) => flow.records + flow.rejected > 0);
  const names = nameSources(sources.map((flow) => flow.source), isNarrow ? 20 : MAX_LABEL);
  const nodes = sources.map((flow) => ({ id: `source ${flow.source}`, name: names.get(flow.source), kind: "source" }));
  const records = charts.papers + charts.merged;
  const rejected = d3.sum(sources, (flow) => flow.rejected);
  const ends = [["records", "records", records], ["papers", "papers", charts.papers], ["merged", isNarrow ? "merged" : "merged into papers", charts.merged], ["rejected", isNarrow ? "rejected" : "rejected stretches", rejected]];
  for (const [id, name, size] of ends) if (size) nodes.push({ id, name: `${count(size)} ${name}`, kind: id });
  const links = [
    ...sources.flatMap((flow) => [{ source: `source ${flow.source}`, target: "records", value: flow.records }, { source: `source ${flow.source}`, target: "rejected", value: flow.rejected }]),
    { source: "records", target: "papers", value: charts.papers }, { source: "records", target: "merged", value: charts.merged },
  ].filter((one) => one.value > 0);
  const height = Math.max(140, sources.length * (isNarrow ? 42 : 34) + 30);
  const left = isNarrow ? 4 : measure(nodes.filter((node) => node.kind === "source").map((node) => node.name), width);
  const right = isNarrow ? 4 : measure(nodes.filter((node) => node.kind !== "source" && node.kind !== "records").map((node) => node.name), width);
  const layout = d3.sankey().nodeId((node) => node.id).nodeWidth(10).nodePadding(isNarrow ? 26 : 16).nodeSort(null).nodeAlign((node, n) => (node.kind === "source" ? 0 : node.kind === "records" ? 1 : n - 1)).extent([[left, 20], [width - right, height - (isNarrow ? 20 : 8)]]);
  const graph = layout({ nodes, links });
  const svg = d3.create("svg").attr("class", "plot").attr("viewBox", [0, 0, width, height]).attr("width", width).attr("height", height);
  svg.append("g").selectAll("path").data(graph.links).join("path").attr("class", (one) => `stream ${one.target.kind}`).attr("d", d3.sankeyLinkHorizontal())
    .attr("stroke-width", (one) => Math.max(1, one.width)).append("title").text((one) => `${one.source.name} → ${one.target.name}: ${count(one.value)}`);
  svg.append("g").selectAll("rect").data(graph.nodes).join("rect").attr("class", (node) => `node ${node.kind}`)
    .attr("x", (node) => node.x0).attr("y", (node) => node.y0).attr("width", (node) => node.x1 - node.x0).attr("height", (node) => Math.max(1, node.y1 - node.y0));
  svg.append("g").selectAll("text").data(graph.nodes).join("text").attr("class", "label").each(function place(node) { placeLabel(d3.select(this), node, isNarrow, width); }).text((node) => node.name);
  return svg.node();
}

/** Beside its node where there is room, else above it. */
function placeLabel(text, node, isNarrow, width) {
  const isSource = node.kind === "source";
  if (isNarrow || node.kind === "records") {
    const isRight = node.x0 > width * 0.7;
    text.attr("x", isRight ? node.x1 : isSource ? node.x0 : (node.x0 + node.x1) / 2).attr("y", isNarrow && node.kind === "records" ? node.y1 + 14 : node.y0 - 5).attr("text-anchor", isRight ? "end" : isSource ? "start" : "middle");
  } else {
    text.attr("x", isSource ? node.x0 - 8 : node.x1 + 8).attr("y", (node.y0 + node.y1) / 2).attr("dy", "0.35em").attr("text-anchor", isSource ? "end" : "start");
  }
}
