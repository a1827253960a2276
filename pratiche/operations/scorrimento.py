"""The ranking goes down: places that nobody confirmed in time go to the next, until its life is over.

A few at a time, each time in one transaction: what is done is in the rows, so it may stop anywhere and go on later.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.base.errors import DomainError
from portal.base.jobs import accoda
from portal.base.templatetags.casa import giorno
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche.models import Candidatura, Fase, LavoroGraduatoria, OffertaPosto, Passaggio, Pratica, Tornata
from pratiche.models.scelte import Archiviazione
from pratiche.operations.comune import segna
from pratiche.operations.posti import VIVE, archivia_senza_posto, chiudi_offerta, offri_ai_prossimi
from pratiche.operations.provvedimenti import prenota_numero
from pratiche.operations.tornate import controlla_ufficio
from pratiche.stati import ACCOLTE, APERTE

ALLA_VOLTA = 50  # people in a transaction: about two seconds with the round locked


@dataclass
class Scorrimento:
    """What was done, or would be."""

    scadute: int = 0
    offerte: int = 0
    concluse: int = 0

    @property
    def pieno(self) -> bool:
        """It stopped because it was enough, not because there was nothing left."""
        return max(self.scadute, self.offerte, self.concluse) == ALLA_VOLTA


@atto
def chiedi_scorrimento(tornata_id: int, *, attore: Persona) -> Tornata:
    """The office does not wait for the hour: a worker moves the places now. Asked again before it is done, it is done once."""
    tornata = Tornata.objects.blocca(tornata_id)
    controlla_ufficio(tornata, attore)
    if tornata.fase != Fase.DEFINITIVA:
        raise DomainError(_("I posti si muovono dopo la graduatoria definitiva, finché è valida."))
    if metti_in_moto(tornata):
        registra("graduatoria.scorrimento_chiesto", tornata, attore, ente=tornata.ente)
    return tornata


def metti_in_moto(tornata: Tornata) -> bool:
    """Leave the work on the places to a worker, and ring; False when it is already left. The round is locked."""
    accoda("pratiche.graduatoria")
    if LavoroGraduatoria.objects.che_muovono(tornata).exists():
        return False
    LavoroGraduatoria.objects.create(tornata=tornata, genere=LavoroGraduatoria.Genere.SCORRIMENTO)
    return True


def scorri(tornata_id: int) -> Scorrimento:
    """Take back the places nobody confirmed in time, or whose request ended otherwise, and offer them to the next.

    Past the life of the ranking, close the requests that got none. Run again it finds nothing to do.
    """
    tutto = Scorrimento()
    for fatto in lotti(tornata_id):
        tutto.scadute += fatto.scadute
        tutto.offerte += fatto.offerte
        tutto.concluse += fatto.concluse
    return tutto


def lotti(tornata_id: int) -> Iterator[Scorrimento]:
    """Each a transaction, until nothing is left."""
    while True:
        fatto = _un_lotto(tornata_id)
        yield fatto
        if not fatto.pieno:
            return


@atto
def _un_lotto(tornata_id: int) -> Scorrimento:
    tornata, fatto = Tornata.objects.blocca_con_le_pratiche(tornata_id), Scorrimento()
    if tornata.fase != Fase.DEFINITIVA:
        return fatto
    prenota_numero(tornata.ente)
    for offerta in da_riprendere(tornata)[:ALLA_VOLTA]:
        _riprendi(offerta)
        fatto.scadute += 1
    if tornata.valida_fino and timezone.localdate() > tornata.valida_fino:
        fatto.concluse = _concludi(tornata)
    else:
        fatto.offerte = offri_ai_prossimi(tornata, al_massimo=ALLA_VOLTA)
    if any(asdict(fatto).values()):
        registra("graduatoria.scorsa", tornata, None, ente=tornata.ente, dati=asdict(fatto))
    return fatto


def da_riprendere(tornata: Tornata) -> QuerySet[OffertaPosto]:
    """The live offers that are so no more: the term passed, or the request was withdrawn, refused, filed."""
    scadute = Q(stato=OffertaPosto.Stato.PROPOSTA, scadenza__lt=timezone.localdate())
    finite = Q(stato__in=VIVE) & ~Q(candidatura__pratica__stato__in=[*APERTE, *ACCOLTE])
    return OffertaPosto.objects.filter(scadute | finite, candidatura__tornata=tornata).select_related("candidatura")


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


def _concludi(tornata: Tornata) -> int:
    """The life of the ranking is over: who got no place is told, and the request ends; after the last one, so does the round."""
    aperte = Candidatura.objects.filter(tornata=tornata, pratica__stato__in=APERTE).order_by("pk")
    chiavi = list(aperte.values_list("pratica_id", flat=True)[:ALLA_VOLTA])
    with override("it"):  # an act of the office
        motivazione = _("La graduatoria «%s» non è più valida e non si è liberato un posto.") % tornata.nome
    for chiave in chiavi:
        archivia_senza_posto(Pratica.objects.blocca(chiave), Archiviazione.NON_UTILE, motivazione)
    if len(chiavi) < ALLA_VOLTA:
        tornata.conclusa_il = timezone.now()
        tornata.save(update_fields=["conclusa_il"])
    return len(chiavi)
