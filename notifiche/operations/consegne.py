"""What the office does with the copies that stopped."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifiche.models import Consegna, Insuccesso, Interruttore
from portal.base import coda
from portal.base.coda import FERMI, Stato
from portal.base.errors import DomainError
from portal.base.jobs import accoda
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra

PRIME = 50  # copies made due by the trial of a channel: the rest follows when it passes


class Chiusura(models.TextChoices):
    """Why the office gives up a copy: a code, because the register holds no personal data."""

    AVVISATA = "avvisata", gettext_lazy("La persona è stata avvisata in un altro modo")
    RECAPITO = "recapito", gettext_lazy("Il recapito è sbagliato e non ce n'è un altro")
    NON_SERVE = "non_serve", gettext_lazy("Non serve più")
    GIA_ARRIVATA = "gia_arrivata", gettext_lazy("È già arrivata")


@atto
def recupera() -> int:
    """Give a future to the copies of dead workers; those that were leaving remember it. Returns how many."""
    # locked: of two sweeps one remembers it, and a worker that comes back finds the row taken
    interrotte = Consegna.objects.filter(pk__in=Consegna.objects.scaduti().blocca(), iniziata=True)
    Insuccesso.objects.bulk_create(
        Insuccesso(consegna_id=chiave, esito=Stato.INCERTO, errore=coda.INTERROTTO)
        for chiave in interrotte.values_list("pk", flat=True)
    )
    return coda.recupera(Consegna)


@atto
def invia_di_nuovo(consegna_id: int, *, attore: Persona) -> Consegna:
    """The office asks for one more try of a copy that stopped; of an uncertain one the citizen may receive two.

    Who asks rings, once for all that it asks.
    """
    consegna = _ferma(consegna_id)
    if consegna.messaggio.utile_fino <= timezone.now():
        raise DomainError(_("Il messaggio non serve più a chi lo riceve: il portale non lo invia dopo il suo termine."))
    consegna.rimetti_in_coda()
    registra("consegna.rimessa_in_coda", consegna, attore, ente=consegna.messaggio.ente, dati={"era": consegna.stato})
    return consegna


@atto
def prova_subito(fermo: Interruttore) -> None:
    """The office believes that a stopped channel works again: the first copies that wait for it try now, not at the next trial."""
    adesso = timezone.now()
    Interruttore.objects.filter(pk=fermo.pk).update(riprova_il=adesso)
    in_attesa = Consegna.objects.filter(canale=fermo.canale, stato=Stato.IN_CODA).order_by("prossimo_tentativo", "pk")
    prime = list(in_attesa.values_list("pk", flat=True)[:PRIME])
    Consegna.objects.filter(pk__in=prime, stato=Stato.IN_CODA).update(prossimo_tentativo=adesso)
    accoda("notifiche.consegna")


@atto
def chiudi_senza_inviare(consegna_id: int, *, attore: Persona, motivo: str) -> Consegna:
    """The office decides that this copy does not leave any more; the message stays in the portal. There is no way back."""
    consegna = _ferma(consegna_id)
    dati = {"era": consegna.stato, "errore": consegna.errore, "motivo": Chiusura(motivo).value}
    chiusa = {"stato": Stato.ANNULLATO, "esito": Consegna.Esito.CHIUSA, "conclusa_il": timezone.now()}
    Consegna.objects.filter(pk=consegna.pk).update(**chiusa)
    registra("consegna.chiusa", consegna, attore, ente=consegna.messaggio.ente, dati=dati)
    return consegna


def _ferma(consegna_id: int) -> Consegna:
    """The row, locked. Raises DomainError when somebody else has decided meanwhile."""
    ferme = Consegna.objects.select_for_update(no_key=True, of=("self",)).select_related("messaggio__ente")
    consegna: Consegna = ferme.get(pk=consegna_id)
    if consegna.stato not in FERMI:
        raise DomainError(_("Questa consegna non è ferma: il portale la sta già inviando o l'ha già inviata."))
    return consegna
