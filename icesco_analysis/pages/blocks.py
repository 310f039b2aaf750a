"""What every reader hands on: blocks of visible text in reading order, and the posts that markup bounds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

BlockKind = Literal["paragraph", "heading", "title", "subtitle", "kicker", "item", "quote", "time"]
Account = Literal["open", "boilerplate", "furniture", "unparsed"]

# A word broken behind its hyphen, and none that only announces another: “mid- and long-term”.
_BROKEN_WORD_RE = re.compile(r"\n(?<=[^\W\d_][-\u2010]\n)(?!(?:and|or|to|et|ou|à)\b)(?=[^\W\d_])")


def join_lines(lines: Iterable[str]) -> str:
    """Return lines as one, a blank between two but where a word was broken behind its hyphen.

    >>> join_lines(["the Director-", "General and a follow-", "up of mid-", "and long-term plans"])
    'the Director-General and a follow-up of mid- and long-term plans'
    """
    return _BROKEN_WORD_RE.sub("", "\n".join(lines)).replace("\n", " ")


def squeeze(text: str) -> str:
    """Return the letters and digits of a text in small letters: what two prints of one headline share."""
    return "".join(filter(str.isalnum, text.casefold()))


def count_chars(text: str) -> int:
    """Return the number of non-blank characters of `text`, the unit of every account."""
    return len("".join(text.split()))


class Block(NamedTuple):
    """One block of visible text, in one line: soft line breaks joined by one blank.

    A page has thousands of them: tuples are made in a third of the time that frozen dataclasses take.

    `place` says where it stands: "line 12" of a dump, "element 40 (p)" of an HTML page, "item 3" of a feed. `kind` and
    `level` (of a heading, or 0) are what markup says it is; a "title" is marked as the headline of the post with the
    index `post` on its page, `url` what a heading links to. `account` is "open" where the split decides, else settled
    by `rule`. Of a dump, `gap` are the blank lines above it and `lines` the physical lines it was joined from, if many.
    """

    text: str
    place: str
    kind: BlockKind = "paragraph"
    level: int = 0
    account: Account = "open"
    rule: str = ""
    post: int | None = None
    url: str = ""
    gap: int = 0
    lines: tuple[str, ...] = ()

    @property
    def n_chars(self) -> int:
        """Non-blank characters of the block."""
        return len(self.text) - self.text.count(" ")

    def settle(self, rule: str, account: Account = "furniture") -> "Block":
        """Return the block with the account that a rule settles."""
        return self._replace(account=account, rule=rule)


@dataclass(frozen=True, slots=True)
class Post:
    """A container that markup gives for one release: the publication date and permalink that it carries."""

    published: date | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing on a page that a person should look at.

    Parameters
    ----------
    kind
        Short name of the sort of problem, e.g. ``"false-weekday"``; the same everywhere it occurs.
    message
        What was found, where, and what was expected, in one sentence.
    position
        1-based place of the article on its page, or None where the whole page is meant.
    """

    kind: str
    message: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """What a reader of one kind of file hands on: blocks in reading order, furniture and boilerplate included.

    `n_chars` are the non-blank characters of visible text, counted apart from the blocks. `published` and `url` are of
    the page as a whole: good for its article where it holds just one.
    """

    blocks: tuple[Block, ...]
    n_chars: int
    posts: tuple[Post, ...] = ()
    published: date | None = None
    url: str = ""
    problems: tuple[Problem, ...] = ()
