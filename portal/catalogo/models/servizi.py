"""The service sheet, with the fields of the municipal model."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.catalogo.models.contenuti import Contenuto, radice
from portal.catalogo.vocabolari import Categoria
from portal.enti.models import Ufficio


def valida_scadenze(scadenze: Any) -> None:
    """Refuse what the sheet could not show as a line of dates."""
    try:
        _datate(scadenze)
    except (AttributeError, KeyError, TypeError, ValueError) as errore:
        raise ValidationError(_('Scrivi un elenco di {"data": "2026-12-16", "titolo": "Saldo"}.')) from errore


def _datate(scadenze: list[dict[str, str]]) -> list[tuple[dt.date, str]]:
    return sorted((dt.date.fromisoformat(voce["data"]), voce["titolo"]) for voce in scadenze)


# the field that says whether a service is for who is in this hat
PER_VESTE = {"cittadino": "per_cittadini", "professionista": "per_professionisti", "impresa": "per_imprese"}

# what a card of a list shows, beside what every content does
IN_ELENCO = ("categoria", "attivo", "online", *PER_VESTE.values())


class Servizio(Contenuto):
    """What the ente offers to people, in the order in which the sheet tells it."""

    TIPO = Contenuto.Tipo.SERVIZIO
    TRADUCIBILI = (
        "titolo",
        "sommario",
        "motivo_stato",
        "destinatari",
        "copertura",
        "descrizione",
        "come_fare",
        "cosa_serve",
        "cosa_si_ottiene",
        "tempi",
        "costi",
        "accesso",
        "vincoli",
        "casi_particolari",
        "ulteriori_informazioni",
        "condizioni",
    )

    categoria = models.CharField(_("categoria"), max_length=40, choices=Categoria.choices)
    ufficio = models.ForeignKey(
        Ufficio, on_delete=models.PROTECT, related_name="servizi", verbose_name=_("ufficio responsabile")
    )
    in_evidenza = models.BooleanField(_("in evidenza"), default=False)
    attivo = models.BooleanField(_("attivo"), default=True)
    motivo_stato = models.CharField(_("perché non è attivo"), max_length=300, blank=True)
    destinatari = models.TextField(_("a chi è rivolto"))
    copertura = models.CharField(_("copertura geografica"), max_length=300, blank=True)
    descrizione = models.TextField(_("descrizione estesa"), blank=True)
    come_fare = models.TextField(_("come fare"))
    cosa_serve = models.TextField(_("cosa serve"))
    cosa_si_ottiene = models.TextField(_("cosa si ottiene"))
    tempi = models.TextField(_("tempi e scadenze"))
    giorni_termine = models.PositiveSmallIntegerField(
        _("giorni per rispondere"), default=30, validators=[MinValueValidator(1)], help_text=_("Articolo 2 L. 241/1990")
    )
    scadenze = models.JSONField(_("scadenze"), default=list, blank=True, validators=[valida_scadenze])
    costi = models.TextField(_("quanto costa"))
    accesso = models.TextField(_("come si accede"))
    # who may ask for it online; kept in step with the package of the service, which decides
    per_cittadini = models.BooleanField(_("per i cittadini"), default=True, editable=False)
    per_professionisti = models.BooleanField(_("per i professionisti"), default=False, editable=False)
    per_imprese = models.BooleanField(_("per le imprese"), default=False, editable=False)
    livello_richiesto = models.PositiveSmallIntegerField(_("livello di accesso richiesto"), default=2, editable=False)
    eta_minima = models.PositiveSmallIntegerField(_("età minima di chi chiede"), default=18, editable=False)
    # what the package says that the sheet must tell: fee, documents, stamp, silence, who may ask for others, appointment
    procedimento = models.JSONField(_("regole del procedimento"), default=dict, editable=False)
    online = models.BooleanField(_("si può chiedere online"), default=True)
    prenotazione = models.BooleanField(_("si può prenotare un appuntamento"), default=True)
    pagabile = models.BooleanField(
        _("si paga dall'area personale"),
        default=False,
        help_text=_("Per ciò che il Comune chiede da sé, senza una richiesta: multe, canoni, tributi con pagoPA."),
    )
    vincoli = models.TextField(_("vincoli"), blank=True)
    casi_particolari = models.TextField(_("casi particolari"), blank=True)
    ulteriori_informazioni = models.TextField(_("ulteriori informazioni"), blank=True)
    condizioni = models.TextField(_("condizioni di servizio"))
    condizioni_url = models.URLField(
        _("documento delle condizioni"), blank=True, help_text=_("Vuoto: le condizioni scritte qui, in una pagina")
    )
    parole_chiave = models.CharField(
        _("parole con cui lo si cerca"), max_length=300, blank=True, help_text=_("Per esempio: multa, verbale, vigili")
    )

    class Meta:
        verbose_name = _("servizio")
        verbose_name_plural = _("servizi")

    def clean(self) -> None:
        if not self.attivo and not self.motivo_stato.strip():
            raise ValidationError({"motivo_stato": _("Scrivi perché il servizio non è attivo e quando riapre.")})

    @property
    def scadenze_datate(self) -> list[tuple[dt.date, str]]:
        """The dates of the service in order, with what happens on each."""
        return _datate(self.scadenze)

    @property
    def percorso_richiesta(self) -> str:
        """Where the online request begins."""
        return f"{self.get_absolute_url()}richiedi/"

    @property
    def chi_puo(self) -> list[Any]:
        """Who may ask for it online, in words."""
        chi = [
            (self.per_cittadini, _("cittadini")),
            (self.per_professionisti, _("professionisti")),
            (self.per_imprese, _("imprese")),
        ]
        return [parole for ammessi, parole in chi if ammessi]

    def apre_a(self, veste: str) -> bool:
        """May a person in this hat ask for it online? Who has not entered yet may still choose the right one."""
        return bool(getattr(self, PER_VESTE[veste])) if veste in PER_VESTE else True

    @property
    def percorso_prenotazione(self) -> str:
        """Where an appointment about this service is booked."""
        return f"/appuntamenti/prenota/?servizio={self.slug}"

    @property
    def percorso_pagamento(self) -> str:
        """Where a person finds what the ente asks them to pay."""
        return "/area-personale/pagamenti/"

    @property
    def indirizzo_condizioni(self) -> str:
        return self.condizioni_url or reverse("catalogo:condizioni", args=[self.slug])

    @property
    def categoria_url(self) -> str:
        return f"{radice('catalogo:categoria')}{self.categoria}/"

    @property
    def altre_informazioni(self) -> bool:
        """Whether the sheet has its last, optional section."""
        return bool(self.vincoli or self.casi_particolari or self.ulteriori_informazioni)

    def _parole(self) -> list[str]:
        titolo, *altre = super()._parole()
        return [titolo, self.parole_chiave, str(Categoria(self.categoria).label), *altre]
