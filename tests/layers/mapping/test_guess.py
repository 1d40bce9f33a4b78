"""Fields of planners in Finland, Sweden, Germany and America are recognised; what is not sure is asked."""

import pytest

from layers.io.intake import guesses
from layers.io.services import SERVICES
from layers.io.services.ready import ready_services
from layers.mapping.guess import SourceField, guess_mapping

TOWNS = {
    "Finnish Shapefile": (
        {
            "kiinttunn": "plot_id",
            "kaavamerk": "zoning_code",
            "tehokkuus": "floor_area_ratio",
            "rakoikeus": "building_right_m2",
            "kortteli": "block",
            "pinta_ala": "recorded_area_m2",
            "tila": "status",
            "kerrosluku": "storeys",
        }
    ),
    "Finnish table": (
        {
            "Tonttitunnus": "plot_id",
            "Käyttötarkoitus": "zoning_code",
            "e-luku": "floor_area_ratio",
            "Rakennusoikeus (k-m²)": "building_right_m2",
            "Pinta-ala (ha)": "recorded_area_m2",
            "Varaustilanne": "status",
            "Käytetty kerrosala": "used_floor_area_m2",
            "Hinta €/m2": "price_eur_m2",
        }
    ),
    "Swedish": (
        {
            "Fastighetsbeteckning": "plot_id",
            "Kvarter": "block",
            "Användning": "zoning_code",
            "Exploateringstal": "floor_area_ratio",
            "Byggrätt": "building_right_m2",
            "Areal": "recorded_area_m2",
            "Våningar": "storeys",
        }
    ),
    "German": (
        {
            "FLSTKENNZ": "plot_id",
            "Gebietsart": "zoning_code",
            "GRZ": "coverage_ratio",
            "GFZ": "floor_area_ratio",
            "BMZ": "volume_ratio",
            "Vollgeschosse": "storeys",
            "amtliche_Fläche": "recorded_area_m2",
            "Verfügbarkeit": "status",
        }
    ),
    "American": (
        {
            "BBL": "plot_id",
            "ZoneDist1": "zoning_code",
            "FAR": "floor_area_ratio",
            "LotArea": "recorded_area_m2",
            "NumFloors": "storeys",
            "BldgArea": "used_floor_area_m2",
        }
    ),
    "test plan": (
        {
            "maankaytto_asemakaava_id": "plot_id",
            "maankaytto_asemakaava_kaavamerkinta": "zoning_code",
        }
    ),
}


@pytest.mark.parametrize("town", TOWNS)
def test_fields_are_recognised(town):
    names = TOWNS[town]
    found = guess_mapping(
        "plots", [SourceField(name, is_number=False, samples=("1",)) for name in names], guesses()
    )
    mapped = {one.source: one.column for one in found.mapping.fields}
    assert mapped == {name: column for name, column in names.items() if column}
    assert set(found.unused) == {name for name, column in names.items() if column is None}


def field(name, *samples, is_number=False):
    return SourceField(name, is_number, samples)


def mapped(*fields, layer="plots"):
    return guess_mapping(layer, fields, guesses())


@pytest.mark.parametrize(
    ("name", "samples", "unit"),
    [
        ("Pinta-ala (ha)", ("1,5",), "ha"),
        ("pinta_ala", ("1,5 ha", "2 ha"), "ha"),
        ("lot_area_sqft", ("10,000",), "sqft"),
        ("area_acres", ("2.5",), "acre"),
        ("Area", ("2.5 acres",), "acre"),
        ("pintaala_m2", ("100",), "m2"),
    ],
)
def test_units_are_recognised(name, samples, unit):
    found = mapped(field("id", "1"), field(name, *samples))
    assert found.mapping.field_of("recorded_area_m2").unit == unit


def test_a_unit_that_is_not_told_is_asked_for():
    found = mapped(field("id", "1"), field("pinta_ala", "1.5"))
    assert any("does not say its unit" in question for question in found.questions)


@pytest.mark.parametrize(
    ("samples", "unit"), [(("50", "40"), "percent"), (("0.5", "0.4"), ""), (("0.5", "40"), ""), ((), "")]
)
def test_a_share_of_the_plot_above_1_is_percent_and_asked(samples, unit):
    found = mapped(field("id", "1"), SourceField("peittoaste", is_number=True, samples=samples))
    assert found.mapping.field_of("coverage_ratio").unit == unit
    assert bool(found.questions) == (unit == "percent")


@pytest.mark.parametrize(
    ("samples", "unit"), [(("20", "60"), "percent"), (("0.4", "2.5"), ""), (("1.5", "60"), "")]
)
def test_a_floor_area_ratio_may_be_above_1_but_not_above_15(samples, unit):
    found = mapped(field("id", "1"), SourceField("e", is_number=True, samples=samples))
    assert found.mapping.field_of("floor_area_ratio").unit == unit


def test_percent_is_no_ratio():
    assert mapped(field("id", "1"), field("GRZ %", "60")).mapping.field_of("coverage_ratio").unit == "percent"


@pytest.mark.parametrize(
    ("samples", "decimal", "asked"),
    [
        (("0,5", "0,25"), ",", False),
        (("1.234,5",), ",", False),
        (("1,234.5",), ".", False),
        (("12,500", "13,250"), ",", True),
        (("1 234,50",), ",", False),
        (("5", "6"), ".", False),
    ],
)
def test_the_decimal_sign_is_told_or_asked_for(samples, decimal, asked):
    found = mapped(field("id", "1"), field("tehokkuus", *samples))
    assert found.mapping.field_of("floor_area_ratio").decimal == decimal
    assert any("decimal sign" in question for question in found.questions) == asked


def test_a_status_that_is_not_known_is_asked_for():
    found = mapped(field("id", "1"), field("tila", "Vapaa", "LEDIG", "Kummallinen", "frei"))
    assert found.mapping.field_of("status").values == {"Vapaa": "free", "LEDIG": "free", "frei": "free"}
    assert any("Kummallinen" in question for question in found.questions)


def test_zoning_by_its_plain_name_or_address_becomes_the_letters():
    name = "Teollisuus- ja varastorakennusten korttelialue"
    found = mapped(field("id", "1"), field("kaavamerkinta", name, "T/kem-2", "Satama-alue"))
    assert found.mapping.field_of("zoning_code").values == {name: "T", "Satama-alue": "LS"}


def test_words_are_no_numbers():
    assert mapped(field("id", "1"), field("e", "east", "west")).mapping.field_of("floor_area_ratio") is None


def test_without_an_id_the_rows_are_numbered_and_told():
    found = mapped(field("kaavamerk", "T"))
    assert found.mapping.numbered
    assert any("numbered" in question for question in found.questions)


def test_what_a_layer_needs_and_no_field_gives_is_told():
    found = mapped(field("id", "1"), layer="roads")
    assert any("road_class" in question for question in found.questions)


def test_every_name_in_the_table_is_of_a_column():
    from layers.specs import SPECS

    table = guesses()
    for layer, columns in table.names.items():
        if layer != "generic":
            assert set(columns) <= {column.name for column in SPECS[layer].all_columns}, layer
    for layer, columns in table.values.items():
        for name, values in columns.items():
            column = next(one for one in SPECS[layer].columns if one.name == name)
            assert set(values) <= set(column.choices), (layer, name)


def test_every_unit_that_a_layer_promises_is_known_or_has_none_to_turn():
    from layers.specs import SPECS

    quantities = guesses().units.quantities
    for promised in ("m²", "k-m²", "m", "km/h", "t", "kV"):
        assert promised in quantities
    assert set(quantities) <= {
        column.unit for spec in SPECS.values() for column in spec.all_columns if column.unit
    }


def test_ready_services_can_be_asked_and_say_their_terms():
    from layers.specs import SPECS

    services = ready_services()
    assert len(services) >= 15
    for service in services:
        assert service.kind in SERVICES
        assert service.url.startswith(("https://", "http://"))
        assert service.layer in ("", *SPECS)
        assert service.licence
        assert service.attribution
        assert service.gives
