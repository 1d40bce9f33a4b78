"""The land of a park in figures: how full it is, the largest pieces, how long it lasts, for which jobs."""

from collections.abc import Mapping
from datetime import UTC, datetime

import streamlit as st

from layers.atlas import AreaInfo
from planner.capacity.land_supply import Supply, counted_twice_text, net_land_ha, supply_text, take_up_text
from planner.drawing.charts.parks import supply_gauge
from planner.text import _, marked, note_of, number, unit_name
from planner.ui import cache
from planner.ui.widgets import headings, scenario_picker
from planner.ui.widgets.labels import plain
from planner.ui.widgets.markup import Markup, hint, joined, lines, quiet, show, strong, table, tag, wide

_M2_PER_HA = 10_000
_MOST_HA_YR = 1000.0
_STEP_HA_YR = 0.5
OVER_BUILT = marked(
    "Over-built plots count as none here; where sums are shown below, they count against them."
)


def render(area: AreaInfo, rules: str) -> None:
    """Show the land, the supply and the jobs."""
    headings.section(_("Land"), "supply")
    left, right = st.columns(2, gap="large")
    with right:
        found = _supply(area, rules)
    with left:
        show(table(_land(area, rules, found), numbers=(1,), css_class="amounts"))
        if counted_twice_text(found):
            show(tag(counted_twice_text(found), "warn"))
        if area.place_kind == "zone":
            show(_zone_remark(rules))
    _jobs(found)


def today() -> datetime:
    """Return the moment by which hand-overs are past."""
    return datetime.now(tz=UTC)


def _supply(area: AreaInfo, rules: str) -> Supply:
    """Show how long the free land lasts at a take-up that the user may set, and return all of it."""
    computed = cache.area_supply(area.name, rules, today().date(), None)
    rate = computed.take_up
    usual_ha_yr = round(rate.ha_yr, 1)
    entered = st.number_input(
        _("Take-up, ha a year"),
        0.0,
        _MOST_HA_YR,
        min(usual_ha_yr, _MOST_HA_YR),
        step=_STEP_HA_YR,
        format="%.1f",
        key=f"capacity.take_up.{area.name}",
        help=_("How much land firms take a year. At first, what dated hand-overs show."),
    )
    found = computed
    if entered != usual_ha_yr:
        found = cache.area_supply(area.name, rules, today().date(), entered)
    told = take_up_text(rate)
    st.caption(told if found is computed else _("Entered by you. {computed}").format(computed=told))
    _gauge(found)
    return found


def _gauge(found: Supply) -> None:
    chart = supply_gauge(found)
    asked = number(found.warning_yr)
    if found.most_supply_yr is None:
        st.info(_("No years of supply: nothing was taken up. Enter a take-up above."))
        return
    if chart is None or found.supply_yr is None or found.unknown_ha:
        st.info(supply_text(found))
        return
    st.altair_chart(chart, width="stretch", key="capacity.gauge")
    years = number(found.supply_yr, 1)
    if found.falls_short:
        text = _(
            "The free land lasts for {years} years, fewer than the {asked} that the rules ask for. "
            "A detailed plan takes years to make: plan new land now."
        )
        st.warning(text.format(years=years, asked=asked))
    else:
        st.caption(
            _("The free land lasts for {years} years; the rules ask for {asked} (the mark).").format(
                years=years, asked=asked
            )
        )


def _land(area: AreaInfo, rules: str, found: Supply) -> list[tuple[str, str, str]]:
    status = found.by_status_ha
    used_ha = status.get("built", 0.0) + status.get("leased", 0.0)
    share = ""
    if found.fill_share is not None:
        share = _("{share} % of the zoned land").format(share=number(100 * found.fill_share))
    join_ids, join_ha = cache.largest_joinable(area.name)
    reserve = _("Plots kept as reserve, and land whose zoning code needs a new plan first.")
    joinable = _("Free plots that adjoin and have codes of the same class.")
    left_m2, unknown_n = _remaining(area, rules)
    absent = _("not known") if found.unknown_ha else _("none")
    rows = [
        (hint(_("Zoned land"), _("All plots that are not reserve land.")), _ha(found.zoned_ha), "ha"),
        (joined((_("Built or leased"), quiet(share))), *_part(status, used_ha)),
        (_("Reserved"), *_part(status, status.get("reserved", 0.0))),
        (strong(_("Free")), *_part(status, status.get("free", 0.0))),
        *([(_("Status not known"), _ha(status["unknown"]), "ha")] if status.get("unknown") else []),
        (hint(_("Reserve land"), reserve), _ha(found.reserve_ha), "ha"),
        _piece(_("Largest free plot"), found.largest_free_plot, found.largest_free_ha, absent),
        _piece(hint(_("Largest joinable free land"), joinable), " + ".join(join_ids), join_ha, absent),
        (
            lines(
                hint(_("Remaining floor area"), _(OVER_BUILT)),
                quiet(_("not known of {n}").format(n=number(unknown_n)) if unknown_n else ""),
            ),
            number(left_m2),
            unit_name("k-m²"),
        ),
    ]
    return [*rows, *_net(area, rules, found)]


def _remaining(area: AreaInfo, rules: str) -> tuple[float | None, int]:
    """Return the remaining floor area of all plots where it is known, and of how many it is not."""
    left = [entry.remaining_floor_area_m2 for entry in cache.area_capacities(area.name, rules)]
    known = [max(0.0, value_m2) for value_m2 in left if value_m2 is not None]
    return (sum(known) if known else None), len(left) - len(known)


def _part(by_status_ha: Mapping[str, float], value_ha: float) -> tuple[str, str]:
    """Return hectares with their unit; not known where there are none but some plots' status is not known."""
    if not value_ha and by_status_ha.get("unknown"):
        return quiet(_("not known")), ""
    return _ha(value_ha), "ha"


def _piece(name: str, plots: str, area_ha: float, absent: str) -> tuple[str, str, str]:
    if not plots:
        return name, quiet(absent), ""
    return joined((name, quiet(plots))), number(area_ha, 2), "ha"


def _net(area: AreaInfo, rules: str, found: Supply) -> list[tuple[str, str, str]]:
    if area.place_kind != "zone":
        return []
    return [
        (
            strong(_("Net land for plots")),
            strong(_ha(net_land_ha(found, cache.scenario(rules)))),
            "ha",
        )
    ]


def _zone_remark(rules: str) -> Markup:
    factor = cache.scenario(rules).factors["net_share"]
    told = _(
        "These are zones, not plots: streets and green take a part. Net share {share}; confidence: "
        "{confidence}. Change it under What if. {source}"
    )
    return quiet(
        told.format(share=number(factor.value, 2), confidence=_(factor.confidence), source=_(factor.source))
    )


def _jobs(found: Supply) -> None:
    if not found.jobs:
        return
    st.subheader(_("Jobs that the free land may hold"), anchor=False)
    if not found.by_status_ha.get("free"):
        st.caption(_("No plot is known to be free: no jobs can be given."))
        return
    free = number(found.by_status_ha["free"], 1)
    show(
        tag(
            _("Figures of places differ by a factor of forty: choose the industry, and read the range."),
            "warn",
        )
    )
    head = (_("Industry"), _("Jobs on {area} ha").format(area=free), _("Confidence"), _("Source"))
    rows = [
        (job.title, f"{_about(job.low_n)}–{_about(job.high_n)}", _(job.confidence), quiet(_(job.source)))
        for job in found.jobs
    ]
    show(wide(table(rows, head=head, numbers=(1,), css_class="jobs")))


def _about(jobs_n: float) -> str:
    """Return a number of jobs to two digits: the ranges are too wide for more.

    Examples
    --------
    >>> _about(12957.3), _about(117.2), _about(0.0)
    ('13,000', '120', '0')
    """
    return number(float(f"{jobs_n:.1e}"))


def _ha(value_ha: float) -> str:
    return number(value_ha, 1)


def remark(area: AreaInfo, rules: str) -> None:
    """Say by which rules the page counts, and what is illustrative."""
    st.text(note_of(area))
    st.caption(_("By the rules “{rules}”.").format(rules=scenario_picker.title(rules) or plain(rules)))
