"""Telling a citizen. The rooms above call `avvisa` in the transaction of their act."""

import datetime as dt
from collections.abc import Sequence
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
from notifiche.models import Classe, Consegna, Genere, Messaggio, Precedenza
from notifiche.models.messaggio import fra_tre_giorni
from notifiche.parole import Parole, scrivi
from portal.base.jobs import accoda
from portal.base.scritture import inserisci
from portal.documenti.models import Documento
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.atti import atto

ROMA = ZoneInfo("Europe/Rome")
FINE_GIORNATA = dt.time(23, 59, 59)
LINGUA_DELL_UFFICIO = "it"  # an officer writes in one language: the frame around the words speaks the same


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
    genere         what it is about, for filters and preferences; the room that says it unless told
    servizio       code of the service it belongs to, where there is one
    utile_fino     after this instant a copy that has not left is useless; three days from now unless told
    riservato      the text never leaves the portal: mail and App IO only say that there is a message
    allegati       documents of the recipient, shown beside the text in the inbox
    contesto       what the template needs besides oggetto, riferimento, scadenza, ente, avviso
    per_conto_di   name of the person the reader acts for: the text begins by saying so
    parole         subject and text already written, in Italian, instead of those that `tipo` names
    precedenza     whose copies leave first
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
    genere: Genere | None = None
    servizio: str = ""
    utile_fino: dt.datetime | None = None
    riservato: bool = False
    allegati: Sequence[Documento] = ()
    parole: Parole | None = None
    precedenza: Precedenza = Precedenza.ORDINARIA


def avvisa(contenuto: Contenuto) -> Messaggio:
    """Put the message in the inbox and plan one delivery per channel; they leave after the caller's commit."""
    messaggio = Messaggio(chiave_evento=contenuto.chiave_evento, **campi(contenuto))
    with transaction.atomic(savepoint=False):  # of the act: the two round trips of a savepoint would save nothing
        # who told the same fact before, or is telling it at this instant, has told it: the database waits to know
        if not inserisci(messaggio, unico="chiave_evento"):
            return Messaggio.objects.get(chiave_evento=contenuto.chiave_evento)
        if contenuto.allegati:
            messaggio.allegati.set(contenuto.allegati)
        inserisci(*_copie(messaggio, contenuto))
        accoda("notifiche.consegna")
    return messaggio


@atto
def avvisa_molti(contenuti: Sequence[Contenuto]) -> dict[str, Messaggio]:
    """`avvisa` for many people at once, in few statements: the message of each key, also of those already told.

    The keys must differ from each other. Attachments are for `avvisa` alone.
    """
    chiavi = [contenuto.chiave_evento for contenuto in contenuti]
    detti = Messaggio.objects.select_related("ente", "destinatario").in_bulk(chiavi, field_name="chiave_evento")
    da_dire = [contenuto for contenuto in contenuti if contenuto.chiave_evento not in detti]
    nuovi = Messaggio.objects.bulk_create(
        Messaggio(chiave_evento=contenuto.chiave_evento, **campi(contenuto)) for contenuto in da_dire
    )
    coppie = zip(nuovi, da_dire, strict=True)
    Consegna.objects.bulk_create([copia for messaggio, contenuto in coppie for copia in _copie(messaggio, contenuto)])
    accoda("notifiche.consegna")
    return {**detti, **{messaggio.chiave_evento: messaggio for messaggio in nuovi}}


def copia_per(contenuto: Contenuto, delegato: Persona) -> Contenuto:
    """The same news for who acts for the person: it says for whom, and the button leads through the switch."""
    return replace(
        contenuto,
        destinatario=delegato,
        chiave_evento=f"{contenuto.chiave_evento}:per-mezzo",
        per_conto_di=contenuto.destinatario.nome_completo,
        url=f"{reverse('identita:agisci_per')}?{urlencode({'next': contenuto.url})}",
        allegati=(),  # they belong to the other person: whoever may see them finds them behind the button
    )


def _copie(messaggio: Messaggio, contenuto: Contenuto) -> list[Consegna]:
    """One for each channel."""
    comuni = {"messaggio": messaggio, "filo": messaggio.filo, "precedenza": contenuto.precedenza}
    return [Consegna(canale=canale, **comuni) for canale in CANALI]


def campi(contenuto: Contenuto) -> dict[str, Any]:
    lingua = LINGUA_DELL_UFFICIO if contenuto.parole else contenuto.destinatario.lingua
    dati = {nome: getattr(contenuto, nome) for nome in ("ente", "oggetto", "riferimento", "scadenza", "avviso")}
    parole = contenuto.parole or scrivi(contenuto.tipo, {**dati, **contenuto.contesto}, lingua)
    nav, importo = contenuto.avviso or ("", None)
    return {
        "ente": contenuto.ente,
        "destinatario": contenuto.destinatario,
        "tipo": contenuto.tipo,
        "genere": contenuto.genere or genere(contenuto.tipo),
        "servizio": contenuto.servizio,
        "oggetto": parole.oggetto,
        "testo": _premessa(contenuto) + parole.testo,
        "riferimento": contenuto.riferimento,
        "url": contenuto.url,
        "azione": _in_lingua(contenuto.azione, lingua),
        "classe": contenuto.classe,
        "scadenza": istante(contenuto.scadenza) if contenuto.scadenza else None,
        "utile_fino": contenuto.utile_fino or fra_tre_giorni(),
        "riservato": contenuto.riservato,
        "nav": nav,
        "importo": importo,
        "lingua": lingua,
    }


def genere(tipo: str) -> Genere:
    """That of the room that speaks; the portal itself only informs."""
    stanza = tipo.partition(".")[0]
    return Genere(stanza) if stanza in Genere.values else Genere.INFORMAZIONI


def _premessa(contenuto: Contenuto) -> str:
    if not contenuto.per_conto_di:
        return ""
    with override(contenuto.destinatario.lingua):
        return _("Ti scriviamo perché agisci per %s.") % contenuto.per_conto_di + "\n\n"


def _in_lingua(testo: str, lingua: str) -> str:
    """A lazily translated text, said in the reader's language."""
    with override(lingua):
        return str(testo)


def istante(quando: dt.datetime | dt.date) -> dt.datetime:
    """A day lasts until its last second in Rome."""
    if isinstance(quando, dt.datetime):
        return quando
    return timezone.make_aware(dt.datetime.combine(quando, FINE_GIORNATA), ROMA)
