"""When two names are one vendor: the same words, where at most one of them names a legal form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from law.names import fold

# "A/S", "N.V." and "S.à r.l." are one word each; "Salesforce.com" is two.
JOINED = re.compile(r"(?<=\b\w)[./](?=\w\b)|(?<=\b\w)\.(?=\W|$)")
WORDS = re.compile(r"[^\W_]+")
# cleanco's list is wider, and with it "Booking NL", "Telia Company" and "Bolt PT" lose a word that tells them apart.
WRITTEN_FORMS = (
    "ab|aktiebolag|aktiebolaget|hb|kb|publ|filial|as|asa|ans|nuf|ba|sa|aksjeselskap|allmennaksjeselskap|aps|is|ks"
    "|aktieselskab|anpartsselskab|oy|oyj|ehf|hf|gmbh|mbh|ag|kg|kgaa|ug|ohg|gbr|ev|eg|gmbh co kg|gmbh co kgaa|se|sas"
    "|sasu|sarl|sa rl|eurl|sci|scop|sprl|bvba|srl|spa|sl|slu|lda|ltda|bv|nv|vof|inc|incorporated|llc|llp|lp|lllp"
    "|pllc|pbc|ltd|limited|plc|corp|corporation|co|co inc|co ltd|pte|pte ltd|pty|pty ltd|pvt ltd|private limited|dac"
    "|uab|ou|sia|doo|sro|sp zoo|sp z oo|kft|zrt|rt"
)
FORMS = frozenset(tuple(form.split()) for form in WRITTEN_FORMS.split("|"))


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared: its words, those without the legal form, and the legal form."""

    whole: str
    bare: str
    form: str

    def is_surely(self, other: Name) -> bool:
        """Return whether both are one vendor without anybody having to say so."""
        if self.whole == other.whole:
            return True
        return self.bare == other.bare and (not self.form or not other.form)


@lru_cache(maxsize=50_000)
def name_of(text: str) -> Name:
    """Return a name in the form in which names are compared."""
    words = WORDS.findall(JOINED.sub("", fold(text)))
    kept = list(words)
    while cut := _form_at_end(kept):
        kept = kept[:-cut]
    lead = _form_at_start(kept)
    form = [*kept[:lead], *words[len(kept) :]]
    return Name(" ".join(words), " ".join(kept[lead:]), " ".join(form))


def domain_of(website: str) -> str:
    """Return the domain of a web address without "www", or nothing where there is none in it."""
    address = website.strip()
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname
    except ValueError:  # brackets as of an IPv6 address around what is none
        return ""
    return (host or "").removeprefix("www.")


def number_of(registration: str) -> str:
    """Return a registration number without spaces and marks."""
    return "".join(sign for sign in registration.upper() if sign.isalnum())


def _form_at_end(words: list[str]) -> int:
    return next((size for size in range(min(4, len(words) - 1), 0, -1) if tuple(words[-size:]) in FORMS), 0)


def _form_at_start(words: list[str]) -> int:
    """Return 1 where a Nordic form leads the name, as in "AB Volvo"."""
    return int(len(words) > 1 and words[0] in {"ab", "as", "oy", "aktiebolaget"})
