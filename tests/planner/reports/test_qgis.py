"""The styles in the GeoPackage: by QGIS's own table, and by QGIS itself where it is installed."""

import json
import shutil
import sqlite3
import subprocess
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from planner.drawing.qgis_styles import styles
from planner.reports import REPORTS

# The columns of QGIS's table of styles.
COLUMNS = [
    *(
        "id",
        "f_table_catalog",
        "f_table_schema",
        "f_table_name",
        "f_geometry_column",
        "styleName",
        "styleQML",
    ),
    *("styleSLD", "useAsDefault", "description", "owner", "ui", "update_time"),
]
# Debian's Python knows the qgis of apt.
SYSTEM_PYTHON = "/usr/bin/python3"
ASK_QGIS = """
import json, os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import QgsApplication, QgsVectorLayer, QgsRenderContext
app = QgsApplication([], False)
app.initQgis()
told = {}
for name in sys.argv[2:]:
    layer = QgsVectorLayer(f"{sys.argv[1]}|layername={name}", name, "ogr")
    message, found = layer.loadDefaultStyle()
    renderer = layer.renderer()
    by_category = renderer.type() == "categorizedSymbol"
    told[name] = {
        "found": layer.isValid() and found,
        "renderer": renderer.type(),
        "labels": layer.labelsEnabled(),
        "categories": [category.value() for category in renderer.categories()] if by_category else [],
        "layers": [
            [part.layerType() for part in symbol.symbolLayers()]
            for symbol in renderer.symbols(QgsRenderContext())
        ],
    }
print("TOLD" + json.dumps(told))
"""


def has_qgis() -> bool:
    if not shutil.which(SYSTEM_PYTHON):
        return False
    return (
        subprocess.run([SYSTEM_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode
        == 0
    )


@pytest.fixture(scope="module")
def package(kokkola, tmp_path_factory):
    chosen = tuple(entry for entry in kokkola.appraisals if entry.plot_id in {"11-3", "9-1"})
    path = tmp_path_factory.mktemp("qgis") / "plots.gpkg"
    path.write_bytes(REPORTS["gpkg"].make(replace(kokkola, appraisals=chosen)))
    return path


def rows(package, query: str) -> list[tuple]:
    with sqlite3.connect(package) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def test_the_table_of_styles_is_qgis_own(package):
    assert [row[1] for row in rows(package, "pragma table_info(layer_styles)")] == COLUMNS
    assert ("layer_styles", "attributes") in rows(package, "select table_name, data_type from gpkg_contents")


def test_every_layer_with_places_has_one_style_that_is_its_default(package):
    placed = rows(package, "select table_name, column_name from gpkg_geometry_columns")
    styled = rows(package, "select f_table_name, f_geometry_column from layer_styles where useAsDefault")
    assert sorted(styled) == sorted(placed)


def test_every_style_is_well_formed():
    for name, qml in styles(["EV", '<"&>']).items():
        root = ET.fromstring(qml)  # noqa: S314 - written by ourselves
        assert root.tag == "qgis", name
        symbols = [symbol.get("name") for symbol in root.find("renderer-v2/symbols")]
        used = [category.get("symbol") for category in root.iter("category")]
        assert not used or used == symbols


def test_qgis_finds_and_reads_every_style(package):
    if not has_qgis():
        pytest.skip("QGIS is not installed: its table of styles is checked above")
    names = [row[0] for row in rows(package, "select f_table_name from layer_styles")]
    ran = subprocess.run(
        [SYSTEM_PYTHON, "-c", ASK_QGIS, str(package), *names],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    told = json.loads(ran.stdout.split("TOLD")[1])
    assert all(entry["found"] for entry in told.values())
    assert told["plots"]["renderer"] == "categorizedSymbol"
    assert told["plots"]["labels"]
    assert set(told["restricted_areas"]["categories"]) == {"exclude", "permit", "consult", "condition"}
    assert ["LinePatternFill", "SimpleLine"] in told["restricted_areas"]["layers"]
    assert all(layers for entry in told.values() for layers in entry["layers"])
