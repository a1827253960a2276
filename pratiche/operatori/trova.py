"""The search of the office: by number, by codice fiscale, by the beginnings of a name. A person's data is never in an address."""

import re
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from pratiche.models import Parola, Pratica
from pratiche.models.insieme import PraticaQuerySet
from pratiche.parole import parole

ANNI = 30  # back from this one, for a number without its year
TROVATE = 500  # cases that a name may find: beyond these one must say more
CODICE_IMPRESA = re.compile(r"^\d{11}$", re.ASCII)
CODICE_FISCALE = re.compile(r"^[A-Z0-9]{16}$", re.ASCII)
NUMERO = re.compile(r"^\s*(\d{1,9})(?:\s*/\s*(\d{4}))?\s*$")


def pubblico(cercato: str) -> bool:
    """May it stay in an address? A number of a case and the code of a company say nothing of a person."""
    return bool(CODICE_IMPRESA.match(cercato) or NUMERO.match(cercato))


def con_numero(pratiche: PraticaQuerySet, cercato: str) -> PraticaQuerySet:
    """`123/2026`, or `123` of any year; or the eleven digits of a company, which are public. A person's code is never in an address."""
    if CODICE_IMPRESA.match(cercato):
        dell_impresa = Q(richiedente__codice_fiscale=cercato) | Q(richiedente__partita_iva=cercato)
        return pratiche.filter(dell_impresa, richiedente__natura=Persona.Natura.GIURIDICA)
    trovato = NUMERO.match(cercato)
    if trovato is None:
        return pratiche.none()
    numero, anno = trovato.groups()
    ultimo = timezone.localdate().year
    # each year is named: the index goes by ente, year and number
    anni = [int(anno)] if anno else list(range(ultimo - ANNI, ultimo + 1))
    return pratiche.filter(numero=int(numero), anno__in=anni)


def di_chi(cercato: str, pratiche: PraticaQuerySet, uffici: Sequence[Ufficio], ente: Ente) -> list[int]:
    """The cases of these offices of the person with this code, or whose name has words beginning so: at most `TROVATE`."""
    codice = cercato.replace(" ", "").upper()
    if CODICE_FISCALE.match(codice):
        persone = Persona.objects.filter(codice_fiscale=codice).values("pk")
        return list(pratiche.filter(richiedente__in=persone).values_list("pk", flat=True)[:TROVATE])
    return _con_parole(parole(cercato), uffici, ente)


def _con_parole(cercate: list[str], uffici: Sequence[Ufficio], ente: Ente) -> list[int]:
    """Every word begins one of the name. The longest leads: it is likely the rarest."""
    if not cercate or max(map(len, cercate)) < 2:
        return []
    prima, *altre = sorted(cercate, key=len, reverse=True)
    dove = Parola.objects.filter(ufficio__in=uffici, ente=ente)
    righe = dove.filter(parola__startswith=prima)
    for altra in altre:
        righe = righe.filter(Exists(dove.filter(pratica=OuterRef("pratica"), parola__startswith=altra)))
    return sorted(set(righe.values_list("pratica", flat=True)[:TROVATE]))


def trovate(chiavi: Sequence[int]) -> PraticaQuerySet:
    return Pratica.objects.filter(pk__in=chiavi)
