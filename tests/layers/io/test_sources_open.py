"""Every file of the data keeps the promise of its layer."""

import pandas as pd
import pytest

from layers.crs import working_crs
from layers.io.formats.readers import read
from layers.io.national import national_layer
from layers.io.settings import DATA, read_sources
from layers.layer import Layer
from layers.specs import SPECS

SOURCES = {source.path: source for source in read_sources("") if source.layer}
# Firms whose place nobody published.
KNOWN = {"national/companies.csv": {"no geometry"}}
WORKING = working_crs(3067)


@pytest.mark.parametrize("path", SOURCES)
def test_a_file_builds_through_its_layer_without_a_fault(path):
    name = SOURCES[path].layer
    if name.endswith("_links") or name == "national_quays":
        built, rows_n = national_layer(name, WORKING), len(read(DATA / path))
    else:
        raw = read(DATA / path)
        raw = raw if SPECS[name].geometry else pd.DataFrame(raw)
        built, rows_n = Layer.build(SPECS[name], raw, WORKING), len(raw)
    assert {issue.reason for issue in built.issues} <= KNOWN.get(path, set())
    assert len(built.frame) + len(built.issues) == rows_n


@pytest.mark.parametrize("path", SOURCES)
def test_a_record_names_a_layer_of_the_registry(path):
    assert SOURCES[path].layer in SPECS
