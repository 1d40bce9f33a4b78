"""One appraisal as text: what is it, what fits, what stands in the way, how far, why this score, sources."""

from collections.abc import Iterator
from typing import Any

from planner.appraisal import Appraisal, Finding, assumed_text
from planner.capacity.statuses import STATUS_TITLES
from planner.cli.labels import area_doubt, capacity_figures, limits_text, plan_level, word
from planner.cli.table import Column, one_line, table_text
from planner.logistics.distance import Distance
from planner.text import _, n_, unit_name

# Firms are many: a screen shows the nearest of each mode.
_FIRMS_SHOWN_N = 5


def plot_text(appraisal: Appraisal) -> str:
    """Return the appraisal as sections of text."""
    sections = (
        (_("What is it"), _identity(appraisal)),
        (_("What fits"), _fits(appraisal)),
        (_("What stands in the way"), _obstacles(appraisal)),
        (_("How far"), _distances(appraisal)),
        (_("Why this score"), _score(appraisal)),
        (_("Sources"), _sources(appraisal)),
    )
    return "\n\n".join(f"{title}\n{'-' * len(title)}\n{body}" for title, body in sections)


def _identity(appraisal: Appraisal) -> str:
    title = " ".join(part for part in (appraisal.plot_id, one_line(appraisal.name)) if part)
    lines = [f"{title}, {appraisal.area_title} (EPSG:{appraisal.epsg})"]
    lines.append(
        _("{kind}; zoning {code}; {plan}; status {status}; scenario {scenario}").format(
            kind=word(appraisal.place_kind),
            code=appraisal.zoning_code or "–",
            plan=plan_level(appraisal.plan_level),
            status=_(STATUS_TITLES[appraisal.status]),
            scenario=appraisal.scenario,
        )
    )
    if appraisal.illustrative:
        lines.append(_("ILLUSTRATIVE: drawn for this project, not surveyed."))
    if appraisal.capacity.assumed:
        lines.append(_("ASSUMED: {assumed}").format(assumed=assumed_text(appraisal.capacity)))
    return "\n".join(lines)


def _fits(appraisal: Appraisal) -> str:
    methods = {basis.figure: basis.method for basis in appraisal.basis}
    columns = (
        Column("title", _("figure")),
        Column("value", _("value")),
        Column("unit", _("unit")),
        Column("method", _("how it was found")),
    )
    rows = [
        {"title": title, "value": value, "unit": unit_name(unit), "method": methods.get(name)}
        for name, title, unit, value in capacity_figures(appraisal.capacity)
    ]
    told = "\n".join(
        text for text in (limits_text(appraisal.capacity), area_doubt(appraisal.capacity)) if text
    )
    return f"{table_text(columns, rows)}\n{told}"


def _obstacles(appraisal: Appraisal) -> str:
    columns = (
        Column("effect", _("effect")),
        Column("title", _("rule")),
        Column("overlap_m2", _("covers m²")),
        Column("overlap_percent", _("% of plot"), digits_n=1),
        Column("taken_m2", _("takes in turn m²")),
        Column("illustrative", _("illustrative")),
        Column("confidence", _("confidence")),
        Column("legal_reference", _("legal reference")),
    )
    taken = {entry.rule_id: entry.waterfall_m2 for entry in appraisal.capacity.excluded_by_rule}
    found = [_finding_row(finding, taken.get(finding.rule)) for finding in appraisal.findings]
    lines = [table_text(columns, found) if found else _("Nothing among the rules checked.")]
    if appraisal.unchecked:
        lines.append(_("Not checked:"))
        lines += [f"  {entry.title}: {entry.reason}" for entry in appraisal.unchecked]
    return "\n".join(lines)


def _finding_row(finding: Finding, taken_m2: float | None) -> dict[str, Any]:
    share = finding.overlap_share
    return {
        "effect": word(finding.effect),
        "title": finding.title,
        "overlap_m2": finding.overlap_m2,
        "overlap_percent": None if share is None else 100 * share,
        "taken_m2": taken_m2,
        "illustrative": finding.illustrative or None,
        "confidence": _(finding.confidence),
        "legal_reference": finding.legal_reference,
    }


def _distances(appraisal: Appraisal) -> str:
    columns = (
        Column("kind", _("to")),
        Column("target", _("name")),
        Column("detail", _("detail")),
        Column("mode", _("mode")),
        Column("distance_m", _("distance m")),
        Column("method", _("method")),
        Column("snap_m", _("snap m")),
        Column("illustrative", _("illustrative")),
        Column("note", _("note")),
    )
    shown = list(_shown(appraisal.distances))
    if not shown:
        return _("Nothing at hand to measure to.")
    lines = [table_text(columns, [_distance_row(entry) for entry in shown])]
    hidden_n = len(appraisal.distances) - len(shown)
    if hidden_n:
        lines.append(
            n_(
                "{n} distance to another firm is not shown: --format json lists it.",
                "{n} distances to other firms are not shown: --format json lists them.",
                hidden_n,
            )
        )
    return "\n".join(lines)


def _shown(distances: tuple[Distance, ...]) -> Iterator[Distance]:
    """Yield all distances but those to firms that are not among the nearest of their mode."""
    firms = [entry for entry in distances if entry.target_kind == "company"]
    nearest: list[Distance] = []
    for mode in dict.fromkeys(entry.mode for entry in firms):
        known = [entry for entry in firms if entry.mode == mode and entry.distance_m is not None]
        nearest += sorted(known, key=lambda entry: entry.distance_m or 0.0)[:_FIRMS_SHOWN_N]
    for entry in distances:
        if entry.target_kind != "company" or any(entry is near for near in nearest):
            yield entry


def _distance_row(entry: Distance) -> dict[str, Any]:
    return {
        "kind": word(entry.target_kind),
        "target": entry.target,
        "detail": entry.detail,
        "mode": word(entry.mode),
        "distance_m": entry.distance_m,
        "method": word(entry.method),
        "snap_m": entry.snap_m,
        "illustrative": entry.illustrative or None,
        "note": entry.note,
    }


def _score(appraisal: Appraisal) -> str:
    columns = (
        Column("title", _("criterion")),
        Column("value", _("value")),
        Column("unit", _("unit")),
        Column("worst", _("worst")),
        Column("best", _("best")),
        Column("value_score", _("scores 0–100")),
        Column("weight", _("weight")),
        Column("contribution_score", _("adds"), digits_n=1),
        Column("basis", _("basis of weight and bounds")),
    )
    score = appraisal.score
    rows = [{**vars(entry), "unit": unit_name(entry.unit)} for entry in score.contributions]
    line = {"low": score.low_score, "high": score.high_score, "known": 100 * score.known_weight_share}
    bounds = (
        Column("low", _("score at least"), digits_n=1),
        Column("high", _("at most"), digits_n=1),
        Column("known", _("known weight %")),
    )
    return f"{table_text(columns, rows)}\n\n{table_text(bounds, [line])}"


def _sources(appraisal: Appraisal) -> str:
    line = _("{layer}: {title}. {attribution}. Licence: {licence}. Retrieved {day}.")
    drawn = _("ILLUSTRATIVE")
    return "\n".join(
        line.format(
            layer=source.layer,
            title=f"{source.title} ({drawn})" if source.illustrative else source.title,
            attribution=source.attribution,
            licence=source.licence,
            day=source.retrieved,
        )
        for source in appraisal.sources
    )
