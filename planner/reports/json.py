"""JSON: the whole appraisals, for other programs."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from planner.reports.figures import round_by_unit
from planner.reports.report import Content, Report
from planner.text import marked


def json_bytes(content: Content) -> bytes:
    """Return the appraisals as JSON, with area and scenario said once more at the top."""
    value = {
        "area": content.atlas.name,
        "area_title": content.atlas.title,
        "epsg": content.atlas.working.epsg,
        "scenario": content.scenario.name,
        "differs_from_default": [asdict(change) for change in content.changes],
        "appraisals": [appraisal.to_dict() for appraisal in content.appraisals],
    }
    return json_text(value).encode()


def json_text(value: Any) -> str:
    """Return the value as JSON text: keys in their own order, null for what is not a number, one line end."""
    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def plain(value: Any, name: str = "") -> Any:
    """Return the value as what JSON knows; numbers are rounded by the unit that `name` ends in.

    Examples
    --------
    >>> plain({"distance_m": 1270.40001, "snap_m": float("nan"), "parts": (1, "a")})
    {'distance_m': 1270.4, 'snap_m': None, 'parts': [1, 'a']}
    """
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {str(key): plain(entry, str(key)) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry, name) for entry in value]
    if isinstance(value, float):
        return round_by_unit(name, float(value)) if math.isfinite(value) else None
    if value is None or isinstance(value, str | bool | int):
        return value
    # What a source brings of its own: numbers of numpy, dates.
    return plain(value.item(), name) if hasattr(value, "item") else str(value)


REPORT = Report("json", marked("Whole appraisal (JSON)"), ".json", "application/json", json_bytes)
