"""Who takes part in a case beside the person who asked (art. 7, 9 and 10 L. 241/1990), and what they wrote to be weighed."""

import datetime as dt
from collections.abc import Collection
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.documenti.models import Documento
from portal.enti.models import Ente
from pratiche.models.arrivi import AncheFuori, momento
from pratiche.models.immutabile import ScrittaUnaVolta
from pratiche.models.pratica import Pratica


class RuoloParte(models.TextChoices):
    INTERESSATO = "interessato", _("Interessato")
    CONTROINTERESSATO = "controinteressato", _("Controinteressato")
    INTERVENIENTE = "interveniente", _("Interveniente")
    PROPONENTE = "proponente", _("Proponente")


class StatoParte(models.TextChoices):
    CHIESTA = "chiesta", _("Chiede di intervenire")
    PRESENTE = "presente", _("Partecipa")
    NON_AMMESSA = "non_ammessa", _("Intervento non ammesso")
    TOLTA = "tolta", _("Non partecipa più")


VIVE = (StatoParte.CHIESTA, StatoParte.PRESENTE)


class ParteQuerySet(models.QuerySet["Parte"]):
    def presenti(self) -> Self:
        return self.filter(stato=StatoParte.PRESENTE)

    def di(self, persona: Any, ente: Ente) -> Self:
        """What this person takes part in, or asks to, at this ente: not what was theirs once."""
        return self.filter(persona=persona, pratica__ente=ente).exclude(stato=StatoParte.TOLTA)

    def mie(self, persona: Any, ente: Ente, mandato: Any) -> Self:
        """As `di`, for a list; a delegate sees those of the services of the mandate."""
        righe = (
            self.di(persona, ente).select_related("pratica__servizio", "pratica__ufficio").order_by("-creato_il", "-pk")
        )
        return righe.filter(pratica__servizio__slug__in=mandato.servizi) if mandato and mandato.servizi else righe

    def del_documento(self, documento: Documento) -> "Parte | None":
        """Who sent a document of the case, or whom it was sent to, when it was not the person who asked."""
        codici = [uno["codice"] for uno in documento.soggetti if uno["ruolo"] == Parte.SOGGETTO]
        return self.select_related("persona").filter(codice__in=codici).first() if codici else None


class ConCarte(models.Model):
    """Has sheets of its own to make (`Stampa`)."""

    stampe: models.Manager[Any]

    class Meta:
        abstract = True

    @property
    def carte(self) -> dict[str, Documento]:
        """Its sheets by kind, as soon as they are made: their protocol number comes a little later."""
        return {una.genere: una.documento for una in self.stampe.select_related("documento") if una.documento}


class Parte(ConCarte, Indirizzabile):
    """A person or a body with its role in a case of somebody else. The name is as the office, or the login, gave it.

    `documenti` are those the office opened to them. Who is not in the portal is written to on paper, at `recapito`.
    """

    SOGGETTO = "parte"  # the role among the subjects of a document

    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="parti")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="parti")
    nome = models.CharField(_("nome o denominazione"), max_length=401)
    recapito = models.TextField(_("recapito"), blank=True)
    ruolo = models.CharField(_("ruolo"), max_length=20, choices=RuoloParte.choices)
    stato = models.CharField(_("stato"), max_length=12, choices=StatoParte.choices)
    motivo = models.TextField(_("perché partecipa"))
    per_mezzo_di = models.CharField(_("chiesto da, per la parte"), max_length=401, blank=True)
    decisa_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decisa_il = models.DateTimeField(_("decisa il"), null=True)
    motivo_decisione = models.TextField(_("motivo della decisione"), blank=True)
    memorie_entro = models.DateField(_("memorie entro"), null=True)
    documenti = models.ManyToManyField(Documento, related_name="+", verbose_name=_("documenti aperti"))

    objects = ParteQuerySet.as_manager()

    class Meta:
        verbose_name = _("parte di una pratica")
        verbose_name_plural = _("parti delle pratiche")
        ordering = ["creato_il", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pratica", "persona"], condition=Q(stato__in=VIVE), name="pratiche_una_parte_a_persona"
            ),
            models.CheckConstraint(
                condition=Q(persona__isnull=False) | ~Q(recapito=""), name="pratiche_parte_raggiungibile"
            ),
            models.CheckConstraint(
                condition=Q(stato="chiesta", ruolo="interveniente", persona__isnull=False, decisa_il=None)
                | (~Q(stato="chiesta") & Q(decisa_il__isnull=False)),
                name="pratiche_parte_decisa",
            ),
            models.CheckConstraint(
                condition=~Q(stato__in=["non_ammessa", "tolta"]) | ~Q(motivo_decisione=""),
                name="pratiche_parte_esclusa_con_motivo",
            ),
        ]

    def get_absolute_url(self) -> str:
        """The page of this party: its address says nothing of whom or what."""
        return reverse("pratiche:parte", args=[self.codice])

    @property
    def presente(self) -> bool:
        return self.stato == StatoParte.PRESENTE

    @property
    def chiesta(self) -> bool:
        return self.stato == StatoParte.CHIESTA

    @property
    def tolta(self) -> bool:
        return self.stato == StatoParte.TOLTA

    @property
    def codice_fiscale(self) -> str:
        """Empty for who is known by name only."""
        return (self.persona.codice_fiscale or "") if self.persona else ""

    @property
    def da_scrivere_su_carta(self) -> bool:
        """Has never entered the portal: what is sent there nobody would read."""
        return self.persona is None or self.persona.mai_entrata

    def decide(self, stato: StatoParte, chi: Any, motivo: str = "", **campi: Any) -> None:
        """What the office decided about this party."""
        campi |= {"stato": stato, "decisa_da": chi, "decisa_il": timezone.now(), "motivo_decisione": motivo}
        for nome, valore in campi.items():
            setattr(self, nome, valore)
        self.save(update_fields=list(campi))


class MemoriaQuerySet(models.QuerySet["Memoria"]):
    def delle_pratiche(self, chiavi: Collection[int]) -> Self:
        """Of whoever takes part in these cases, the person they concern too."""
        return self.filter(Q(parte__pratica__in=chiavi) | Q(procedimento__in=chiavi)).select_related(
            "parte", "acquisizione"
        )

    def con_le_carte(self) -> Self:
        """With the documents sent, how it came, and the PDF, which has the protocol number: two queries, however many."""
        return self.select_related("stampa__documento", "acquisizione__operatore").prefetch_related("documenti")


class Memoria(AncheFuori, ScrittaUnaVolta, Indirizzabile):
    """What somebody wrote and sent (art. 10): never changed. `codice` comes with the form: the second of two clicks adds nothing.

    It is of a party or, in what the office started (`procedimento`), of the person it concerns. `autore` wrote it here:
    the officer, when it did not come through the portal; then `testo` says in short what is on the sheet.
    """

    parte = models.ForeignKey(Parte, on_delete=models.PROTECT, null=True, related_name="memorie")
    procedimento = models.ForeignKey(Pratica, on_delete=models.PROTECT, null=True, related_name="memorie")
    autore = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    per_mezzo_di = models.CharField(_("scritta da, per chi partecipa"), max_length=401, blank=True)
    testo = models.TextField(_("testo"))
    documenti = models.ManyToManyField(Documento, related_name="+", verbose_name=_("documenti mandati"))

    objects = MemoriaQuerySet.as_manager()

    class Meta:
        verbose_name = _("memoria")
        verbose_name_plural = _("memorie")
        ordering = ["creato_il", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parte__isnull=False, procedimento=None) | Q(parte=None, procedimento__isnull=False),
                name="pratiche_memoria_di_uno",
            )
        ]

    @property
    def pratica(self) -> Pratica:
        return self.parte.pratica if self.parte else self.procedimento  # type: ignore[return-value]  # one of the two

    @property
    def di_pratica(self) -> int:
        """The key of its case, without reading it."""
        return self.parte.pratica_id if self.parte else self.procedimento_id  # type: ignore[return-value]  # one of the two

    @property
    def carta(self) -> Documento | None:
        """Its PDF, which has the protocol number: none until it is made."""
        stampa = getattr(self, "stampa", None)
        return stampa.documento if stampa else None

    @property
    def ricevuta_il(self) -> dt.datetime:
        """When it came to the office, whenever it was recorded."""
        arrivo = self.fuori_dal_portale
        return momento(arrivo.arrivata_il, self.creato_il) if arrivo else self.creato_il

    @property
    def in_ritardo(self) -> bool:
        """Came after the days given: the office may leave it aside. The person concerned has as long as the case is open."""
        entro = self.parte.memorie_entro if self.parte else None
        return entro is not None and timezone.localdate(self.ricevuta_il) > entro
