"""The registry of layers, and what every SPEC must keep."""

import pytest

from layers import specs
from layers.schema import LINES, POINTS, POLYGONS, LayerSpec


@pytest.mark.parametrize("spec", specs.SPECS.values(), ids=specs.SPECS)
def test_a_spec_is_whole(spec):
    names = [column.name for column in spec.all_columns]
    assert len(names) == len(set(names))
    assert spec.key in names
    assert spec.geometry in {POLYGONS, LINES, POINTS, ()}
    assert spec.title
    key = next(column for column in spec.columns if column.name == spec.key)
    assert (key.required, key.kind) == (True, "text")
    for column in spec.all_columns:
        assert column.meaning, column.name
        assert column.default is None or not column.choices or column.default in column.choices, column.name
        assert not (column.unit and column.kind != "number"), column.name


def test_the_registry_holds_every_spec_of_the_folder_once(root):
    files = {
        path.stem
        for path in (root / "layers" / "specs").glob("*.py")
        if "SPEC = LayerSpec(" in path.read_text(encoding="utf-8")
    }
    assert set(specs.SPECS) == files
    assert all(isinstance(spec, LayerSpec) for spec in specs.SPECS.values())
