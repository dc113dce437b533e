"use strict";
// A paper's page: what it says and whose value that is, its records as they stand in their dumps, and why they are one paper.

const FIELDS = ["title", "authors", "affiliations", "abstract", "identifiers.arxiv", "identifiers.arxiv_version", "identifiers.doi", "identifiers.acl",
  "identifiers.openreview", "identifiers.semantic_scholar", "identifiers.pmid", "categories", "published", "updated", "listed", "comments", "journal_ref",
  "urls", "has_code", "license", "language", "authors_complete", "abstract_complete"];
const ADDRESSES = { arxiv: "https://arxiv.org/abs/", doi: "https://doi.org/", acl: "https://aclanthology.org/", openreview: "https://openreview.net/forum?id=" };
const LONG_EQUAL = 240;
const MAX_EDGES = 30;
const LISTS = new Set(["authors", "affiliations", "categories", "urls"]);
const COMPLETENESS = new Set(["authors_complete", "abstract_complete"]);

function readField(paper, name) {
  return name.split(".").reduce((value, part) => value?.[part], paper);
}

function isEmpty(value) {
  return value === null || value === undefined || (Array.isArray(value) && !value.length);
}

/** A value, as a person reads it. */
function showValue(value) {
  if (Array.isArray(value)) return make("ul", { class: typeof value[0] === "string" ? "values row" : "values" }, ...value.map((item) => make("li", {}, showValue(item))));
  if (value === true || value === false) return make("span", {}, value ? "yes" : "no");
  if (typeof value === "object") return make("span", {}, link(value.url), make("span", { class: "muted" }, " (", show(value.kind), ")"));
  return make("span", { class: "text" }, show(value));
}

class PaperView {
  constructor(page, found) {
    this.page = page;
    Object.assign(this, found);
    this.numbers = new Map(this.records.map((record, at) => [record.id, at + 1]));
  }

  make() {
    const { paper } = this;
    return [
      make("p", { class: "back" }, make("a", { href: "#papers" }, make("span", { "aria-hidden": "true" }, "← "), "All papers")),
      make("h1", { id: "paper-title", tabindex: "-1" }, paper.title ? show(paper.title) : make("i", {}, "No title")),
      make("p", { class: "ids" }, this.makeId(paper.id), paper.aliases.length ? make("span", { class: "muted" }, " also known as ", show(paper.aliases.join(", "))) : null),
      make("p", { class: "lead" }, this.describe()),
      this.makeFlags(),
      this.makeFields(),
      this.makeEvidence(),
      this.makeRecords(),
    ];
  }

  makeId(id) {
    const [scheme, ...rest] = id.split(":");
    return make("code", {}, ADDRESSES[scheme] ? link(ADDRESSES[scheme] + encodeURI(rest.join(":")), id) : show(id));
  }

  describe() {
    const dumps = new Set(this.records.map((record) => record.dump)).size;
    const all = this.records.length + this.left_out;
    return `${tally(all, "record")} from ${tally(dumps, "dump")}${this.left_out ? `; the first ${count(this.records.length)} are shown here` : ""}.`;
  }

  makeFlags() {
    if (!this.paper.flags.length) return null;
    const named = new Map(); // The papers that flags of one kind name, so that what the kind means is said once.
    for (const flag of this.paper.flags) {
      const [name, ...rest] = flag.split(":");
      named.set(name, [...(named.get(name) ?? []), ...(rest.length ? [rest.join(":")] : [])]);
    }
    const items = [...named].map(([name, papers]) => {
      const links = papers.flatMap((id, index) => [index ? ", " : ": ", make("a", { href: `#paper=${encodeURIComponent(id)}` }, show(id))]);
      return make("li", {}, make("b", {}, show(name)), " ", this.page.flags[name] ?? "", ...links);
    });
    return make("section", { class: "warnings", "aria-labelledby": "flags-title" },
      make("h2", { id: "flags-title" }, make("span", { class: "mark", "aria-hidden": "true" }, "!"), " Flags"), make("ul", {}, ...items));
  }

  makeFields() {
    const rows = FIELDS.filter((name) => !isEmpty(readField(this.paper, name))).map((name) => this.makeField(name));
    return make("section", { "aria-labelledby": "fields-title" },
      make("h2", { id: "fields-title" }, "What the paper says, and whose value it is"),
      make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of fields" }, make("table", { class: "fields", role: "table" },
        make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...["field", "value", "from"].map((head) => make("th", { scope: "col", role: "columnheader" }, head)))),
        make("tbody", { role: "rowgroup" }, ...rows))));
  }

  makeField(name) {
    const origin = this.paper.origins[name];
    const lost = this.paper.conflicts.filter((conflict) => conflict.field === name);
    const losers = lost.map((conflict) => make("li", {}, this.makeJump(conflict.record), " says ", showValue(conflict.value)));
    // The roles are said, since on a narrow screen the cells stand below each other and are no table cells to the browser.
    return make("tr", { role: "row" },
      make("th", { scope: "row", role: "rowheader" }, name.replace("identifiers.", "").replaceAll("_", " ")),
      make("td", { role: "cell" }, showValue(readField(this.paper, name)), losers.length ? make("div", { class: "losers" }, make("p", {}, make("span", { "aria-hidden": "true" }, "≠ "), "Lost, and differs in meaning:"), make("ul", {}, ...losers)) : null),
      make("td", { role: "cell" }, origin ? this.makeJump(origin.record) : "", origin ? make("span", { class: "muted rule" }, this.page.origins[origin.rule] ?? origin.rule) : null));
  }

  /** A button that leads to a record. */
  makeJump(id) {
    const number = this.numbers.get(id);
    if (number === undefined) return make("span", {}, show(id));
    return make("button", { type: "button", class: "jump", onclick: () => {
      const card = document.getElementById(`record-${number}`);
      card.scrollIntoView({ block: "start" });
      card.querySelector("h3").focus({ preventScroll: true });
    } }, `record ${number}`);
  }

  makeEvidence() {
    const seen = new Set();
    const items = [];
    for (const record of this.records) {
      for (const edge of record.evidence) {
        const key = [record.id, edge.record].sort().concat(edge.kind).join(" ");
        if (seen.has(key)) continue;
        seen.add(key);
        const score = edge.score < 1 ? ` (${edge.score.toFixed(2)})` : "";
        items.push(make("li", {}, this.makeJump(record.id), make("span", { "aria-hidden": "true" }, " — "), make("b", {}, this.page.evidence[edge.kind] ?? edge.kind), score,
          make("span", { "aria-hidden": "true" }, " — "), this.makeJump(edge.record)));
      }
    }
    const all = this.records.length + this.left_out;
    return make("section", { "aria-labelledby": "evidence-title" }, make("h2", { id: "evidence-title" }, "Why it is one paper"),
      all === 1 ? make("p", {}, "It was made from one record: nothing else was like it.") : make("ul", { class: "evidence" }, ...items.slice(0, MAX_EDGES)),
      items.length > MAX_EDGES ? make("p", { class: "note" }, `and ${count(items.length - MAX_EDGES)} more pairs`) : "");
  }

  makeRecords() {
    const cards = this.records.map((record, at) => this.makeRecord(record, this.quotes[at], at + 1));
    return make("section", { "aria-labelledby": "records-title" }, make("h2", { id: "records-title" }, "The records, as they stand in their dumps"), ...cards);
  }

  makeRecord(record, quote, number) {
    const abstract = record.fields.abstract?.value;
    const won = Object.entries(this.paper.origins).filter(([, origin]) => origin.record === record.id).map(([name]) => name.replace("identifiers.", ""));
    return make("section", { class: "record", id: `record-${number}`, "aria-labelledby": `record-${number}-title` },
      make("h3", { id: `record-${number}-title`, tabindex: "-1" }, make("span", { class: "ordinal" }, `Record ${number}`), " ", make("span", { class: "name" }, show(record.dump))),
      make("p", { class: "muted where" }, show(record.format), " · ", make("code", {}, show(record.locator)), won.length ? ` · its values won: ${won.join(", ")}` : " · its values agree, or lost"),
      record.flags.length ? make("p", {}, make("span", { class: "badge warn" }, make("span", { "aria-hidden": "true" }, "! "), show(record.flags.join(", ")))) : null,
      this.makeQuote(record, quote),
      this.records.length > 1 && record.fields.abstract ? this.makeDifferences(abstract) : null,
      this.makeEdits(record));
  }

  makeQuote(record, quote) {
    const command = make("code", {}, show(`papersieve inspect ${record.dump}`));
    if (!quote) return make("p", { class: "note" }, "Its stretch is not quoted here: the dump is no text, or too large to be kept. ", command, " shows it.");
    const [kind, parts, cut] = quote;
    const said = { text: "The bytes it is from, with what became of them", entry: "The entry it is from", page: "What the page shows of it" }[kind];
    const marked = kind === "entry" && parts.length === 1 ? markEntry(parts[0][0], record.fields) : parts;
    const pieces = marked.map(([text, name], at) => (name ? markField(text, name, marked.slice(0, at).findLast(([, before]) => before)?.[1]) : show(text)));
    return make("figure", { class: "quote" }, make("figcaption", {}, said),
      make("pre", { tabindex: "0", role: "region", "aria-label": `${said}: record ${this.numbers.get(record.id)}`, class: marked.length > 1 ? "marked" : null }, ...pieces),
      cut ? make("p", { class: "note" }, `${count(cut)} more ${kind === "page" ? "characters" : "bytes"} are left out; `, command, " shows all.") : null);
  }

  makeDifferences(abstract) {
    if (abstract === undefined || this.paper.abstract === null) return make("p", { class: "same" }, make("span", { "aria-hidden": "true" }, "= "), "Its abstract is the paper's, word by word.");
    const parts = Diff.diffWordsWithSpace(abstract, this.paper.abstract);
    const pieces = parts.map((part) => (part.added ? mark("ins", "+", "only in the paper: ", part.value) : part.removed ? mark("del", "−", "only here: ", part.value) : foldEqual(part.value)));
    return make("figure", { class: "differences" },
      make("figcaption", {}, "Its abstract against the paper's: ", make("del", {}, make("span", { class: "sign" }, "−"), "only here"), " ", make("ins", {}, make("span", { class: "sign" }, "+"), "only in the paper")),
      make("p", {}, ...pieces));
  }

  makeEdits(record) {
    const rows = Object.entries(record.fields).map(([name, field]) => make("tr", {}, make("th", { scope: "row" }, name),
      make("td", {}, field.value === undefined ? make("span", { class: "muted" }, "as the paper") : showValue(field.value)),
      make("td", {}, make("code", {}, show(field.locator))),
      make("td", {}, field.edits.length ? field.edits.map((edit) => edit.rule).join(", ") : make("span", { class: "muted" }, "none"))));
    return make("details", {}, make("summary", {}, "Its fields, where they are, and the edits", make("span", { class: "visually-hidden" }, `: record ${this.numbers.get(record.id)}`)),
      make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Fields of record ${this.numbers.get(record.id)}` }, make("table", {},
        make("thead", {}, make("tr", {}, ...["field", "value", "locator", "edits"].map((head) => make("th", { scope: "col" }, head)))), make("tbody", {}, ...rows))));
  }
}

/** A stretch that became a field, with the name of the field; the lines of a text have it once, the items of a list each. */
function markField(text, name, before) {
  const tag = name === before && !LISTS.has(name) ? null : make("span", { class: "tag" }, name.replaceAll("identifiers.", "").replaceAll("_", " "));
  return make("mark", {}, tag, show(text));
}

function mark(tag, sign, said, text) {
  return make(tag, {}, make("span", { class: "sign", "aria-hidden": "true" }, sign), make("span", { class: "visually-hidden" }, said), show(text));
}

/** Words that are the same in both: the middle of a long run is folded. */
function foldEqual(text) {
  if (text.length <= LONG_EQUAL) return show(text);
  const head = text.slice(0, LONG_EQUAL / 3).replace(/\S*$/, "");
  const tail = text.slice(-LONG_EQUAL / 3).replace(/^\S*/, "");
  const middle = text.slice(head.length, text.length - tail.length);
  const button = make("button", { type: "button", class: "fold", onclick: () => folded.replaceChildren(show(middle)) }, `… ${tally(middle.trim().split(/\s+/).length, "equal word")} …`);
  const folded = make("span", {}, button);
  return make("span", {}, show(head), folded, show(tail));
}
