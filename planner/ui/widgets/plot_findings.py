"""What stands in the way: knock-outs first, then the rules that touch the plot, then what was not checked."""

import streamlit as st

from planner.appraisal import Appraisal, Finding
from planner.siting.knock_outs import KNOCK_OUT, TOO_LITTLE_KNOWN
from planner.text import _, distance, n_, number
from planner.ui.widgets import headings
from planner.ui.widgets.labels import word
from planner.ui.widgets.markup import Markup, joined, lines, link, quiet, show, strong, table, tag

_TONES = {KNOCK_OUT: "stop", TOO_LITTLE_KNOWN: "warn", "exclude": "stop", "permit": "warn", "consult": "warn"}
_WEIGHT = (KNOCK_OUT, "exclude", "permit", "consult", TOO_LITTLE_KNOWN, "condition")


def render(appraisal: Appraisal) -> None:
    """Show the findings, and the rules that could not be checked with their reasons."""
    headings.section(_("What stands in the way"), "buildable")
    found = ordered(appraisal)
    if found:
        show(
            table(
                [(_told(finding), _measured(finding)) for finding in found],
                numbers=(1,),
                css_class="findings",
            )
        )
    else:
        st.caption(nothing_found())
    unchecked_n = len(appraisal.unchecked)
    if unchecked_n:
        with st.expander(n_("Not checked: {n} rule", "Not checked: {n} rules", unchecked_n)):
            show(
                table(
                    [(entry.title, quiet(entry.reason)) for entry in appraisal.unchecked], css_class="facts"
                )
            )


def ordered(appraisal: Appraisal) -> list[Finding]:
    """Return the findings, the weightiest first: what rules the plot out, forbids, asks for a permission."""
    return sorted(appraisal.findings, key=lambda finding: _WEIGHT.index(finding.effect))


def nothing_found() -> str:
    """Return the sentence for a plot that no rule touches."""
    return _("No rule that could be checked touches this plot.")


def effect_tag(finding: Finding) -> Markup:
    """Return what the rule does, as a small label."""
    return tag(word(finding.effect), _TONES.get(finding.effect, ""))


def _told(finding: Finding) -> Markup:
    tags = [effect_tag(finding)]
    if finding.illustrative:
        tags.append(tag(_("illustrative"), "warn"))
    if finding.confidence and not finding.confidence.startswith("high"):
        tags.append(tag(_(finding.confidence), "warn"))
    law = joined((link(finding.legal_reference or _("source"), finding.url), finding.as_of), ", ")
    return lines(
        strong(finding.title),
        joined(tags),
        _accuracy_warning(finding),
        quiet(law) if finding.legal_reference or finding.url else "",
        quiet(finding.note),
    )


def _measured(finding: Finding) -> Markup:
    if finding.overlap_m2 is None:
        return Markup("")
    share = number(100 * (finding.overlap_share or 0.0), 1)
    return lines(f"{number(finding.overlap_m2)}\u00a0m²", quiet(f"{share}\u00a0%"))


def _accuracy_warning(finding: Finding) -> str:
    """Return a warning where the place is known worse than the zone is wide: the area is then a guess."""
    accuracy_m, width_m = finding.accuracy_m, finding.width_max_m
    if not accuracy_m or width_m is None or accuracy_m <= width_m:
        return ""
    told = _("Its place is known to {accuracy} only; the zone is {width} wide. Check on a surveyed map.")
    return tag(told.format(accuracy=distance(accuracy_m), width=distance(width_m)), "warn")
