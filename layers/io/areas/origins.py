"""How a layer was read, as area.toml keeps it: enough to read it again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from layers.errors import Unreadable
from layers.io.intake import FILE, Prepared, RawSource, SourceRef, prepare, read_source
from layers.io.uploads import UPLOAD
from layers.mapping.mapping import LayerMapping, mapping_table, parse_mapping
from layers.messages import Sentence


def origin_table(prepared: Prepared) -> Mapping[str, Any]:
    """Return how the layer was read, for area.toml: enough to read it again."""

    def one(raw: RawSource, mapping: LayerMapping) -> dict[str, Any]:
        ref = raw.ref
        place = str(Path(ref.location).resolve()) if ref.kind == FILE else ref.location
        table: dict[str, Any] = {"kind": ref.kind, "location": place, "item": ref.item}
        if ref.bbox is not None:
            table["bbox"] = list(ref.bbox)
        return {**table, "sha256": raw.sha256, "mapping": dict(mapping_table(mapping))}

    table = one(prepared.raw, prepared.mapping)
    if prepared.joins:
        table["joins"] = [one(raw, mapping) for raw, mapping in prepared.joins]
    return table


def prepare_again(
    origin: Mapping[str, Any], working_epsg: int, handed: Mapping[str, RawSource] | None = None
) -> Prepared:
    """Read a layer again as it was read before; `handed` are files handed over anew, by their first names.

    Raises
    ------
    DataError
        If its source is gone, cannot be read, or has no longer what the mapping needs.
    """

    def one(table: Mapping[str, Any]) -> tuple[RawSource, LayerMapping]:
        if table["kind"] == UPLOAD and table["location"] in (handed or {}):
            return (handed or {})[table["location"]], parse_mapping(table["mapping"])
        if table["kind"] == UPLOAD:
            msg = Sentence(
                "{location} came through the browser and was not kept: import it again.",
                location=table["location"],
            )
            raise Unreadable(msg)
        bbox = tuple(table["bbox"]) if "bbox" in table else None
        ref = SourceRef(table["kind"], table["location"], table.get("item", ""), bbox)
        return read_source(ref), parse_mapping(table["mapping"])

    raw, mapping = one(origin)
    return prepare(raw, mapping, working_epsg, [one(table) for table in origin.get("joins", ())])
