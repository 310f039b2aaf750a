"""The report in a real browser: it sorts, searches, leads to the evidence, and stays silent."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from icesco_analysis.report.pdf import print_pdf
from tests.hostile import HEADLINES

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
GRAVE = {"serious", "critical"}
ROWS = "#all-stories-table tbody tr"


@pytest.fixture(scope="session")
def out(reported) -> Path:
    return reported.out


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def any_page(request, browser: Browser, out, watch):
    page = watch.over(browser.new_page(viewport=request.param))
    page.goto((out / "report.html").as_uri())
    yield page
    page.close()


@pytest.fixture
def page(browser: Browser, out, watch):
    page = watch.over(browser.new_page(viewport=DESK))
    page.goto((out / "report.html").as_uri())
    yield page
    assert (watch.errors, watch.left, watch.dialogs) == ([], [], [])
    page.close()


def keys(page: Page, column: int) -> list[str | None]:
    """Return what the visible rows of the table of all stories are sorted by in a column."""
    cells = page.locator(f"{ROWS}:visible td:nth-child({column})")
    found: list[str | None] = cells.evaluate_all("cells => cells.map(cell => cell.dataset.key ?? null)")
    return found


def test_it_opens_in_silence_and_asks_nobody_for_anything(any_page, watch):
    any_page.wait_for_load_state("networkidle")
    assert any_page.locator("figure img").count() >= 8
    broken = "images => images.filter(image => !image.complete || !image.naturalWidth).length"
    assert any_page.locator("figure img").evaluate_all(broken) == 0
    assert (watch.errors, watch.left, watch.dialogs) == ([], [], [])


def test_it_never_needs_to_be_pushed_sideways(any_page):
    assert any_page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def grave(page: Page) -> list[tuple[str, str, int]]:
    """Return the serious and critical findings of axe, with how many places have each."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(each["id"], each["help"], len(each["nodes"])) for each in found if each["impact"] in GRAVE]


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_in_it_shuts_anybody_out(viewport, browser: Browser, out, watch):
    """On the desk with everything unfolded, on the phone as it opens: each holds what the other does not."""
    page = watch.over(browser.new_page(viewport=viewport))
    page.goto((out / "report.html").as_uri())
    if viewport == DESK:
        page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true; })")
    assert grave(page) == []
    page.close()


def test_it_sorts_by_keyboard_both_ways_with_the_unknown_last(page):
    heading = page.locator("#all-stories-table th").nth(0)
    button = heading.locator("button")
    button.focus()
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    upward = keys(page, 1)
    known = [key for key in upward if key is not None]
    assert known == sorted(known)
    assert len(known) > 40
    assert upward[len(known) :] == [None] * (len(upward) - len(known)) != []
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert keys(page, 1) == [*sorted(known, reverse=True), *upward[len(known) :]]


def test_it_sorts_by_click_and_says_by_which_column(page):
    page.locator("#all-stories-table th button", has_text="Partner").click()
    names = [key for key in keys(page, 3) if key is not None]
    assert names == sorted(names)
    sorts = page.locator("#all-stories-table th").evaluate_all("all => all.map(each => each.ariaSort)")
    assert sorts.count("ascending") == 1
    assert sorts[2] == "ascending"


def test_it_searches_by_parts_of_words_without_accents(page):
    field = page.get_by_label("Search in this table").last
    total = page.locator(ROWS).count()
    field.fill("AZERBAIJAN meeting")
    shown = page.locator(f"{ROWS}:visible")
    assert 0 < shown.count() < total
    assert all("azerbaijan" in text.lower() and "meeting" in text.lower() for text in shown.all_inner_texts())
    expect(page.locator(".search .shown").last).to_have_text(f"{shown.count()} of {total} rows shown")
    field.fill("no such story at all")
    expect(page.locator(f"{ROWS}:visible")).to_have_count(0)
    field.fill("")
    expect(page.locator(f"{ROWS}:visible")).to_have_count(total)


def test_rows_are_chosen_by_column_with_the_search_on_top(page):
    page.get_by_text("Choose by column").last.click()
    total, shown = page.locator(ROWS).count(), page.locator(f"{ROWS}:visible")
    labels = page.locator(".filters").last.locator("label")
    assert [text.split("all")[0].strip() for text in labels.all_text_contents()][:4] == [
        "Day",
        "Partner",
        "Venue",
        "Type",
    ]
    page.get_by_label("Partner").last.select_option("Morocco")
    chosen = shown.count()
    assert 0 < chosen < total
    assert all("Morocco" in text for text in shown.locator("td:nth-child(3)").all_inner_texts())
    page.get_by_label("Type").last.select_option("meeting")
    page.get_by_label("Search in this table").last.fill("rabat")
    assert shown.count() < chosen
    page.get_by_text("Choose by column").first.click()
    page.get_by_label("Stories as partner").select_option("2")
    numbers = page.locator("#partners-table tbody tr:visible td:nth-child(3)").all_inner_texts()
    assert len(numbers) > 1
    assert min(map(int, numbers)) == 2


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_number_leads_to_its_sentences(page, place):
    number = page.locator("#partners-table tbody tr").nth(place).locator("td").nth(2).locator("a")
    count = int(number.inner_text())
    number.click()
    target = page.locator(":target")
    expect(target).to_be_in_viewport()
    expect(target).to_be_focused()
    sentences = target.locator("xpath=..").locator("blockquote")
    assert sentences.count() == count > 1
    assert sentences.first.locator("mark").count() == 1
    target.locator("xpath=..").locator("li .where a").first.click()
    expect(page.locator("article:target blockquote").first).to_be_visible()


def test_a_day_leads_to_the_words_it_was_read_from(page):
    page.locator(f"{ROWS} td:first-child a").first.click()
    expect(page.locator("dd:target mark")).to_be_in_viewport()


def test_the_numbers_of_a_figure_can_be_kept(page):
    with page.expect_download() as download:
        page.locator("#figure-partners-ranking a[download]").click()
    assert download.value.suggested_filename == "partners-ranking.csv"
    assert Path(download.value.path()).read_text(encoding="utf-8").startswith("iso3,country,")


def test_the_keyboard_reaches_the_report_past_the_contents(page):
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the report")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_hostile_headline_is_shown_as_it_is(page):
    shown = " ".join(page.locator("#all-stories-table").inner_text().split())
    for headline in HEADLINES:
        assert " ".join(headline.split()) in shown


def test_the_pdf_is_the_same_in_every_run_and_holds_no_program(chromium, out):
    page = (out / "report.html").read_bytes()
    printed = print_pdf(page, browser=chromium)
    assert printed.startswith(b"%PDF-")
    assert b"/JavaScript" not in printed
    assert b"/StructTreeRoot" in printed
    assert print_pdf(page, browser=chromium) == printed


def test_the_contents_list_of_the_pdf_has_the_numbers_of_its_pages(chromium, out):
    page = (out / "report.html").read_bytes()
    plain = print_pdf(page, browser=chromium)
    printed = print_pdf(page, browser=chromium, contents=["caveats", "all-stories", "sources"])
    assert printed.startswith(plain)
    first, stories, sources = map(int, re.findall(rb"\((\d+)\) Tj", printed[len(plain) :]))
    assert first == 1 < stories < sources <= len(re.findall(rb"/Type /Page\b", plain))
