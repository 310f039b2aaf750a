"""What is drawn and said of partners: bars, tiles, marks, names and sentences, on pages of every kind."""

import json
from functools import cache, partial
from types import SimpleNamespace

import matplotlib
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from icesco_analysis.counts import count_partners
from icesco_analysis.figures import partners as figures
from icesco_analysis.figures.basis import NO_PAGE, words_of
from icesco_analysis.figures.figure import save_figure
from icesco_analysis.figures.map import SHADES, draw_map, place_on_map
from icesco_analysis.figures.partners import (
    _ZERO,
    _draw_periods,
    _draw_ranking,
    _draw_roles,
    describe_members,
    describe_unseen,
    quote_evidence,
)
from icesco_analysis.figures.rows import MOST_ROWS, without_cut_tie
from icesco_analysis.figures.style import UNSEEN_HATCH
from icesco_analysis.partners import load_countries
from tests.counts.test_partners import make_corpus as corpus_of
from tests.figures import new_axes

NAMES = [country.name for _, country in sorted(load_countries().items())]
NO_TOPICS = SimpleNamespace(
    diagnostics={"message": "None hold."},
    assignments=pd.DataFrame({"article_id": ["x"], "topic": pd.array([None], dtype="Int64"), "label": None}),
)
DAY = pd.Timestamp("2025-05-15")


def ranking(numbers, uncertain=0):
    frame = pd.DataFrame({"country": NAMES[: len(numbers)], "stories": numbers, "uncertain": uncertain})
    return frame.assign(occasions=frame["stories"], rank_low=1, rank_high=len(numbers))


def texts(ax):
    return [text.get_text() for text in ax.texts]


def tick_labels(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def heads(ax):
    return [label.get_text() for label in ax.get_xticklabels()]


def said(figure):
    return figure.finding._repr_markdown_()


# --- bars -------------------------------------------------------------------------------------------------------------


def test_bars_are_as_long_as_the_stories_and_their_uncertain_part_is_hollow():
    ax = _draw_ranking(ranking([5, 3], uncertain=[2, 0]), ax=new_axes())
    whole, sure = (list(container) for container in ax.containers)
    assert [bar.get_width() for bar in whole] == [5, 3]
    assert [bar.get_width() for bar in sure] == [3, 3]
    assert {bar.get_facecolor() for bar in whole} == {matplotlib.colors.to_rgba("white")}
    assert [bar.get_zorder() for bar in whole] <= [bar.get_zorder() for bar in sure], "the sure part lies on the whole"
    assert texts(ax)[:2] == ["5", "3"]
    assert tick_labels(ax) == NAMES[:2]


def test_the_axes_passed_in_are_those_drawn_on():
    ax = new_axes()
    assert _draw_ranking(ranking([1]), ax=ax) is ax


def test_no_setting_is_changed_by_drawing():
    before = dict(matplotlib.rcParams)
    _draw_ranking(ranking([2, 1]), ax=new_axes())
    assert dict(matplotlib.rcParams) == before


def test_a_tie_is_not_cut_in_two_and_its_countries_are_counted_below():
    data = ranking([9, 8, *[1] * (MOST_ROWS + 5)])
    ax = _draw_ranking(data, ax=new_axes())
    assert len(without_cut_tie(data)) == 2
    assert len(tick_labels(ax)) == 2
    assert ax.get_xlabel() == f"and {MOST_ROWS + 5} more countries with 1 story each"
    assert _draw_ranking(ranking([9, 8]), ax=new_axes()).get_xlabel() == ""


def test_when_all_tie_the_first_have_rows():
    assert len(without_cut_tie(ranking([1] * 60))) == MOST_ROWS


def test_possible_ranks_are_lines_right_of_the_bars_and_fewer_occasions_stand_in_brackets():
    data = ranking([6, 5, 1]).assign(occasions=[6, 2, 1], rank_low=[1, 1, 3], rank_high=[2, 2, 3])
    ax = _draw_ranking(data, ax=new_axes())
    width = ax.get_xlim()[1]
    first, middle, last = (width * share for share in (0.7, 0.84, 0.98))
    lines = [segment[:, 0].tolist() for segment in ax.collections[0].get_segments()]
    assert lines == [pytest.approx(ends) for ends in ([first, middle], [first, middle], [last, last])]
    assert texts(ax)[:4] == ["6", "5 (2)", "1", "possible rank, 1 to 3"]


def test_a_single_country_has_no_rank():
    assert not _draw_ranking(ranking([4]), ax=new_axes()).collections


def test_the_three_roles_lie_end_to_end_and_each_part_has_its_number():
    data = pd.DataFrame(
        {"country": ["Morocco", "Oman"], "stories": [23, 5], "partner": [6, 4], "venue": [10, 0], "mention": [7, 1]}
    )
    ax = _draw_roles(data, ax=new_axes())
    widths = {container.get_label(): [bar.get_width() for bar in container] for container in ax.containers}
    assert widths == {"only mentioned": [23, 5], "only the venue": [16, 4], "partner": [6, 4]}
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["partner", "only the venue", "only mentioned"]
    middles = {text.get_text(): text.get_position() for text in ax.texts}
    assert middles == {"6": (3, 0), "10": (11, 0), "7": (19.5, 0), "4": (2, 1), "1": (4.5, 1)}


def test_a_part_too_thin_for_its_number_has_none():
    data = pd.DataFrame({"country": ["Mali"], "stories": [901], "partner": [900], "venue": [0], "mention": [1]})
    assert texts(_draw_roles(data, ax=new_axes())) == ["900"]


# --- tiles ------------------------------------------------------------------------------------------------------------


def tile_colours(ax):
    """The colours of the tiles, from left to right and top to bottom."""
    mesh = ax.collections[0]
    mesh.update_scalarmappable()
    return [matplotlib.colors.to_hex(colour).upper() for colour in mesh.get_facecolors()]


def test_unseen_time_is_hatched_without_a_number_and_nought_is_not_hatched():
    start = pd.to_datetime(["2025-05-01", "2025-06-01", "2025-08-01"])
    data = pd.DataFrame(
        {
            "country": "Chad", "start": start, "label": ["May 2025", "", "Aug 2025"],
            "kind": ["known", "unknown", "known"],
            "days": [6, 0, 3], "stories": pd.array([2, None, 0], dtype="Int64"),
        }
    )  # fmt: skip
    ax = _draw_periods(data, ax=new_axes())
    strips = [patch for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_hatch()]
    assert [strip.get_hatch() for strip in strips] == [UNSEEN_HATCH]
    assert strips[0].get_x() < 1 < strips[0].get_x() + strips[0].get_width(), "between the two months that were seen"
    first, second = tile_colours(ax)
    assert (first == _ZERO, second == _ZERO) == (False, True)
    assert [text for text in texts(ax) if text.isdigit()] == ["2"]
    assert heads(ax) == ["May\n2025\n6 d", "Aug\n2025\n3 d"]


# --- where they are ---------------------------------------------------------------------------------------------------


def test_the_map_gives_small_states_a_dot_and_large_ones_their_shade():
    corpus = corpus_of([("a", None, "en", None, [("BHR", "partner", True), ("RUS", "partner", True)])])
    ax = draw_map(place_on_map(count_partners(corpus)), ax=new_axes())
    assert len(ax.collections[-1].get_offsets()) == 1
    shades = {matplotlib.colors.to_hex(patch.get_facecolor()) for patch in ax.patches}
    assert matplotlib.colors.to_hex(SHADES[0]) in shades
    assert {"Bahrain", "Russia", "1 story", "not named as partner"} <= set(texts(ax))


def test_names_on_the_map_do_not_overlap():
    codes = ["KWT", "BHR", "QAT", "ARE", "OMN", "SAU", "IRQ", "JOR", "SYR", "LBN", "YEM", "IRN"]
    corpus = corpus_of([("a", None, "en", None, [(code, "partner", True) for code in codes])])
    ax = draw_map(place_on_map(count_partners(corpus)), ax=new_axes())
    ax.figure.get_figure(root=True).canvas.draw()
    known = {load_countries()[code].name for code in codes}
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text() in known]
    assert len(boxes) >= 6
    for place, box in enumerate(boxes):
        for other in boxes[place + 1 :]:
            across = min(box.x1, other.x1) - max(box.x0, other.x0)
            up = min(box.y1, other.y1) - max(box.y0, other.y0)
            assert min(across, up) < 2, "names may touch by a pixel, not overlap"


# --- all of them ------------------------------------------------------------------------------------------------------


def all_figures(corpus):
    return [
        figures.figure_ranking(corpus),
        figures.figure_roles(corpus),
        figures.figure_periods(corpus),
        figures.figure_map(corpus),
    ]


EMPTY = corpus_of([])
WITHOUT = corpus_of([("a", DAY, "en", "meeting", [("MAR", "venue", True)])])
FRENCH = corpus_of([("a", DAY, "fr", "meeting", [("MAR", "partner", True)])])
CROWD = corpus_of(
    [
        (f"p{place % 12:02d}", DAY + pd.Timedelta(days=61 * place), "en", "meeting", [(code, "partner", True)])
        for place, code in enumerate(sorted(load_countries())[:130])
    ]
)


FIGURES_OF = {
    name: cache(partial(all_figures, corpus))
    for name, corpus in {"no page": EMPTY, "no partner": WITHOUT, "French": FRENCH, "crowd": CROWD}.items()
}
"""Figures that several tests look at, counted once in each process."""


@pytest.mark.parametrize("pages", FIGURES_OF)
def test_every_figure_can_be_drawn_or_says_why_not_whatever_the_pages_hold(pages):
    for figure in FIGURES_OF[pages]():
        assert str(figure.finding).endswith(".")
        if figure.data.empty:
            assert figure.alt == ""
            continue
        assert 40 <= len(figure.alt) <= 250
        assert figure.title not in figure.alt
        assert figure.note
        assert figure.render(["png"], dpi=40)["png"]


def test_without_pages_every_finding_says_so_and_without_partners_too():
    assert {said(figure) for figure in FIGURES_OF["no page"]()} == {NO_PAGE}
    ranked, roles, *others = FIGURES_OF["no partner"]()
    nobody = words_of("partners")["empty"]
    assert said(ranked) == f"{nobody} Of the stories without a partner, 1 has no state as counterpart."
    assert "Morocco is named in **1 story**, only as the place. No country named is partner" in said(roles)
    assert [said(figure) for figure in others] == [nobody, nobody]
    nothing = "None hold. So nothing is said of partners by topic."
    assert str(figures.describe_topics(WITHOUT, topics=NO_TOPICS)) == nothing
    assert str(figures.describe_regions(WITHOUT)) == nobody


def test_a_figure_is_written_with_what_it_was_made_of(tmp_path):
    figure = FIGURES_OF["crowd"]()[0]
    paths = save_figure(figure, tmp_path, sources=CROWD.pages)
    assert [path.suffix for path in paths] == [".png", ".svg", ".csv", ".json"]
    facts = json.loads(paths[-1].read_text(encoding="utf-8"))
    assert facts["title"] == "130 partner countries, and no order between them can be told"
    assert facts["subtitle"].startswith("Stories with a country as partner, in ICESCO news, 15 May 2025")
    assert facts["counts"]["stories"] == len(CROWD.articles)
    assert facts["finding"] == str(figure.finding)
    assert len(facts["sources"]) == len(CROWD.pages)


def test_nothing_is_cut_at_the_edge_of_a_figure():
    for figure in FIGURES_OF["crowd"]():
        if figure.data.empty:
            continue
        canvas = figure.draw(dpi=100)
        canvas.draw_without_rendering()
        width, height = canvas.get_size_inches() * 100
        ax = canvas.axes[0]
        key = ax.get_legend().texts if ax.get_legend() else []
        for text in [*ax.texts, *key, *ax.get_yticklabels(), *ax.get_xticklabels()]:
            box = text.get_window_extent()
            if text.get_text() and text.get_visible():
                assert box.x0 >= -1, (figure.name, text.get_text())
                assert box.x1 <= width + 1, (figure.name, text.get_text())
                assert box.y0 >= -1, (figure.name, text.get_text())
                assert box.y1 <= height + 1, (figure.name, text.get_text())


# --- sentences --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def corpus():
    return corpus_of(
        [
            ("a", DAY, "en", "meeting", [("AZE", "partner", True), ("MAR", "venue", True)]),
            ("a", DAY, "en", "meeting", [("AZE", "partner", False), ("MAR", "mention", True)]),
            ("b", None, "en", "launch", [("MAR", "partner", True), ("MAR", "venue", True)]),
            ("b", DAY, "es", "launch", [("FRA", "partner", True)]),
            ("b", DAY, "en", None, []),
        ]
    )


def test_partners_are_told_with_their_doubt_and_what_was_left_out(corpus):
    figure = figures.figure_ranking(corpus)
    assert "**3** of 4 stories name a partner, **2 countries** in all" in said(figure)
    assert "Azerbaijan (**2** on 1 occasion) and Morocco (**1**)" in said(figure)
    assert "no order: with so few stories any of the 2 countries may have any rank from 1 to 2." in said(figure)
    assert "Of 3 pairs of story and partner **1** is uncertain" in said(figure)
    assert "**1** has no state as counterpart" in said(figure)
    assert said(figure).endswith("1 story in other languages than English, French and Arabic left out.")
    assert "1 story in other languages than English, French and Arabic left out." in figure.note
    assert "left out" not in FIGURES_OF["crowd"]()[0].note


def test_the_most_named_country_is_told_apart_from_the_first_partner(corpus):
    words = said(figures.figure_roles(corpus))
    assert "Morocco is named in **3 stories**: in **1** as partner, in **1** only as the place" in words


def test_where_every_country_has_one_story_none_is_counted_most():
    words = said(FIGURES_OF["crowd"]()[0])
    assert "**130 countries** in all. Each is named in a single story." in words
    assert "most often" not in words
    assert "are uncertain" not in words


def test_an_order_that_holds_is_told_with_its_rank():
    often = [("a", DAY + pd.Timedelta(days=9 * n), "en", None, [("AZE", "partner", True)]) for n in range(20)]
    figure = figures.figure_ranking(corpus_of([*often, ("a", DAY, "en", None, [("MAR", "partner", True)])]))
    assert "At a confidence of 95 % for all 2 countries together, Azerbaijan has rank 1." in said(figure)


def test_partners_still_to_be_expected_are_told_with_their_error_and_a_check(corpus):
    words = describe_unseen(CROWD)._repr_markdown_()
    assert words.startswith("Of the partners on a further occasion **100 %** (give or take 1 point) are likely to be ")
    assert "since **130** of 130 pairs of occasion and partner are a country’s only one." in words
    assert words.endswith("led to expect that 100 % of its partners would be new; 100 % were.")
    few = "How many partners further pages would add cannot be told from 2 pairs of occasion and partner on 2 pages."
    assert str(describe_unseen(corpus)) == few


def test_periods_tell_who_came_back_and_what_has_no_day():
    later = pd.Timestamp("2025-08-01")
    figure = figures.figure_periods(
        corpus_of([("a", day, "en", None, [("AZE", "partner", True)]) for day in (DAY, later, None)])
    )
    assert "**1 country appears** as partner in more than one of them (Azerbaijan)" in said(figure)
    assert "**1** pair of story and partner has no day" in said(figure)
    assert figure.data.empty
    assert said(figure).endswith("3 pairs of story and partner are too few to compare (at least 20).")


def test_a_country_that_belongs_to_a_topic_is_told_from_one_by_chance():
    kinds = [(1, "AZE")] * 15 + [(2, "MAR")] * 15 + [(2, "OMN"), (1, "OMN")]
    corpus = corpus_of([("a", DAY, "en", None, [(code, "partner", True)]) for _, code in kinds])
    topics = [topic for topic, _ in kinds]
    placed = corpus.articles[["article_id"]].assign(topic=topics, label=[f"words {topic}" for topic in topics])
    found = SimpleNamespace(diagnostics={"message": ""}, assignments=placed)
    words = figures.describe_topics(corpus, topics=found)._repr_markdown_()
    assert "Azerbaijan with “words 1” (**15 stories**; otherwise in less than 1 of 1,000 cases)" in words
    assert "Oman" not in words


def test_countries_that_tie_are_not_called_the_most_counted():
    twice = corpus_of([("a", DAY, "en", None, [(code, "partner", True)]) for code in ("AZE", "MAR") * 2])
    assert "Each is named in 2 stories." in said(figures.figure_ranking(twice))
    many = [("a", DAY, "en", None, [(code, "partner", True)]) for code in sorted(load_countries())[:8] * 2]
    more = corpus_of([*many, ("a", DAY, "en", None, [("MAR", "partner", True)])])
    assert "Counted most often: **8 countries** (2 stories each)." in said(figures.figure_ranking(more))
    assert "If partners are right as often as on releases kept apart" not in said(figures.figure_ranking(twice))


def test_membership_is_that_of_the_oic_and_says_so(corpus):
    words = figures.describe_regions(corpus)._repr_markdown_()
    assert "**2** of the 57 members" in words
    assert "could not be checked" in words


def test_the_map_tells_its_shades_and_its_dots():
    figure = figures.figure_map(
        corpus_of([("a", DAY, "en", None, [("BHR", "partner", True), ("MAR", "partner", True)])])
    )
    words = "The map shows **2 countries**: 2 with 1 story. 1 is too small for the map and drawn as a dot."
    assert said(figure) == words


def test_members_not_seen_are_named_by_region_the_merely_named_in_italics():
    corpus = corpus_of([("a", DAY, "en", None, [("AZE", "partner", True), ("MAR", "venue", True)])])
    words = describe_members(corpus)._repr_markdown_()
    assert "**56** of 57" in words
    assert "*Morocco*" in words
    assert "Azerbaijan" not in words
    assert "- **Europe** (1): Albania" in words


def test_evidence_is_quoted_as_text_with_its_place_and_what_is_left_is_counted():
    evidence = pd.DataFrame(
        {
            "country": "Mali", "role": "partner", "date_start": [DAY, pd.NaT], "confidence": ["sure", "doubtful"],
            "sentence": ["A <b>bold</b> *claim*.", "Other."], "rule": "sender", "source": "a.txt", "position": [3, 4],
        }
    )  # fmt: skip
    words = quote_evidence(evidence, most=1)._repr_markdown_()
    assert "15 May 2025" in words
    assert "<b>" not in words
    assert r"\*claim\*" in words
    assert "a.txt, article 3" in words
    assert words.endswith("- … and 1 more sentence.")
    assert "no day, uncertain" in str(quote_evidence(evidence))
    assert str(quote_evidence(evidence.iloc[:0])) == "There is no such sentence on these pages."


def test_of_one_story_and_of_no_member_it_is_said_in_words():
    one = corpus_of([("a", DAY, "en", None, [("LSO", "partner", True)])])
    roles, shown = figures.figure_roles(one), figures.figure_map(one)
    assert said(figures.figure_ranking(one)) == "The one story names **Lesotho** as partner."
    assert roles.title == "Lesotho is named in 1 story, as partner"
    assert (shown.title, said(shown)) == ("One partner country: Lesotho", "The map shows Lesotho, with 1 story.")
    period = pd.DataFrame({"kind": ["known"], "start": [DAY], "country": ["Lesotho"], "stories": [1]})
    assert str(figures._describe_periods(period)) == "Activities are known in 1 period."
    assert str(figures.describe_regions(one)).startswith(
        "None of the 57 members of the Organisation of Islamic Cooperation (OIC) is named"
    )
    assert str(describe_members(one)).startswith("None of the 57 OIC members is named")
