"""The report in a browser: clicked, typed and read as a person would."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from corpora import RunCorpus
from playwright.sync_api import Browser, Page, expect

THREE_DUMPS = "Janus: Decoupling Visual Encoding for Unified Multimodal Understanding and Generation"


def search(page: Page, text: str) -> None:
    """Type into the search, as a person does."""
    box = page.get_by_label("Find papers by id, title, author or dump")
    box.click()
    box.press_sequentially(text)


def titles(page: Page) -> list[str]:
    """The papers that the table shows."""
    return page.locator("#table tbody th a").all_inner_texts()


def test_sum_is_read_first(seed_report: Path, visit) -> None:
    """The page opens from disk with the closing sum, and says that there is nothing to look at."""
    page = visit(seed_report).page
    expect(page.get_by_role("heading", level=1)).to_have_text("What became of 5 dumps")
    assert page.locator(".sum").inner_text().split() == ["47", "records", "=", "26", "papers", "+", "21", "merged"]
    expect(page.get_by_text("Nothing to warn of")).to_be_visible()


def test_charts_are_drawn_and_told(seed_report: Path, visit) -> None:
    """Each chart is a drawing, with a table beside it that can be opened."""
    page = visit(seed_report).page
    for name in ("flow", "timeline", "sizes", "evidence", "edits"):
        expect(page.locator(f"#{name} .drawing svg")).to_be_visible()
    expect(page.locator("#flow svg")).to_contain_text("26 papers")
    page.locator("#sizes summary").click()
    assert page.locator("#sizes tbody tr").all_inner_texts() == ["1\t14", "2\t4", "3\t7", "4\t1"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("janus", 4), ("JANUS unified", 3), ("2405.14333", 1), ("wu xiaokang", 3), ("seeds/004", 10), ("seeds/004 janus", 3), ("no such paper", 0), ("", 26)],
)
def test_search(seed_report: Path, visit, text: str, number: int) -> None:
    """Search goes over id, title, authors and dumps, every word must be met, and the number of hits is said."""
    page = visit(seed_report).page
    search(page, text)
    expect(page.get_by_role("status")).to_have_text(f"{number} paper{'' if number == 1 else 's'}{' of 26 found' if text else ''}")
    assert len(titles(page)) == number


def test_sort(seed_report: Path, visit) -> None:
    """The head of each column sorts by it, once more the other way round, and says so."""
    page = visit(seed_report).page
    head = page.get_by_role("columnheader", name="dumps").last
    assert head.get_attribute("aria-sort") == "descending"
    column = page.locator("#table tbody tr td:nth-child(4)")
    assert column.all_inner_texts() == sorted(column.all_inner_texts(), reverse=True)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert column.all_inner_texts() == sorted(column.all_inner_texts())
    page.get_by_role("columnheader", name="paper").last.get_by_role("button").click()
    named = [title for title in titles(page) if not title.endswith("…")]
    assert named == sorted(named, key=str.lower)


def test_paper_of_three_dumps(seed_report: Path, visit) -> None:
    """A paper from three dumps is found and opened; its page tells whose values it has, why it is one, and what each dump holds."""
    page = visit(seed_report).page
    search(page, "janus decoupling")
    page.get_by_role("link", name=THREE_DUMPS).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(THREE_DUMPS)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator(".lead")).to_have_text("3 records from 3 dumps.")
    assert "the same abstract" in page.locator(".evidence li").first.inner_text()
    assert page.locator(".record .name").all_inner_texts() == [
        "seeds/000_fb970690d5832f33.txt",
        "seeds/001_96259bf6ba3c5a80.txt",
        "seeds/004_bd2e3943a106ad34.txt",
    ]
    quote = page.locator("#record-2 pre").inner_text()
    assert "Oct 17, 2024" in quote
    assert page.locator("#record-2 pre mark .tag").all_inner_texts()[:2] == ["categories", "published"]
    row = page.locator("table.fields tr", has_text="published")
    row.get_by_role("button", name="record 2").click()
    expect(page.locator("#record-2-title")).to_be_focused()


def test_papers_that_share_an_abstract_lead_to_each_other(work: Path, run_corpus: RunCorpus, visit) -> None:
    """What a flag means is said once, with a link to each paper that it names."""
    abstract = "We count sheep at dusk, in three fields and one barn, and find that the last of them is always counted twice by whoever is most awake."
    ids = ("2401.00001", "2401.00002", "2401.00003")
    write_lines(work / "papers.jsonl", [{"id": name, "title": f"Counting Sheep, Part {part}", "abstract": abstract} for part, name in enumerate(ids, 1)])
    page = visit(run_corpus("papers.jsonl").folder / "report.html", "#paper=arxiv:2401.00001").page
    flags = page.get_by_role("region", name="Flags").get_by_role("listitem")
    expect(flags).to_have_count(1)
    assert flags.get_by_role("link").all_inner_texts() == ["arxiv:2401.00002", "arxiv:2401.00003"]
    flags.get_by_role("link", name="arxiv:2401.00003").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Counting Sheep, Part 3")


def test_back_and_forward(seed_report: Path, visit) -> None:
    """A paper has an address: going back leads to the table as it was left, and forward to the paper."""
    page = visit(seed_report).page
    search(page, "janus")
    page.get_by_role("link", name=THREE_DUMPS).click()
    expect(page.locator("#overview")).to_be_hidden()
    page.go_back()
    expect(page.locator("#paper")).to_be_hidden()
    assert len(titles(page)) == 4
    expect(page.get_by_role("link", name=THREE_DUMPS)).to_be_focused()
    assert page.title() == "papersieve: report"
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text(THREE_DUMPS)
    assert page.title() == f"{THREE_DUMPS} · papersieve"


def test_bookmark(seed_report: Path, visit) -> None:
    """A page opened at the address of a paper shows it."""
    page = visit(seed_report, "#paper=arxiv%3A2405.14333").page
    expect(page.get_by_role("heading", level=1)).to_contain_text("DeepSeek-Prover")
    page.get_by_role("link", name="All papers").click()
    expect(page.locator("#flow .drawing svg")).to_be_visible()
    expect(page.get_by_role("heading", name="Papers", exact=True)).to_be_in_viewport()


def test_from_a_paper_to_a_part(seed_report: Path, visit) -> None:
    """The parts of the report are a click away from a paper's page too."""
    page = visit(seed_report, "#paper=arxiv%3A2405.14333").page
    page.get_by_role("navigation", name="Parts of the report").get_by_role("link", name="Charts").click()
    expect(page.locator("#paper")).to_be_hidden()
    expect(page.get_by_role("heading", name="Charts")).to_be_in_viewport()


def test_paper_that_is_not_there(seed_report: Path, visit) -> None:
    """For a paper without a page the command that shows it is named."""
    page = visit(seed_report, "#paper=arxiv:0000.00000").page
    expect(page.locator("#paper")).to_contain_text("papersieve explain arxiv:0000.00000 -o DIR")


def test_keyboard_alone(seed_report: Path, visit) -> None:
    """Without a mouse: search with /, down into the rows, open, and back."""
    page = visit(seed_report).page
    page.keyboard.press("/")
    page.keyboard.type("janus")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    focused = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(focused)
    page.keyboard.press("Escape")
    expect(page.locator("#overview")).to_be_visible()
    assert page.evaluate("document.activeElement.textContent") == focused


def test_skip_link_comes_first(seed_report: Path, visit) -> None:
    """The first thing the tab key reaches leads past everything to the papers."""
    page = visit(seed_report).page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the papers")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the papers")).to_be_in_viewport()


DIFFERING = [
    {"id": "2505.00001", "title": "Counting", "abstract": "We count small numbers by hand, one by one, until none is left of those that anyone named."},
    {"id": "2505.00001", "title": "Counting", "abstract": "We count large numbers by hand, one by one, until none is left of those that anyone named so far."},
]


def write_lines(path: Path, records: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")


def test_differences_are_marked(work: Path, run_corpus: RunCorpus, visit) -> None:
    """Where a record's abstract differs from the paper's, the words are marked, by sign and not by colour alone."""
    for at, record in enumerate(DIFFERING):
        write_lines(work / f"{at}.jsonl", [record])
    page = visit(run_corpus("0.jsonl", "1.jsonl").folder / "report.html", "#paper=arxiv:2505.00001").page
    differences = page.locator(".record", has_text="0.jsonl").locator(".differences p")
    assert differences.locator("del").all_text_contents() == ["−only here: small"]
    assert [text.split(": ")[1].split()[0] for text in differences.locator("ins").all_text_contents()] == ["large", "so"]
    expect(page.locator(".record", has_text="1.jsonl")).to_contain_text("Its abstract is the paper's, word by word.")


@pytest.mark.parametrize(
    ("entry", "marked"),
    [
        (
            {"id": "2505.00001", "title": 'A {brace} and a "quote" in it', "authors": ["Ann Lee", "Bo Lu"], "note": "no field"},
            ["arxiv", "title", "authors", "authors"],
        ),
        (
            {
                "paper": {
                    "nested/key~": [1, {"a": None}],
                    "id": "2505.00001",
                    "title": "Nested",
                    "summary": "We nest values.",
                    "publishedAt": "2025-05-01T00:00:00.000Z",
                },
                "title": "Nested",
            },
            ["arxiv", "title", "abstract", "published"],
        ),
    ],
)
def test_values_of_an_entry_are_marked(work: Path, run_corpus: RunCorpus, visit, entry: dict[str, Any], marked: list[str]) -> None:
    """In the source of a JSON entry each value that became a field has its name."""
    write_lines(work / "a.jsonl", [entry])
    page = visit(run_corpus("a.jsonl").folder / "report.html", "#paper=arxiv:2505.00001").page
    pre = page.locator("#record-1 pre")
    assert pre.locator("mark .tag").all_inner_texts() == marked
    assert pre.evaluate("element => { for (const tag of element.querySelectorAll('.tag')) tag.remove(); return element.textContent; }") == json.dumps(entry)


ATOM = """<entry><!-- <title>no</title> --><id>http://arxiv.org/abs/2505.00001v2</id><title>On &lt;markup&gt; and "quotes"</title><summary>We write it all down.</summary>
<author><name>Ann Lee</name></author><author><name>Bo Lu</name></author><published>2025-05-01T00:00:00Z</published>
<arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.CL"/></entry>"""


def test_elements_of_an_entry_are_marked(work: Path, run_corpus: RunCorpus, visit) -> None:
    """In the source of an XML entry each element and attribute that became a field has its name."""
    (work / "a.xml").write_text(f'<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom">{ATOM}</feed>')
    page = visit(run_corpus("a.xml").folder / "report.html", "#paper=arxiv:2505.00001").page
    marked = page.locator("#record-1 pre mark")
    assert marked.all_inner_texts() == [
        "arxiv, arxiv version" + "http://arxiv.org/abs/2505.00001v2",
        "title" + 'On &lt;markup&gt; and "quotes"',
        "abstract" + "We write it all down.",
        "authors" + "Ann Lee",
        "authors" + "Bo Lu",
        "published" + "2025-05-01T00:00:00Z",
        "categories" + "cs.CL",
    ]


HOSTILE = {
    "script": "<script>document.title = 'taken'</script>",
    "closing": "</script></title><h1>out</h1>",
    "image": "<img src=x onerror=\"document.title='taken'\">",
    "template": "{{ 7 * 7 }} ${7 * 7} <!-- ",
    "bidi": "one\u202eowt\u202c two",
    "nul": "a\u0000b\u0007c\u200bd",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_text(work: Path, run_corpus: RunCorpus, visit, kind: str) -> None:
    """Markup in a title, an abstract, an author and the name of a dump is text; what cannot be seen is shown by its name."""
    text = HOSTILE[kind]
    name = text.replace("/", "∕").replace("\u0000", "")[:80] + ".jsonl"
    write_lines(
        work / name,
        [{"id": "2505.00001", "title": f"T {text} T", "abstract": f"We say {text} and mean it, as nobody ever did before.", "authors": [f"Ann {text}"]}],
    )
    page = visit(run_corpus(name).folder / "report.html").page
    assert page.title() == "papersieve: report"
    assert page.locator("img, h1 + h1").count() == 0
    page.locator("#table tbody a").click()
    article = page.locator("#paper")
    assert article.locator("img, script, h1 h1").count() == 0
    assert page.title().endswith(" · papersieve")
    assert "\u202e" not in page.content()
    assert "\u0000" not in page.content()
    if kind == "bidi":
        expect(article.locator("pre .unseen").first).to_have_text("U+202E")
    if kind in ("script", "image", "closing"):
        expect(article.locator("pre")).to_contain_text(json.dumps(text)[1:-1])


def test_only_addresses_of_the_web_are_links(work: Path, run_corpus: RunCorpus, visit) -> None:
    """An address that would run a script, or open a file, is text."""
    urls = ["javascript:document.title='taken'", "data:text/html,<script>1</script>", "file:///etc/passwd", "https://example.org/a?b=c"]
    found: list[str] = []
    for at, url in enumerate(urls):
        write_lines(
            work / f"{at}.jsonl",
            [{"id": f"2505.0000{at}", "title": f"Paper {at}", "abstract": "We say what is so.", "url": url, "pdf_url": url, "code_url": url}],
        )
        page = visit(run_corpus(f"{at}.jsonl", out=f"out{at}").folder / "report.html", f"#paper=arxiv:2505.0000{at}").page
        found += page.locator("#paper a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert {address for address in found if not address.startswith(("#", "https://arxiv.org/"))} <= {"https://example.org/a?b=c"}


def test_policy_stops_what_gets_in(seed_report: Path, work: Path, browser: Browser) -> None:
    """Had markup got through all the same, it could not run: the policy lets only the page's own scripts and styles in."""
    html = seed_report.read_text().replace(
        "<main>", "<main><img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script><p style='color:red' id='styled'>x</p>"
    )
    (work / "taken.html").write_text(html)
    page = browser.new_page()
    page.goto((work / "taken.html").as_uri())
    page.wait_for_selector("html[data-ready=all]")
    assert page.title() == "papersieve: report"
    assert page.locator("#styled").evaluate("element => getComputedStyle(element).color") != "rgb(255, 0, 0)"
    page.close()


@pytest.mark.parametrize("width", [320, 375])
@pytest.mark.parametrize("fragment", ["", "#paper=arxiv:2405.14333"])
def test_narrow_screens(seed_report: Path, visit, width: int, fragment: str) -> None:
    """On a telephone the page does not scroll sideways; wide tables do, by themselves."""
    page = visit(seed_report, fragment, width=width).page
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["", "#paper=arxiv:2405.14333"])
def test_nobody_is_kept_out(seed_report: Path, visit, axe: str, scheme: str, fragment: str) -> None:
    """Axe finds nothing to complain of, in both modes: contrast, names, headings, landmarks, tables."""
    page = visit(seed_report, fragment, color_scheme=scheme).page
    page.evaluate(axe)
    found = page.evaluate("axe.run()")["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")


def test_without_scripts(seed_report: Path, visit) -> None:
    """Where scripts are switched off, the sum, the dumps and the figures are there, and what is missing is said."""
    page = visit(seed_report, java_script_enabled=False).page
    expect(page.get_by_text("need JavaScript")).to_be_visible()
    expect(page.locator("#dumps")).to_contain_text("seeds/001_96259bf6ba3c5a80.txt")
    page.locator("#edits summary").click()
    expect(page.locator("#edits table")).to_be_visible()


def test_pages_of_the_table(work: Path, run_corpus: RunCorpus, visit) -> None:
    """A long table is shown fifty rows at a time; the buttons turn its pages and stay in focus."""
    write_lines(work / "many.jsonl", [{"id": f"2505.{number:05}", "title": f"Paper number {number} of its own kind"} for number in range(1, 121)])
    page = visit(run_corpus("many.jsonl").folder / "report.html").page
    pager = page.get_by_role("navigation", name="Pages of the table")
    expect(pager).to_contain_text("1–50 of 120")
    pager.get_by_role("button", name="Next").click()
    expect(pager).to_contain_text("51–100 of 120")
    expect(pager.get_by_role("button", name="Next")).to_be_focused()
    pager.get_by_role("button", name="Last").click()
    assert len(titles(page)) == 20
    expect(pager.get_by_role("button", name="Next")).to_be_disabled()
