"""Plans as Finnish towns hand them over; the reference material lies beside the repository, if at all."""

import json
from dataclasses import replace
from math import isnan

import pytest

from layers.io.intake import guess, parse_ref, prepare, read_source

PLAN = "asemakaava_testiaineisto.gpkg"
CODES = {
    "Teollisuus- ja varastorakennusten korttelialue": "T",
    "Satama-alue": "LS",
    "Rautatiealue": "LR",
    "Suojaviheralue": "EV",
    "Toimitilarakennusten korttelialue": "KTY",
}


@pytest.fixture
def reference(root):
    folder = root.parent / "shared" / "reference" / "fi_plan_formats"
    if not folder.is_dir():
        pytest.skip("the Finnish test plan is not beside the repository")
    return folder


def test_eighty_symbols_of_the_test_plan_become_their_codes(reference):
    raw = read_source(parse_ref(f"{reference / PLAN}#asemakaava_maankaytto"))
    assert raw.epsg == 3877
    found = guess(raw, "plots")
    frame = prepare(raw, found.mapping, 3067).layer.frame
    assert len(frame) == 80
    by_name = dict(zip(raw.frame["maankaytto_asemakaava_kaavamerkinta"], frame["zoning_code"], strict=True))
    assert len(set(by_name.values())) == 80
    assert {name: by_name[name] for name in CODES} == CODES
    assert [code for code in by_name.values() if "/" in code] == ["T/kem"]
    assert all(code.split("/")[0].isupper() for code in by_name.values())
    assert frame["plot_id"].is_unique


@pytest.mark.parametrize(
    ("name", "epsg", "codes", "figures"),
    [
        (
            "SpatialPlan-kayttotarkoituksenOsuusKerrosalasta",
            3880,
            ["AL", None, None],
            {"building_right_m2": [10_000, None, None], "storeys": [None, 10, 12]},
        ),
        (
            "SpatialPlan-sitovaTonttijakoLaadittava",
            3880,
            ["AK-1", "AK-1", "AK-1"],
            {"floor_area_ratio": [0.3, 0.3, 0.3]},
        ),
    ],
)
def test_plans_of_the_national_data_model(reference, tmp_path, name, epsg, codes, figures):
    yaml = pytest.importorskip("yaml")
    plan = yaml.safe_load((reference / "ryhti_examples" / f"{name}.yml").read_text(encoding="utf-8"))
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    raw = read_source(parse_ref(str(tmp_path / "plan.json")))
    assert raw.epsg == epsg
    frame = prepare(raw, guess(raw, "plots").mapping, 3067).layer.frame
    assert [code if isinstance(code, str) else None for code in frame["zoning_code"]] == codes
    for column, values in figures.items():
        assert [None if isnan(value) else value for value in frame[column]] == values


def test_a_whole_matter_of_the_national_data_model(reference, tmp_path):
    yaml = pytest.importorskip("yaml")
    path = reference / "ryhti_examples" / "LocalDetailedPlanMatter-kokonainen-asia-hyvaksytty.yml"
    matter = yaml.safe_load(path.read_text(encoding="utf-8"))
    (tmp_path / "matter.json").write_text(json.dumps(matter, default=str), encoding="utf-8")
    raw = read_source(parse_ref(str(tmp_path / "matter.json")))
    mapping = guess(raw, "plots").mapping
    frame = prepare(raw, replace(mapping, source_epsg=raw.epsg), 3067).layer.frame
    assert len(frame)
    assert frame["plot_id"].is_unique


PLAN_JSON = {
    "planKey": "k1",
    "name": {"fin": "Satamakaava"},
    "planObjects": [
        {
            "planObjectKey": "o1",
            "name": {"swe": "Tomt 1", "fin": "Tontti 1"},
            "geometry": {
                "srid": "3067",
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [
                        [
                            [305000, 7087000],
                            [305100, 7087000],
                            [305100, 7087100],
                            [305000, 7087100],
                            [305000, 7087000],
                        ]
                    ],
                },
            },
        }
    ],
    "planRegulationGroups": [
        {"planRegulationGroupKey": "g1", "planRegulations": [{"type": "http://x/code/teollisuusalue"}]},
        {
            "planRegulationGroupKey": "g2",
            "planRegulations": [
                {
                    "type": "http://x/code/sallittuKerrosala",
                    "value": {"number": 4000, "unitOfMeasure": "k-m2"},
                }
            ],
        },
    ],
    "planRegulationGroupRelations": [
        {"planObjectKey": "o1", "planRegulationGroupKey": "g1"},
        {"planObjectKey": "o1", "planRegulationGroupKey": "g2"},
    ],
}


def test_a_plan_without_letters_gets_those_of_its_land_use(tmp_path):
    (tmp_path / "plan.json").write_text(json.dumps(PLAN_JSON), encoding="utf-8")
    raw = read_source(parse_ref(str(tmp_path / "plan.json")))
    row = prepare(raw, guess(raw, "plots").mapping, 3067).layer.frame.iloc[0]
    assert (row["plot_id"], row["zoning_code"], row["name"]) == ("o1", "T", "Tontti 1")
    assert (row["building_right_m2"], row["plan_name"]) == (4000, "Satamakaava")
