"""A reservation that has lapsed leaves the plot free, and says so, everywhere."""

from datetime import date

import pytest

from planner.appraisal import appraise, appraise_many
from planner.capacity.land_supply import by_code_and_status, supply
from planner.capacity.statuses import statuses_on
from planner.cli.views import rank_rows
from planner.ranking import rank
from planner.reports.plot_sheets import LINES
from planner.reports.sections.glance import available_text, status_text
from tests.planner.capacity.test_land_supply import SCENARIO
from tests.tiny import atlas, scenario, square

RULES = scenario(
    knock_outs={"available_status": ["free"]},
    criteria=[
        {
            "criterion_id": "largest_part",
            "title": {"en": "part"},
            "weight": 1,
            "unit": "m²",
            "worst": 0,
            "best": 1e5,
        }
    ],
)
UNTIL = "2024-01-01"
DAY_OF_END, DAY_AFTER = date(2024, 1, 1), date(2024, 1, 2)


def reserved(until=UNTIL, status="reserved"):
    plot = {"geometry": square(0, 0), "status": status, "reserved_until": until}
    return atlas(plot, buildings=[square(500, 500, 10)])


def test_a_reservation_holds_on_its_last_day_and_lapses_the_day_after():
    held = appraise("A", reserved(), RULES, DAY_OF_END)
    assert (held.status, held.knocked_out, held.reservation_lapsed) == ("reserved", True, False)
    assert held.reasons_unranked == ("It is reserved until Jan 1, 2024.",)
    lapsed = appraise("A", reserved(), RULES, DAY_AFTER)
    assert (lapsed.status, lapsed.knocked_out, lapsed.reservation_lapsed) == ("free", False, True)
    assert rank([lapsed]).ranked


def test_what_counts_as_free_is_flagged_and_keeps_what_was_recorded():
    lapsed = appraise("A", reserved(), RULES, DAY_AFTER)
    (finding,) = lapsed.findings
    assert (finding.rule, finding.effect) == ("reservation_lapsed", "condition")
    assert finding.title == (
        "The reservation lapsed on Jan 1, 2024: the plot counts as free. Ask before you offer it."
    )
    assert lapsed.plot["status"] == "reserved"
    assert status_text(lapsed) == "free: its reservation lapsed on Jan 1, 2024"


def test_without_a_day_nothing_lapses():
    assert appraise("A", reserved(), RULES).status == "reserved"


@pytest.mark.parametrize(
    ("until", "status"), [(None, "reserved"), (UNTIL, "leased"), (UNTIL, "built"), (UNTIL, "reserve")]
)
def test_only_a_reservation_with_an_end_lapses(until, status):
    assert list(statuses_on(reserved(until, status).frame("plots"), DAY_AFTER)) == [status]


def test_the_land_of_a_park_counts_a_lapsed_reservation_as_free():
    area = reserved()
    before, after = (supply(area, SCENARIO, day) for day in (DAY_OF_END, DAY_AFTER))
    assert (before.by_status_ha, after.by_status_ha) == ({"reserved": 1.0}, {"free": 1.0})
    capacities = [entry.capacity for entry in appraise_many(None, area, SCENARIO)]
    assert list(by_code_and_status(area, capacities, DAY_AFTER)["status"]) == ["free"]


@pytest.mark.parametrize(
    ("available_from", "text", "listed"),
    [
        ("2030-01-01", "can be had from Jan 1, 2030", date(2030, 1, 1)),
        (None, "not known when", "not known"),
    ],
)
def test_reserve_land_says_when_it_can_be_had_or_that_nobody_knows(available_from, text, listed):
    plot = {"geometry": square(0, 0), "status": "reserve", "available_from": available_from}
    found = appraise("A", atlas(plot), RULES, DAY_AFTER)
    assert available_text(found) == text
    assert status_text(found) == f"reserve land, {text}"
    assert rank_rows([found])[0]["available_from"] == available_from
    (line,) = (line for line in LINES if line.title == "Reserve land can be had from")
    assert line.value(found) == listed
    free = appraise("A", atlas(plot | {"status": "free"}), RULES, DAY_AFTER)
    assert (status_text(free), line.value(free)) == ("free", None)
