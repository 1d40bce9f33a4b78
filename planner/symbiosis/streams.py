"""What firms give away and what they look for: streams of the catalogue, offers and needs."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

OFFER, NEED = "offer", "need"
# Who may see an entry: everybody, firms of the network, the coordinator alone.
PUBLIC, NETWORK, PRIVATE = "public", "network", "private"
# What is known of an entry: stated by the firm or its permit, or only usual in its industry.
STATED, POSSIBLE = "stated", "possible"
MONTHS_N = 12


@dataclass(frozen=True)
class Quality:
    """The properties of a stream on which its use depends; None where not known.

    Of a need they are limits: at least so warm, at such a pressure, so pure; at most so moist. `grade` is a
    word that both sides must share, such as a grade of water.
    """

    temperature_degc: float | None = None
    pressure_bar: float | None = None
    purity_share: float | None = None
    moisture_share: float | None = None
    grade: str | None = None


@dataclass(frozen=True)
class Haul:
    """How far a stream is usually carried by a kind of transport, and how far at most; with its source."""

    transport: str
    usual_km: float
    max_km: float
    source: str
    confidence: str


@dataclass(frozen=True)
class Stream:
    """A stream of the catalogue.

    `ewc` are codes of the European list of waste, six digits without spaces or asterisk; `cn` headings of
    the Combined Nomenclature, digits alone; `emitting_nace` and `using_nace` the industries that usually
    give and take it. `quality_fields` names the properties of `Quality` that decide about its use.
    """

    stream_id: str
    title: str
    unit: str
    phase: str
    ewc: tuple[str, ...] = ()
    cn: tuple[str, ...] = ()
    emitting_nace: tuple[str, ...] = ()
    using_nace: tuple[str, ...] = ()
    quality_fields: tuple[str, ...] = ()
    hauls: tuple[Haul, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Entry:
    """An offer or a need of a firm: one row of the side-stream table.

    `quantity_yr` is in `unit`, None where not known. `monthly_shares` are the shares of the year's quantity
    from January to December; None: not known, and counted as even. `price_eur` is for one unit, negative
    where the giver pays. `basis` is STATED or POSSIBLE.
    """

    entry_id: str
    company_id: str
    kind: str
    unit: str
    stream_id: str | None = None
    ewc: str | None = None
    cn: str | None = None
    quantity_yr: float | None = None
    monthly_shares: tuple[float, ...] | None = None
    quality: Quality = field(default_factory=Quality)
    price_eur: float | None = None
    since: date | None = None
    until: date | None = None
    confidentiality: str = PRIVATE
    basis: str = STATED
    evidence: str = ""
    source: str = ""
    as_of: str = ""

    def is_current(self, day: date) -> bool:
        """Return whether the entry holds on a day; open ends hold for ever."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def ewc_digits(code: str) -> str | None:
    """Return a code of the list of waste as six digits, None where it is no such code.

    Examples
    --------
    >>> ewc_digits("10 02 01*"), ewc_digits("100201"), ewc_digits("slag")
    ('100201', '100201', None)
    """
    digits = re.sub(r"[\s.*]", "", code)
    return digits if re.fullmatch(r"\d{6}", digits) else None


def shares_industry(nace: str, listed: Iterable[str]) -> bool:
    """Return whether an industry is one of those listed, or lies within one or contains one.

    Classes of NACE nest by their digits: 24.43 lies within 24.4 and 24.

    Examples
    --------
    >>> shares_industry("24.43", ["24.4"]), shares_industry("24", ["24.43"]), shares_industry("20.13", ["24"])
    (True, True, False)
    """
    own = nace.replace(".", "")
    others = [other.replace(".", "") for other in listed]
    return bool(own) and any(own.startswith(other) or other.startswith(own) for other in others if other)


def possible_entries(
    industries: Mapping[str, Iterable[str]], catalogue: Iterable[Stream], stated: Iterable[Entry] = ()
) -> list[Entry]:
    """Return what firms may give and need by their industry, where they have not said so themselves.

    Parameters
    ----------
    industries : mapping
        The NACE classes of each company, by its id.
    catalogue : iterable of Stream
        The streams and the industries that usually give and take them.
    stated : iterable of Entry
        What firms have said: a possibility of the same stream and kind is left out.

    Returns
    -------
    list of Entry
        Of basis POSSIBLE, without quantity, in the order of companies and catalogue.

    Examples
    --------
    >>> acid = Stream("acid", "acid", "t", "liquid", emitting_nace=("24.43",), using_nace=("20.15",))
    >>> industries = {"a": ["24.43"], "b": ["20.15"]}
    >>> [(entry.company_id, entry.kind) for entry in possible_entries(industries, [acid])]
    [('a', 'offer'), ('b', 'need')]
    """
    said = {(entry.company_id, entry.kind, entry.stream_id) for entry in stated}
    streams = list(catalogue)
    return [
        Entry(
            entry_id=f"{company_id}:{kind}:{stream.stream_id}",
            company_id=company_id,
            kind=kind,
            unit=stream.unit,
            stream_id=stream.stream_id,
            confidentiality=PUBLIC,
            basis=POSSIBLE,
            source=stream.source,
        )
        for company_id, classes in industries.items()
        for stream in streams
        for kind, listed in ((OFFER, stream.emitting_nace), (NEED, stream.using_nace))
        if any(shares_industry(nace, listed) for nace in classes)
        and (company_id, kind, stream.stream_id) not in said
    ]
