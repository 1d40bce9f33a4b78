"""The national tables."""

from layers.io import read_national


def test_the_country_is_read_without_a_fault():
    national = read_national()
    assert national.issues == ()
    assert {"parks", "harbours", "nodes", "rail_links", "road_links", "zoning_codes"} <= set(national.layers)
    assert len(national.frame("parks")) >= 10
    assert all(source.licence for source in national.sources)


def test_links_join_known_nodes_and_have_no_negative_length():
    national = read_national()
    nodes = set(national.table("nodes")["node_id"])
    for name in ("rail_links", "road_links"):
        links = national.table(name)
        assert set(links["from_id"]) | set(links["to_id"]) <= nodes
        assert (links["length_km"] >= 0).all()
        assert links["link_id"].is_unique
