"""Pages whose headlines try everything a document could fall for."""

import html
import json
from pathlib import Path

ARABIC = "الإيسيسكو وأذربيجان تبحثان التعاون في مجال الثقافة"
LONG = "ICESCO and Tunisia Discuss " + "Strengthening Cooperation in Education, Science and Culture " * 5
HEADLINES = (
    "<script>alert(1)</script> ICESCO and Azerbaijan",
    "=cmd|' /C calc'!A0 and Oman",
    "{{ 7*7 }} ${8*8} ICESCO and Tunisia",
    LONG[:300].strip(),
    ARABIC,
    "ICESCO \u202eand\u202c Kazakhstan <img src=x onerror=alert(2)>",
    "+1+1 and \\*Malaysia\\* [link](javascript:alert(3)) **bold**",
)
COUNTRIES = ("Azerbaijan", "Oman", "Tunisia", "Tunisia", "Azerbaijan", "Kazakhstan", "Malaysia")


def write_hostile_pages(folder: Path) -> Path:
    """Write a page of articles under these headlines, as the site's programs would read them, and return `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    posts = [
        {
            "title": {"rendered": html.escape(headline)},
            "content": {"rendered": _body(country, day=day)},
            "date": f"2025-05-{day + 1:02}T10:00:00",
            "link": f"https://example.org/2025/05/{day:02}/story-{day}/",
        }
        for day, (headline, country) in enumerate(zip(HEADLINES, COUNTRIES, strict=True), start=5)
    ]
    (folder / "hostile.json").write_text(json.dumps(posts), encoding="utf-8")
    return folder


def _body(country: str, *, day: int) -> str:
    return (
        "<p>Dr. Salim M. AlMalik, Director-General of the Islamic World Educational, Scientific and Cultural "
        f"Organization (ICESCO), received the Ambassador of {country} on {day} May 2025, and discussed with him "
        f"cooperation no. {day} in the fields of education and culture &lt;b&gt;{{{{ {day} }}}}&lt;/b&gt;.</p>"
        f"<p>They agreed to hold workshop {day} on manuscripts, and to prepare a joint programme of work.</p>"
    )
