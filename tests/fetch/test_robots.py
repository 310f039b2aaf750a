"""What robots.txt says (RFC 9309)."""

import time

from icesco_analysis.fetch.robots import read_robots
from tests.rows import each_row

REST = "/wp-json/wp/v2/posts?per_page=100"
CASES = [
    ("", True, "no rule"),
    ("User-agent: *\nDisallow:", True, "an empty rule forbids nothing"),
    ("User-agent: *\nDisallow: /", False, "everything"),
    ("\ufeffuser-AGENT:*\ndisallow:/wp-json", False, "capitals, blanks and a mark of order do not matter"),
    ("User-agent: *\nDisallow: /wp-admin/", True, "another folder"),
    ("User-agent: *\n\nDisallow: /wp-json/", False, "a blank line ends no group"),
    ("User-agent: *\nAllow: /\nDisallow: /wp-json/", False, "the longest rule decides"),
    ("User-agent: *\nDisallow: /\nAllow: /wp-json/", True, "the longest rule decides"),
    ("User-agent: *\nDisallow: /wp-json/\nAllow: /wp-json/", True, "of equals the one that allows"),
    ("User-agent: *\nDisallow: /a/\n\nUser-agent: *\nDisallow: /wp-json/", False, "several groups for all are one"),
    ("User-agent: other\nUser-agent: *\nDisallow: /", False, "a group for several"),
    ("User-agent: other\nDisallow: /", True, "for somebody else"),
    ("User-agent: *\nDisallow: /\nUser-agent: ICESCO-Analysis\nAllow: /", True, "the own group goes before"),
    ("User-agent: *\nAllow: /\nUser-agent: icesco-analysis\nDisallow: /", False, "the own group goes before"),
    ("User-agent: *\nDisallow: /*per_page=", False, "a star stands for anything"),
    ("User-agent: *\nDisallow: /*.php", True, "a star with what does not follow"),
    ("User-agent: *\nDisallow: /wp-json/$", True, "a dollar is the end"),
    ("User-agent: *\nDisallow: /*=100$", False, "a dollar is the end"),
    ("User-agent: *\nDisallow: /*0$", False, "the end, though the same stands before it"),
    ("User-agent: *\nDisallow: /wp%2Djson/", False, "escapes are what they stand for"),
    ("User-agent: * # all\nDisallow: /wp-json/ # REST", False, "comments"),
    ("<html>Not found</html>", True, "no rules at all"),
    ("Disallow: /", True, "a rule for nobody"),
]


@each_row(("text", "allowed", "why"), CASES, ids=[f"{why}, {allowed}" for _, allowed, why in CASES])
def test_the_rules_say(text, allowed, why):
    assert read_robots(text, name="icesco-analysis").allows(REST) is allowed, why


def test_pauses_and_site_maps_are_read():
    text = "Sitemap: https://a.example/one.xml\nUser-agent: *\nCrawl-delay: 2.5\nsitemap: /two.xml\nCrawl-delay: x"
    robots = read_robots(text, name="icesco-analysis")
    assert (robots.pause, robots.maps) == (2.5, ("https://a.example/one.xml", "/two.xml"))


def test_no_rule_takes_long():
    robots = read_robots(f"User-agent: *\nDisallow: /{'*a' * 2000}b", name="icesco-analysis")
    began = time.process_time()
    assert robots.allows("/" + "a" * 5000)
    assert time.process_time() - began < 1
