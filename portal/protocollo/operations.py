"""The acts on the register that the portal keeps: opening it, annulling a registration."""

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.documenti.models import Documento
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.protocollo.interno import blocca
from portal.protocollo.models import Annullamento, Registrazione, RegistroProtocollo
from portal.registro.atti import atto
from portal.registro.operations import registra

RESPONSABILI = (Incarico.Ruolo.RESPONSABILE, Incarico.Ruolo.AMMINISTRATORE)
ANNULLAMENTO = "Annullamento"  # as allegato 5 calls it among the changes of a document


@atto
def apri_registro(ente: Ente, *, ufficio: Ufficio, codice: str, codice_aoo: str) -> RegistroProtocollo:
    """From now on the portal keeps the protocol of this ente, from number 1. Raises DomainError and ValidationError."""
    if RegistroProtocollo.objects.filter(ente=ente).exists():
        raise DomainError(_("Il portale tiene già il protocollo di questo ente."))
    if not ufficio.enti.filter(pk=ente.pk).exists():
        raise DomainError(_("Questo ufficio non serve l'ente."))
    registro = RegistroProtocollo(ente=ente, ufficio=ufficio, codice=codice, codice_aoo=codice_aoo)
    registro.full_clean()
    registro.save()
    registra("protocollo.aperto", ente, None, ente=ente, dati={"registro": codice})
    return registro


@atto
def annulla(registrazione_id: int, *, attore: Persona, motivo: str, provvedimento: str) -> Annullamento:
    """Annul a registration by an act that authorises it; the number stays taken and the line readable (DPR 445/2000 art. 54).

    Raises DomainError: already annulled, not by who answers for the protocol office, without reason or act.
    """
    registrazione = Registrazione.objects.select_related("annullamento").get(pk=registrazione_id)
    registro = blocca(registrazione.registro_id)
    _controlla(registrazione, registro, attore)
    if not motivo.strip() or not provvedimento.strip():
        raise DomainError(_("Scrivi il motivo e gli estremi del provvedimento che autorizza l'annullamento."))
    annullamento = Annullamento.objects.create(
        registrazione=registrazione,
        quando=timezone.now(),
        operatore=attore,
        motivo=motivo.strip(),
        provvedimento=provvedimento.strip(),
    )
    _segna_sui_documenti(annullamento)
    registra(
        "protocollo.annullata", registrazione, attore, ente=registro.ente, dati={"numero": registrazione.segnatura}
    )
    return annullamento


def puo_annullare(persona: Persona, registro: RegistroProtocollo) -> bool:
    """Does this person answer for the office that keeps the register (DPR 445/2000 art. 61)?"""
    incarichi = Incarico.objects.filter(
        persona=persona, ufficio=registro.ufficio_id, attivo=True, ruolo__in=RESPONSABILI
    )
    return incarichi.exists()


def _controlla(registrazione: Registrazione, registro: RegistroProtocollo, attore: Persona) -> None:
    if not puo_annullare(attore, registro):
        raise DomainError(_("Può annullare solo chi è responsabile dell'ufficio che tiene il protocollo."))
    if Annullamento.objects.filter(registrazione=registrazione).exists():
        raise DomainError(_("La registrazione %s è già annullata.") % registrazione.segnatura)


def _segna_sui_documenti(annullamento: Annullamento) -> None:
    """The documents keep the number they had, with the trace of the annulment."""
    registrazione = annullamento.registrazione
    traccia = {
        "tipo": ANNULLAMENTO,
        "quando": annullamento.quando.isoformat(),
        "autore": str(annullamento.operatore.codice),
        "numero": registrazione.segnatura,
    }
    codici = [file["codice"] for file in registrazione.documenti]
    for documento in Documento.objects.select_for_update(no_key=True, of=("self",)).filter(codice__in=codici):
        documento.modifiche = [*documento.modifiche, traccia]
        documento.save(update_fields=["modifiche"])
