"""One style: applied by context, told apart by every kind of sight, with a glyph for every country's name."""

from itertools import combinations, pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas

from icesco_analysis.figures import style as look
from icesco_analysis.figures.partners import ROLES
from icesco_analysis.figures.style import (
    LIGHT,
    MAIN,
    PALETTES,
    SECOND,
    SHADES,
    drawable,
    printable,
    shorten,
    style,
    text_width,
    wrap,
)
from icesco_analysis.partners.countries import load_countries
from tests.rows import each_row

# Machado, Oliveira and Fernandes (2009), severity 1, on linear light.
SIGHTS = {
    "normal": np.eye(3),
    "protanope": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranope": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanope": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
)
FIRST = 4


def _linear(colour):
    light = np.array(mpl.colors.to_rgb(colour))
    return np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)


def _lab(light):
    ratio = TO_XYZ @ np.clip(light, 0, 1) / np.array([0.95047, 1, 1.08883])
    root = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def _lightness(colour):
    return _lab(_linear(colour))[0]


def _contrast(colour):
    """Contrast of a colour with white paper, as accessibility rules measure it."""
    return 1.05 / ((TO_XYZ @ _linear(colour))[1] + 0.05)


# --- colours ----------------------------------------------------------------------------------------------------------


@pytest.fixture(params=PALETTES)
def colour(request):
    """Return what a colour named by its place is in each palette."""
    with style(request.param):
        yield mpl.colors.to_rgb


@pytest.mark.parametrize("sight", SIGHTS)
def test_any_two_colours_differ_for_every_kind_of_sight(colour, sight):
    """A distance of 15 in CIELAB is plain; 2.3 can just be seen."""
    seen = [_lab(np.array(SIGHTS[sight]) @ _linear(colour(name))) for name in (MAIN, LIGHT, SECOND, "#D9D9D9")]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) >= 15


def test_the_two_that_mean_whole_and_part_differ_in_grey(colour):
    assert abs(_lightness(colour(MAIN)) - _lightness(colour(LIGHT))) >= 20


def test_shades_darken_step_by_step(colour):
    assert min(a - b for a, b in pairwise(_lightness(colour(shade)) for shade in SHADES)) >= 9


def test_neighbours_in_a_stacked_bar_differ_in_grey(colour):
    greys = [_lightness(colour(name)) for _, name in ROLES.values()]
    assert min(abs(a - b) for a, b in pairwise(greys)) >= 9


def test_a_palette_that_is_not_known_is_named_with_those_that_are():
    with pytest.raises(ValueError, match="expected the palette blue, teal, purple, grey, found 'pink'"), style("pink"):
        pass


@pytest.mark.parametrize("name", ["INK", "MUTED"])
def test_letters_stand_out_from_the_paper(name):
    assert _contrast(getattr(look, name)) >= 4.5


# --- settings ---------------------------------------------------------------------------------------------------------


def test_the_style_leaves_every_setting_as_it_was():
    with mpl.rc_context({"font.size": 31.0, "axes.grid": True}):
        before = dict(mpl.rcParams)
        with style():
            assert mpl.rcParams["font.size"] == 8.5
            assert mpl.rcParams["axes.grid"] is False
        assert dict(mpl.rcParams) == before


def test_the_file_of_the_style_has_the_colours_and_letters_of_the_module():
    with style():
        found = {name: mpl.rcParams[name] for name in ("text.color", "xtick.color", "grid.color", "hatch.color")}
        assert [mpl.colors.to_hex(colour).upper() for colour in found.values()] == [
            look.INK, look.MUTED, look.RULE, look.UNSEEN,
        ]  # fmt: skip
        assert mpl.rcParams["font.family"] == [look.FONT]


def test_the_style_is_left_also_when_drawing_fails():
    before = dict(mpl.rcParams)
    with pytest.raises(RuntimeError), style():
        raise RuntimeError
    assert dict(mpl.rcParams) == before


def test_settings_of_the_person_do_not_reach_the_figure():
    with mpl.rc_context({"axes.facecolor": "red", "text.usetex": True}), style():
        assert mpl.rcParams["axes.facecolor"] == "white"
        assert mpl.rcParams["text.usetex"] is False


# --- letters ----------------------------------------------------------------------------------------------------------


def test_the_font_has_a_glyph_for_every_name_of_every_country():
    countries = load_countries().values()
    names = [
        name for country in countries for name in (country.name, country.official, country.name_fr, country.name_ar)
    ]
    names += ["Türkiye", "Côte d’Ivoire", "Oʻzbekiston", "São Tomé", "المملكة المغربية", "Ќосово", "Việt Nam"]
    assert len(names) > 900
    assert [name for name in names if "\N{REPLACEMENT CHARACTER}" in printable(name)] == []


@given(st.text())
def test_whatever_is_printed_has_glyphs_and_stays_in_one_line(text):
    """Warnings are errors: matplotlib warns of a missing glyph."""
    with style():
        canvas = Canvas(figsize=(1, 1), dpi=20)
        canvas.text(0.1, 0.5, printable(text))
        FigureCanvasAgg(canvas).draw()
    assert "\n" not in printable(text)


@each_row("mark", ["\u202e", "\u2066", "\u200f", "\x00", "\x1b", "\ufeff"])
def test_marks_that_would_turn_or_hide_the_line_go(mark):
    assert printable(f"a{mark}b") == "ab"


def test_a_dollar_sign_is_a_dollar_sign():
    with style():
        canvas = Canvas(figsize=(2, 1), dpi=20)
        text = canvas.text(0, 0, r"$\frac{ broken")
        FigureCanvasAgg(canvas).draw()
    assert text.get_parse_math() is False


def test_a_frame_is_cleaned_without_touching_the_original():
    frame = pd.DataFrame({"text": ["a\nb", None], "n": [1, 2], "mixed": ["\x07x", 3]})
    clean = drawable(frame)
    assert clean["text"].iloc[0] == "a b"
    assert clean["text"].isna().iloc[1]
    assert clean["mixed"].tolist() == ["x", 3]
    assert clean["n"].tolist() == [1, 2]
    assert frame["text"].iloc[0] == "a\nb"


@given(st.text(alphabet="abc نص éW", max_size=80), st.integers(min_value=30, max_value=200))
def test_no_line_is_wider_than_the_room(text, points):
    lines = wrap(text, points=points, letters=8, lines=3).split("\n")
    assert len(lines) <= 3
    assert max(text_width(line, letters=8) for line in lines) <= points + 0.01


@given(st.text(alphabet="abcdef ", min_size=1, max_size=60))
def test_a_shortened_text_keeps_its_start(text):
    short = shorten(text, points=60, letters=8)
    assert text_width(short, letters=8) <= 60.01
    if short != text:
        assert text.startswith(short.removesuffix("…"))
