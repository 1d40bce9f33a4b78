"""What the product's own tables say in English, marked for the catalogue: shown in every language.

Who shows such a text translates it by `_`; a text of somebody's own table is shown as it stands.
"""

from planner.text import marked

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
