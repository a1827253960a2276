"""The figures of the services, month by month: counted every night along the indexes of arrivals and of closings."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from portal.enti.models import Ufficio
from portal.registro.atti import atto
from pratiche.models import CifreMese, Pratica
from pratiche.models.insieme import RICHIESTE
from pratiche.models.scelte import Origine
from pratiche.operations.tempi import giorni_dell_ufficio
from pratiche.stati import DECISE, Stato

BLOCCO = 2000  # closed cases in memory at once
SPORTELLO = "sportello"  # how a case filled in at the desk says that nobody had logged in
CAMPI = {
    Stato.ACCOLTA: "accolte",
    Stato.ACCOLTA_PER_SILENZIO: "accolte",
    Stato.RESPINTA: "respinte",
    Stato.RITIRATA: "ritirate",
    Stato.ARCHIVIATA: "archiviate",
}
Chiave = tuple[int, int, int]  # ente, office, service


def calcola_cifre() -> int:
    """Count again the last month and this one, and every month never counted. Returns how many months."""
    mesi = list(_mesi_da_contare())
    for mese in mesi:
        _conta(mese)
    return len(mesi)


def primo_del_mese(giorno: dt.date) -> dt.date:
    return giorno.replace(day=1)


def dopo(mese: dt.date) -> dt.date:
    """The first day of the next month."""
    return (mese + dt.timedelta(days=32)).replace(day=1)


def _mesi_da_contare() -> Iterator[dt.date]:
    oggi = primo_del_mese(timezone.localdate())
    ultimo = CifreMese.objects.order_by("-mese").values_list("mese", flat=True).first()
    prima = Pratica.objects.filter(presentata_il__isnull=False).aggregate(prima=Min("presentata_il"))["prima"]
    if ultimo is None and prima is None:
        return
    inizio = primo_del_mese(ultimo - dt.timedelta(days=1)) if ultimo else primo_del_mese(timezone.localdate(prima))
    while inizio <= oggi:
        yield inizio
        inizio = dopo(inizio)


@atto
def _conta(mese: dt.date) -> None:
    """The rows of a month, in the place of those of the night before."""
    da, a = _mezzanotte(mese), _mezzanotte(dopo(mese))
    righe: dict[Chiave, dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    _ricevute(righe, da, a)
    _concluse(righe, da, a)
    if mese == primo_del_mese(timezone.localdate()):
        _aperte(righe)
    CifreMese.objects.filter(mese=mese).delete()
    CifreMese.objects.bulk_create(
        CifreMese(ente_id=ente, ufficio_id=ufficio, servizio_id=servizio, mese=mese, **valori)
        for (ente, ufficio, servizio), valori in sorted(righe.items())
    )


def _ricevute(righe: dict[Chiave, dict[str, Any]], da: dt.datetime, a: dt.datetime) -> None:
    """Those that somebody asked for: what the office began by itself was not received."""
    arrivate = Pratica.objects.filter(presentata_il__gte=da, presentata_il__lt=a, origine=Origine.ISTANZA).order_by()
    entrati = Q(sottoscrizione__metodo__isnull=False) & ~Q(sottoscrizione__metodo=SPORTELLO)
    for riga in _per_servizio(arrivate).annotate(ricevute=Count("pk"), online=Count("pk", filter=entrati)):
        righe[_chiave(riga)] |= {"ricevute": riga["ricevute"], "online": riga["online"]}


def _concluse(righe: dict[Chiave, dict[str, Any]], da: dt.datetime, a: dt.datetime) -> None:
    """Office by office: so they are read along the index of the closed ones."""
    for ufficio, ente in Ufficio.objects.values_list("pk", "enti").order_by("pk", "enti"):
        chiuse = Pratica.objects.concluse().filter(ufficio=ufficio, ente=ente, conclusa_il__gte=da, conclusa_il__lt=a)
        campi = (
            "ente_id", "ufficio_id", "servizio_id", "stato", "per_silenzio", "presentata_il", "termine_dal", "riaperta_il", "conclusa_il",
            "entro_il",
        )  # fmt: skip
        for pratica in chiuse.only(*campi).prefetch_related(*RICHIESTE).iterator(chunk_size=BLOCCO):
            _aggiungi(righe[pratica.ente_id, pratica.ufficio_id, pratica.servizio_id], pratica)


def _aggiungi(riga: dict[str, Any], pratica: Pratica) -> None:
    riga[CAMPI[Stato(pratica.stato)]] += 1
    riga["per_silenzio"] += pratica.per_silenzio or pratica.stato == Stato.ACCOLTA_PER_SILENZIO
    if pratica.stato in DECISE:
        riga["in_ritardo"] += _in_ritardo(pratica)
        durate: Counter[str] = riga.setdefault("durate", Counter())
        durate[str(giorni_dell_ufficio(pratica))] += 1


def _in_ritardo(pratica: Pratica) -> bool:
    """Decided by the office after the term. What silence decided, on the day the law says, has a count of its own."""
    if pratica.per_silenzio or pratica.entro_il is None:
        return False
    return timezone.localdate(pratica.conclusa_il) > pratica.entro_il


def _aperte(righe: dict[Chiave, dict[str, Any]]) -> None:
    oltre = Q(entro_il__lt=timezone.localdate())
    aperte = _per_servizio(Pratica.objects.aperte().order_by())
    for riga in aperte.annotate(aperte=Count("pk"), scadute=Count("pk", filter=oltre)):
        righe[_chiave(riga)] |= {"aperte": riga["aperte"], "scadute": riga["scadute"]}


def _per_servizio(pratiche: Any) -> Any:
    return pratiche.values("ente_id", "ufficio_id", "servizio_id")


def _chiave(riga: dict[str, Any]) -> Chiave:
    return riga["ente_id"], riga["ufficio_id"], riga["servizio_id"]


def _mezzanotte(giorno: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(giorno, dt.time.min))
