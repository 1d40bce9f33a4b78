"""What new plots take over from those they are made of: by a split shares, by a merger what is common."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from planner.text import _, marked, number

Values = dict[str, Any]

# What two plots must have in common for a merged plot to have it, in the words of a planner.
COMMON = {
    "name": marked("name"),
    "block": marked("block"),
    "zoning_code": marked("zoning code"),
    "place_kind": marked("kind of place"),
    "plan_level": marked("plan level"),
    "plan_name": marked("name of the plan"),
    "plan_date": marked("date of the plan"),
    "status": marked("status"),
    "reserved_until": marked("end of the reservation"),
    "available_from": marked("date from which it can be had"),
    "handed_over": marked("date of sale or lease"),
    "coverage_ratio": marked("coverage"),
    "volume_ratio": marked("volume ratio"),
    "storeys": marked("storeys"),
    "height_m": marked("building height"),
    "limits_not_set": marked("limits that the plan does not set"),
    "price_eur_m2": marked("price"),
    "lease_eur_m2_yr": marked("lease"),
    "company_id": marked("company"),
}
# What stands where plots have nothing in common, if not nothing.
_APART = {"status": "unknown", "plan_level": "unknown", "place_kind": "zone"}


def known(value: object) -> bool:
    """Return whether a value of a row says anything.

    Examples
    --------
    >>> known(0.0), known(None), known(float("nan")), known("")
    (True, False, False, False)
    """
    return bool(pd.notna(value)) and value != ""


def split_attributes(values: Mapping[str, Any], shares: Sequence[float]) -> tuple[list[Values], list[str]]:
    """Return what each part of a split plot takes over, by its share of the area, and sentences about it.

    Status, zoning code, e and all that is told by m² go to every part; a building right in floor area is
    shared by area, as an estimate. What was recorded for the whole plot says nothing of its parts.

    Examples
    --------
    >>> parts, _told = split_attributes({"status": "free", "building_right_m2": 1000.0}, [0.75, 0.25])
    >>> [part["building_right_m2"] for part in parts], parts[1]["status"]
    ([750.0, 250.0], 'free')
    """
    told = [_("Every part takes over status, zoning code and e of the plot.")]
    kept = {**values, "recorded_area_m2": None, "used_floor_area_m2": None}
    if known(values.get("recorded_area_m2")):
        told.append(_("The recorded area is let go: it was that of the whole plot."))
    if known(values.get("used_floor_area_m2")):
        told.append(_("The recorded floor area is let go: on which part it stands is not known."))
    right_m2: Any = values.get("building_right_m2")
    if not known(right_m2):
        return [dict(kept) for _share in shares], told
    sentence = _(
        "The building right of {right} k-m² is shared by area: an estimate, the plan does not say so."
    )
    told.append(sentence.format(right=number(right_m2)))
    noted = _join(values.get("note"), _("Building right shared by area: an estimate."))
    return [{**kept, "note": noted, "building_right_m2": float(right_m2) * share} for share in shares], told


def merge_attributes(
    rows: Sequence[Mapping[str, Any]], areas_m2: Sequence[float]
) -> tuple[Values, list[str]]:
    """Return what a merged plot takes over from its parts, and sentences about it.

    Examples
    --------
    >>> one = {"plot_id": "1", "status": "free", "zoning_code": "T", "floor_area_ratio": 0.5}
    >>> two = {"plot_id": "2", "status": "free", "zoning_code": "TY", "building_right_m2": 300.0}
    >>> values, _told = merge_attributes([one, two], [1000.0, 500.0])
    >>> values["status"], values["zoning_code"], values["building_right_m2"]
    ('free', None, 800.0)
    """
    alike = {name for name in COMMON if len({_comparable(row.get(name)) for row in rows}) == 1}
    values: Values = {name: rows[0].get(name) if name in alike else _APART.get(name) for name in COMMON}
    apart = [_(title) for name, title in COMMON.items() if name not in alike]
    told = []
    if apart:
        sentence = _("The plots differ in these, so the merged plot has none of them: {what}.")
        told.append(sentence.format(what=", ".join(apart)))
    rights, told_rights = _rights(rows, areas_m2)
    used = [row.get("used_floor_area_m2") for row in rows]
    values["used_floor_area_m2"] = sum(float(one or 0.0) for one in used) if all(map(known, used)) else None
    if any(known(row.get("recorded_area_m2")) for row in rows):
        told_rights.append(_("The recorded areas are let go: the merged plot is in no register."))
    places_m = [float(row["accuracy_m"]) for row in rows if known(row.get("accuracy_m"))]
    values["accuracy_m"] = max(places_m) if places_m else None
    values["note"] = _join(*dict.fromkeys(row["note"] for row in rows if known(row.get("note")))) or None
    values["illustrative"] = any(bool(row.get("illustrative")) for row in rows)
    return values | rights, [*told, *told_rights]


def _rights(rows: Sequence[Mapping[str, Any]], areas_m2: Sequence[float]) -> tuple[Values, list[str]]:
    """Return e and building right of the merged plot: e where it is the only and same one, else the sum."""
    ratios = [row.get("floor_area_ratio") for row in rows]
    given = [row.get("building_right_m2") for row in rows]
    if not any(map(known, given)) and len({_comparable(ratio) for ratio in ratios}) == 1:
        return {"floor_area_ratio": ratios[0], "building_right_m2": None}, []
    rights: list[float] = []
    silent = []
    for row, right_m2, ratio, area_m2 in zip(rows, given, ratios, areas_m2, strict=True):
        if known(right_m2):
            rights.append(float(right_m2))  # type: ignore[arg-type]
        elif known(ratio):
            recorded_m2 = row.get("recorded_area_m2")
            rights.append(float(ratio) * float(recorded_m2 if known(recorded_m2) else area_m2))  # type: ignore[arg-type]
        else:
            silent.append(str(row.get("plot_id")))
    values: Values = {"floor_area_ratio": None, "building_right_m2": None if silent else sum(rights)}
    if silent:
        sentence = _("The building right of {plots} is not known, so that of the merged plot is not either.")
        return values, [sentence.format(plots=", ".join(silent))]
    sentence = _("The building rights are added up: {right} k-m², with e × area where the plan gives e.")
    return values, [sentence.format(right=number(sum(rights)))]


def _comparable(value: object) -> object:
    return value if known(value) else None


def _join(*texts: object) -> str:
    return " ".join(str(text) for text in texts if known(text))
