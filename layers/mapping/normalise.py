"""How words of other people are compared: without case, accents, spaces and signs."""

import re
import unicodedata

# Signs that no decomposition parts from their letter.
_SPELLED = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "²": "2", "³": "3"})

# German without its dots.
_TWO_LETTERS = re.compile("([aou])e(?![aeiouy])")


def plain(text: str) -> str:
    """Return the words in lower case, without accents, parted by single spaces; ae, oe, ue are ä, ö, ü.

    Examples
    --------
    >>> plain("Kaavamerkintä_(T/kem)")
    'kaavamerkinta t kem'
    """
    lowered = text.lower().translate(_SPELLED)
    letters = "".join(
        sign for sign in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(sign)
    )
    return _TWO_LETTERS.sub(r"\1", " ".join(re.findall(r"[a-z0-9%€]+", letters)))


def tokens(name: str) -> tuple[str, ...]:
    """Return the words of a column's name; camelCase and snake_case are parted.

    Examples
    --------
    >>> tokens("pintaAla_ha")
    ('pinta', 'ala', 'ha')
    """
    return tuple(plain(re.sub(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])", " ", name)).split())


def joined(name: str) -> str:
    """Return the words of a column's name without anything between them.

    Examples
    --------
    >>> joined("Tehokkuus-luku")
    'tehokkuusluku'
    """
    return plain(name).replace(" ", "")
