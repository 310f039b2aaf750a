"""What an audit found, in words."""

from pathlib import Path

from icesco_analysis.audit.folder import Audit
from icesco_analysis.counts import LEVEL
from icesco_analysis.language import count_of, percent


def describe_audit(audit: Audit, *, folder: Path, width: int) -> str:
    """Return what a filled sheet says, as lines to print: shares, totals, and what to do with the files."""
    level = percent(LEVEL, 1)
    lines = [
        f"{audit.checked} of {count_of(audit.drawn, 'release')} checked, drawn from "
        f"{count_of(audit.stories, 'story', 'stories')}; exact {level} intervals for these pages.",
    ]
    if audit.skipped:
        skipped = count_of(audit.skipped, "row is", "rows are")
        lines.append(
            f"{skipped} not checked above the last one that is: the intervals hold only if that was by chance."
        )
    lines += ["", f"{'right':34}{'share':>7}   {level} interval   more releases for {width} points"]
    for row in audit.shares.to_dict("records"):
        interval = f"{100 * row['low']:.1f} to {100 * row['high']:.1f} %"
        lines.append(f"{row['field']:34}{percent(row['share'], 1):>7}   {interval:>15}   {row['more'] or 'none'}")
    lines += ["", f"{'total':34}{'counted':>8}{'corrected':>11}   {level} interval"]
    for row in audit.totals.to_dict("records"):
        told = f"{'–':>11}   not corrected: {row['refused']}"
        if not row["refused"]:
            told = f"{row['corrected']:>11.0f}   {row['low']:.0f} to {row['high']:.0f}"
        lines.append(f"{row['total']:34}{row['counted']:>8}{told}")
    lines += [
        "",
        f"Labels are in {folder / 'labels'}: icesco score {folder / 'tables'} {folder / 'labels'}",
        f"Corrections are in {folder / 'corrections.csv'}: put its rows beside your pages, and they hold in every run.",
    ]
    return "\n".join(lines)
