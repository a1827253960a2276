"""What a worker does for a message to many, a few hundred people at a time.

Each step is one transaction: the rows, the messages and how far we are change together, and only while the claim is ours. So
a worker killed at any point, a pause and a second worker lose nobody and tell nobody twice.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from itertools import islice

from django.utils import timezone

from notifiche.channels import CANALI
from notifiche.massivi import testo
from notifiche.massivi.fonti import FONTI
from notifiche.massivi.tabella import RigaLetta, Tabella
from notifiche.models import Consegna, Fase, Genere, Invio, Precedenza, RigaInvio
from notifiche.models.invio import CSV, Motivo
from notifiche.operations import Contenuto, avvisa_molti
from notifiche.parole import lunghezza_utf16
from portal.base.coda import Stato
from portal.identita.models import Persona
from portal.identita.operations import conosci_molti
from portal.registro.atti import atto
from portal.registro.operations import registra

LOTTO = 500
SECONDI = 15.0  # a slice of work; then the others have their turn
# copies waiting in the freest channel before we write more: a pause stops soon, and the queue stays short
ARRETRATO_MASSIMO = 5000
ATTESA = 20  # seconds before looking again whether the queue has room
CHI = ("nome", "cognome", "denominazione")  # of who is not known to the portal yet
PIENO = RigaInvio.Stato.PRONTA


def lavora(invio: Invio) -> None:
    """One slice of the phase it is in."""
    passi: dict[str, Callable[[Invio, float], None]] = {Fase.LETTURA: leggi, Fase.INVIO: scrivi}
    passi[invio.fase](invio, time.monotonic() + SECONDI)


def leggi(invio: Invio, fine: float) -> None:
    """Read the recipients that come after the last one read, until the time or the list is over."""
    if invio.letto_fino == 0:
        _ricomincia(invio)
    righe = recipienti(invio)
    while lotto := list(islice(righe, LOTTO)):
        _annota(invio, lotto)
        if time.monotonic() >= fine:
            invio.continua()
            return
    invio.riesce(fase=Fase.PRONTO)


def scrivi(invio: Invio, fine: float) -> None:
    """Write the messages of those who have none yet, while the queue has room for their copies."""
    while _posto_in_coda() > 0:
        if not _di_a_un_lotto(invio):
            _concludi(invio)
            return
        if time.monotonic() >= fine:
            invio.continua()
            return
    invio.continua(fra=ATTESA)


def recipienti(invio: Invio) -> Iterator[RigaLetta]:
    """Those still to read, in order."""
    if invio.fonte != CSV:
        yield from FONTI[invio.fonte].righe(invio, invio.letto_fino)
        return
    with invio.file.open("rb") as file:
        yield from Tabella(file).righe(invio.letto_fino)


def messaggio_per(invio: Invio, riga: RigaInvio, persona: Persona) -> Contenuto:
    """What is told to this person: one key for each, so that nobody is told twice."""
    return Contenuto(
        destinatario=persona,
        ente=invio.ente,
        chiave_evento=f"invio:{invio.codice}:{persona.codice}",
        tipo="notifiche.invio",
        parole=testo.parole(invio, riga),
        genere=Genere(invio.genere),
        servizio=invio.servizio,
        url=invio.url,
        azione=invio.azione,
        classe=invio.classe,
        utile_fino=timezone.now() + dt.timedelta(days=invio.giorni_utili),
        precedenza=Precedenza.MASSIVA,
    )


@atto
def _ricomincia(invio: Invio) -> None:
    """Words or file have changed: what was read of the list before is not true any more."""
    invio.righe.all().delete()
    invio.tieni(pronti=0, scartati=0)


@atto
def _annota(invio: Invio, lotto: list[RigaLetta]) -> None:
    richiesti = testo.segnaposti(invio.testo)
    gia = _gia_in_elenco(invio, lotto)
    righe = [_giudica(invio, letta, richiesti, gia) for letta in lotto]
    RigaInvio.objects.bulk_create(righe)
    pronte = sum(riga.stato == PIENO for riga in righe)
    invio.tieni(
        letto_fino=lotto[-1].numero, pronti=invio.pronti + pronte, scartati=invio.scartati + len(righe) - pronte
    )


def _gia_in_elenco(invio: Invio, lotto: list[RigaLetta]) -> dict[str | int, int]:
    """Codes and people of this lot that are in the list already, with their line."""
    buone = invio.righe.filter(stato=PIENO)
    codici = {letta.codice_fiscale for letta in lotto} - {""}
    persone = {letta.persona_id for letta in lotto} - {None}
    per_codice = buone.filter(codice_fiscale__in=codici).values_list("codice_fiscale", "numero")
    per_persona = buone.filter(persona__in=persone).values_list("persona", "numero")
    return {**dict(per_codice), **dict(per_persona)}


def _giudica(invio: Invio, letta: RigaLetta, richiesti: list[str], gia: dict[str | int, int]) -> RigaInvio:
    """The row of the list, refused when it cannot be told. Only the values that serve are kept."""
    motivo, dettaglio = letta.motivo, letta.dettaglio
    chi = letta.persona_id or letta.codice_fiscale
    serve = [*richiesti, *CHI]
    valori = {nome: valore for nome, valore in letta.valori.items() if nome in serve}
    if not motivo and chi in gia:
        motivo, dettaglio = Motivo.DOPPIA, str(gia[chi])
    if not motivo:
        motivo, dettaglio = _difetto(invio, valori, richiesti)
    if not motivo:
        gia[chi] = letta.numero
    return RigaInvio(
        invio=invio,
        numero=letta.numero,
        codice_fiscale=letta.codice_fiscale,
        persona_id=letta.persona_id,
        valori=valori,
        stato=RigaInvio.Stato.SCARTATA if motivo else PIENO,
        motivo=motivo,
        dettaglio=dettaglio,
    )


def _difetto(invio: Invio, valori: dict[str, str], richiesti: list[str]) -> tuple[str, str]:
    """Why these values do not make a message: nothing, mostly."""
    for nome in richiesti:
        if not valori.get(nome):
            return Motivo.SENZA_VALORE, nome[:100]
    lungo = lunghezza_utf16(testo.riempi(invio.testo, valori)) if richiesti else 0
    return (Motivo.TESTO_LUNGO, str(lungo)) if lungo > testo.TESTO_MASSIMO else ("", "")


def _posto_in_coda() -> int:
    """How many copies more the freest channel may hold: one that is down does not stop the others."""
    code = Consegna.objects.filter(precedenza=Precedenza.MASSIVA, stato=Stato.IN_CODA)
    attese = [code.filter(canale=canale)[:ARRETRATO_MASSIMO].count() for canale in CANALI]
    return ARRETRATO_MASSIMO - min(attese)


@atto
def _di_a_un_lotto(invio: Invio) -> int:
    """The next people of the list, told. Returns how many rows were dealt with."""
    righe = list(invio.righe.filter(stato=PIENO).select_related("persona").order_by("numero")[:LOTTO])
    if not righe:
        return 0
    persone = _persone(righe)
    attive = [riga for riga in righe if persone[riga.pk].is_active]
    contenuti = {riga.pk: messaggio_per(invio, riga, persone[riga.pk]) for riga in attive}
    messaggi = avvisa_molti(list(contenuti.values()))
    for riga in attive:
        riga.messaggio = messaggi[contenuti[riga.pk].chiave_evento]
    RigaInvio.objects.bulk_update(attive, ["messaggio"])
    dette = invio.righe.filter(pk__in=[riga.pk for riga in attive]).update(stato=RigaInvio.Stato.DETTA)
    spente = len(righe) - len(attive)
    if spente:
        invio.righe.filter(pk__in=[riga.pk for riga in righe], stato=PIENO).update(
            stato=RigaInvio.Stato.SCARTATA, motivo=Motivo.NON_ATTIVA
        )
    invio.tieni(detti=invio.detti + dette, pronti=invio.pronti - spente, scartati=invio.scartati + spente)
    return len(righe)


def _persone(righe: list[RigaInvio]) -> dict[int, Persona]:
    """Who each row is; who never entered the portal becomes known to it, so as to be reached on App IO."""
    anagrafiche = {
        riga.codice_fiscale: {nome: riga.valori[nome][:200] for nome in CHI if riga.valori.get(nome)}
        for riga in righe
        if riga.persona is None
    }
    note = conosci_molti(anagrafiche)
    return {riga.pk: riga.persona or note[riga.codice_fiscale] for riga in righe}


@atto
def _concludi(invio: Invio) -> None:
    if invio.riesce(fase=Fase.CONCLUSO, concluso_il=timezone.now()):
        dati = {"detti": invio.detti, "scartati": invio.scartati}
        registra("invio.concluso", invio, None, ente=invio.ente, dati=dati)
