"""The same values on every machine: what only the last bits of a processor's arithmetic differ in is one picture."""

import re
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

from icesco_analysis.figures.figure import Figure, settle_svg
from icesco_analysis.figures.rows import hatch
from icesco_analysis.figures.style import drawable, style
from tests.figures.test_partners import FIGURES_OF

HASH_RE = re.compile(r"\b(?:[hmp]|image|C[0-9a-f]+_[0-9a-f]+_)[0-9a-f]{10}\b")


def nudge(numbers, steps):
    """Move every number by so many units in its last place, one up, the next down."""
    moved = np.asarray(numbers, dtype=float)
    for _ in range(abs(steps)):
        moved = np.nextafter(moved, np.where(np.arange(moved.size).reshape(moved.shape) % 2, -np.inf, np.inf) * steps)
    return moved


@cache
def print_svg(figure, *, bits=0):
    """Print a figure whose every coordinate, and so every box that cuts, is moved by the last bits."""
    if bits:
        floats = figure.data.select_dtypes("float")
        data = figure.data.assign(**{name: nudge(floats[name], bits) for name in floats})
        figure = replace(figure, data=data)
    with style():
        canvas = figure._draw(dpi=200)
        for ax in canvas.axes if bits else []:
            ax.set_position(nudge(ax.get_position().bounds, bits))
            ax.set(xlim=nudge(ax.get_xlim(), bits), ylim=nudge(ax.get_ylim(), bits))
        return figure._print(canvas, ending="svg").decode()


def draw_everything(data, *, ax):
    """Draw what matplotlib names by a hash: a mark, a hatch, a cut, a line of marks, an image."""
    ax.scatter(data["x"], data["y"], marker="D", s=20)
    ax.plot(data["x"], data["y"], marker="o")
    hatch(ax, (0.2, 0.2), 1 / 3, 1 / 7)
    ax.add_patch(Rectangle((0, 0), 1, 1)).set_clip_path(ax.add_patch(Rectangle((0.1, 0.1), 0.7, 0.7)))
    return ax


PROBE = Figure(
    "probe", title="All that has a name", data=pd.DataFrame({"x": [1 / 3, 2 / 3], "y": [1 / 7, 1 / 9]}),
    plot=draw_everything, caption="", alt="Marks, a hatch and a cut.", height=2.0,
)  # fmt: skip


@pytest.mark.parametrize("bits", [-2, 1])
def test_the_last_bits_of_coordinates_and_numbers_change_no_byte(bits):
    assert print_svg(PROBE, bits=bits) == print_svg(PROBE)


CROWDED = ("partners-ranking", "partners-roles", "partners-periods", "partners-map")


def crowded(name):
    (figure,) = (figure for figure in FIGURES_OF["crowd"]() if figure.name == name)
    return figure


@pytest.mark.parametrize("name", CROWDED)
def test_the_last_bits_change_no_byte_of_a_figure_of_many_countries(name):
    assert print_svg(crowded(name), bits=-2) == print_svg(crowded(name))


def test_without_settling_the_last_bits_do_change_the_names(monkeypatch):
    """The trial above sees what it is there for."""
    monkeypatch.setattr("icesco_analysis.figures.figure.settle_svg", lambda text: text)
    prints = {print_svg.__wrapped__(PROBE, bits=bits) for bits in (0, -2, -1, 1, 2)}
    assert len(prints) > 1


def test_names_are_given_in_order_and_every_use_has_its_definition():
    for figure in [PROBE, crowded("partners-periods"), crowded("partners-map")]:
        text = print_svg(figure)
        assert not HASH_RE.search(text)
        defined = re.findall(r'id="(name\d+)"', text)
        assert defined == [f"name{number}" for number in range(1, len(defined) + 1)]
        assert len(defined) == len(set(defined)) > 0
        used = set(re.findall(r"#(name\d+)", text))
        assert used == set(defined)


def test_numbers_keep_a_thousandth_and_words_stay():
    text = (
        '<?xml version="1.0"?><svg version="1.1"><title>0.12345</title><desc>-0 and 1.00001</desc><!-- 0.98765 -->'
        '<g transform="translate(1.23456 -0) scale(0.00731 -0.00731)"><path d="M 10 -0.0004 L 2.5005 100.1236"/></g>'
    )
    assert settle_svg(text) == (
        '<?xml version="1.0"?><svg version="1.1"><title>0.12345</title><desc>-0 and 1.00001</desc><!-- 0.98765 -->'
        '<g transform="translate(1.235 0) scale(0.00731 -0.00731)"><path d="M 10 0 L 2.501 100.124"/></g>'
    )


def test_what_is_drawn_is_rounded_once_for_all():
    frame = pd.DataFrame({"share": nudge([0.1 + 0.2, 1 / 3, np.nan], 2), "n": [1, 2, 3]})
    assert drawable(frame)["share"].tolist()[:2] == [0.3, 0.333333]
    assert np.isnan(drawable(frame)["share"].iloc[2])
    assert drawable(frame)["n"].tolist() == [1, 2, 3]


def test_every_format_comes_from_one_drawing():
    drawings = []

    def draw(data, *, ax):
        drawings.append(data)
        return draw_everything(data, ax=ax)

    figure = Figure("probe", title="Once", data=PROBE.data, plot=draw, caption="", alt="Marks, a hatch and a cut.")
    pictures = figure.render(("png", "svg", "pdf"))
    assert list(pictures) == ["png", "svg", "pdf"]
    assert len(drawings) == 1
    assert pictures == figure.render(("png", "svg", "pdf"))


def test_a_picture_is_printed_once_though_seaborn_would_print_it_to_look_at_its_names(monkeypatch):
    prints, draw = [], Canvas.draw
    monkeypatch.setattr(Canvas, "draw", lambda canvas, renderer: prints.append(canvas) or draw(canvas, renderer))
    crowded("partners-periods").render(("png",), dpi=40)
    assert len(prints) == 1


def test_the_order_of_formats_changes_nothing():
    figure = PROBE
    assert figure.render(("svg", "png"))["png"] == figure.render(("png",))["png"]
    assert figure.render(("png", "svg"))["svg"] == figure.render(("svg",))["svg"]
