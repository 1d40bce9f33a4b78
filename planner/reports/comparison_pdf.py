"""Comparison of two to six plots (PDF): small maps at one scale, figures and obstacles side by side."""

from collections.abc import Sequence

from planner.appraisal import Appraisal
from planner.capacity.restrictions import restrict
from planner.comparison import Comparison, Figure, compare
from planner.drawing.print.map import small_maps
from planner.reports.comparison_xlsx import value_of
from planner.reports.labels import word
from planner.reports.plot_pdf import area_title, foot, watermark
from planner.reports.report import Content, Report
from planner.reports.sections.glance import map_caption
from planner.reports.sections.phrases import (
    assumed_tags,
    at_least_something,
    illustrative_tags,
    or_unknown,
    used_tags,
)
from planner.reports.sections.restrictions import not_checked
from planner.reports.sections.rules import changed_rules, rules_sections
from planner.reports.sections.sources import sources_section
from planner.reports.typst.blocks import (
    Block,
    Cell,
    Document,
    Figures,
    Head,
    Part,
    Points,
    Section,
    Table,
    Words,
)
from planner.reports.typst.compiler import pdf_bytes
from planner.text import _, language, marked, number, unit_name

_MAPS_IN_A_ROW_N = 3
_TWO_N = 2
_WIDTH_MM = 174.0
_GAP_MM = 3.0
_MAP_HEIGHT_MM, _TALL_MM = 50.0, 75.0


def report_bytes(content: Content) -> bytes:
    """Return the plots side by side as PDF.

    Raises
    ------
    PlannerError
        If there are fewer than two plots, or more than six.
    """
    comparison = compare(content.appraisals)
    title = _("Plots side by side: {plots}").format(plots=", ".join(comparison.plot_ids))
    part = Part(
        title=_("Plots side by side"),
        kicker=_("Comparison · {area}").format(area=area_title(content)),
        subtitle=" · ".join(filter(None, (", ".join(comparison.plot_ids), changed_rules(content)))),
        sections=(
            Section("", (_maps(content), _figures_table(comparison, content.appraisals))),
            _score(content.appraisals),
            _obstacles(content.appraisals),
            *rules_sections(content),
            sources_section(content.sources, content.atlas, content.scenario),
        ),
        watermark=watermark(content.appraisals),
    )
    page_of = _("page {page} of {pages}")
    return pdf_bytes(Document(title, language(), foot(content), page_of, (part,)), content.made_at)


def _maps(content: Content) -> Figures:
    plot_ids = content.plot_ids
    columns_n = _TWO_N if len(plot_ids) in (_TWO_N, 2 * _TWO_N) else _MAPS_IN_A_ROW_N
    width_mm = (_WIDTH_MM - (columns_n - 1) * _GAP_MM) / columns_n
    size_mm = (round(width_mm, 2), _TALL_MM if len(plot_ids) == _TWO_N else _MAP_HEIGHT_MM)
    overlaps = restrict(content.atlas, content.scenario, plot_ids).overlaps
    drawn = small_maps(content.atlas, plot_ids, overlaps, size_mm)
    caption = _("All at one scale, north up. {caption}").format(caption=map_caption(drawn[0], content.atlas))
    return Figures(tuple(zip(plot_ids, drawn, strict=True)), caption, columns_n)


def _plot_heads(appraisals: Sequence[Appraisal], first: str, *, to_right: bool = True) -> tuple[Head, ...]:
    return (Head(first, 1.7), *(Head(entry.plot_id, 1.0, to_right=to_right) for entry in appraisals))


def _figures_table(comparison: Comparison, appraisals: Sequence[Appraisal]) -> Table:
    rows = [
        (
            Cell(f"{figure.title} ({unit_name(figure.unit)})" if figure.unit else figure.title),
            *(_value(figure, place, appraisal) for place, appraisal in enumerate(appraisals)),
        )
        for figure in comparison.figures
    ]
    drawn = tuple(Cell(_("yes") if entry.illustrative else _("no")) for entry in appraisals)
    rows.append((Cell(_("Illustrative")), *drawn))
    return Table(
        _plot_heads(appraisals, _("Figure")),
        tuple(rows),
        title=_("Figures; the best value stands in bold with ●"),
    )


def _value(figure: Figure, plot_index: int, appraisal: Appraisal) -> Cell:
    value = value_of(figure, figure.values[plot_index])
    best = plot_index in figure.best
    if isinstance(value, str) or value is None:
        return Cell(or_unknown(value))
    tags = used_tags(appraisal.capacity) if figure.figure_id in {"used", "remaining"} else ()
    if figure.figure_id in {"permitted", "remaining"}:
        tags = (*tags, *assumed_tags(assumed=bool(appraisal.capacity.assumed)))
    text = number(value, 1 if figure.figure_id == "score" else 0)
    return Cell(f"● {text}" if best else text, tags=tags, strong=best)


def _score(appraisals: Sequence[Appraisal]) -> Section:
    rows = [
        (
            Cell(
                _("{title} (weight {weight})").format(title=entry.title, weight=number(entry.weight))
                if entry.weight
                else _("{title} (not weighted)").format(title=entry.title)
            ),
            *(Cell(number(other.score.contributions[line].contribution_score, 1)) for other in appraisals),
        )
        for line, entry in enumerate(appraisals[0].score.contributions)
    ]
    lows = tuple(Cell(number(entry.score.low_score, 1), strong=True) for entry in appraisals)
    highs = tuple(Cell(number(entry.score.high_score, 1)) for entry in appraisals)
    known = tuple(Cell(number(100 * entry.score.known_weight_share)) for entry in appraisals)
    rows += [
        (Cell(_("Score at least, 0–100"), strong=True), *lows),
        (Cell(_("Score at most")), *highs),
        (Cell(_("Known weight (%)")), *known),
    ]
    text = _(
        "What each criterion adds. Bounds are fixed, so no plot changes the score of another; a dash is "
        "not known."
    )
    return Section(
        _("Why this score"), (Words(text), Table(_plot_heads(appraisals, _("Criterion")), tuple(rows)))
    )


def _obstacles(appraisals: Sequence[Appraisal]) -> Section:
    blocks: list[Block] = []
    reasons = {entry.plot_id: " ".join(entry.reasons_unranked) for entry in appraisals}
    out = tuple(Cell(f"{plot_id}: {text}") for plot_id, text in reasons.items() if text)
    if out:
        blocks.append(Points(out, title=_("Without a rank")))
    found = [finding for entry in appraisals for finding in entry.findings if not finding.denies_rank]
    rules = {finding.rule: finding for finding in found}
    covers = {(entry.plot_id, finding.rule): finding for entry in appraisals for finding in entry.findings}
    rows = []
    for rule, finding in rules.items():
        cells = [covers.get((entry.plot_id, rule)) for entry in appraisals]
        texts = (Cell("–" if cell is None else at_least_something(cell.overlap_m2)) for cell in cells)
        drawn = illustrative_tags(illustrative=any(cell.illustrative for cell in cells if cell))
        rows.append((Cell(finding.title, note=word(finding.effect), tags=drawn), *texts))
    if rows:
        blocks.append(
            Table(
                _plot_heads(appraisals, _("Rule")), tuple(rows), title=_("Ground that each rule covers (m²)")
            )
        )
    unchecked = tuple(dict.fromkeys(entry for plot in appraisals for entry in plot.unchecked))
    if unchecked:
        blocks.append(not_checked(unchecked))
    return Section(
        _("What stands in the way"),
        tuple(blocks) or (Words(_("None of the rules that were checked touches these plots.")),),
    )


COMPARISON = Report("comparison_pdf", marked("Comparison (PDF)"), ".pdf", "application/pdf", report_bytes)
