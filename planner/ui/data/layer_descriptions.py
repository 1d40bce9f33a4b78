"""What each layer is, in a sentence for who never saw it."""

from planner.text import marked

ABOUT = {
    "land": marked("Outline of the dry ground; what lies beside it is sea."),
    "water": marked("Sea, lakes and rivers as areas."),
    "zoning": marked(
        "Parts of a plan that are no plots: protective green, railway land, reserve and others."
    ),
    "plots": marked(
        "Land that can be let or sold, with plan, status and building right; without plots, zones."
    ),
    "seveso": marked("Plants that handle dangerous chemicals, with the width of their consultation zone."),
    "buildings": marked("What stands: footprints, storeys and floor area as far as known."),
    "roads": marked("Roads, streets and paths with class, speed and limits of height, weight and length."),
    "rail": marked("Tracks and sidings, with who keeps them and whether they are electrified."),
    "power_lines": marked("Overhead lines with their voltage."),
    "pipelines": marked("Pipes and pipe bridges with what runs in them."),
    "ports": marked("Quays of the port of the area, with depth and length."),
    "places": marked("Where goods pass: gates, terminals, junctions, substations."),
    "companies": marked("Firms with what they do, need and give, and how well their place is known."),
    "flows": marked("Who gives what to whom, with the evidence for it."),
    "utilities": marked("What a park offers: steam, water, heat, gases and services."),
    "parks": marked("The eco-industrial parks of the country, with what is known of each."),
    "harbours": marked("Harbours of the country with their deepest quay."),
    "nodes": marked("Towns, ports and parks between which the nationwide distances are told."),
    "road_links": marked("Lengths of the main roads between the nodes."),
    "rail_links": marked("Lengths of the railways between the nodes."),
    "national_quays": marked("Each quay of the harbours, with depth and length."),
    "sea_ports": marked("Ports abroad to which ways by sea are told."),
    "zoning_codes": marked("What the codes of plans mean, and to which class they belong."),
    "starting_situations": marked("The kinds of start from which an eco-industrial park may grow."),
}
