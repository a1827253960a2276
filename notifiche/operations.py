"""Telling a citizen. The rooms above call `avvisa` in the transaction of their act."""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifiche.channels import CANALI
from notifiche.models import FERME, Classe, Consegna, Messaggio
from notifiche.parole import scrivi
from portal.base.errors import DomainError
from portal.base.jobs import accoda
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.operations import registra

ROMA = ZoneInfo("Europe/Rome")
FINE_GIORNATA = dt.time(23, 59, 59)


class DaPagare(NamedTuple):
    """The pagoPA notice the message speaks of: App IO then shows "paga"."""

    nav: str
    importo: int  # cents


@dataclass(frozen=True, kw_only=True)
class Contenuto:
    """What is to be told, to whom, and where the reader goes next.

    chiave_evento  one fact, one message: the same key again sends nothing ("pratica:<uuid>:presentata")
    tipo           names the words: "pratiche.presentata" → `templates/messaggi/pratiche/presentata.txt`
    oggetto        what it is about in few words, `{{ oggetto }}` in the template: no personal data
    riferimento    number the person can quote; mails about the same one form a thread
    url, azione    path of the page where to go, and the text of its button
    scadenza       by when: a day means until its last second in Rome
    contesto       what the template needs besides oggetto, riferimento, scadenza, ente, avviso
    per_conto_di   name of the person the reader acts for: the text begins by saying so
    """

    destinatario: Persona
    ente: Ente
    chiave_evento: str
    tipo: str
    oggetto: str = ""
    riferimento: str = ""
    url: str = ""
    azione: str = ""
    contesto: dict[str, Any] = field(default_factory=dict)
    classe: str = Classe.ALMENO_UNA_VOLTA
    scadenza: dt.datetime | dt.date | None = None
    avviso: DaPagare | None = None
    per_conto_di: str = ""


@transaction.atomic
def avvisa(contenuto: Contenuto) -> Messaggio:
    """Put the message in the inbox and plan one delivery per channel; they leave after the caller's commit."""
    gia_detto = Messaggio.objects.filter(chiave_evento=contenuto.chiave_evento).first()
    if gia_detto:
        return gia_detto
    messaggio, nuovo = Messaggio.objects.get_or_create(
        chiave_evento=contenuto.chiave_evento, defaults=_campi(contenuto)
    )
    if nuovo:
        Consegna.objects.bulk_create([Consegna(messaggio=messaggio, canale=canale) for canale in CANALI])
        accoda("notifiche.consegna")
    return messaggio


def copia_per(contenuto: Contenuto, delegato: Persona) -> Contenuto:
    """The same news for who acts for the person: it says for whom, and the button leads through the switch."""
    return replace(
        contenuto,
        destinatario=delegato,
        chiave_evento=f"{contenuto.chiave_evento}:per-mezzo",
        per_conto_di=contenuto.destinatario.nome_completo,
        url=f"{reverse('identita:agisci_per')}?{urlencode({'next': contenuto.url})}",
    )


@transaction.atomic
def invia_di_nuovo(consegna_id: int, *, attore: Persona) -> Consegna:
    """The office asks for one more try of a copy that stopped; of an uncertain one the citizen may receive two."""
    consegna = Consegna.objects.select_for_update(of=("self",)).select_related("messaggio__ente").get(pk=consegna_id)
    if consegna.stato not in FERME:
        raise DomainError(_("Questa consegna non è ferma: il portale la sta già inviando o l'ha già inviata."))
    consegna.rimetti_in_coda()
    registra("consegna.rimessa_in_coda", consegna, attore, ente=consegna.messaggio.ente, dati={"era": consegna.stato})
    accoda("notifiche.consegna")
    return consegna


def _campi(contenuto: Contenuto) -> dict[str, Any]:
    lingua = contenuto.destinatario.lingua
    dati = {nome: getattr(contenuto, nome) for nome in ("ente", "oggetto", "riferimento", "scadenza", "avviso")}
    parole = scrivi(contenuto.tipo, {**dati, **contenuto.contesto}, lingua)
    nav, importo = contenuto.avviso or ("", None)
    return {
        "ente": contenuto.ente,
        "destinatario": contenuto.destinatario,
        "tipo": contenuto.tipo,
        "oggetto": parole.oggetto,
        "testo": _premessa(contenuto) + parole.testo,
        "riferimento": contenuto.riferimento,
        "url": contenuto.url,
        "azione": _in_lingua(contenuto.azione, lingua),
        "classe": contenuto.classe,
        "scadenza": _istante(contenuto.scadenza),
        "nav": nav,
        "importo": importo,
        "lingua": lingua,
    }


def _premessa(contenuto: Contenuto) -> str:
    if not contenuto.per_conto_di:
        return ""
    with override(contenuto.destinatario.lingua):
        return _("Ti scriviamo perché agisci per %s.") % contenuto.per_conto_di + "\n\n"


def _in_lingua(testo: str, lingua: str) -> str:
    """A lazily translated text, said in the reader's language."""
    with override(lingua):
        return str(testo)


def _istante(scadenza: dt.datetime | dt.date | None) -> dt.datetime | None:
    if scadenza is None or isinstance(scadenza, dt.datetime):
        return scadenza
    return timezone.make_aware(dt.datetime.combine(scadenza, FINE_GIORNATA), ROMA)
