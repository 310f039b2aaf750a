"""``benchmarks/RESULTS.md``: a section for each program that measures, replaced when it measures again."""

from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


def keep_section(title: str, text: str) -> None:
    """Write what was measured into the section of this title; the others stay."""
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    sections = dict(part.split("\n", 1) for part in f"\n{old}".split("\n# ")[1:])
    sections[title] = f"\n{text.strip()}\n"
    RESULTS.write_text("\n".join(f"# {name}\n{body.rstrip()}\n" for name, body in sections.items()), encoding="utf-8")
