"""What the partner charts draw: bars, tiles, marks and names, in every size and on pages of every kind."""

import json

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from icesco_analysis.corpus.corpus import make_frame
from icesco_analysis.counts.partners import count_partners, list_members
from icesco_analysis.figures import partners as figures
from icesco_analysis.figures.figure import SCREEN_DPI, save_figure
from icesco_analysis.figures.partners import place_on_map
from icesco_analysis.figures.plots.map import SHADES, plot_map
from icesco_analysis.figures.plots.partners import (
    MOST_ROWS,
    count_rows,
    plot_members,
    plot_periods,
    plot_ranking,
    plot_regions,
    plot_roles,
    plot_topics,
)
from icesco_analysis.figures.style import UNSEEN_HATCH, new_axes
from icesco_analysis.partners.countries import load_countries
from tests.counts.test_partners import SEED, make_tables

NAMES = [country.name for _, country in sorted(load_countries().items())]
NO_TOPICS = type("NoTopics", (), {"diagnostics": {"n_topics": 0, "message": "None hold.", "seed": 1}})()


def ranking(numbers, doubtful=0):
    frame = pd.DataFrame({"country": NAMES[: len(numbers)], "stories": numbers, "doubtful": doubtful})
    return frame.assign(low=np.nan, high=np.nan)


def texts(ax):
    return [text.get_text() for text in ax.texts]


def tick_labels(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def tiles(ax):
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def test_bars_are_as_long_as_the_stories_and_their_doubtful_part_is_hollow():
    data = ranking([5, 3], doubtful=[2, 0])
    ax = plot_ranking(data)
    sure, hollow = (list(container) for container in ax.containers)
    assert [bar.get_width() for bar in sure] == [3, 3]
    assert [(bar.get_x(), bar.get_width()) for bar in hollow] == [(3, 2), (3, 0)]
    assert hollow[0].get_facecolor() == matplotlib.colors.to_rgba("white")
    assert texts(ax)[:2] == ["5 (2 doubtful)", "3"]
    assert tick_labels(ax) == NAMES[:2]


def test_the_axes_passed_in_are_those_drawn_on():
    ax = new_axes()
    assert plot_ranking(ranking([1]), ax=ax) is ax


def test_no_setting_is_changed_by_drawing():
    before = dict(matplotlib.rcParams)
    plot_ranking(ranking([2, 1]))
    assert dict(matplotlib.rcParams) == before


def test_a_tie_is_not_cut_in_two_and_its_countries_are_named_below():
    data = ranking([9, 8, *[1] * (MOST_ROWS + 5)])
    ax = plot_ranking(data)
    assert count_rows(data, by="stories") == 2
    assert len(tick_labels(ax)) == 2
    below = texts(ax)[-1].replace("\n", " ")
    assert below.startswith(f"1 story each ({MOST_ROWS + 5}): ")
    assert NAMES[2] in below


def test_a_hundred_countries_are_named_as_far_as_there_is_room_and_the_rest_counted():
    data = ranking([3] * 2 + [1] * 198)
    ax = plot_ranking(data)
    below = texts(ax)[-1].replace("\n", " ")
    named = below.split(": ")[1].rsplit(" and ", 1)
    left = int(named[1].removesuffix(" more"))
    assert all(NAMES[place] in below for place in (2, 3))
    assert 0 < left < 198
    assert named[0] == ", ".join(NAMES[2 : 200 - left])


def test_when_all_tie_the_first_have_rows():
    assert count_rows(ranking([1] * 60), by="stories") == MOST_ROWS


def test_intervals_are_lines_between_their_ends():
    data = ranking([4]).assign(low=2.0, high=7.5)
    ax = plot_ranking(data)
    (line,) = ax.collections
    assert line.get_segments()[0][:, 0].tolist() == [2.0, 7.5]


def test_the_three_roles_have_one_scale_and_columns_that_do_not_touch():
    data = pd.DataFrame(
        {"country": ["Morocco", "Oman"], "stories": [23, 5], "partner": [6, 4], "venue": [10, 0], "mention": [7, 1]}
    )
    ax = plot_roles(data)
    columns = [[(bar.get_x(), bar.get_width()) for bar in container] for container in ax.containers]
    assert [[width for _, width in column] for column in columns] == [[6, 4], [10, 0], [7, 1]]
    ends = [max(x + width for x, width in column) for column in columns]
    starts = [column[0][0] for column in columns]
    assert starts[0] == 0
    assert ends[0] < starts[1] < ends[1] < starts[2]
    assert {"partner", "only the venue", "only mentioned"} <= set(texts(ax))


def test_unseen_time_is_hatched_without_a_number_and_nought_is_not_hatched():
    start = pd.to_datetime(["2025-05-01", "2025-06-01", "2025-08-01"])
    data = pd.DataFrame(
        {
            "country": "Chad", "start": start, "label": ["May 2025", "", "Aug 2025"],
            "kind": ["seen", "unseen", "seen"],
            "days_seen": [6, 0, 3], "stories": pd.array([2, None, 0], dtype="Int64"),
        }
    )  # fmt: skip
    ax = plot_periods(data)
    assert [tile.get_hatch() for tile in tiles(ax)] == [None, UNSEEN_HATCH, None]
    assert "2" in texts(ax)
    assert "0" not in texts(ax)
    assert {"6 d", "3 d"} <= set(texts(ax))


def test_topics_have_a_row_each_with_all_their_stories_in_brackets():
    data = pd.DataFrame(
        {
            "country": ["Chad", "Mali", "Chad"], "topic": [1, 1, 2], "label": ["schools", "schools", "museums"],
            "stories": [3, 1, 2], "of": [9, 9, 4],
        }
    )  # fmt: skip
    ax = plot_topics(data)
    assert tick_labels(ax) == ["schools (9)", "museums (4)"]
    assert len(tiles(ax)) == 4
    assert sorted(text for text in texts(ax) if text.isdigit()) == ["1", "2", "3"]
    assert {"Chad", "Mali"} <= set(texts(ax))


def test_regions_show_a_mark_for_every_country():
    data = pd.DataFrame(
        {
            "subregion": ["Western Asia", "Polynesia"], "members": [4, 0], "members_seen": [3, 0],
            "others_seen": [0, 2], "stories": [5, 1],
        }
    )  # fmt: skip
    ax = plot_regions(data)
    assert [len(marks.get_offsets()) for marks in ax.collections] == [3, 1, 2]
    assert {"5 stories", "1 story"} <= set(texts(ax))


def test_members_name_all_57_and_mark_each_as_it_was_seen():
    articles, countries, _ = make_tables([("a", None, "en", None, [("AZE", "partner", True), ("MAR", "venue", True)])])
    ax = plot_members(list_members(articles, countries))
    shown = texts(ax)
    assert len([text for text in shown if text[:1] in "●◐○" and text]) == 57
    assert "● Azerbaijan  1" in shown
    assert "◐ Morocco" in shown
    assert "○ Algeria" in shown


def test_the_map_gives_small_states_a_dot_and_large_ones_their_shade():
    tables = make_tables([("a", None, "en", None, [("BHR", "partner", True), ("RUS", "partner", True)])])
    data = place_on_map(count_partners(*tables[:2], seed=SEED))
    ax = plot_map(data)
    dots = ax.collections[-1]
    assert len(dots.get_offsets()) == 1
    shades = {matplotlib.colors.to_hex(patch.get_facecolor()).upper() for patch in ax.patches}
    assert SHADES[0] in shades
    assert {"Bahrain", "Russia", "1 story", "not seen as partner"} <= set(texts(ax))


def test_names_on_the_map_do_not_overlap():
    codes = ["KWT", "BHR", "QAT", "ARE", "OMN", "SAU", "IRQ", "JOR", "SYR", "LBN", "YEM", "IRN"]
    tables = make_tables([("a", None, "en", None, [(code, "partner", True) for code in codes])])
    ax = plot_map(place_on_map(count_partners(*tables[:2], seed=SEED)))
    canvas = ax.figure.get_figure(root=True).canvas
    canvas.draw()
    known = {load_countries()[code].name for code in codes}
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text() in known]
    assert len(boxes) >= 6
    for place, box in enumerate(boxes):
        for other in boxes[place + 1 :]:
            across = min(box.x1, other.x1) - max(box.x0, other.x0)
            up = min(box.y1, other.y1) - max(box.y0, other.y0)
            assert min(across, up) < 2, "names may touch by a pixel, not overlap"


def all_figures(tables):
    articles, countries, pages = tables
    return [
        figures.figure_ranking(articles, countries, pages=pages, seed=SEED),
        figures.figure_roles(articles, countries, pages=pages),
        figures.figure_periods(articles, countries, pages=pages),
        figures.figure_topics(articles, countries, pages=pages, topics=NO_TOPICS),
        figures.figure_regions(articles, countries, pages=pages),
        figures.figure_map(articles, countries, pages=pages),
        figures.figure_members(articles, countries, pages=pages),
    ]


EMPTY = tuple(make_frame(table, []) for table in ("articles", "countries", "pages"))
DAY = pd.Timestamp("2025-05-15")
WITHOUT = make_tables([("a", DAY, "en", "meeting", [("MAR", "venue", True)])])
FRENCH = make_tables([("a", DAY, "fr", "meeting", [("MAR", "partner", True)])])
CROWD = make_tables(
    [
        (f"p{place % 12:02d}", DAY + pd.Timedelta(days=61 * place), "en", "meeting", [(code, "partner", True)])
        for place, code in enumerate(sorted(load_countries())[:130])
    ]
)


@pytest.mark.parametrize("tables", [EMPTY, WITHOUT, FRENCH, CROWD], ids=["no page", "no partner", "French", "crowd"])
def test_every_figure_can_be_drawn_whatever_the_pages_hold(tables):
    for figure in all_figures(tables):
        assert 40 <= len(figure.alt) <= 250
        assert figure.title not in figure.alt
        assert figure.note
        assert figure.render(["png"], dpi=40)["png"]


def test_a_figure_is_written_as_four_files_with_what_it_was_made_of(tmp_path):
    articles, countries, pages = CROWD
    figure = figures.figure_ranking(articles, countries, pages=pages, seed=SEED)
    paths = save_figure(figure, tmp_path, sources=pages)
    assert [path.suffix for path in paths] == [".png", ".svg", ".csv", ".json"]
    facts = json.loads(paths[-1].read_text(encoding="utf-8"))
    assert facts["parameters"]["seed"] == SEED
    assert facts["counts"]["stories"] == len(articles)
    assert len(facts["sources"]) == len(pages)


@pytest.mark.parametrize("size", ["word", "column", "slide"])
def test_nothing_is_cut_at_the_edge_of_a_figure(size):
    for figure in all_figures(CROWD):
        canvas = figure.draw(size=size, dpi=SCREEN_DPI)
        canvas.canvas.draw()
        width, height = canvas.get_size_inches() * SCREEN_DPI
        for text in canvas.axes[0].texts + canvas.axes[0].get_yticklabels():
            box = text.get_window_extent()
            if text.get_text():
                assert box.x0 >= -1, (figure.name, text.get_text())
                assert box.x1 <= width + 1, (figure.name, text.get_text())
                assert box.y0 >= -1, (figure.name, text.get_text())
                assert box.y1 <= height + 1, (figure.name, text.get_text())


def test_a_hostile_name_of_a_topic_is_only_text():
    data = pd.DataFrame(
        {"country": ["Chad"], "topic": [1], "label": ["<script>alert(1)</script> =1+1 $x$"], "stories": [1], "of": [1]}
    )
    ax = plot_topics(data)
    assert "<script>" in tick_labels(ax)[0].replace("\n", " ")
