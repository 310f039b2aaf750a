"""Figures find their place on paper: all of them, in order, none cut, no half page lost for want of trying."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.figures.figure import Figure
from icesco_analysis.figures.style import say_nothing_to_draw
from icesco_analysis.report.content import Column, Grid, Picture, Prose, cell
from icesco_analysis.report.paper import PAGE_HEIGHT, SMALLEST_SCALE, Pages, arrange, measure


def _picture(height: float, number: int = 1) -> Picture:
    figure = Figure(
        name=f"figure-{number}",
        title="A figure",
        data=pd.DataFrame({"n": [1]}),
        plot=lambda data, *, ax: say_nothing_to_draw(ax, str(len(data))),
        caption="What it shows.",
        alt="A figure that holds one number and no more.",
        height=height,
    )
    return Picture(figure, number, Grid("numbers", "Numbers.", (Column("n"),), ((cell(1),),)))


BLOCKS = st.lists(
    st.one_of(
        st.integers(1, 60).map(lambda n: Prose("A sentence of the report. " * n)),
        st.floats(1.0, 9.0).map(_picture),
        st.integers(1, 40).map(lambda n: Grid("g", "A table.", (Column("n"),), ((cell(1),),) * n)),
    ),
    max_size=14,
)


@given(BLOCKS, st.floats(0, PAGE_HEIGHT))
def test_nothing_is_lost_and_each_kind_keeps_its_order(blocks, used):
    placed = [each.block for each in arrange(blocks, pages=Pages(used))]
    for kind in (Picture, (Prose, Grid)):
        assert [block for block in placed if isinstance(block, kind)] == [
            each for each in blocks if isinstance(each, kind)
        ]


@given(BLOCKS, st.floats(0, PAGE_HEIGHT))
def test_no_figure_grows_and_none_that_fits_a_page_shrinks_beyond_reading(blocks, used):
    for each in arrange(blocks, pages=Pages(used)):
        assert each.scale <= 1.0
        if isinstance(each.block, Picture) and measure(each.block) < PAGE_HEIGHT - 20:
            assert each.scale >= SMALLEST_SCALE


def test_text_goes_on_while_a_figure_waits_for_the_next_page():
    text = Prose("A sentence of the report. " * 40)
    placed = arrange([_picture(4.5), text, text], pages=Pages(PAGE_HEIGHT * 0.6))
    assert [type(each.block) for each in placed] == [Prose, Picture, Prose] or [
        type(each.block) for each in placed
    ] == [Prose, Prose, Picture]


def test_a_figure_that_nearly_fits_is_made_to_fit():
    room = measure(_picture(4.0)) - 20
    (placed,) = arrange([_picture(4.0)], pages=Pages(PAGE_HEIGHT - room - 50))
    assert SMALLEST_SCALE <= placed.scale < 1


@pytest.mark.parametrize("words", [1, 30, 300])
def test_longer_text_is_higher(words):
    assert measure(Prose("word " * words)) <= measure(Prose("word " * (words + 30)))
