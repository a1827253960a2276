"""What an answer to the office does, however it came: sent by the citizen, or recorded by the office for them.

How the office records what did not come through the portal is the same for memorie and objections.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifiche.operations import Contenuto, promemoria
from portal.base.errors import DomainError
from portal.documenti.models import Documento
from portal.identita.models import Persona, Rappresentanza
from pratiche import messaggi
from pratiche.models import (
    Acquisizione,
    AllegatoPratica,
    Passaggio,
    Pratica,
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
    """How something came to the office, and on which day."""

    canale: str
    giorno: dt.date

    def dati(self) -> dict[str, str]:
        """For the register."""
        return {"canale": self.canale, "arrivata_il": self.giorno.isoformat()}


class NonPiuAttesa(DomainError):
    """Nobody waits for it: it came already, or the case went on without it."""


class GiornoSbagliato(DomainError):
    """It cannot have come on that day."""


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
    acquisizione = _con_il_foglio(richiesta, file, arrivo, attore) if arrivo else None
    segna(pratica, specie.passaggio, come_e_arrivata(pratica, acquisizione), mandato=mandato)
    if arrivo:
        registra_atto(specie.acquisita, pratica, attore, mandato, **arrivo.dati())
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


def controlla_non_chiusa(pratica: Pratica) -> None:
    """What comes after the end is not part of it. Raises NonPiuAttesa."""
    if pratica.conclusa:
        raise NonPiuAttesa(
            _("La pratica è già chiusa. Scrivi in una nota interna che cosa dice il foglio e quando è arrivato: se cambia la decisione, il responsabile dell'ufficio può riaprirla.")
        )  # fmt: skip


def controlla_giorno(arrivo: Arrivo, dal: dt.date, prima: str) -> None:
    """It came between `dal` and today; `prima` says why not before. Raises GiornoSbagliato."""
    if arrivo.giorno < dal:
        raise GiornoSbagliato(prima)
    if arrivo.giorno > timezone.localdate():
        raise GiornoSbagliato(_("Questo giorno deve ancora venire: scrivi quando è arrivata, al più tardi oggi."))  # fmt: skip


def acquisisci(arrivo: Arrivo, foglio: Documento, operatore: Persona, **di: Any) -> Acquisizione:
    """How it came, with its sheet. `di`: what it is of, as the columns of `Acquisizione` say."""
    return Acquisizione.objects.create(
        canale=arrivo.canale, arrivata_il=arrivo.giorno, foglio=foglio, operatore=operatore, **di
    )


def come_e_arrivata(pratica: Pratica, acquisizione: Acquisizione | None) -> str:
    """For the timeline, in the language of who reads it; nothing for what was sent from the portal."""
    with override(pratica.richiedente.lingua):
        return acquisizione.come if acquisizione else ""


def _con_il_foglio(
    richiesta: Richiesta, allegati: list[AllegatoPratica], arrivo: Arrivo, operatore: Persona
) -> Acquisizione:
    foglio = next(allegato.documento for allegato in allegati if allegato.campo == FOGLIO and allegato.documento)
    return acquisisci(arrivo, foglio, operatore, **{_SPECIE[type(richiesta)].nome: richiesta})
