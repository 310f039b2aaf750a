"""Pictures of two runs: a last bit is no difference; a bar longer by a pixel, another label, another number are."""

import re

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from icesco_analysis.figures.figure import DPI, Figure, save_figure
from icesco_analysis.figures.rows import draw_bars, write_beside
from tasks.pictures import compare_folders, main

SOURCES = pd.DataFrame({"source": ["a.txt"], "sha256": ["0" * 64]})
LONGEST = 1000.0


def draw(data, *, ax):
    ends = draw_bars(ax, data["name"], data["n"])
    ax.set_xlim(0, LONGEST)
    for place, end in enumerate(ends):
        write_beside(ax, LONGEST * 0.9, place, data["label"].iloc[place])
        assert end <= LONGEST
    return ax


def save(folder, *, lengths=(700.0, 300.0), names=("Chad", "Mali"), labels=("7", "3"), height=2.0):
    """Write a figure of two bars; its table always says the same, so that only the pictures can tell."""
    data = pd.DataFrame({"name": names, "n": lengths, "label": labels})
    figure = Figure(
        "bars", title="Two bars", data=pd.DataFrame({"n": [1]}), plot=lambda _, *, ax: draw(data, ax=ax), caption="",
        alt="Bars of two countries.", height=height,
    )  # fmt: skip
    save_figure(figure, folder, sources=SOURCES)
    return folder, figure


@pytest.fixture
def kept(tmp_path):
    return save(tmp_path / "kept")


def differing(kept, new):
    return [line.partition(":")[0] for line in compare_folders(kept[0], new)]


def one_pixel(figure):
    """The length of one pixel on the scale of the bars."""
    canvas = figure.draw()
    return LONGEST / (canvas.axes[0].get_position().width * canvas.get_figwidth() * DPI)


def test_the_same_figure_is_the_same(kept, tmp_path, capsys):
    new, _ = save(tmp_path / "new")
    assert compare_folders(kept[0], new) == []
    assert main([str(kept[0]), str(new)]) == 0
    assert "same" in capsys.readouterr().out


def test_a_bar_longer_by_one_pixel_differs_in_both_pictures(kept, tmp_path):
    new, _ = save(tmp_path / "new", lengths=(700.0 + one_pixel(kept[1]), 300.0))
    assert differing(kept, new) == ["bars.png", "bars.svg"]
    assert main([str(kept[0]), str(new)]) == 1


@pytest.mark.parametrize("changed", [{"names": ("Chad", "Malí")}, {"labels": ("7", "8")}], ids=["a label", "a number"])
def test_another_label_and_another_number_differ_in_both_pictures(kept, tmp_path, changed):
    new, _ = save(tmp_path / "new", **changed)
    assert differing(kept, new) == ["bars.png", "bars.svg"]


def test_another_size_differs(kept, tmp_path):
    new, _ = save(tmp_path / "new", height=2.02)
    lines = compare_folders(kept[0], new)
    assert differing(kept, new) == ["bars.json", "bars.png", "bars.svg"]
    assert any("1260 x 404 pixels, not 1260 x 400" in line for line in lines)


def test_the_last_bits_of_a_renderer_are_no_difference(kept, tmp_path):
    """Edges a little lighter or darker, numbers rounded the other way, names of the same length as before."""
    new, _ = save(tmp_path / "new")
    with Image.open(new / "bars.png") as picture:
        pixels, info = np.asarray(picture).astype(int), dict(picture.info)
    noise = np.random.default_rng(5).integers(-3, 4, size=pixels.shape)
    edges = (pixels > 0) & (pixels < 255)
    moved = Image.fromarray(np.clip(pixels + noise * edges, 0, 255).astype("uint8"))
    written = PngInfo()
    for key in ("Title", "Description"):
        written.add_text(key, info[key])
    moved.save(new / "bars.png", pnginfo=written, dpi=info["dpi"])
    text = (new / "bars.svg").read_text(encoding="utf-8")
    nudged = re.sub(r"(?<= )\d+\.\d{3}(?= )", lambda found: f"{float(found[0]) + 0.001:.3f}", text)
    (new / "bars.svg").write_text(nudged, encoding="utf-8", newline="\n")
    assert (kept[0] / "bars.png").read_bytes() != (new / "bars.png").read_bytes()
    assert (kept[0] / "bars.svg").read_bytes() != (new / "bars.svg").read_bytes()
    assert compare_folders(kept[0], new) == []


@pytest.mark.parametrize("name", ["bars.csv", "bars.json"])
def test_tables_are_compared_to_the_byte(kept, tmp_path, name):
    new, _ = save(tmp_path / "new")
    (new / name).write_bytes((new / name).read_bytes() + b"\n")
    assert compare_folders(kept[0], new) == [f"{name}: not the same bytes"]


def test_files_that_only_one_run_wrote_are_named(kept, tmp_path):
    new, _ = save(tmp_path / "new")
    (new / "bars.csv").unlink()
    (new / "more.png").write_bytes(b"")
    assert differing(kept, new) == ["bars.csv", "more.png"]


def test_another_description_differs(kept, tmp_path):
    new, _ = save(tmp_path / "new")
    text = (new / "bars.svg").read_text(encoding="utf-8")
    (new / "bars.svg").write_text(text.replace("Bars of two", "Bars of 2"), encoding="utf-8", newline="\n")
    assert "says" in compare_folders(kept[0], new)[0]
