"""What an answer to the office does, however it came: sent by the citizen, or recorded by the office for them."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from notifiche.operations import Contenuto, promemoria
from portal.base.errors import DomainError
from portal.identita.models import Persona, Rappresentanza
from pratiche import messaggi
from pratiche.models import (
    Acquisizione,
    AllegatoPratica,
    Passaggio,
    PreavvisoRigetto,
    Richiesta,
    RichiestaIntegrazione,
    Stampa,
)
from pratiche.operations.carte import archivia_allegati, butta_copie, chiedi_stampa
from pratiche.operations.comune import segna
from pratiche.operations.delega import racconta, registra_atto
from pratiche.stati import Atto

FOGLIO = "arrivo-foglio"  # the sheet among the files: no field of a package is called so


@dataclass(frozen=True)
class Arrivo:
    """How an answer came to the office, and on which day."""

    canale: str
    giorno: dt.date


@dataclass(frozen=True)
class _Specie:
    """What changes from one kind of request to the other: the words, never the effects."""

    nome: str
    atto: Atto
    passaggio: Passaggio.Genere
    ricevuta: str
    acquisita: str
    stampa: Stampa.Genere
    messaggio: Callable[[Any], Contenuto]


_SPECIE: dict[type[Richiesta], _Specie] = {
    RichiestaIntegrazione: _Specie(
        nome="integrazione",
        atto=Atto.RISPONDI,
        passaggio=Passaggio.Genere.INTEGRAZIONE_RICEVUTA,
        ricevuta="pratica.integrazione_ricevuta",
        acquisita="pratica.integrazione_acquisita",
        stampa=Stampa.Genere.INTEGRAZIONE,
        messaggio=messaggi.integrazione_ricevuta,
    ),
    PreavvisoRigetto: _Specie(
        nome="preavviso",
        atto=Atto.OSSERVA,
        passaggio=Passaggio.Genere.OSSERVAZIONI,
        ricevuta="pratica.osservazioni_ricevute",
        acquisita="pratica.osservazioni_acquisite",
        stampa=Stampa.Genere.OSSERVAZIONI,
        messaggio=messaggi.osservazioni,
    ),
}


def ricevi(
    richiesta: Richiesta,
    allegati: Iterable[AllegatoPratica],
    *,
    attore: Persona,
    mandato: Rappresentanza | None = None,
    arrivo: Arrivo | None = None,
) -> None:
    """The answer, already written in the request, goes into the case: the clock runs again and everybody is told.

    With `arrivo` it did not come through the portal: the sheet is among `allegati`, and `attore` is the officer.
    """
    specie, pratica, file = _SPECIE[type(richiesta)], richiesta.pratica, list(allegati)
    di: dict[str, Any] = {specie.nome: richiesta}
    pratica.compi(specie.atto)
    archivia_allegati(pratica, file, attore=attore)
    acquisizione = _acquisisci(richiesta, file, arrivo, attore) if arrivo else None
    with override(pratica.richiedente.lingua):  # who reads the timeline
        come = acquisizione.come if acquisizione else ""
    segna(pratica, specie.passaggio, come, mandato=mandato)
    if arrivo:
        dati = {"canale": arrivo.canale, "arrivata_il": arrivo.giorno.isoformat()}
        registra_atto(specie.acquisita, pratica, attore, mandato, **dati)
    else:
        registra_atto(specie.ricevuta, pratica, attore, mandato)
    promemoria.annulla(richiesta.codice)
    butta_copie(richiesta)
    chiedi_stampa(pratica, specie.stampa, **di)
    racconta(pratica, specie.messaggio(richiesta))


def gia_ricevuta(richiesta: Richiesta) -> bool:
    """Was it answered? Who was writing at home while the office recorded the sheet must know that those words were not sent."""
    if richiesta.fuori_dal_portale:
        raise DomainError(_("Intanto l'ufficio ha registrato la tua risposta arrivata in un altro modo: quello che hai scritto qui non è partito. Se serve, scrivi all'ufficio dalla pagina della pratica."))  # fmt: skip
    return richiesta.risposta_il is not None


def atto_di(richiesta: Richiesta) -> Atto:
    """The act by which it is answered."""
    return _SPECIE[type(richiesta)].atto


def _acquisisci(
    richiesta: Richiesta, allegati: list[AllegatoPratica], arrivo: Arrivo, operatore: Persona
) -> Acquisizione:
    foglio = next(allegato.documento for allegato in allegati if allegato.campo == FOGLIO and allegato.documento)
    return Acquisizione.objects.create(
        **{_SPECIE[type(richiesta)].nome: richiesta},
        canale=arrivo.canale,
        arrivata_il=arrivo.giorno,
        foglio=foglio,
        operatore=operatore,
    )
