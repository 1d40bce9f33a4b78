"""What the world looks like: the layers, their promises, and the atlas that holds them."""

from layers.schema import LayerSpec
from layers.specs import (
    buildings,
    companies,
    flows,
    harbours,
    land,
    national_quays,
    nodes,
    parks,
    pipelines,
    places,
    plots,
    ports,
    power_lines,
    rail,
    rail_links,
    road_links,
    roads,
    sea_ports,
    seveso,
    starting_situations,
    utilities,
    water,
    zoning,
    zoning_codes,
)

# Every layer, in the order in which a map draws them: ground first.
SPECS: dict[str, LayerSpec] = {
    module.SPEC.name: module.SPEC
    for module in (
        land,
        water,
        zoning,
        plots,
        seveso,
        buildings,
        roads,
        rail,
        power_lines,
        pipelines,
        ports,
        places,
        companies,
        flows,
        utilities,
        parks,
        harbours,
        nodes,
        road_links,
        rail_links,
        national_quays,
        sea_ports,
        zoning_codes,
        starting_situations,
    )
}
