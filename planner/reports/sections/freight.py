"""How a firm's freight travels from the plot: each stream with its chains, leg by leg, and their factors."""

from collections.abc import Iterator

from planner.appraisal import Appraisal
from planner.logistics.freight.chain import FreightChains
from planner.logistics.freight.legs import TRANSFER, Chain, Leg
from planner.reports.labels import carried_by, leg_method
from planner.reports.report import Content
from planner.reports.sections.phrases import illustrative_tags
from planner.reports.typst.blocks import Block, Cell, Head, Points, Section, Table, Words
from planner.text import _, distance, number, quantity

_KG_PER_T = 1000


def freight_sections(appraisal: Appraisal, content: Content) -> tuple[Section, ...]:
    """Return the section on the firm's freight; none where no freight was told."""
    if content.chains is None:
        return ()
    found = content.chains.of_plot(appraisal.plot_id)
    blocks: list[Block] = [
        Words(_("Costs and times are example values until the firm confirms them."), loud=True)
    ]
    for entry in found:
        blocks += _stream(entry)
    factors = tuple(dict.fromkeys(_factors(found)))
    if factors:
        blocks.append(Points(factors, title=_("Emission factors, well to wheel")))
    return (Section(_("How the firm's freight travels"), tuple(blocks)),)


def stream_title(entry: FreightChains) -> str:
    """Return what a stream carries, how much, and where to or from."""
    text = (
        _("{goods}, {amount} to {place}")
        if entry.row.direction == "out"
        else _("{goods}, {amount} from {place}")
    )
    amount = quantity(entry.row.t_yr, _("t a year"))
    return text.format(goods=entry.row.commodity, amount=amount, place=entry.place)


def _stream(entry: FreightChains) -> Iterator[Block]:
    for chain, objectives in entry.distinct:
        title = _("{stream}: {objectives}").format(
            stream=stream_title(entry), objectives=", ".join(_(name) for name in objectives)
        )
        yield Table(_heads(), (*map(_leg, chain.legs), _sum(chain)), title=title)
    notes = dict.fromkeys(
        (*(note for chain, _objectives in entry.distinct for note in chain.notes[1:]), *entry.notes)
    )
    if not entry.distinct:
        yield Words(stream_title(entry))
    if notes:
        yield Points(tuple(Cell(note) for note in notes))


def _heads() -> tuple[Head, ...]:
    return (
        Head(_("Carried by"), 0.7),
        Head(_("From – to"), 2.6),
        Head(_("Distance"), 0.8, to_right=True),
        Head(_("Time, h"), 0.5, to_right=True),
        Head(_("Cost, EUR/t"), 0.6, to_right=True),
        Head(_("kg CO2e/t, well to wheel"), 0.8, to_right=True),
        Head(_("Class, year of the factor"), 1.6),
    )


def _leg(leg: Leg) -> tuple[Cell, ...]:
    moves = leg.mode != TRANSFER
    ends = f"{leg.from_name} – {leg.to_name}" if moves else leg.from_name
    return (
        Cell(carried_by(leg.mode)),
        Cell(ends, note=" ".join(leg.notes)),
        Cell(distance(leg.distance_m), note=leg_method(leg.method)) if moves else Cell("–"),
        Cell(number(leg.time_h, 1 if leg.time_h >= 1 else 2)),
        Cell(number(leg.cost_eur_t, 2)),
        Cell(_("not counted") if leg.co2e_kg_t is None else number(leg.co2e_kg_t, 2)),
        Cell(", ".join(part for part in (leg.vehicle_class, str(leg.year or "")) if part)),
    )


def _sum(chain: Chain) -> tuple[Cell, ...]:
    yearly = _("{cost} and {co2e} a year").format(
        cost=quantity(chain.cost_eur_yr, "EUR"), co2e=quantity(chain.co2e_kg_yr / _KG_PER_T, "t CO2e", 1)
    )
    return (
        Cell(_("Sum"), strong=True),
        Cell(yearly, tags=illustrative_tags(illustrative=chain.illustrative)),
        Cell(distance(chain.distance_m), strong=True),
        Cell(number(chain.time_h, 1), strong=True),
        Cell(number(chain.cost_eur_t, 2), strong=True),
        Cell(number(chain.co2e_kg_t, 2), strong=True),
        Cell(quantity(chain.activity_t_km_yr, _("t·km a year"))),
    )


def _factors(found: tuple[FreightChains, ...]) -> Iterator[Cell]:
    for entry in found:
        for chain, _objectives in entry.distinct:
            for leg in chain.legs:
                if leg.year is not None:
                    yield Cell(f"{leg.vehicle_class}: {leg.source} ({leg.year}), {_(leg.confidence)}")
