"""What became of a message to many: totals for the page, and one line per person for the office, without names."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifiche.channels import CANALI
from notifiche.models import Consegna, Invio, RigaInvio
from portal.base.coda import Stato
from portal.identita.models import Persona

IN_STATO: dict[str, str | Promise] = {
    Stato.IN_CODA: gettext_lazy("in coda"),
    Stato.IN_CORSO: gettext_lazy("in partenza"),
    Stato.FALLITO: gettext_lazy("non riuscita"),
    Stato.INCERTO: gettext_lazy("esito incerto"),
    Stato.ANNULLATO: gettext_lazy("non inviata"),
}


@dataclass(frozen=True)
class Esito:
    """How many copies of a channel ended in one way."""

    canale: str
    testo: str
    quante: int


def per_canale(invio: Invio) -> list[Esito]:
    """Channel by channel, the most frequent outcome first. After the data are gone, as they were then."""
    if invio.dati_cancellati_il:
        return [Esito(*voce) for voce in invio.riepilogo]
    copie = Consegna.objects.filter(messaggio__riga_invio__invio=invio)
    conti = copie.values("canale", "stato", "esito").annotate(quante=Count("pk")).order_by("canale", "-quante")
    return [
        Esito(str(CANALI[uno["canale"]].nome), descrivi(uno["stato"], uno["esito"]), uno["quante"]) for uno in conti
    ]


def descrivi(stato: str, esito: str) -> str:
    """The outcome of a copy in few words for the office."""
    if esito:
        return str(Consegna.Esito(esito).label)
    return str(IN_STATO.get(stato, ""))


def con_email(invio: Invio) -> int:
    """How many of the list have an address that works: the others read it in the portal and perhaps on App IO."""
    buone = invio.righe.exclude(stato=RigaInvio.Stato.SCARTATA)
    raggiungibili = Persona.objects.exclude(email="").exclude(email_verificata_il=None).filter(email_respinta_il=None)
    per_codice = raggiungibili.filter(codice_fiscale__in=buone.filter(persona=None).values("codice_fiscale"))
    per_persona = raggiungibili.filter(pk__in=buone.exclude(persona=None).values("persona"))
    return per_codice.count() + per_persona.count()


def righe_scartate(invio: Invio) -> Iterator[list[str]]:
    """For the office that wrote the list: line, and what to correct."""
    yield [_("riga"), _("perché")]
    for riga in invio.righe.filter(stato=RigaInvio.Stato.SCARTATA).order_by("numero").iterator():
        yield [str(riga.numero), riga.perche]


def righe_esiti(invio: Invio) -> Iterator[list[str]]:
    """One line per person told: the line of the list, never who it is."""
    yield [_("riga"), _("messaggio"), *(str(canale.nome) for canale in CANALI.values())]
    dette = invio.righe.filter(stato=RigaInvio.Stato.DETTA).select_related("messaggio").order_by("numero")
    copie = Prefetch("messaggio__consegne", Consegna.objects.only("messaggio_id", "canale", "stato", "esito"))
    for riga in dette.prefetch_related(copie).iterator(chunk_size=500):
        esiti = {copia.canale: descrivi(copia.stato, copia.esito) for copia in riga.messaggio.consegne.all()}  # type: ignore[misc, union-attr]
        yield [str(riga.numero), str(riga.messaggio.codice), *(esiti.get(canale, "") for canale in CANALI)]  # type: ignore[union-attr]
