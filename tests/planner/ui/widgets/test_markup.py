import csv
import io

import pytest

from layers.issues import Issue
from planner.comparison import Comparison, Figure
from planner.ui.compare import table as comparison_table
from planner.ui.widgets import issue_table
from planner.ui.widgets.labels import plain
from planner.ui.widgets.markup import hint, joined, lines, link, quiet, strong, table, tag

HOSTILE = "<img src=x onerror=alert(1)>\"'"


@pytest.mark.parametrize(
    "made",
    [
        strong(HOSTILE),
        quiet(HOSTILE),
        tag(HOSTILE),
        hint(HOSTILE, HOSTILE),
        link(HOSTILE, "https://example.org/" + HOSTILE),
        link(HOSTILE, "javascript:" + HOSTILE),
        lines(HOSTILE, HOSTILE),
        joined([HOSTILE], HOSTILE),
        table([[HOSTILE]], head=[HOSTILE], css_class=HOSTILE),
    ],
)
def test_no_text_becomes_markup(made):
    assert "<img" not in made
    assert "onerror=alert(1)>" not in made


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//example.org", ""])
def test_only_web_pages_are_linked(url):
    assert "href" not in link("law", url)


def test_markdown_stays_text():
    assert plain("[x](http://y) :red[z] $a$") == r"\[x\]\(http\:\/\/y\) \:red\[z\] \$a\$".replace(
        r"\/\/", "//"
    )


def test_cells_that_a_spreadsheet_would_run_are_made_harmless():
    comparison = Comparison(("=1+1", "@x"), (Figure("zoning_code", "Zoning code", "", ("+T", "-T"), ()),))
    rows = list(csv.reader(io.StringIO(comparison_table.csv_bytes(comparison).decode())))
    assert rows[0][2:] == ["'=1+1", "'@x"]
    assert rows[1][2:] == ["'+T", "'-T"]
    faults = issue_table.csv_bytes([Issue("plots", 1, "name", "=cmd()", "wrong", "value ignored")]).decode()
    assert "'=cmd()" in faults
