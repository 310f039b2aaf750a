"""Two folders of figures compared by what a reader sees: ``python -m tasks.pictures figures .build/check/figures``.

Tables, CSV and JSON are equal to the byte on every machine. Pictures need not be: another renderer's last bit
moves an edge by a millionth. So an SVG is compared by its shapes, its words and its numbers, and a PNG by its size and
its pixels; a bar longer by a pixel, another label and another number are differences, a last bit is none.
"""

import re
import sys
from pathlib import Path

import numpy as np
from PIL import Image

POINTS = 0.002
"""Most that a number of an SVG may differ: the last of its three printed decimals, rounded one way and the other."""

LEVELS = 24
"""Most, of 255, that a channel of a pixel may differ: the edge of a shape that lies a tenth of a pixel elsewhere."""

SPECKS = 8
"""Most pixels that may differ by more: a third of the end of the thinnest bar."""

_NUMBER_RE = re.compile(r"-?\d+(?:\.\d+)?")
_COMMENT_RE = re.compile(r"<!--.*?-->|<title\b.*?</title>|<desc\b.*?</desc>", re.DOTALL)


def compare_folders(one: Path, other: Path) -> list[str]:
    """Return what differs between the files of two folders, a line each."""
    names = [{path.name for path in folder.iterdir() if path.is_file()} for folder in (one, other)]
    lines = [f"{name}: only in {one if name in names[0] else other}" for name in sorted(names[0] ^ names[1])]
    for name in sorted(names[0] & names[1]):
        words = compare_files(one / name, other / name)
        lines += [f"{name}: {words}"] if words else []
    return lines


def compare_files(one: Path, other: Path) -> str:
    """Return how two files of one name differ for a reader, "" where they do not."""
    if one.read_bytes() == other.read_bytes():
        return ""
    compare = {".svg": _compare_svg, ".png": _compare_png}.get(one.suffix)
    return compare(one, other) if compare else "not the same bytes"


def _compare_svg(one: Path, other: Path) -> str:
    texts = [path.read_text(encoding="utf-8") for path in (one, other)]
    words = [_COMMENT_RE.findall(text) for text in texts]
    if words[0] != words[1]:
        pairs = zip(words[0], words[1], strict=False)
        return next((f"says {new!r}, not {old!r}" for old, new in pairs if old != new), "not the same words")
    bare = [_COMMENT_RE.sub("", text) for text in texts]
    if _NUMBER_RE.sub("0", bare[0]) != _NUMBER_RE.sub("0", bare[1]):
        return "not the same shapes"
    numbers = [np.array(_NUMBER_RE.findall(text), dtype=float) for text in bare]
    farthest = float(np.abs(numbers[0] - numbers[1]).max(initial=0.0))
    return f"a number differs by {farthest:.3f}" if farthest > POINTS else ""


def _compare_png(one: Path, other: Path) -> str:
    pictures = []
    for path in (one, other):
        with Image.open(path) as picture:
            pictures.append((picture.info, np.asarray(picture.convert("RGB"), dtype=int)))
    (old_words, old), (new_words, new) = pictures
    if old.shape != new.shape:
        return f"{new.shape[1]} x {new.shape[0]} pixels, not {old.shape[1]} x {old.shape[0]}"
    if old_words != new_words:
        return "not the same title, description or resolution"
    differing = int((np.abs(old - new).max(axis=2) > LEVELS).sum())
    return f"{differing} pixels differ" if differing > SPECKS else ""


def main(folders: list[str]) -> int:
    """Print what differs between two folders, and return 1 where something does."""
    lines = compare_folders(*map(Path, folders))
    sys.stdout.write("\n".join(lines or ["The same tables and pictures."]) + "\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
