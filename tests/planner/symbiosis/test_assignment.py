"""The best use of offers: cases by hand, and what must always hold."""

import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import PlannerError
from planner.symbiosis.assignment import assign, greedy
from planner.symbiosis.streams import Entry

WINTER = (0.25, 0.25, *[0.0] * 8, 0.25, 0.25)
SUMMER = (*[0.0] * 4, 0.25, 0.25, 0.25, 0.25, *[0.0] * 4)


def offer(entry_id, quantity, **more):
    return Entry(entry_id, entry_id, "offer", "t", quantity_yr=quantity, **more)


def need(entry_id, quantity, **more):
    return Entry(entry_id, entry_id, "need", "t", quantity_yr=quantity, **more)


def pairs(*rows):
    return pd.DataFrame(rows, columns=["offer_id", "need_id", "distance_m"])


def flows(assignment):
    return {
        (row.offer_id, row.need_id): round(row.quantity_yr, 6)
        for row in assignment.flows.itertuples(index=False)
    }


def test_one_offer_for_two_needs_is_given_once_and_to_the_nearer_first():
    best = assign(pairs(("o", "a", 9.0), ("o", "b", 1.0)), [offer("o", 100), need("a", 80), need("b", 80)])
    assert flows(best) == {("o", "a"): 20, ("o", "b"): 80}
    assert best.left["left_yr"].round(6).to_dict() == {"a": 60, "b": 0, "o": 0}


def test_a_list_taken_from_the_top_would_leave_a_need_open():
    entries = [offer("o1", 10), offer("o2", 10), need("a", 10), need("b", 10)]
    chosen = pairs(("o1", "a", 1.0), ("o1", "b", 2.0), ("o2", "a", 3.0))
    assert greedy(chosen, entries)["quantity_yr"].sum() == pytest.approx(10)
    assert flows(assign(chosen, entries)) == {("o1", "b"): 10, ("o2", "a"): 10}


def test_heat_of_summer_does_not_warm_winter():
    chosen = pairs(("o", "a", 1.0))
    entries = [offer("o", 120, monthly_shares=SUMMER), need("a", 120, monthly_shares=WINTER)]
    assert flows(assign(chosen, entries)) == {}
    even = [offer("o", 120), need("a", 120, monthly_shares=WINTER)]
    # An even offer gives 10 a month in the four months in which 30 are asked.
    assert flows(assign(chosen, even)) == {("o", "a"): 40}


def test_a_pair_that_costs_more_than_it_brings_is_not_used():
    entries = [offer("o", 10), need("a", 10), need("b", 10)]
    chosen = pairs(("o", "a", 1.0), ("o", "b", 2.0))
    assert flows(assign(chosen, entries, {("o", "a"): -1.0, ("o", "b"): 2.0})) == {("o", "b"): 10}


def test_an_entry_without_a_quantity_takes_no_part_and_is_named():
    best = assign(pairs(("o", "a", 1.0)), [offer("o", None), need("a", 5)])
    assert (flows(best), best.without_quantity) == ({}, ("o",))


def test_firms_that_feed_each_other_in_a_circle_all_give():
    names = "abc"
    entries = [offer(f"o{name}", 5) for name in names] + [need(f"n{name}", 5) for name in names]
    circle = pairs(("oa", "nb", 1.0), ("ob", "nc", 1.0), ("oc", "na", 1.0))
    assert sum(flows(assign(circle, entries)).values()) == 15


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (offer("o", -1), "zero or more a year"),
        (offer("o", float("inf")), "zero or more a year"),
        (offer("o", 1, monthly_shares=(1.0,)), "twelve shares"),
        (offer("o", 1, monthly_shares=(0.5,) * 12), "twelve shares"),
    ],
)
def test_a_quantity_that_cannot_be_is_refused(entry, says):
    with pytest.raises(PlannerError, match=says):
        assign(pairs(("o", "a", 1.0)), [entry, need("a", 5)])


# Each example solves several programmes.
FEW = settings(max_examples=25)
seasons = st.sampled_from([None, WINTER, SUMMER])
quantities = st.integers(0, 50).map(float)


@st.composite
def parks(draw):
    offers = [
        offer(f"o{n}", draw(quantities), monthly_shares=draw(seasons)) for n in range(draw(st.integers(1, 5)))
    ]
    needs = [
        need(f"n{n}", draw(quantities), monthly_shares=draw(seasons)) for n in range(draw(st.integers(1, 5)))
    ]
    rows = [
        (giver.entry_id, taker.entry_id, float(draw(st.integers(0, 90))))
        for giver in offers
        for taker in needs
        if draw(st.booleans())
    ]
    return pairs(*rows), [*offers, *needs]


@FEW
@given(parks())
def test_nothing_is_given_twice_and_nobody_gets_more_than_asked(park):
    chosen, entries = park
    best = assign(chosen, entries)
    assert (best.left["assigned_yr"] <= best.left["quantity_yr"] + 1e-6).all()
    for side in ("offer_id", "need_id"):
        given_yr = best.flows.groupby(side)["quantity_yr"].sum()
        assert (given_yr <= best.left["quantity_yr"].reindex(given_yr.index) + 1e-6).all()


@FEW
@given(parks())
def test_the_programme_never_does_worse_than_a_list_taken_from_the_top(park):
    chosen, entries = park
    by_list = greedy(chosen, entries)["quantity_yr"].sum()
    assert assign(chosen, entries).flows["quantity_yr"].sum() >= by_list - 1e-6


@FEW
@given(parks(), st.integers(0, 90), st.integers(0, 90))
def test_a_larger_radius_never_loses_tonnes(park, radius, more):
    chosen, entries = park
    small, large = (
        assign(chosen[chosen["distance_m"] <= limit], entries).flows["quantity_yr"].sum()
        for limit in (radius, radius + more)
    )
    assert large >= small - 1e-6


@FEW
@given(parks(), st.randoms(use_true_random=False))
def test_the_order_of_firms_changes_nothing(park, order: random.Random):
    chosen, entries = park
    shuffled = list(entries)
    order.shuffle(shuffled)
    other = assign(chosen.sample(frac=1, random_state=order.randrange(2**31)), shuffled)
    assert flows(other) == flows(assign(chosen, entries))
