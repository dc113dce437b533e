"use strict";
// The table of papers: search, sort, pages of rows. All rows are arrays; only those of one page are elements.

const PAGE_ROWS = 50;
const COLUMNS = [
  { name: "title", head: "paper", key: (rows) => rows.titles.map((title, at) => fold(title) || `\uffff${rows.openings[at]}`) },
  { name: "authors", head: "authors", key: (rows) => rows.authors.map((authors) => fold(authors) || "\uffff") },
  { name: "day", head: "date", key: (rows) => rows.days, first: -1 },
  { name: "dumps", head: "dumps", key: (rows) => rows.dumps.map((dumps) => dumps.length), first: -1 },
  { name: "records", head: "records", key: (rows) => rows.records, first: -1 },
  { name: "marks", head: "marks", key: (rows) => rows.marks, first: -1, title: "values that lost and differ in meaning, and flags" },
];

/** The table over these rows. */
class Table {
  constructor(page, rows) {
    this.page = page;
    this.rows = rows;
    this.body = document.querySelector("#table tbody");
    this.hits = document.getElementById("hits");
    this.query = document.getElementById("query");
    this.sort = { name: "dumps", sign: -1 };
    this.orders = new Map([["dumps", rows.ids.map((_, at) => at)]]);
    this.names = page.dumps.map(fold);
    this.first = 0;
    this.addHeads();
    this.listen();
    this.search();
  }

  addHeads() {
    const row = document.querySelector("#table thead tr");
    for (const column of COLUMNS) {
      const button = make("button", { type: "button", title: column.title ?? null, onclick: () => this.sortBy(column) }, column.head, make("span", { class: "arrow", "aria-hidden": "true" }));
      row.append(make("th", { scope: "col", "data-name": column.name }, button));
    }
  }

  listen() {
    this.query.addEventListener("input", () => this.search());
    document.getElementById("search").addEventListener("submit", (event) => {
      event.preventDefault();
      this.body.querySelector("a")?.focus();
    });
    this.query.addEventListener("keydown", (event) => this.step(event, -1));
    this.body.addEventListener("keydown", (event) => this.step(event, [...this.body.querySelectorAll("a")].indexOf(event.target)));
  }

  /** Arrow keys go from the search to the rows, and from row to row. */
  step(event, at) {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!move) return;
    event.preventDefault();
    (at + move < 0 ? this.query : this.body.querySelectorAll("a")[at + move])?.focus();
  }

  search() {
    const terms = fold(this.query.value).split(/\s+/).filter(Boolean);
    const { texts, dumps } = this.rows;
    const tests = terms.map((term) => {
      const from = this.names.map((name) => name.includes(term));
      return from.includes(true) ? (at) => texts[at].includes(term) || dumps[at].some((dump) => from[dump]) : (at) => texts[at].includes(term);
    });
    this.found = new Uint8Array(texts.length);
    let number = 0;
    for (let at = 0; at < texts.length; at += 1) {
      if (tests.every((test) => test(at))) {
        this.found[at] = 1;
        number += 1;
      }
    }
    this.hits.textContent = terms.length ? `${tally(number, "paper")} of ${count(texts.length)} found` : tally(number, "paper");
    this.first = 0;
    this.draw();
  }

  sortBy(column) {
    const first = column.first ?? 1;
    this.sort = { name: column.name, sign: this.sort.name === column.name ? -this.sort.sign : first };
    this.first = 0;
    this.draw();
  }

  /** The rows in ascending order of a column, found once; those that are equal stay as they are. */
  order(column) {
    if (!this.orders.has(column.name)) {
      const keys = column.key(this.rows);
      const sign = column.first ?? 1;
      this.orders.set(column.name, this.rows.ids.map((_, at) => at).sort((a, b) => (keys[a] < keys[b] ? -sign : keys[a] > keys[b] ? sign : a - b)));
    }
    return this.orders.get(column.name);
  }

  draw() {
    const column = COLUMNS.find((one) => one.name === this.sort.name);
    const order = this.order(column);
    const isBackward = this.sort.sign !== (column.first ?? 1);
    const shown = (isBackward ? order.toReversed() : order).filter((at) => this.found[at]);
    this.body.replaceChildren(...shown.slice(this.first, this.first + PAGE_ROWS).map((at) => this.makeRow(at)));
    for (const head of document.querySelectorAll("#table th[data-name]")) {
      const isSorted = head.dataset.name === this.sort.name;
      head.setAttribute("aria-sort", !isSorted ? "none" : this.sort.sign < 0 ? "descending" : "ascending");
      head.querySelector(".arrow").textContent = !isSorted ? "" : this.sort.sign < 0 ? " ▼" : " ▲";
    }
    this.drawPager(shown.length);
  }

  makeRow(at) {
    const { ids, titles, openings, authors, days, records, dumps, marks } = this.rows;
    const title = make("a", { href: `#paper=${encodeURIComponent(ids[at])}` }, titles[at] ? show(titles[at]) : make("i", {}, openings[at] ? show(`${openings[at].replace(/\S*$/, "")}…`) : "no title"));
    return make("tr", {},
      make("th", { scope: "row" }, title, make("span", { class: "id" }, show(ids[at]))),
      make("td", { class: "authors" }, show(authors[at])),
      make("td", { class: "day" }, days[at]),
      make("td", { class: "number" }, count(dumps[at].length)),
      make("td", { class: "number" }, count(records[at])),
      make("td", { class: "number" }, marks[at] ? make("span", { class: "badge warn" }, make("span", { "aria-hidden": "true" }, "! "), count(marks[at])) : "0"));
  }

  drawPager(number) {
    const last = Math.max(0, Math.ceil(number / PAGE_ROWS) - 1) * PAGE_ROWS;
    const go = (label, first, isOff) => make("button", { type: "button", disabled: isOff, onclick: () => this.turn(first, label) }, label);
    const end = Math.min(number, this.first + PAGE_ROWS);
    document.getElementById("pager").replaceChildren(
      go("First", 0, this.first === 0),
      go("Previous", this.first - PAGE_ROWS, this.first === 0),
      make("span", {}, number ? `${count(this.first + 1)}–${count(end)} of ${count(number)}` : "none"),
      go("Next", this.first + PAGE_ROWS, this.first >= last),
      go("Last", last, this.first >= last));
  }

  turn(first, label) {
    this.first = first;
    this.draw();
    const again = [...document.querySelectorAll("#pager button")].find((button) => button.textContent === label && !button.disabled);
    (again ?? document.querySelector("#pager button:not([disabled])"))?.focus();
    document.getElementById("table").scrollIntoView({ block: "start" });
  }
}
