"use strict";
// What is looked at stands in the address: `#paper=ID` is a paper's page, anything else a place in the overview.

const PAPER = "#paper=";
const TITLE = document.title;
const overview = document.getElementById("overview");
const article = document.getElementById("paper");
let place = 0;

async function load() {
  const page = JSON.parse(await unpack(document.getElementById("page")));
  const browser = document.getElementById("browser");
  const hits = document.getElementById("hits");
  browser.hidden = false;
  document.getElementById("waiting").hidden = true;
  const rows = await loadRows((number) => { hits.textContent = `Unpacking ${count(number)} of ${count(page.rows)} …`; });
  const table = new Table(page, rows);
  const places = new Map(page.detailed.map((row, at) => [rows.ids[row], at]));
  const route = () => (location.hash.startsWith(PAPER) ? openPaper(page, places, rows) : closePaper());
  addEventListener("hashchange", route);
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(event.target.tagName) && article.hidden) {
      event.preventDefault();
      table.query.focus();
    }
    if (event.key === "Escape" && !article.hidden) location.hash = "#papers";
  });
  await route();
  document.documentElement.dataset.ready = "table";
  performance.mark("table-ready");
  await drawCharts(page.charts);
  document.documentElement.dataset.ready = "all";
}

async function openPaper(page, places, rows) {
  const id = readId();
  const found = places.get(id);
  if (!overview.hidden) place = scrollY;
  const children = found === undefined ? sayLeftOut(id, rows.ids.includes(id)) : await makePaper(page, found);
  if (readId() !== id) return;
  article.replaceChildren(...children.filter(Boolean));
  overview.hidden = true;
  article.hidden = false;
  document.title = `${article.querySelector("h1").textContent} · papersieve`;
  scrollTo(0, 0);
  article.querySelector("h1").focus({ preventScroll: true });
}

function readId() {
  try { return decodeURIComponent(location.hash.slice(PAPER.length)); } catch { return location.hash.slice(PAPER.length); }
}

async function makePaper(page, found) {
  const [paper] = await Promise.all([loadPaper(page, found), start("diff-9.0.0")]);
  return new PaperView(page, paper).make();
}

function sayLeftOut(id, isKnown) {
  return [
    make("p", { class: "back" }, make("a", { href: "#papers" }, make("span", { "aria-hidden": "true" }, "← "), "All papers")),
    make("h1", { id: "paper-title", tabindex: "-1" }, show(id)),
    make("p", { class: "note" }, isKnown ? "This paper is in the corpus; its page was left out, so that the report stays small. " : "This report has no paper of that id. If it is in the corpus, ",
      make("code", {}, show(`papersieve explain ${id} -o DIR`)), isKnown ? " shows all that would be here." : " shows it."),
  ];
}

function closePaper() {
  if (article.hidden) return;
  const id = article.querySelector(".ids code")?.textContent;
  document.title = TITLE;
  article.hidden = true;
  overview.hidden = false;
  // Back to the papers is back to where the table was left; any other address is a place of its own.
  const target = document.getElementById(location.hash.slice(1));
  if (target !== null && (location.hash !== "#papers" || place === 0)) target.scrollIntoView();
  else scrollTo(0, place);
  const link = [...document.querySelectorAll("#table tbody a")].find((one) => one.parentElement.querySelector(".id").textContent === id);
  link?.focus({ preventScroll: true });
}

load();
