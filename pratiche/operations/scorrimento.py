"""The ranking goes down: places that nobody confirmed in time go to the next, until its life is over."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.base.templatetags.casa import giorno
from portal.identita.models import Persona
from portal.registro.operations import registra
from pratiche.models import Candidatura, Fase, OffertaPosto, Passaggio, Pratica, Tornata
from pratiche.models.scelte import Archiviazione
from pratiche.operations.comune import segna
from pratiche.operations.posti import VIVE, archivia_senza_posto, chiudi_offerta, offri_ai_prossimi
from pratiche.operations.provvedimenti import prenota_numero
from pratiche.operations.tornate import controlla_ufficio
from pratiche.stati import ACCOLTE, APERTE


@dataclass
class Scorrimento:
    """What a run did, or would do."""

    scadute: int = 0
    offerte: int = 0
    concluse: int = 0


@transaction.atomic
def scorri(tornata_id: int, *, attore: Persona | None = None) -> Scorrimento:
    """Take back the places nobody confirmed in time, or whose request ended otherwise, and offer them to the next.

    Past the life of the ranking, close the requests that got none. Run again it finds nothing to do.
    """
    tornata, fatto = Tornata.objects.blocca_con_le_pratiche(tornata_id), Scorrimento()
    if attore:
        controlla_ufficio(tornata, attore)
    if tornata.fase != Fase.DEFINITIVA:
        return fatto
    prenota_numero(tornata.ente)
    for offerta in da_riprendere(tornata):
        _riprendi(offerta)
        fatto.scadute += 1
    if tornata.valida_fino and timezone.localdate() > tornata.valida_fino:
        fatto.concluse = _concludi_tornata(tornata)
    else:
        fatto.offerte = offri_ai_prossimi(tornata)
    if any((fatto.scadute, fatto.offerte, fatto.concluse)):
        dati = {"scadute": fatto.scadute, "offerte": fatto.offerte, "concluse": fatto.concluse}
        registra("graduatoria.scorsa", tornata, attore, ente=tornata.ente, dati=dati)
    return fatto


def da_riprendere(tornata: Tornata) -> list[OffertaPosto]:
    """The live offers that are so no more: the term passed, or the request was withdrawn, refused, filed."""
    scadute = Q(stato=OffertaPosto.Stato.PROPOSTA, scadenza__lt=timezone.localdate())
    finite = Q(stato__in=VIVE) & ~Q(candidatura__pratica__stato__in=[*APERTE, *ACCOLTE])
    return list(
        OffertaPosto.objects.filter(scadute | finite, candidatura__tornata=tornata).select_related("candidatura")
    )


def _riprendi(offerta: OffertaPosto) -> None:
    """Who let a better place go keeps the one they have; who let their only one go is out."""
    pratica = Pratica.objects.blocca(offerta.candidatura.pratica_id)
    if pratica.stato not in (*APERTE, *ACCOLTE):
        chiudi_offerta(offerta, OffertaPosto.Stato.RINUNCIATA)
        return
    chiudi_offerta(offerta, OffertaPosto.Stato.SCADUTA)
    if offerta.candidatura.cambio_id == offerta.pk:
        segna(pratica, Passaggio.Genere.CAMBIO_CHIUSO)
        return
    segna(pratica, Passaggio.Genere.POSTO_SCADUTO)
    with override("it"):  # an act of the office
        motivazione = _("Il posto offerto non è stato confermato entro %s.") % giorno(offerta.scadenza)
    archivia_senza_posto(pratica, Archiviazione.DECADENZA, motivazione)


def _concludi_tornata(tornata: Tornata) -> int:
    """The life of the ranking is over: who got no place is told, and the request ends."""
    chiavi = list(
        Candidatura.objects.filter(tornata=tornata, pratica__stato__in=APERTE).values_list("pratica_id", flat=True)
    )
    with override("it"):  # an act of the office
        motivazione = _("La graduatoria «%s» non è più valida e non si è liberato un posto.") % tornata.nome
    for chiave in chiavi:
        archivia_senza_posto(Pratica.objects.blocca(chiave), Archiviazione.NON_UTILE, motivazione)
    tornata.conclusa_il = timezone.now()
    tornata.save(update_fields=["conclusa_il"])
    return len(chiavi)
