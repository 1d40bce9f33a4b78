"""Mappings of earlier imports, as the user's areas keep them: the same source is read the same way again."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from layers.errors import SijaintiError
from layers.io.areas.description import read_area_toml
from layers.io.areas.home import area_folders
from layers.io.formats.tables import Frame
from layers.io.settings import DATA
from layers.mapping.mapping import LayerMapping, parse_mapping


def workspace_areas(data: Path = DATA) -> tuple[str, ...]:
    """Return the names of the areas that an import made, which it may add to and read again."""
    return tuple(name for name, folder in area_folders(data).items() if _imports(folder))


def remembered_mapping(
    frame: Frame, layer: str, area: str = "", data: Path = DATA
) -> tuple[str, LayerMapping] | None:
    """Return the mapping by which a source of these fields was last read, and the area that keeps it.

    The mapping of the area that is named comes first; of others, the one that reads most fields.
    """
    fields = {str(name) for name in frame.columns}
    found = [
        (name, mapping)
        for name, folder in area_folders(data).items()
        for mapping in _mappings(_imports(folder), layer)
        if mapping.fields and _reads(mapping) <= fields
    ]
    return max(found, key=lambda one: (one[0] == area, len(_reads(one[1]))), default=None)


def _reads(mapping: LayerMapping) -> set[str]:
    return {one.source for one in mapping.fields} | set(mapping.keep)


def _imports(folder: Path) -> Mapping[str, Any]:
    try:
        imports = read_area_toml(folder).get("imports", {})
    except SijaintiError:
        return {}
    return imports if isinstance(imports, dict) else {}


def _mappings(imports: Mapping[str, Any], layer: str) -> Iterator[LayerMapping]:
    origin = imports.get(layer, {})
    for table in (origin, *origin.get("joins", ())):
        try:
            yield parse_mapping(table["mapping"])
        except (KeyError, SijaintiError):
            continue
