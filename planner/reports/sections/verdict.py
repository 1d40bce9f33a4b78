"""Why this score: what each criterion adds, with weight and bounds, and what unknown values leave open."""

from planner.appraisal import Appraisal
from planner.reports.labels import is_partly_known, score_range, word
from planner.reports.typst.blocks import Block, Cell, Head, Section, Table, Words
from planner.scenario.scenario import Scenario
from planner.siting.aggregation import Contribution, Score
from planner.text import _, number, unit_name


def verdict_section(appraisal: Appraisal, scenario: Scenario) -> Section:
    """Return the section on the score."""
    blocks: list[Block] = [Words(_summary(appraisal)), _table(appraisal)]
    bases = dict.fromkeys(entry.basis for entry in appraisal.score.contributions if entry.basis)
    if bases:
        text = _("Basis of weights and bounds: {bases}. Scenario: {scenario}.").format(
            bases="; ".join(bases), scenario=scenario.name
        )
        blocks.append(Words(text))
    return Section(_("Why this score"), tuple(blocks))


def _summary(appraisal: Appraisal) -> str:
    score = appraisal.score
    if not score.is_known:
        return _("No criterion that carries weight is known here, so there is no score.")
    sentences = [
        _known(score),
        _("The bounds are fixed: other plots do not change the score."),
    ]
    if appraisal.knocked_out:
        sentences.append(_("A score does not outweigh a reason against the plot: it is out of the ranking."))
    elif appraisal.too_little_known:
        sentences.append(_("Too little is known for a rank."))
    return " ".join(sentences)


def _known(score: Score) -> str:
    if not is_partly_known(score):
        return _("{total} of 100; every criterion that carries weight is known.").format(
            total=score_range(score, 1)
        )
    return _(
        "{range} of 100; {share} % of the weight is known. The lower end counts for the rank: every unknown "
        "value is the worst there."
    ).format(range=score_range(score, 1), share=number(100 * score.known_weight_share))


def _table(appraisal: Appraisal) -> Table:
    heads = (
        Head(_("Criterion"), 2.0),
        Head(_("Value"), 1.0, to_right=True),
        Head(_("0 points at"), 0.9, to_right=True),
        Head(_("100 points at"), 0.9, to_right=True),
        Head(_("Points"), 0.6, to_right=True),
        Head(_("Weight"), 0.6, to_right=True),
        Head(_("Adds"), 0.6, to_right=True),
    )
    return Table(heads, tuple(_row(entry) for entry in appraisal.score.contributions))


def _row(entry: Contribution) -> tuple[Cell, ...]:
    value = _("not known") if entry.value is None else f"{number(entry.value)}\u00a0{unit_name(entry.unit)}"
    weight = _("not weighted") if entry.weight is None else number(entry.weight)
    return (
        Cell(entry.title, note=word(entry.method)),
        Cell(value),
        Cell(number(entry.worst)),
        Cell(number(entry.best)),
        Cell(number(entry.value_score)),
        Cell(weight),
        Cell(number(entry.contribution_score, 1), strong=True),
    )
