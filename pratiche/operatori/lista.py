"""The work of an office, the first to expire on top. By keyset, like every long list: nothing is counted."""

import base64
import binascii
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.base.elenchi import PER_PAGINA, Elenco, pagina
from portal.identita.models import Persona
from pratiche.models.insieme import PraticaQuerySet
from pratiche.stati import Stato

IN_SCADENZA = 7  # days
CODICE_IMPRESA = re.compile(r"^\d{11}$", re.ASCII)
NUMERO = re.compile(r"^\s*(\d{1,9})(?:\s*/\s*(\d{4}))?\s*$")


@dataclass(frozen=True)
class Filtro:
    nome: str | Promise
    applica: Callable[[PraticaQuerySet, HttpRequest], PraticaQuerySet]


def _in_scadenza(pratiche: PraticaQuerySet, request: HttpRequest) -> PraticaQuerySet:
    oggi = timezone.localdate()
    return pratiche.aperte().filter(entro_il__gte=oggi, entro_il__lte=oggi + dt.timedelta(days=IN_SCADENZA))


def _scadute(pratiche: PraticaQuerySet, request: HttpRequest) -> PraticaQuerySet:
    return pratiche.aperte().filter(entro_il__lt=timezone.localdate())


def _silenzio_vicino(pratiche: PraticaQuerySet, request: HttpRequest) -> PraticaQuerySet:
    """Those of which the office was warned, for the end that the term has now."""
    return pratiche.aperte().filter(preallarmi__termine=F("entro_il")).distinct()


FILTRI: dict[str, Filtro] = {
    "aperte": Filtro(_("Tutte le aperte"), lambda pratiche, request: pratiche.aperte()),
    "mie": Filtro(_("In carico a me"), lambda pratiche, request: pratiche.aperte().filter(assegnatario=request.user)),
    "da_prendere": Filtro(_("Da prendere in carico"), lambda p, request: p.filter(stato=Stato.PRESENTATA)),
    "in_attesa": Filtro(_("In attesa del cittadino"), lambda p, request: p.filter(stato=Stato.IN_ATTESA_DEL_CITTADINO)),
    "da_leggere": Filtro(_("Con messaggi da leggere"), lambda pratiche, request: pratiche.con_messaggi()),
    "in_scadenza": Filtro(_("In scadenza"), _in_scadenza),
    "silenzio": Filtro(_("Il silenzio sta per decidere"), _silenzio_vicino),
    "scadute": Filtro(_("Scadute"), _scadute),
    "concluse": Filtro(_("Concluse"), lambda pratiche, request: pratiche.concluse()),
}


def scelto(request: HttpRequest) -> str:
    """The filter of the address; a name nobody has gives the first."""
    nome = request.GET.get("quali", "")
    return nome if nome in FILTRI else "aperte"


def lavoro(pratiche: PraticaQuerySet, request: HttpRequest) -> Elenco:
    """The page of the list: those of a filter, or those with the number searched for, whatever their state."""
    cercato = request.GET.get("numero", "").strip()
    if cercato:
        return pagina(con_numero(pratiche, cercato), request, campo="presentata_il")
    nome = scelto(request)
    scelte = FILTRI[nome].applica(pratiche, request)
    return pagina(scelte, request, campo="conclusa_il") if nome == "concluse" else per_termine(scelte, request)


def con_numero(pratiche: PraticaQuerySet, cercato: str) -> PraticaQuerySet:
    """`123/2026`, or `123` of any year; or the eleven digits of a company, which are public. A person's code is never in an address."""
    if CODICE_IMPRESA.match(cercato):
        dell_impresa = Q(richiedente__codice_fiscale=cercato) | Q(richiedente__partita_iva=cercato)
        return pratiche.filter(dell_impresa, richiedente__natura=Persona.Natura.GIURIDICA)
    trovato = NUMERO.match(cercato)
    if trovato is None:
        return pratiche.none()
    numero, anno = trovato.groups()
    return pratiche.filter(numero=int(numero), **({"anno": int(anno)} if anno else {}))


def per_termine(pratiche: PraticaQuerySet, request: HttpRequest) -> Elenco:
    """The first to expire on top, after the mark of the address. A spoilt mark gives the first page."""
    segno = _leggi(request.GET.get("dopo", ""))
    if segno:
        giorno, chiave = segno
        pratiche = pratiche.filter(Q(entro_il__gt=giorno) | Q(entro_il=giorno, pk__gt=chiave))
    righe = list(pratiche.order_by("entro_il", "pk")[: PER_PAGINA + 1])
    successiva = ""
    if len(righe) > PER_PAGINA:
        ultima = righe[PER_PAGINA - 1]
        dopo = base64.urlsafe_b64encode(f"{ultima.entro_il}|{ultima.pk}".encode()).decode()
        successiva = "?" + urlencode({"quali": scelto(request), "dopo": dopo})
    return Elenco(righe[:PER_PAGINA], successiva, segno is None)


def _leggi(segno: str) -> tuple[dt.date, int] | None:
    try:
        giorno, _segno, chiave = base64.urlsafe_b64decode(segno.encode()).decode().partition("|")
        return dt.date.fromisoformat(giorno), int(chiave)
    except (ValueError, binascii.Error):
        return None
