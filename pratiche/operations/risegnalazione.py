"""Who made a report says that the problem is still there: its case lives again. After some time, it takes a new report."""

from typing import Any

from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi, segnalazioni
from pratiche.models import AllegatoPratica, Passaggio, Pratica, Riapertura, Segnalazione
from pratiche.models.segnalazioni import SERVIZIO
from pratiche.operations.bozza import salva_passo
from pratiche.operations.carte import File, file_ricevuti
from pratiche.operations.comune import controlla_richiedente, segna
from pratiche.operations.delega import racconta, registra_atto
from pratiche.operations.riapertura import ricomincia
from pratiche.stati import Atto

DA_RIDIRE = ("tipo", "luogo", "titolo")


@atto
def risegnala(pratica_id: int, *, attore: Persona, motivo: str, foto: File = ()) -> Pratica:
    """Open the report again, with a reason and photographs. Twice is harmless. Raises DomainError.

    It goes back to who had it, with a new term; the outcome of before stays with the reason.
    """
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = controlla_richiedente(pratica, attore)
    if pratica.aperta and _ultima(pratica, attore):
        return pratica
    pratica.controlla_atto(Atto.RISEGNALA)
    _controlla(pratica)
    if not motivo.strip():
        raise DomainError(_("Scrivi che cosa vedi ancora: serve a chi va a guardare."))
    riapertura = ricomincia(
        pratica, Atto.RISEGNALA, attore=attore, titolo=Riapertura.Titolo.SEGNALANTE, estremi="", motivazione=motivo
    )
    _archivia_foto(pratica, riapertura, foto, attore=attore)
    segna(pratica, Passaggio.Genere.RISEGNALATA, motivo.strip(), mandato=mandato)
    registra_atto("pratica.risegnalata", pratica, attore, mandato)
    racconta(pratica, messaggi.risegnalata(pratica))
    return pratica


@atto
def riprendi(pratica_id: int, *, attore: Persona, segnalazione: Segnalazione) -> None:
    """A new draft says which report it follows; who made that one need not write again where and what.

    A draft with answers of its own keeps them.
    """
    bozza = Pratica.objects.blocca(pratica_id)
    if "segue" not in bozza.definizione.per_nome:
        return
    vecchia = segnalazione.pratica
    dati: dict[str, Any] = {"tipo": segnalazione.tipo}
    if vecchia.richiedente_id == bozza.richiedente_id:
        dati = {nome: vecchia.dati[nome] for nome in DA_RIDIRE if nome in vecchia.dati}
    salva_passo(bozza.pk, attore=attore, contatti={}, dati={**dati, **bozza.dati, "segue": vecchia.sigla})
    registra("segnalazione.ripresa", segnalazione, attore, ente=bozza.ente)


def _ultima(pratica: Pratica, attore: Persona) -> bool:
    """Was it this person, the last who opened it again?"""
    ultima = pratica.riaperture.last()
    return ultima is not None and ultima.di_chi_ha_segnalato and ultima.operatore_id == attore.pk


def _controlla(pratica: Pratica) -> None:
    """A report, not joined to another one, closed a short time ago. Raises DomainError."""
    if pratica.servizio.slug != SERVIZIO:
        raise DomainError(_("Questa richiesta non si può riaprire da qui: scrivi all'ufficio."))
    if Segnalazione.objects.filter(pratica=pratica).exclude(unita_a=None).exists():
        raise DomainError(_("Questa segnalazione è stata unita a un'altra: puoi dire lì che il problema c'è ancora."))
    if not segnalazioni.riapribile(pratica):
        raise DomainError(
            _("Questa segnalazione si poteva riaprire fino a %s: se il problema c'è ancora, fanne una nuova.")
            % giorno(segnalazioni.riapribile_fino_al(pratica))
        )


def _archivia_foto(pratica: Pratica, riapertura: Riapertura, foto: File, *, attore: Persona) -> None:
    """With the other photographs of the case, marked as of this time."""
    for documento in file_ricevuti(pratica, foto, attore=attore):
        AllegatoPratica.objects.create(
            pratica=pratica,
            riapertura=riapertura,
            campo="foto",
            nome=documento.nome,
            mime=documento.mime,
            dimensione=documento.dimensione,
            documento=documento,
        )
