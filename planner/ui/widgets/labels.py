"""The words of the screen: the same as on paper, and any text so that Streamlit shows it as it is."""

from planner.reports.labels import (
    CAPACITY,
    TARGETS,
    access_legs,
    area_doubt,
    carried_by,
    crossed,
    electrified,
    is_partly_known,
    leg_method,
    limits_text,
    method,
    plan_level,
    score_range,
    source_accuracy,
    source_title,
    status,
    target,
    word,
)

__all__ = [
    "CAPACITY",
    "TARGETS",
    "access_legs",
    "area_doubt",
    "carried_by",
    "crossed",
    "electrified",
    "is_partly_known",
    "leg_method",
    "limits_text",
    "method",
    "plain",
    "plan_level",
    "score_range",
    "source_accuracy",
    "source_title",
    "status",
    "target",
    "word",
]


def plain(text: str) -> str:
    r"""Return text that Streamlit shows as it is: no Markdown, no colour, no formula.

    Examples
    --------
    >>> plain("*T/kem* <b>")
    '\\*T/kem\\* \\<b\\>'
    """
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in text)


_SIGNS = frozenset("\\`*_{}[]()<>#+-.!|~$:&^=\"'")
