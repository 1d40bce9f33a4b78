"""Outside tiles: where they are, whom the map names, and a key that breaks nothing."""

from layers.io.basemaps import basemaps
from planner.text import LANGUAGES, localised


def test_every_service_has_an_address_terms_and_a_licence_to_name():
    for service in basemaps().values():
        assert service.url.startswith("https://")
        assert all(part in service.url for part in ("{z}", "{x}", "{y}"))
        assert service.key == ("{key}" in service.url) == bool(service.key_url)
        assert "ODbL" in service.attribution or "CC BY" in service.attribution
        assert service.terms_url.startswith("https://")
        assert localised(service.titles)
        assert set(service.titles) <= set(LANGUAGES)


def test_a_key_is_written_so_that_it_stays_a_key():
    service = basemaps()["nls_background"]
    assert service.address("a b&c={z}").endswith("?api-key=a%20b%26c%3D%7Bz%7D")
    assert "{z}" in service.address("k")
