"""What a function of the core says of its figure: its docstring in the sections of numpydoc."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_HEADING = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)


@dataclass(frozen=True)
class Explained:
    """The parts of a docstring: `summary` and `text` say what, `formula` how, `source` on whose word.

    `example` is a check that the tests run; `where` names module and function.
    """

    summary: str
    text: str
    formula: str
    terms: str
    source: str
    example: str
    where: str


def explained(function: Callable[..., Any]) -> Explained:
    """Return what the docstring of a function says.

    Examples
    --------
    >>> from planner.siting.aggregation import value_score
    >>> found = explained(value_score)
    >>> found.formula
    'sᵢ = 100 × min(1, max(0, (xᵢ − worstᵢ) / (bestᵢ − worstᵢ)))'
    >>> found.where
    'planner/siting/aggregation.py: value_score'
    """
    head, *rest = _HEADING.split(inspect.getdoc(function) or "")
    sections = dict(zip(rest[::2], rest[1::2], strict=True))
    summary, text = _parted(head)
    formula, terms = _parted(sections.get("Notes", ""))
    return Explained(
        summary=_plain_sentence(summary),
        text=text,
        formula=formula,
        terms=terms,
        source=_flowing(sections.get("References", "")),
        example=_dedented(sections.get("Examples", "")),
        where=f"{function.__module__.replace('.', '/')}.py: {function.__name__}",
    )


def _parted(text: str) -> tuple[str, str]:
    """Return the first paragraph and the others, each on one line."""
    first, _blank, others = text.strip().partition("\n\n")
    return _flowing(first), "\n".join(_flowing(one) for one in others.split("\n\n") if one.strip())


def _flowing(text: str) -> str:
    return " ".join(text.split())


def _dedented(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _plain_sentence(summary: str) -> str:
    """Return the summary as a sentence about the figure, not about the function."""
    told = re.sub(r"^Return (for each \w+ )?", lambda found: found[1] or "", summary)
    return told[:1].upper() + told[1:]
