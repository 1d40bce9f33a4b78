"""How a firm's freight travels from one plot: the chains of every stream, leg by leg."""

from collections.abc import Iterator, Sequence

import streamlit as st

from planner.drawing.charts.freight_chains import LINE, legs_chart
from planner.logistics.freight.chain import ChainTable, FreightChains
from planner.logistics.freight.legs import TRANSFER, Chain, Leg
from planner.reports.sections.freight import stream_title
from planner.scenario.scenario import Scenario
from planner.text import _, distance, n_, number, quantity
from planner.ui.widgets.labels import carried_by, leg_method, plain
from planner.ui.widgets.markup import Markup, hint, joined, lines, quiet, show, strong, table, tag, wide

_KG_PER_T = 1000
# A chain, and what it is best at.
Best = tuple[Chain, tuple[str, ...]]


def render(chains: ChainTable, plot_id: str, scenario: Scenario) -> None:
    """Show the chains of a plot: bars of all streams, then each stream with its legs, then the sources."""
    found = chains.of_plot(plot_id)
    bars = [
        (f"{entry.row.commodity}{LINE}{', '.join(titles)}", chain.legs)
        for entry in found
        for chain, titles in _distinct(entry)
    ]
    if bars:
        st.altair_chart(legs_chart(bars), key="logistics.legs")
    for position, entry in enumerate(found):
        with st.expander(plain(stream_title(entry)), expanded=position == 0):
            _stream(entry, scenario)
    _sources([leg for entry in found for chain, _titles in _distinct(entry) for leg in chain.legs])


def _distinct(entry: FreightChains) -> list[Best]:
    """Return the chains of a stream, each once, with all that it is best at."""
    return [(chain, tuple(_(title) for title in titles)) for chain, titles in entry.distinct]


def _stream(entry: FreightChains, scenario: Scenario) -> None:
    for chain, titles in _distinct(entry):
        best_at = _("Best at: {objectives}").format(objectives=", ".join(titles))
        marks = [tag(_("illustrative: plot or roads are drawn"), "warn")] if chain.illustrative else []
        show(joined((strong(best_at), tag(_("costs and times: example values"), "warn"), *marks)))
        show(
            wide(
                table(
                    [*map(_leg, chain.legs), _sum(chain)],
                    head=_head(),
                    numbers=(2, 3, 4, 5),
                    css_class="legs",
                )
            )
        )
        show(lines(*(quiet(note) for note in _said(chain, entry, scenario))))
    if not _distinct(entry):
        st.warning("\n".join(plain(note) for note in entry.notes))
        return
    doubts = dict.fromkeys(note for chain, _titles in _distinct(entry) for note in chain.notes)
    show(lines(strong(_("Doubts")), *(quiet(note) for note in (*doubts, *entry.notes))))


def _head() -> tuple[str, ...]:
    return (
        _("Carried by"),
        _("From – to"),
        _("Distance"),
        _("Time, h"),
        _("Cost, EUR/t"),
        _("kg CO2e/t, well to wheel"),
        _("Class, year of the factor"),
    )


def _leg(leg: Leg) -> tuple[str, ...]:
    moves = leg.mode != TRANSFER
    ends = f"{leg.from_name} – {leg.to_name}" if moves else leg.from_name
    factor = joined((leg.vehicle_class, str(leg.year or "")), ", ")
    emitted = quiet(_("not counted")) if leg.co2e_kg_t is None else number(leg.co2e_kg_t, 2)
    return (
        carried_by(leg.mode),
        lines(ends, *(quiet(note) for note in leg.notes)),
        lines(distance(leg.distance_m), quiet(leg_method(leg.method))) if moves else "–",
        number(leg.time_h, 1 if leg.time_h >= 1 else 2),
        hint(number(leg.cost_eur_t, 2), leg.cost_basis),
        emitted,
        hint(factor, f"{leg.source} ({_(leg.confidence)})"),
    )


def _sum(chain: Chain) -> tuple[str, ...]:
    yearly = _("{cost} and {co2e} a year").format(
        cost=quantity(chain.cost_eur_yr, "EUR"), co2e=quantity(chain.co2e_kg_yr / _KG_PER_T, "t CO2e", 1)
    )
    return (
        strong(_("Sum")),
        quiet(yearly),
        strong(distance(chain.distance_m)),
        strong(number(chain.time_h, 1)),
        strong(number(chain.cost_eur_t, 2)),
        strong(number(chain.co2e_kg_t, 2)),
        # Three digits: the tonnes are what a firm expects, not what was weighed.
        quiet(quantity(float(f"{chain.activity_t_km_yr:.2e}"), _("t·km a year"))),
    )


def _said(chain: Chain, entry: FreightChains, scenario: Scenario) -> Iterator[str]:
    """Yield what must be said of a chain: where networks join, how many lorries."""
    if chain.joint:
        told = _(
            "Joined at {place}: within the area its own roads and tracks, beyond national tables, sea lanes."
        )
        yield told.format(place=chain.joint)
    if any(leg.mode == "truck" for leg in chain.legs):
        yield from _loads(entry, scenario)


def _loads(entry: FreightChains, scenario: Scenario) -> Iterator[str]:
    wanted = entry.row.vehicle_id or scenario.freight.vehicle_id
    vehicle = next((one for one in scenario.vehicles if one.vehicle_id == wanted), None)
    if vehicle is None:
        return
    loads_n = max(1, round(entry.row.t_yr / vehicle.payload_t))
    told = n_("{n} lorry load a year", "{n} lorry loads a year", loads_n)
    yield _("{loads}, full, of {payload} ({vehicle}; payload from memory, unverified).").format(
        loads=told, payload=quantity(vehicle.payload_t, "t"), vehicle=vehicle.name
    )


def _sources(legs: Sequence[Leg]) -> None:
    """Show where emission factors and costs come from, each once."""
    rows: dict[tuple[str, ...], tuple[Markup, ...]] = {}
    for leg in legs:
        year = "" if leg.year is None else _("Factor of {year}: ").format(year=leg.year)
        about = lines(
            strong(leg.vehicle_class),
            quiet(f"{year}{leg.source}"),
            quiet(_("Cost: {basis}").format(basis=leg.cost_basis)) if leg.cost_basis != leg.source else "",
        )
        rows.setdefault((leg.vehicle_class, leg.source), (about, tag(_(leg.confidence), "warn")))
    if rows:
        with st.expander(_("What the figures rest on")):
            show(table(list(rows.values()), css_class="findings"))
            st.caption(
                _("Terms of ISO 14083: a leg is a transport chain element, a transfer a hub operation.")
            )
