"""The work of an office, the first to expire on top. By keyset, like every long list.

An officer may have several offices: each is read along its own index, and the first rows of each are then put in order.
"""

import base64
import binascii
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import IntegerField, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.base.elenchi import PER_PAGINA, Elenco, istante
from portal.enti.models import Ente
from portal.enti.permessi import uffici_di
from pratiche.models import Assegnazione, Assenza, Pratica, Preallarme
from pratiche.models.insieme import PraticaQuerySet
from pratiche.models.pratica import EffettoSilenzio
from pratiche.operations.silenzio import SOGLIE
from pratiche.stati import Stato

IN_SCADENZA = 7  # days
PASSATE_DA = 7  # days
CONTATE = 1000  # a count stops here: a tab with a million rows costs as one with a thousand


@dataclass(frozen=True)
class Ordine:
    """Along which date a list goes, with the row number for those of the same day."""

    campo: str
    leggi: Callable[[str], dt.date]
    discendente: bool = True

    @property
    def campi(self) -> tuple[str, str]:
        segno = "-" if self.discendente else ""
        return segno + self.campo, f"{segno}id"

    def dopo(self, pratiche: PraticaQuerySet, valore: dt.date, chiave: int) -> PraticaQuerySet:
        verso = "lt" if self.discendente else "gt"
        oltre = Q(**{f"{self.campo}__{verso}": valore}) | Q(**{self.campo: valore, f"id__{verso}": chiave})
        # the plain bound is said apart: it is what an index can use
        return pratiche.filter(oltre, **{f"{self.campo}__{verso}e": valore})


PER_TERMINE = Ordine("entro_il", dt.date.fromisoformat, discendente=False)
PER_CONCLUSIONE = Ordine("conclusa_il", istante)
PER_MESSAGGIO = Ordine("messaggi_da_leggere_dal", istante, discendente=False)
PER_ARRIVO = Ordine("presentata_il", istante)


Applica = Callable[[PraticaQuerySet, HttpRequest], PraticaQuerySet]


@dataclass(frozen=True)
class Filtro:
    """A tab of the work list."""

    nome: str | Promise
    applica: Applica
    ordine: Ordine = PER_TERMINE


def sostituiti(request: HttpRequest) -> set[int]:
    """The colleagues away today whose cases this officer looks after, read once per request."""
    if not hasattr(request, "_sostituiti"):
        oggi = Assenza.objects.del_giorno(timezone.localdate()).filter(ufficio__in=uffici_di(request))
        request._sostituiti = _seguiti_da(request.user.pk, list(oggi.values_list("sostituto", "persona")))  # type: ignore[attr-defined]
    return request._sostituiti  # type: ignore[attr-defined, no-any-return]


def _seguiti_da(chi: int, assenze: Sequence[tuple[int, int]]) -> set[int]:
    """Whom one stands in for; and whom these would, being away too."""
    seguiti, da_vedere = set[int](), [chi]
    while da_vedere:
        sostituto = da_vedere.pop()
        nuovi = {manca for altri, manca in assenze if altri == sostituto} - seguiti - {chi}
        seguiti |= nuovi
        da_vedere += nuovi
    return seguiti


def _in(stato: Stato) -> Applica:
    """In this one state. Not "open, and in this state": PostgreSQL would take the two for independent, expect few rows, and sort
    them all instead of reading the first ones along the index."""
    return lambda pratiche, request: pratiche.filter(stato=stato)


def _mie(pratiche: PraticaQuerySet, request: HttpRequest) -> PraticaQuerySet:
    return pratiche.aperte().filter(assegnatario__in=[request.user.pk, *sostituiti(request)])


def _passate(pratiche: PraticaQuerySet, request: HttpRequest) -> PraticaQuerySet:
    """What colleagues gave to this officer in the last days: nobody has to be told by word."""
    da_poco = timezone.now() - dt.timedelta(days=PASSATE_DA)
    arrivate = Assegnazione.objects.filter(a=request.user.pk, quando__gt=da_poco).exclude(attore=request.user.pk)
    return pratiche.aperte().filter(assegnatario=request.user.pk, pk__in=arrivate.values("pratica"))


def _in_scadenza(pratiche: PraticaQuerySet, request: HttpRequest) -> PraticaQuerySet:
    oggi = timezone.localdate()
    return pratiche.aperte().filter(entro_il__gte=oggi, entro_il__lte=oggi + dt.timedelta(days=IN_SCADENZA))


def _scadute(pratiche: PraticaQuerySet, request: HttpRequest) -> PraticaQuerySet:
    return pratiche.aperte().filter(entro_il__lt=timezone.localdate())


def _silenzio_vicino(pratiche: PraticaQuerySet, request: HttpRequest) -> PraticaQuerySet:
    """Those of which the office was warned, for the end that the term has now.

    Looked for case by case, along the list: an EXISTS would be joined to all the warnings before the first row comes out.
    """
    avvisata = Preallarme.objects.filter(pratica=OuterRef("pk"), termine=OuterRef("entro_il")).values("pk")[:1]
    fine = timezone.localdate() + dt.timedelta(days=max(SOGLIE))
    vicine = pratiche.aperte().exclude(silenzio=EffettoSilenzio.NESSUNO).filter(entro_il__lte=fine)
    return vicine.alias(avvisata=Subquery(avvisata)).filter(avvisata__isnull=False)


FILTRI: dict[str, Filtro] = {
    "aperte": Filtro(_("Tutte le aperte"), lambda pratiche, request: pratiche.aperte()),
    "mie": Filtro(_("In carico a me"), _mie),
    "passate": Filtro(_("Passate a me da poco"), _passate),
    "da_prendere": Filtro(_("Da prendere in carico"), _in(Stato.PRESENTATA)),
    "in_attesa": Filtro(_("In attesa del cittadino"), _in(Stato.IN_ATTESA_DEL_CITTADINO)),
    "da_leggere": Filtro(_("Con messaggi da leggere"), lambda p, request: p.con_messaggi(), PER_MESSAGGIO),
    "riaperte": Filtro(_("Riaperte"), lambda p, request: p.aperte().filter(riaperta_il__isnull=False)),
    "in_scadenza": Filtro(_("In scadenza"), _in_scadenza),
    "silenzio": Filtro(_("Il silenzio sta per decidere"), _silenzio_vicino),
    "scadute": Filtro(_("Scadute"), _scadute),
    "concluse": Filtro(_("Concluse"), lambda pratiche, request: pratiche.concluse(), PER_CONCLUSIONE),
}  # fmt: skip


def scelto(request: HttpRequest) -> str:
    """The tab of the address; a name nobody has gives the first."""
    nome = request.GET.get("quali", "")
    return nome if nome in FILTRI else "aperte"


def chiavi(parti: Sequence[PraticaQuerySet], ordine: Ordine, quante: int) -> list[int]:
    """The first `quante` cases of all the parts in this order: one query, each part along its own index."""
    prime = [parte.order_by(*ordine.campi).values("pk")[:quante] for parte in parti]
    righe = [Pratica.objects.filter(pk__in=prima).values_list(ordine.campo, "id") for prima in prime]
    insieme = righe[0].union(*righe[1:], all=True) if len(righe) > 1 else righe[0]
    return [chiave for _valore, chiave in insieme.order_by(*ordine.campi)[:quante]]


def pagina(parti: Sequence[PraticaQuerySet], request: HttpRequest, ordine: Ordine) -> Elenco:
    """The page after the mark of the address. A spoilt mark gives the first page."""
    segno = _leggi(request.GET.get("dopo", ""), ordine)
    if segno:
        parti = [ordine.dopo(parte, *segno) for parte in parti]
    trovate = chiavi(parti, ordine, PER_PAGINA + 1)
    righe = intere(trovate[:PER_PAGINA])
    successiva = _indirizzo(request, righe[-1], ordine) if len(trovate) > PER_PAGINA else ""
    return Elenco(righe, successiva, segno is None, _inizio(request))


def intere(trovate: Sequence[int]) -> list[Pratica]:
    """These cases with all that a line shows, in the order given."""
    lette = Pratica.objects.per_lavoro().in_bulk(list(trovate))
    return [lette[chiave] for chiave in trovate if chiave in lette]


class Conta(Subquery):
    """How many rows a bounded query has, as a value of another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS righe)"
    output_field = IntegerField()


def conteggi(parti: Sequence[PraticaQuerySet], request: HttpRequest) -> dict[str, int]:
    """How many cases each tab has, up to `CONTATE` in each office: one query, along the index that its page goes along."""
    conti = {
        f"{nome}_{indice}": Conta(filtro.applica(parte, request).order_by(*filtro.ordine.campi).values("pk")[:CONTATE])
        for nome, filtro in FILTRI.items()
        for indice, parte in enumerate(parti)
    }
    riga = Ente.objects.filter(pk=request.ente.pk).values(**conti).get()
    return {nome: sum(riga[f"{nome}_{indice}"] for indice in range(len(parti))) for nome in FILTRI}


def in_cifre(quante: int) -> str:
    """`12`, or `999+` where the count stopped."""
    return str(quante) if quante < CONTATE else f"{CONTATE - 1}+"


def _inizio(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("dopo", None)
    return f"?{query.urlencode()}" if query else ""


def _indirizzo(request: HttpRequest, ultima: Pratica, ordine: Ordine) -> str:
    query = request.GET.copy()
    grezzo = f"{getattr(ultima, ordine.campo).isoformat()}|{ultima.pk}".encode()
    query["dopo"] = base64.urlsafe_b64encode(grezzo).decode()
    return f"?{query.urlencode()}"


def _leggi(segno: str, ordine: Ordine) -> tuple[dt.date, int] | None:
    try:
        valore, _segno, chiave = base64.urlsafe_b64decode(segno.encode()).decode().partition("|")
        return ordine.leggi(valore), int(chiave)
    except (ValueError, binascii.Error):
        return None
