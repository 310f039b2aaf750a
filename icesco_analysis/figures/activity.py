"""Activity over time: how dense the windows of the pages are, which kinds of activity, which weekdays, which rates."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from icesco_analysis import counts
from icesco_analysis.corpus import Corpus
from icesco_analysis.figures.basis import FEWEST, NO_DAY, NO_PAGE, NO_WINDOW, RARE, compose_figure, odds, say_few, tell
from icesco_analysis.figures.figure import Figure
from icesco_analysis.figures.rows import SMALL, draw_bars, draw_points, write_beside
from icesco_analysis.figures.style import MAIN, MUTED, RULE, UNSEEN, letters_of, text_width
from icesco_analysis.language import Prose, bold, count_of, join_sentences, list_words, percent, say, span_words

MAX_ROWS = 20
"""Windows drawn one by one: half a page of paper; of more, the latest."""

MAX_RATES = 6
"""Spans whose rates are said one by one; of more, the ends and the middle are said."""

_TICKS = tuple(float(f"{digit}e{power}") for power in range(-3, 6) for digit in (1, 2, 5))
"""Where the scale of the days for a release may have a mark: no two neighbours are further apart than 2.5 to one."""


def figure_windows(corpus: Corpus) -> Figure:
    """Return how dense the window of each page is: days between the dated releases that it lists, with intervals."""
    corpus = corpus.whole or corpus
    found = counts.find_windows(corpus)
    windows = found.drop(columns="shape")
    windows.insert(4, "window", pd.Series([_span(row) for row in windows.to_dict("records")], dtype="str"))
    shown = windows.tail(MAX_ROWS).reset_index(drop=True).round({"days_per_release": 2, "low": 2, "high": 2})
    some = f"The {len(shown)} latest of {len(windows)} windows are shown. " * (len(shown) < len(windows))
    return compose_figure(
        "activity-windows", corpus, data=shown, draw=_draw_windows,
        headline=partial(_head_windows, chance=counts.compare_density(found)), finding=describe_windows(corpus),
        told=shown[["window", "days_per_release"]], fill={"some": some}, height=1.3 + 0.21 * max(2, len(shown)),
    )  # fmt: skip


def _head_windows(data: pd.DataFrame, *, chance: float) -> str:
    days = data["days_per_release"]
    if chance > RARE and len(data) > 1:
        return "No window is denser than the others by more than chance"
    apart = f"{days.min():,.1f} to {days.max():,.1f}" if len(data) > 1 else f"{days.iloc[0]:,.1f}"
    return f"Listings print a dated release every {apart} days"


def describe_windows(corpus: Corpus) -> Prose:
    """Return how dense the densest and the thinnest window are, and what must not be made of it."""
    windows = counts.find_windows(corpus)
    if windows.empty:
        return say(NO_DAY if corpus.articles["date_start"].isna().all() else NO_WINDOW)
    ordered = windows.sort_values(["days_per_release", "start"], ignore_index=True)
    densest, thinnest = (_say_density(ordered.iloc[place]) for place in (0, -1))
    chance, without = counts.compare_density(windows), len(corpus.pages) - len(windows)
    unknown = int((windows["listing"] == "unknown").sum())
    which = f"{unknown} of them" if unknown < len(windows) else "any of them" if unknown > 1 else "it"
    several = [
        tell("windows", windows=len(windows), spans=len(counts.find_spans(corpus)), densest=densest, thinnest=thinnest),
        tell("not alike", odds=odds(chance)) if chance <= RARE else tell("alike"),
    ]
    return join_sentences([
        *(several if len(windows) > 1 else [tell("one window", every=densest)]),
        tell("not confirmed", of=which) if unknown else tell("confirmed"),
        tell("no window", pages=without) if without else Prose(),
    ])  # fmt: skip


def _say_density(window: pd.Series) -> Prose:
    days = f"{window['days_per_release']:,.1f}"
    every = bold("day" if days == "1.0" else f"{days} days")
    ends = f"{percent(counts.LEVEL, 1)} interval {window['low']:,.1f} to {window['high']:,.1f}"
    return say(
        every, f" ({window['n_dated']} releases in {count_of(int(window['days']), 'day')}, {_span(window)}; {ends})"
    )


def _draw_windows(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw a point a window on its interval, on a scale on which equal ratios are equal distances, numbers beside."""
    numbers = data[["days_per_release", "low", "high"]].to_numpy("float64")
    least, most = numbers[numbers > 0].min() / 3, numbers.max() * 3
    ticks = [tick for tick in _TICKS if least < tick < most]
    values = data["days_per_release"].clip(lower=ticks[0])
    size = letters_of(ax)
    clear = withStroke(linewidth=size * 0.4, foreground="white")  # the scale runs through the words
    draw_points(ax, data["window"], values, low=data["low"].clip(lower=ticks[0]), high=data["high"])
    for place, row in enumerate(data.to_dict("records")):
        words = f"{row['days_per_release']:.1f}  ({row['n_dated']} in {count_of(row['days'], 'day')})"
        write_beside(ax, row["high"], place, words, gap=0.7, fontsize=size * SMALL, path_effects=[clear])
    ax.set_xscale("log")
    ax.set_xlim(ticks[0], ticks[-1])
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.set_xticks([], minor=True)
    ax.grid(axis="x", color=RULE)
    ax.set_xlabel("days between dated releases (fewer: denser)", loc="left")
    return ax


def describe_overlaps(corpus: Corpus) -> Prose:
    """Return what overlapping pages say of each other's completeness."""
    overlaps = counts.compare_pages(corpus)
    telling = overlaps[overlaps["verdict"].isin(["agree", "first lacks", "second lacks", "both lack"])]
    if telling.empty:
        return tell("no overlap")
    lacking = int((telling["verdict"] != "agree").sum())
    return join_sentences([
        tell("overlaps", pairs=len(telling)),
        tell("lacking", n=lacking) if lacking else Prose(),
        tell("agreeing", n=len(telling) - lacking) if lacking < len(telling) else Prose(),
    ])  # fmt: skip


def figure_types(corpus: Corpus) -> Figure:
    """Return the stories by type of activity."""
    data = counts.count_activities(corpus.articles)
    return compose_figure(
        "activity-types", corpus, data=data if len(corpus.articles) else data.iloc[:0], draw=_draw_types,
        headline=_head_types, told=data[["activity", "n"]], finding=describe_activities(corpus), height=2.5,
        counted=(len(corpus.articles), "story", "stories"),
    )  # fmt: skip


def describe_activities(corpus: Corpus) -> Prose:
    """Return which types of activity are most frequent."""
    n = len(corpus.articles)
    if not n:
        return say(NO_PAGE)
    kinds = counts.count_activities(corpus.articles)
    named = kinds[(kinds["activity"] != counts.NO_ACTIVITY) & (kinds["n"] > 0)]
    unsaid = n - int(named["n"].sum())
    if named.empty:
        return tell("no type", stories=n)
    if n == 1:
        return tell("one type", kind=bold(named["activity"].iloc[0]))
    parts = [say(f"{kind} ", bold(number)) for kind, number in zip(named["activity"], named["n"], strict=True)]
    said = tell("types", stories=n, types=join_sentences(parts, between=", "))
    return join_sentences([said, tell("type not said", n=unsaid) if unsaid else Prose()])


def _head_types(data: pd.DataFrame) -> str:
    known = data[data["activity"] != counts.NO_ACTIVITY]
    top = known.loc[known["n"] == known["n"].max(), "activity"].tolist()
    many = "types" if len(top) > 1 else "type"
    return f"Most frequent {many} of activity: {list_words(top)}, {known['n'].max()} of {data['n'].sum()} stories"


def _draw_types(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw a bar for each type, with number and share; what the words do not say is grey."""
    size = letters_of(ax)
    ends = draw_bars(ax, data["activity"], data["n"], colours=[MAIN] * (len(data) - 1) + [UNSEEN])
    for place, (end, n) in enumerate(zip(ends, data["n"], strict=True)):
        write_beside(ax, end, place, str(n), fontweight="bold")
        gap = 0.9 + text_width(str(n), letters=size, bold=True) / size
        write_beside(ax, end, place, percent(n, data["n"].sum()) if n else "", gap=gap, color=MUTED)
    return ax


def describe_weekdays(corpus: Corpus) -> Prose:
    """Return whether the weekend, or a single day, differs from equal days by more than chance."""
    weekdays = counts.count_weekdays(corpus.articles, spans=counts.find_spans(corpus))
    weekend, n = counts.weigh_weekend(weekdays), int(weekdays["n"].sum())
    if not n:
        return tell("no weekday")
    if n < FEWEST:
        return say_few(n, "activity on one known day", "activities on one known day")
    fewer = "few" if weekend["n"] < weekend["expected"] else "many"
    rare = weekend["chance"] <= RARE
    clear = weekdays[weekdays["chance"] <= RARE]
    days = [f"{day['weekday']} ({day['n']} against {day['expected']:.1f})" for day in clear.to_dict("records")]
    return join_sentences([
        tell("weekend", n=n, some=int(weekend["n"]), expected=f"{weekend['expected']:.1f}"),
        tell("weekend rare", fewer=fewer, odds=odds(weekend["chance"])) if rare else tell("weekend chance"),
        tell("days clear", days=list_words(days)) if days else tell("no day clear"),
    ])  # fmt: skip


def describe_rates(corpus: Corpus) -> Prose:
    """Return the rates of what is confirmed as complete, or that nothing is."""
    known = counts.estimate_rates(corpus).dropna(subset=["rate"]).sort_values("start", ignore_index=True)
    if known.empty:
        return tell("no rate", no_rate=bold("No rate is given"))
    if len(known) > MAX_RATES:
        ordered = known.sort_values(["rate", "start"])
        low, high = (say(bold(f"{row['rate']:.1f}"), f" ({_span(row)})") for row in (ordered.iloc[0], ordered.iloc[-1]))
        return tell("many rates", n=len(known), low=low, high=high, middle=f"{known['rate'].median():.1f}")
    parts = []
    for row in known.to_dict("records"):
        ends = {name: f"{row[name]:.1f}" for name in ("low", "high")}
        numbers = {"n": str(row["n"]), "undated": str(row["n_undated"])}
        parts.append(tell("rate", span=_span(row), rate=bold(f"{row['rate']:.1f}"), **ends, **numbers))
    return tell("rates", rates=join_sentences(parts, between="; "))


def _span(row: Mapping[Any, Any] | pd.Series) -> str:
    return span_words(row["start"], row["end"])
