"""Who acts for whom: a mandate by law or by will, with what it covers and until when."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.base.ambiti import RAPPRESENTA
from portal.base.errors import DomainError
from portal.base.models import Indirizzabile
from portal.identita.models.persona import Persona
from portal.identita.sessione import Sessione
from portal.identita.stati import (
    APERTE,
    CON_SERVIZIO,
    DI_IMPRESA,
    DI_LEGGE,
    Facolta,
    Specie,
    Stanza,
    Stato,
    Verifica,
    ammesso,
)
from portal.registro.operations import annota_accesso

TUTTE = "scrivania"  # the page that shows something of each room
UNA_APERTA = Q(stato__in=[str(stato) for stato in APERTE])


class RappresentanzaQuerySet(models.QuerySet["Rappresentanza"]):
    def date_da(self, persona: Any, ente: Any) -> Self:
        """Those in which others act for this person."""
        return self.filter(rappresentato=persona, ente=ente)

    def ricevute_da(self, persona: Any, ente: Any) -> Self:
        """Those in which this person acts for others."""
        return self.filter(rappresentante=persona, ente=ente)

    def aperte(self) -> Self:
        return self.filter(stato__in=APERTE)

    def in_vigore(self) -> Self:
        """Active today, whatever the nightly sweep has done so far."""
        oggi = timezone.localdate()
        return self.filter(Q(al=None) | Q(al__gte=oggi), stato=Stato.ATTIVA, dal__lte=oggi)

    def usabili_in(self, sessione: Sessione) -> Self:
        """What a login of this kind lets use: with the identity of a company only that company, otherwise all but companies proven so."""
        if sessione.per_impresa:
            return self.filter(specie=Specie.IMPRESA, rappresentato__codice_fiscale=sessione.codice_impresa)
        return self.exclude(specie=Specie.IMPRESA)

    def finite(self) -> Self:
        """Past their last day and not yet closed."""
        return self.filter(stato=Stato.ATTIVA, al__lt=timezone.localdate())

    def con_persone(self) -> Self:
        return self.select_related("rappresentato", "rappresentante", "ente")

    def blocca(self, chiave: int) -> "Rappresentanza":
        """The row, locked until the end of the transaction."""
        return self.con_persone().select_for_update(no_key=True, of=("self",)).get(pk=chiave)


class Rappresentanza(Indirizzabile):
    """`rappresentante` acts for `rappresentato` at this ente, from `dal` to the whole day `al`.

    An empty `servizi` means all of them. The represented person may never have entered the portal (a small child).
    """

    ente = models.ForeignKey("enti.Ente", on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    rappresentato = models.ForeignKey(
        Persona, on_delete=models.PROTECT, related_name="rappresentanze_date", verbose_name=_("per chi")
    )
    rappresentante = models.ForeignKey(
        Persona, on_delete=models.PROTECT, related_name="rappresentanze", verbose_name=_("chi agisce")
    )
    specie = models.CharField(_("specie"), max_length=30, choices=Specie.choices)
    stato = models.CharField(_("stato"), max_length=10, choices=Stato.choices, default=Stato.RICHIESTA, editable=False)
    stanze = models.JSONField(_("stanze"), default=list)
    servizi = models.JSONField(_("servizi"), default=list, blank=True, help_text=_("Codici; vuoto: tutti"))
    facolta = models.JSONField(_("facoltà"), default=list)
    dal = models.DateField(_("dal"))
    al = models.DateField(_("al"), null=True, blank=True)
    titolo = models.UUIDField(
        _("documento che la prova"), null=True, editable=False, help_text=_("Codice del documento")
    )
    motivo = models.CharField(_("motivo della decisione"), max_length=500, blank=True, editable=False)
    verifica = models.CharField(_("verifica"), max_length=12, choices=Verifica.choices, blank=True, editable=False)
    verificata_da = models.ForeignKey(
        Persona, on_delete=models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("verificata da")
    )
    verificata_il = models.DateTimeField(_("verificata il"), null=True, editable=False)
    chiusa_il = models.DateTimeField(_("chiusa il"), null=True, editable=False)

    objects = RappresentanzaQuerySet.as_manager()

    class Meta:
        verbose_name = _("rappresentanza")
        verbose_name_plural = _("rappresentanze")
        constraints = [
            models.CheckConstraint(
                condition=~Q(rappresentato=F("rappresentante")), name="identita_rappresentanza_di_un_altro"
            ),
            models.CheckConstraint(
                condition=Q(al=None) | Q(al__gte=F("dal")), name="identita_rappresentanza_date_in_ordine"
            ),
            models.CheckConstraint(
                condition=~Q(stato="attiva") | Q(verificata_il__isnull=False), name="identita_rappresentanza_verificata"
            ),
            models.UniqueConstraint(
                fields=["ente", "rappresentato", "rappresentante", "specie"],
                condition=UNA_APERTA,
                name="identita_rappresentanza_una_aperta",
            ),
        ]
        indexes = [
            models.Index(fields=["rappresentante", "ente", "stato"], name="identita_chi_agisce"),
            models.Index(fields=["rappresentato", "ente", "stato"], name="identita_per_chi"),
            models.Index(fields=["al"], condition=Q(stato="attiva"), name="identita_rappr_in_scadenza"),
        ]

    def __str__(self) -> str:
        return str(self.codice)

    @property
    def in_vigore(self) -> bool:
        oggi = timezone.localdate()
        return self.stato == Stato.ATTIVA and self.dal <= oggi and (self.al is None or self.al >= oggi)

    @property
    def aperta(self) -> bool:
        return self.stato in APERTE

    @property
    def di_legge(self) -> bool:
        return self.specie in DI_LEGGE

    @property
    def del_login(self) -> bool:
        """Born of a login with the identity of the company, and worth something only within one."""
        return self.specie == Specie.IMPRESA

    @property
    def di_impresa(self) -> bool:
        """Who holds it is the voice of a company."""
        return self.specie in DI_IMPRESA

    @property
    def in_attesa(self) -> bool:
        return self.stato == Stato.RICHIESTA

    @property
    def solo_lettura(self) -> bool:
        """It lets look and nothing else: pages then offer no button that would be refused."""
        return set(self.facolta) == {Facolta.LEGGI}

    @property
    def nomi_stanze(self) -> list[str]:
        return [str(stanza.label) for stanza in Stanza if stanza in self.stanze]

    @property
    def nomi_facolta(self) -> list[str]:
        return [str(facolta.label) for facolta in Facolta if facolta in self.facolta]

    def consente(self, stanza: str, facolta: str, servizio: str | None = None) -> bool:
        """Does it cover this right in this room?

        `servizio` is the code of the service of the thing ("" for a thing of none); None when the question is about the
        room as a whole, whose rows are then bounded to `servizi`.
        """
        if facolta == RAPPRESENTA:
            return self.di_impresa
        if facolta not in self.facolta or (stanza and stanza not in self.stanze):
            return False
        if not self.servizi or not stanza:
            return True
        return stanza in CON_SERVIZIO and (servizio is None or servizio in self.servizi)

    def puo_chiudere(self, persona: Persona) -> bool:
        """May this party end it? Who acts always may; who is represented not when the law says who acts.

        What the identity of a company proves, its provider takes back.
        """
        if self.del_login:
            return False
        if persona.pk == self.rappresentante_id:
            return self.aperta
        return persona.pk == self.rappresentato_id and self.aperta and not self.di_legge

    def controlla_passaggio(self, stato: Stato) -> None:
        """Raises DomainError when this state cannot follow the present one."""
        if not ammesso(self.stato, stato):
            raise DomainError(
                gettext("Ora non si può: nel frattempo è diventata «%(stato)s». Ricarica la pagina.")
                % {"stato": self.get_stato_display().lower()}
            )

    def cambia_stato(self, stato: Stato, **campi: Any) -> None:
        """Move to a state that was checked, with the facts that come with it."""
        if stato not in APERTE:
            campi["chiusa_il"] = timezone.now()
        self.stato = stato
        for nome, valore in campi.items():
            setattr(self, nome, valore)
        self.save(update_fields=["stato", *campi])

    def annota_sguardo(self, stanza: str) -> None:
        """The represented person will read that the other looked, in which room and with which title."""
        sezione = stanza or TUTTE
        annota_accesso(
            self.rappresentato, self.rappresentante, ente=self.ente, ufficio="", sezione=sezione, motivo=self.specie
        )


def compleanno(nascita: dt.date, anni: int) -> dt.date:
    """The day a person reaches this age; who is born on 29 February, on 1 March."""
    try:
        return nascita.replace(year=nascita.year + anni)
    except ValueError:
        return dt.date(nascita.year + anni, 3, 1)
