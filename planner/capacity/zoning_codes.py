"""Zoning codes of plots: their class, and which codes nobody explains."""

import re
from collections.abc import Iterable, Mapping

import pandas as pd

UNKNOWN = "unknown"


def code_class(zoning_code: str | None, codes: pd.DataFrame) -> str:
    """Return the class of a zoning code: of the code itself, else of its base without number and qualifier.

    Examples
    --------
    >>> groups = ["industry", "industry", "special"]
    >>> codes = pd.DataFrame({"code": ["T", "T/kem", "EV"], "class_group": groups})
    >>> [code_class(code, codes) for code in ("T/kem", "T-6", "T-2/kem", None)]
    ['industry', 'industry', 'industry', 'unknown']
    """
    entry = code_entry(zoning_code, codes)
    return UNKNOWN if entry is None else str(entry["class_group"])


def _spellings(zoning_code: str) -> tuple[str, ...]:
    """Return the code as written, and its bases without number and qualifier."""
    base = zoning_code.split("/", maxsplit=1)[0]
    return zoning_code, re.sub(r"-\d+", "", zoning_code), base, re.sub(r"-\d+$", "", base)


def code_entry(zoning_code: str | None, codes: pd.DataFrame) -> pd.Series | None:
    """Return what the list of codes says of a zoning code; None where it knows neither it nor its base."""
    for candidate in _spellings(zoning_code) if zoning_code else ():
        entries = codes[codes["code"] == candidate]
        if len(entries):
            return entries.iloc[0]
    return None


def unexplained_codes(
    zoning_codes: Iterable[str | None], codes: pd.DataFrame, own_classes: Mapping[str, str]
) -> frozenset[str | None]:
    """Return the codes that neither the list of codes nor the area explains; None stands for no code."""
    return frozenset(
        code
        for code in {code or None for code in zoning_codes}
        if code_entry(code, codes) is None and own_class(code, own_classes) is None
    )


def own_class(zoning_code: str | None, own_classes: Mapping[str, str]) -> str | None:
    """Return the class that the area itself gives a code, or its base; None where it gives none."""
    named = (own_classes.get(spelling) for spelling in _spellings(zoning_code or ""))
    return next((one for one in named if one), None)
