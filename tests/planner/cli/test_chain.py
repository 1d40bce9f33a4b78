"""Freight from the command line."""

import pytest

FREIGHT = """
[[freight]]
commodity = "zinc"
t_yr = 300000
place = "sea_rotterdam"

[[freight]]
commodity = "sand"
t_yr = 1000
direction = "in"
place = "town_tampere"
modes = ["rail"]
"""


@pytest.fixture
def freight(tmp_path):
    path = tmp_path / "freight.toml"
    path.write_text(FREIGHT, encoding="utf-8")
    return str(path)


def test_json_tells_every_leg(run_json, freight):
    zinc, sand = run_json("chain", "kokkola", "1-1", "--freight", freight)
    best = zinc["chains"]["cheapest"]
    assert zinc["place_name"] == "Rotterdam Maasvlakte"
    assert best["cost_eur_yr"] == pytest.approx(300_000 * best["cost_eur_t"], rel=0.001)
    assert {"from_name", "to_name", "distance_m", "method", "co2e_kg_t", "vehicle_class", "year"} <= set(
        best["legs"][0]
    )
    assert sand["chains"]["cheapest"] is None
    assert any("no track reaches the plot" in note for note in sand["notes"])


def test_text_tells_objectives_joint_and_what_is_an_example(run, freight):
    told = run("chain", "kokkola", "1-1", "--freight", freight)
    assert told.exit_code == 0
    for part in (
        "lowest emission",
        "Joined at",
        "examples until you confirm",
        "well to wheel",
        "ILLUSTRATIVE",
    ):
        assert part in told.stdout


def test_faults_end_in_a_sentence(run, tmp_path, freight):
    assert run("chain", "kokkola", "no-such", "--freight", freight).exit_code == 2
    assert run("chain", "kokkola", "1-1", "--freight", str(tmp_path / "none.toml")).exit_code == 2
    (tmp_path / "bad.toml").write_text(
        '[[freight]]\ncommodity = "x"\nt_yr = -1\nplace = "y"\n', encoding="utf-8"
    )
    refused = run("chain", "kokkola", "1-1", "--freight", str(tmp_path / "bad.toml"))
    assert refused.exit_code == 2
    assert "row 1, t_yr" in refused.stderr
