"""The office asks to complete, the citizen answers."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from notifiche.operations import Contenuto, promemoria
from notifiche.promemoria import giorni_prima
from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno
from portal.identita.models import Persona, Rappresentanza
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi
from pratiche.models import Passaggio, Pratica, RichiestaIntegrazione, Stampa
from pratiche.moduli.forms import campi_riaperti, mancanti
from pratiche.operations.candidature import segui_il_soggetto
from pratiche.operations.carte import caricati, chiedi_stampa, file_dell_ufficio
from pratiche.operations.comune import (
    annulla_richiesta,
    controlla_aperta,
    controlla_operatore,
    controlla_richiedente,
    segna,
)
from pratiche.operations.delega import a_chi_segue, racconta, registra_atto
from pratiche.operations.ricezione import gia_ricevuta, ricevi
from pratiche.stati import Atto
from pratiche.termini import risposta_entro
from pratiche.territorio import territorio

PER_DECIDERE = dt.timedelta(days=10)  # what an extension always leaves to the office before the end of the term

SCADENZA = "pratiche.integrazione"  # the kind of its reminders


@atto
def richiedi_integrazione(
    pratica_id: int,
    *,
    attore: Persona,
    testo: str,
    campi: Iterable[str],
    motivi: Mapping[str, str] | None = None,
    documenti: Iterable["UploadedFile[Any]"] = (),
) -> RichiestaIntegrazione:
    """Ask for what is missing: the fields named are reopened and nothing else. The first request stops the term (art. 2 c. 7).

    `motivi` says what is wrong in each field (`MotivoCampo`); `documenti` are models and examples of the office.
    """
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    pratica.controlla_atto(Atto.CHIEDI_INTEGRAZIONE)
    if not testo.strip():
        raise DomainError(_("Scrivi che cosa deve fare il cittadino e perché."))
    riaperti = list(campi)
    if not set(riaperti) <= {campo.nome for campo in pratica.definizione.campi}:
        raise DomainError(_("Uno dei campi indicati non è della richiesta."))
    richiesta = RichiestaIntegrazione.objects.create(
        pratica=pratica,
        operatore=attore,
        testo=testo.strip(),
        campi=riaperti,
        motivi={nome: motivo for nome, motivo in (motivi or {}).items() if nome in riaperti},
        chiesta_il=timezone.now(),
        scadenza=risposta_entro(timezone.localdate(), pratica.definizione.integrazione_giorni, pratica.ente.calendario),
    )
    richiesta.documenti.set(file_dell_ufficio(pratica, documenti, attore=attore))
    pratica.compi(Atto.CHIEDI_INTEGRAZIONE)
    segna(pratica, Passaggio.Genere.INTEGRAZIONE_RICHIESTA, richiesta.testo)
    registra("pratica.integrazione_richiesta", pratica, attore, ente=pratica.ente, dati={"campi": riaperti})
    chiedi_stampa(pratica, Stampa.Genere.DA_INTEGRARE, integrazione=richiesta)
    racconta(pratica, messaggi.integrazione_richiesta(richiesta))
    ricorda_di_rispondere(richiesta)
    return richiesta


@atto
def salva_risposta(
    richiesta_id: int, *, attore: Persona, risposte: dict[str, Any], messaggio: str
) -> RichiestaIntegrazione:
    """Keep the answer being written, right or wrong, without sending it."""
    richiesta, _mandato = _blocca(richiesta_id, attore)
    if gia_ricevuta(richiesta) or not richiesta.aperta:
        raise DomainError(_("Hai già risposto a questa richiesta."))
    richiesta.risposte, richiesta.messaggio = risposte, messaggio
    richiesta.save(update_fields=["risposte", "messaggio"])
    return richiesta


@atto
def rispondi_integrazione(richiesta_id: int, *, attore: Persona) -> RichiestaIntegrazione:
    """Send the saved answer: the term runs again. The second of two clicks finds it done; late is better than never."""
    arrivata = timezone.now()  # before waiting for the lock: who answers in time has answered in time
    richiesta, mandato = _blocca(richiesta_id, attore)
    pratica = richiesta.pratica
    if gia_ricevuta(richiesta):
        return richiesta
    controlla_aperta(richiesta, Atto.RISPONDI)
    allegati = list(richiesta.allegati.all())
    campi = campi_riaperti(richiesta.campi, pratica.definizione)
    luoghi = territorio(pratica, campi)
    if mancanti(campi, richiesta.risposte, caricati(allegati), territorio=luoghi):
        raise DomainError(_("Manca ancora qualcosa: completa le risposte indicate."))
    if not (richiesta.campi or richiesta.messaggio or allegati):
        raise DomainError(_("Scrivi un messaggio o allega un documento."))
    richiesta.risposta_il = arrivata
    richiesta.save(update_fields=["risposta_il"])
    segui_il_soggetto(pratica)
    ricevi(richiesta, allegati, attore=attore, mandato=mandato)
    return richiesta


@atto
def proroga_integrazione(richiesta_id: int, *, attore: Persona, motivo: str) -> RichiestaIntegrazione:
    """Give the citizen as many days again, once, before the time is over; `proroga_possibile` says until when."""
    richiesta, mandato = _blocca(richiesta_id, attore)
    if not motivo.strip():
        raise DomainError(_("Scrivi perché ti serve più tempo."))
    controlla_aperta(richiesta, Atto.PROROGA)
    nuova = proroga_possibile(richiesta)
    if nuova is None:
        raise DomainError(
            _("Non si può avere altro tempo. Rispondi appena puoi: l'ufficio accetta la risposta finché non decide.")
        )
    richiesta.scadenza, richiesta.prorogata_il, richiesta.motivo_proroga = nuova, timezone.now(), motivo.strip()
    richiesta.save(update_fields=["scadenza", "prorogata_il", "motivo_proroga"])
    richiesta.pratica.compi(Atto.PROROGA)
    ricorda_di_rispondere(richiesta)
    segna(richiesta.pratica, Passaggio.Genere.INTEGRAZIONE_PROROGATA, _("entro %s") % giorno(nuova), mandato=mandato)
    registra_atto("pratica.integrazione_prorogata", richiesta.pratica, attore, mandato, scadenza=nuova.isoformat())
    racconta(richiesta.pratica, messaggi.integrazione_prorogata(richiesta))
    return richiesta


def proroga_possibile(richiesta: RichiestaIntegrazione) -> dt.date | None:
    """The new day to answer by, if more time may be had: once, in time, and leaving the office its days to decide."""
    pratica = richiesta.pratica
    if richiesta.prorogata_il or not richiesta.aperta or richiesta.scaduta:
        return None
    intera = richiesta.scadenza + dt.timedelta(days=pratica.definizione.integrazione_giorni)
    nuova = pratica.ente.calendario.primo_utile(min(intera, pratica.termine().attuale - PER_DECIDERE))
    return nuova if nuova > richiesta.scadenza else None


@atto
def annulla_integrazione(pratica_id: int, *, attore: Persona, motivo: str) -> RichiestaIntegrazione:
    """The office takes the request back: its words stay, with the reason; the clock starts again."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    pratica.controlla_atto(Atto.ANNULLA_INTEGRAZIONE)
    richiesta: RichiestaIntegrazione = annulla_richiesta(pratica.integrazione_aperta, motivo)
    pratica.compi(Atto.ANNULLA_INTEGRAZIONE)
    segna(pratica, Passaggio.Genere.INTEGRAZIONE_ANNULLATA, richiesta.motivo_annullamento)
    registra("pratica.integrazione_annullata", pratica, attore, ente=pratica.ente)
    chiedi_stampa(pratica, Stampa.Genere.RICHIESTA_ANNULLATA, integrazione=richiesta)
    racconta(pratica, messaggi.integrazione_annullata(richiesta))
    return richiesta


def ricorda_di_rispondere(richiesta: RichiestaIntegrazione) -> None:
    """Half way, and two days before the end. To be called again if the date moves."""
    giorni = (richiesta.scadenza - timezone.localdate(richiesta.chiesta_il)).days
    passi = {
        "meta": giorni_prima(richiesta.scadenza, giorni // 2),
        "due_giorni": giorni_prima(richiesta.scadenza, 2),
    }
    promemoria.pianifica(SCADENZA, richiesta.codice, ente=richiesta.pratica.ente, fatto=richiesta.scadenza, passi=passi)


def promemoria_integrazione(codice: uuid.UUID) -> list[Contenuto]:
    """The words of the reminder, for who asked and who acts for them; none once it was answered or closed."""
    richiesta = RichiestaIntegrazione.objects.filter(codice=codice, risposta_il=None, chiusa_il=None).first()
    if richiesta is None:
        return []
    richiesta.pratica = Pratica.objects.con_il_necessario().get(pk=richiesta.pratica_id)
    return a_chi_segue(richiesta.pratica, messaggi.promemoria_integrazione(richiesta))


def _blocca(richiesta_id: int, attore: Persona) -> tuple[RichiestaIntegrazione, Rappresentanza | None]:
    """The request with its case locked: the lock is always the case's, so that officer and citizen wait for each other.

    With it, the mandate of who answers for another.
    """
    pratica_id = RichiestaIntegrazione.objects.values_list("pratica_id", flat=True).get(pk=richiesta_id)
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = controlla_richiedente(pratica, attore)
    richiesta = RichiestaIntegrazione.objects.get(pk=richiesta_id)
    richiesta.pratica = pratica
    return richiesta, mandato
