"""What the product's own tables say in English, marked for the catalogue: shown in every language.

Who shows such a text translates it by `_`; a text of somebody's own table is shown as it stands.
"""

from layers import titles
from layers.specs import SPECS
from planner.text import _, marked, translate

# The titles of the layers, as the SPECs of layers/ have them.
LAYER_TITLES = (
    marked("Buildings"),
    marked("Companies"),
    marked("Eco-industrial parks"),
    marked("Flows between firms"),
    marked("Gates and terminals"),
    marked("Land"),
    marked("Merchant harbours"),
    marked("National nodes"),
    marked("National rail links"),
    marked("National road links"),
    marked("Other zoning"),
    marked("Pipes and pipe bridges"),
    marked("Plots"),
    marked("Port quays"),
    marked("Ports abroad"),
    marked("Power lines"),
    marked("Quays of the merchant harbours"),
    marked("Railway"),
    marked("Roads and streets"),
    marked("Seveso establishments"),
    marked("Starting situations"),
    marked("Utilities on offer"),
    marked("Water"),
    marked("Zoning codes"),
)
# What rasters are called, and layers that rules ask for and no SPEC promises yet.
RASTER_TITLES = {"terrain": marked("Terrain (elevation model)"), "landcover": marked("Land cover")}
_AWAITED_TITLES = {
    "nature": marked("Protected nature"),
    "flood": marked("Flood areas"),
    "groundwater": marked("Groundwater areas"),
    "housing": marked("Housing"),
    "sight_areas": marked("Sight areas of roads and level crossings"),
}
# What the zoning codes mean: meaning_en of data/zoning_codes.csv.
ZONING_MEANINGS = (
    marked("industrial and warehouse block"),
    marked("industrial buildings block"),
    marked("warehouse block"),
    marked("industry where the surroundings set special requirements (no nuisance)"),
    marked("industry block where a major plant making or storing dangerous chemicals is/may be sited"),
    marked("as T/kem for TT"),
    marked("local numbered variant; the number refers to a plan-specific rule"),
    marked("business premises block"),
    marked("port area"),
    marked("boat harbour"),
    marked("railway area"),
    marked("public road area"),
    marked("freight terminal block"),
    marked("special area"),
    marked("municipal engineering (utilities)"),
    marked("special/industrial"),
    marked("energy supply"),
    marked("waste treatment"),
    marked("extraction of soil/rock"),
    marked("mine area"),
    marked("protective green area (buffer)"),
    marked("protected area"),
    marked("nature conservation area"),
    marked("ancient monument area"),
    marked("recreation"),
    marked("park"),
    marked("local recreation"),
    marked("agriculture and forestry: typical land reserve"),
    marked("agri/forestry with environmental values"),
    marked("water area"),
    marked("part of plot to be planted"),
    marked("Tukes consultation zone shown on plan"),
    marked("ratio of floor area to plot area; e=0.40 means 0.4 k-m2 per m2"),
    marked("floor area by outer wall surface; wall thickness over 250 mm is an allowed excess"),
    marked("housing block"),
    marked("shared space of housing"),
    marked("blocks of flats"),
    marked("housing, shops and offices"),
    marked("farm buildings"),
    marked("detached houses"),
    marked("small houses"),
    marked("terraced houses"),
    marked("town centre"),
    marked("shooting range"),
    marked("cemetery"),
    marked("mast area"),
    marked("defence forces area"),
    marked("shops and offices"),
    marked("shops"),
    marked("shops where a large retail unit may be sited"),
    marked("offices"),
    marked("traffic area"),
    marked("service station"),
    marked("passenger terminal"),
    marked("canal area"),
    marked("airport area"),
    marked("public car park"),
    marked("parking of the blocks"),
    marked("public parking buildings"),
    marked("fields of scenic value"),
    marked("large livestock unit"),
    marked("market gardens and greenhouses"),
    marked("farming"),
    marked("farming and forestry with a need to guide recreation"),
    marked("service buildings"),
    marked("local service buildings"),
    marked("entertainment buildings"),
    marked("holidays and tourism"),
    marked("holiday homes"),
    marked("camping site"),
    marked("tourist buildings"),
    marked("allotment gardens"),
    marked("caravan site"),
    marked("protected buildings"),
    marked("playground"),
    marked("hiking and outdoor recreation"),
    marked("sports and recreation"),
    marked("bathing beach"),
    marked("public buildings"),
    marked("administration buildings"),
    marked("church buildings"),
    marked("buildings of local public services"),
    marked("museum buildings"),
    marked("school buildings"),
    marked("social and health care buildings"),
    marked("sports buildings"),
    marked("buildings of culture"),
)
# What errors of layers call the things that files hold, and rasters.
THINGS = (
    marked("area"),
    marked("scenario"),
    marked("layer"),
    marked("sheet"),
    marked("elevation model"),
    marked("land cover"),
)
# What the default rules say of themselves: legal_reference and note of data/scenarios/default.toml.
RULE_TEXTS = (
    marked("water is no ground to build on"),
    marked("As the layer of water draws it; how accurate it is, the layer says."),
    marked(
        "assumed half-width of a single track: structure gauge about 2 m from the centre line, "
        "with half a metre to spare"
    ),
    marked(
        "Assumed: the layer has centre lines only. A plot's own siding takes ground as well; "
        "whoever removes it may leave this rule out."
    ),
    marked("assumed half-width of the carriageway by class of road, of each drawn line"),
    marked(
        "Assumed: the layer has centre lines only. Verges and pavements are not counted. A tunnel"
        " takes no ground."
    ),
    marked(
        "custom where the plan gives none: half of the 8 m between buildings of Decree 848/2017 s"
        " 29; the permit looks at the siting, Building Act 751/2023 s 43 (s 44 on detailed-plan "
        "land: unverified)"
    ),
    marked(
        "A detailed plan often draws the building area itself: then building is inside it and "
        "this setback does not apply. No layer of building areas is read yet, so the setback is "
        "taken of every plot."
    ),
    marked(
        "Act 503/2005 s 44: 20 m by law; 50 m is the usual width on motorways and set by the road"
        " plan; s 47: exemption"
    ),
    marked(
        "From the centre line of the nearest carriageway. Ramps count as motorway here. How a "
        "detailed plan in force changes the strip could not be verified: where it draws the "
        "building area, settle it with the plan and the road authority."
    ),
    marked(
        "Act 503/2005 s 44: 20 m by law; 30 m is the usual width on main roads of classes I and "
        "II and set by the road plan; s 47: exemption"
    ),
    marked(
        "From the centre line of the nearest carriageway. How a detailed plan in force changes "
        "the strip could not be verified: where it draws the building area, settle it with the "
        "plan and the road authority."
    ),
    marked(
        "Act 503/2005 s 44: 20 m from the centre line of the nearest carriageway; s 47: "
        "exemption; streets and private roads have none"
    ),
    marked(
        "Regional and connecting roads. Whether a road is a highway or a street is read from its "
        "class and may be wrong inside a town. How a detailed plan in force changes the strip "
        "could not be verified: where it draws the building area, settle it with the plan and the"
        " road authority."
    ),
    marked(
        "Railway Act 110/2007 s 37 (section number unverified): 30 m from the centre line of the "
        "outermost track; another width, at most 50 m, by decision; s 2: not for private sidings "
        "in closed works areas"
    ),
    marked(
        "The zone is that of the state network: a private siding, or a track whose keeper is "
        "unknown, gives none here. How a detailed plan in force changes the strip could not be "
        "verified."
    ),
    marked(
        "Act 503/2005 s 45: in the sight areas of bends and junctions building is barred as in the"
        " strip along the road (that level crossings are meant: unverified); s 46: stores, fences "
        "and other structures (unverified); s 47: exemption"
    ),
    marked(
        "How far a sight area reaches follows from the speed and the layout of the road and could "
        "not be read: ask the road authority, at a track the infrastructure manager."
    ),
    marked(
        "redemption decision of the line; worked example 26 m opening + 2 × 10 m; read the width of each line"
    ),
    marked(
        "Width varies with the structure. The worked example (46 m right-of-way, 23 m to each "
        "side) does not state its voltage."
    ),
    marked("redemption decision of the line"),
    marked("Typical right-of-way 52–58 m, from memory, unverified: read the width of each line."),
    marked("Typical right-of-way 56–62 m, from memory, unverified: read the width of each line."),
    marked(
        "The voltage is not given, so the widest zone, that of 400 kV, is assumed. Give the "
        "voltage or the width of the line."
    ),
    marked(
        "Decree 551/2009; larger distances by pipe size and building group in its annex: to be "
        "entered per pipe"
    ),
    marked(
        "Closer than 5 m only with the owner's permission. The minimum distances by pipe size are"
        " not in this file. The transmission network lies in southern Finland only."
    ),
    marked(
        "Directive 2012/18/EU; Act 390/2005 (siting sections about 17–20: unverified); zone from "
        "the plot boundary of the establishment, width per plant from the authority's list (usual"
        " 200, 500, 1000, 1500, 2000 m: unverified)"
    ),
    marked(
        "A statement of Tukes and the rescue authority is needed for plan changes and major "
        "building; building is not banned. A plot that is itself the establishment lies in its "
        "own zone too."
    ),
    marked(
        "Environmental Protection Act 527/2014 s 17: no effect that may spoil the groundwater, no"
        " permit lifts the ban; Act 390/2005: no plant for dangerous chemicals without special "
        "grounds (siting sections about 17–20: unverified); classes by Act 1299/2004 ch. 2a"
    ),
    marked(
        "The law bans effects on the groundwater, not building: ask the supervising authority. "
        "For a firm that handles dangerous chemicals or fuels no building is counted here. Class "
        "1: more than 10 m³ a day, or more than 50 people."
    ),
    marked(
        "Environmental Protection Act 527/2014 s 17; Act 390/2005 (siting sections about 17–20: "
        "unverified); classes by Act 1299/2004 ch. 2a"
    ),
    marked(
        "Suited to water supply; the same ban on effects as in class 1. For a firm that handles "
        "dangerous chemicals or fuels no building is counted here."
    ),
    marked("Act 1299/2004 ch. 2a (chapter not checked): an ecosystem depends on the groundwater"),
    marked("The labels 1E and 2E combine this class with class 1 or 2, whose rule then holds as well."),
    marked("guide on building and floods 2014: lowest building level = 1/100 flood + extra height"),
    marked("A floor level, not a ban. Where no flood map was made, no finding does not mean no flood."),
    marked("guide on building and floods 2014: lowest building level on the coast"),
    marked(
        "The sea level that is exceeded with a probability of 1/250 in the year 2100; waves and "
        "discretionary height come on top."
    ),
    marked(
        "Nature Conservation Act 9/2023 ss 34–39 (section numbers unverified): ban on weakening, "
        "assessment, permit"
    ),
    marked(
        "A project that may significantly weaken the site needs an assessment; the permit is "
        "refused if it does."
    ),
    marked("effects from outside are assessed too; distance is an example"),
    marked("Nature Conservation Act 9/2023"),
    marked(
        "Alueidenkäyttölaki 132/1999 s 72, as amended by 752/2023: the shore zone needs a plan; "
        "the width of about 100 m is unverified"
    ),
    marked(
        "Holds only where no detailed plan is in force. The shore area that the plan duty may "
        "reach is about 200 m wide."
    ),
    marked("VNp 993/1992: 55 dB by day, 50 dB by night outdoors at housing; distance is an example"),
    marked("In new housing areas 45 dB by night. The distance replaces no noise study."),
    marked("detailed plan: EV"),
    marked("engineering practice for large halls"),
    marked("Not a ban: the ground must be levelled or terraced."),
    marked("earthworks or terracing needed"),
    marked("Above 10 % the rule on steep slopes holds as well."),
    marked(
        "Decree 848/2017 s 29: buildings of neighbours nearer than 8 m to each other need means "
        "that limit the spread of fire"
    ),
    marked(
        "A condition, not a ban. Only buildings beyond the plot: those on the plot itself count "
        "as used floor area, not as an obstacle."
    ),
)
# How sure a rule of data/scenarios/*.toml is, beyond the words of planner.scenario.scenario;
# whence its factors come.
CONFIDENCES = (
    marked("usual width; the road plan decides"),
    marked("width checked; section number unverified"),
    marked("assumed: the widest of the zones"),
    marked("checked 2023; distances by pipe size missing"),
    marked("high (duty); width per plant"),
    marked("effect chosen by the project"),
)
FACTOR_SOURCES = (
    marked(
        "derived: Kilpilahti 3500 jobs / 1300 ha (2015–2018); Kokkola Industrial Park 2400 jobs / "
        "700 ha (https://kip.fi/en/frontpage.html, 2023)"
    ),
    marked(
        "derived: Metsäjaanu about 100 jobs / 100 ha (https://circhubs.fi/en/toimija/salo-2/, "
        "2019); upper figure as heavy chemistry at Kokkola"
    ),
    marked(
        "derived: floor-area ratio 0.4 at 75 and 36 m² of floor a worker (Hong Kong planning "
        "standards 2007; HCA Employment Density Guide 2015, from memory, unverified)"
    ),
    marked(
        "derived from Kapuli III, Mäntsälä: 29.9 ha of listed blocks of 35.8 ha stated as "
        "reserved for building (the two may differ in meaning); "
        "https://www.yrityskehitys.net/ajankohtaista-uutisia/2014/2439-kapuli-iii-asemakaava-sai-lainvoiman-lahes-36-hehtaaria-uutta-aluetta-lahivuosina-yritysten-kayttoon"
    ),
)
# Who carries freight there: classes of vehicles, sources, costs and remarks of the emission factors.
FREIGHT_TEXTS = (
    marked("articulated lorry over 33 t, average laden"),
    marked(
        "UK Government conversion factors for company reporting 2025 (DESNZ), read in a copy "
        "published with an open-source project; to be checked against the official table"
    ),
    marked("example from memory, unverified: to be confirmed by the user"),
    marked(
        "Stands in for Finnish combinations of 60 and 76 t too: LIPASTO gives no carbon dioxide "
        "for them in the tables at hand. With full loads theirs should be lower."
    ),
    marked("articulated lorry over 33 t, 100 % laden"),
    marked("rigid lorry, all sizes, average laden"),
    marked("van, average diesel"),
    marked("mixed freight train, diesel, 525 t net"),
    marked(
        "VTT LIPASTO unit emissions, freight trains "
        "(http://lipasto.vtt.fi/yksikkopaastot/tavaraliikenne/raideliikenne/tavarakaikki.htm), CC"
        " BY 4.0; the database was withdrawn in 2022; well to wheel: 25.5 g × 1.248, the ratio of"
        " the UK factors of 2025 (34.7 / 27.8), derived, unverified"
    ),
    marked(
        "Diesel, as whether the whole way is electrified is not known: choose rail_fi_electric "
        "where it is. Return run included."
    ),
    marked("electric freight train with shunting"),
    marked(
        "VTT LIPASTO unit emissions, freight trains "
        "(http://lipasto.vtt.fi/yksikkopaastot/tavaraliikenne/raideliikenne/junat_tavara.htm), CC"
        " BY 4.0: with the ten-year mean of Finnish power; whether the chain of the fuels is "
        "included was not read"
    ),
    marked("For electrified lines only: check that of the plot and of the way."),
    marked("European diesel freight train"),
    marked("GLEC Framework v3.2 default values (AR6), read in secondary copies only"),
    marked("European electric freight train"),
    marked("general cargo ship 5 000–9 999 dwt"),
    marked("general cargo ship 0–4 999 dwt"),
    marked("bulk carrier 0–9 999 dwt"),
    marked("Eight times the average of the fleet: small ships of the Bothnian Bay are not ocean bulkers."),
    marked("bulk carrier, average of all sizes"),
    marked("Fits ocean-going ships in deep ports only."),
    marked("chemical tanker 5 000–9 999 dwt"),
    marked("container ship, average of all sizes"),
    marked("RoRo ferry, average"),
    marked("example, to be confirmed by the user: 5–10 EUR a tonne of bulk, from memory, unverified"),
    marked(
        "example, to be confirmed by the user: loading 3 EUR and shunting 2 EUR a tonne, from "
        "memory, unverified"
    ),
    marked(
        "Regulation (EC) No 561/2006 arts 6–8 as read on "
        "https://en.wikipedia.org/wiki/Road_Transport_Regulation_2006 and "
        "http://www.rs-roadsoft.com/index.php/information/driver-s-hour-s-law; 10 h twice a week "
        "and shorter rests not counted"
    ),
)
# Who drew the plots of Kokkola, and the remarks on them: source and note of data/areas/kokkola/plots.geojson.
PLOT_REMARKS = (
    marked("drawn for Sijainti; illustrative"),
    marked(
        "Lease is an example. Date is an example. Where in the park this firm is or will be is "
        "not published; this plot is an example."
    ),
    marked("Date is an example."),
    marked("Price is an example."),
    marked("Lease is an example. Date is an example."),
    marked(
        "Date is an example. Where in the park this firm is or will be is not published; this "
        "plot is an example."
    ),
    marked("Older than the plan: more is built than it allows. Date is an example."),
    marked(
        "Three plants of one firm (hydrogen, air separation, carbon dioxide) share the point of "
        "the register. Date is an example."
    ),
    marked("Price is an example. Date is an example."),
    marked("In two parts: the corridor of a pipe bridge (ET) is cut out between them. Price is an example."),
    marked("The substation inside the plot is not part of it. Price is an example."),
    marked(
        "Price is an example. Date is an example. Where in the park this firm is or will be is "
        "not published; this plot is an example."
    ),
)
# On what its weights and bounds rest: basis of the criteria there.
CRITERIA_BASES = (marked("proposal of the Sijainti project, unverified"),)

# What national services are called, what they give, and what to mind: data/services.toml.
SERVICE_TEXTS = (
    marked("Digiroad: road links"),
    marked("roads and streets of the whole country as centre lines, with their owner"),
    marked("A country of links: ask for the box of the area."),
    marked("State railway network (INSPIRE)"),
    marked("tracks, stations and nodes of the state's railway network"),
    marked("Private sidings are not in it."),
    marked("Transport infrastructure, all collections"),
    marked("329 collections on roads, railways and fairways"),
    marked("Choose a collection from the list."),
    marked("Flood hazard, sea, once in 100 years"),
    marked("ground under water in a sea flood of a return period of 100 years"),
    marked("Millions of features; 10 000 at a time. Other return periods: 2, 5, 10, 20, 50, 250, 1000."),
    marked("Flood hazard, rivers and lakes, once in 100 years"),
    marked("ground under water in a river or lake flood of a return period of 100 years"),
    marked("Where flood hazard has been mapped"),
    marked("the areas that were studied: outside them nothing is known, which is not the same as no flood"),
    marked("For the sea: NZ.Tulvavaarakartoitetut_alueet_Meritulva."),
    marked("Groundwater areas"),
    marked("groundwater areas by class"),
    marked("Address and layer name are not confirmed: choose from the list of the service."),
    marked("Nature conservation areas"),
    marked("nature reserves of the state, private ones, wilderness areas"),
    marked("Natura 2000 is in the same service; choose it from the list."),
    marked("Protected areas as the mining register uses them"),
    marked("protected areas"),
    marked("Detailed plans in force (Ryhti)"),
    marked("boundaries, names and status of detailed plans"),
    marked("Boundaries of plans, no floor area. National coverage is due on 1 January 2029."),
    marked("General plans in force (Ryhti)"),
    marked("boundaries, names and status of general plans"),
    marked("Buildings of the national register (Ryhti)"),
    marked("3.8 million buildings with their permanent identifiers"),
    marked("Points in most places, so the layer of footprints cannot be made of it."),
    marked("Topographic database"),
    marked("buildings, roads, tracks, power lines, water and land of the topographic map"),
    marked(
        "Needs a free API key of the provider. Power lines are the collection sahkolinja (name unverified)."
    ),
    marked("Superficial deposits"),
    marked("soil and sea-bed maps"),
    marked("Choose a scale from the list of layers."),
    marked("Bedrock"),
    marked("bedrock maps"),
    marked("Population, grid of 1 km"),
    marked("inhabitants of every square kilometre: who lives near a plant"),
)


def layer_title(layer: str) -> str:
    """Return what a layer or raster is called; one of somebody else's keeps its name.

    Examples
    --------
    >>> layer_title("nature"), layer_title("power_lines"), layer_title("trees")
    ('Protected nature', 'Power lines', 'trees')
    """
    more = RASTER_TITLES | _AWAITED_TITLES
    return _(SPECS[layer].title if layer in SPECS else more.get(layer, layer))


def column_title(layer: str, column: str) -> str:
    """Return what a column of a layer is called within a sentence; one of somebody else's keeps its name.

    Examples
    --------
    >>> column_title("plots", "zoning_code"), column_title("plots", "colour")
    ('zoning code', 'colour')
    """
    columns = SPECS[layer].all_columns if layer in SPECS else ()
    known = next((translate(titles.column_title(one)) for one in columns if one.name == column), column)
    return known[:1].lower() + known[1:]
