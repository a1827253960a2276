"""One citizen's case, from the draft to the outcome."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pagamenti.models import Avviso
from portal.base.errors import DomainError
from portal.base.models import Indirizzabile
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio
from pratiche.models.corso import InCorso
from pratiche.models.insieme import PraticaQuerySet
from pratiche.models.nomi import ConNomi
from pratiche.models.scelte import Archiviazione, EffettoSilenzio, Origine
from pratiche.models.versione import VersioneServizio
from pratiche.moduli.definizione import Definizione
from pratiche.parole import parole_di
from pratiche.stati import APERTE, CONCLUSE, DECISE, VIVE, Atto, Stato, ammesso, arrivo

DEL_SILENZIO = (Atto.SILENZIO_ASSENSO, Atto.SILENZIO_RIFIUTO)


class Pratica(ConNomi, InCorso, Indirizzabile):
    """What a person asked of the ente, and what became of it. `dati` are as typed in a draft, frozen when presented."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="pratiche", verbose_name=_("ente"))
    servizio = models.ForeignKey(
        Servizio, on_delete=models.PROTECT, related_name="pratiche", verbose_name=_("servizio")
    )
    versione = models.ForeignKey(VersioneServizio, on_delete=models.PROTECT, related_name="pratiche")
    richiedente = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="pratiche", verbose_name=_("richiedente")
    )
    ufficio = models.ForeignKey(Ufficio, on_delete=models.PROTECT, related_name="pratiche", verbose_name=_("ufficio"))
    responsabile = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("responsabile del procedimento"),
    )
    assegnatario = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="pratiche_assegnate",
        verbose_name=_("in carico a"),
    )
    origine = models.CharField(_("origine"), max_length=10, choices=Origine.choices, default=Origine.ISTANZA)
    # of what the office started; a request is called by its service
    oggetto = models.CharField(_("oggetto"), max_length=200, blank=True)
    stato = models.CharField(_("stato"), max_length=30, choices=Stato.choices, default=Stato.BOZZA, editable=False)
    anno = models.PositiveSmallIntegerField(_("anno"), null=True, editable=False)
    numero = models.PositiveIntegerField(_("numero"), null=True, editable=False)
    contatti = models.JSONField(_("contatti"), default=dict)
    dati = models.JSONField(_("dati della richiesta"), default=dict)
    identita = models.JSONField(_("identità di chi ha presentato"), default=dict)
    sottoscrizione = models.JSONField(
        _("sottoscrizione"), default=dict, help_text=_("Come è entrato chi ha presentato (art. 65 CAD)")
    )
    presentata_da = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("presentata da"),
        help_text=_("Solo se l'ha presentata un'altra persona per il richiedente"),
    )
    avviso = models.ForeignKey(
        Avviso, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("avviso di pagamento")
    )
    # only the officers named in `Ammesso` see it: written by `operations.riserve` alone
    riservata = models.BooleanField(_("riservata"), default=False, editable=False)
    # begun by an officer for who asks: until it is presented it is not in the home of the citizen
    allo_sportello = models.BooleanField(_("compilata allo sportello"), default=False, editable=False)
    # frozen as it was sent, while somebody else must sign it: not yet presented
    in_firma_dal = models.DateTimeField(_("aspetta un'altra firma dal"), null=True, editable=False)
    # the permit that this request asks to renew: one request at a time that is not refused
    rinnova = models.ForeignKey(
        "Titolo", on_delete=models.PROTECT, null=True, related_name="rinnovi", verbose_name=_("rinnova il permesso")
    )
    esito = models.TextField(_("motivazione dell'esito"), blank=True)
    presentata_il = models.DateTimeField(_("presentata il"), null=True, editable=False)
    presa_in_carico_il = models.DateTimeField(_("presa in carico il"), null=True, editable=False)
    pagata_il = models.DateTimeField(_("pagamento annotato il"), null=True, editable=False)
    conclusa_il = models.DateTimeField(_("conclusa il"), null=True, editable=False)
    # the rule of the version, copied at the presentation: the nightly job looks for it
    silenzio = models.CharField(
        _("effetto del silenzio"), max_length=10, choices=EffettoSilenzio.choices, default=EffettoSilenzio.NESSUNO
    )
    per_silenzio = models.BooleanField(_("decisa dal silenzio"), default=False, editable=False)
    archiviazione = models.CharField(_("perché è archiviata"), max_length=20, choices=Archiviazione.choices, blank=True)
    # from here the term runs anew, and what was asked before counts no more
    riaperta_il = models.DateTimeField(_("riaperta il"), null=True, editable=False)
    # where requests are gathered until a day and worked together, the term of all runs from it
    termine_dal = models.DateField(_("termine contato dal"), null=True, editable=False)
    # the office has answered to all together with a ranking: from then what counts is how long it lasts
    termine_fino = models.DateField(_("graduatoria valida fino al"), null=True, editable=False)
    sollecitata_il = models.DateTimeField(_("potere sostitutivo chiesto il"), null=True, editable=False)
    attestazione_chiesta_il = models.DateTimeField(_("attestazione chiesta il"), null=True, editable=False)
    attestazione_il = models.DateTimeField(_("attestazione rilasciata il"), null=True, editable=False)
    # the oldest message of the citizen that the office has neither answered nor put aside
    messaggi_da_leggere_dal = models.DateTimeField(_("messaggi da leggere dal"), null=True, editable=False)
    aggiornata_il = models.DateTimeField(_("ultimo passo"), default=timezone.now, editable=False)
    # copy of `fine_del_termine`, written by the acts that move it: only to search and sort by it
    entro_il = models.DateField(_("termine"), null=True, editable=False)

    objects = PraticaQuerySet.as_manager()

    class Meta:
        verbose_name = _("pratica")
        verbose_name_plural = _("pratiche")
        constraints = [
            models.UniqueConstraint(
                fields=["richiedente", "servizio", "allo_sportello"],
                condition=Q(stato="bozza"),
                name="pratiche_una_bozza_per_servizio",
            ),
            models.UniqueConstraint(fields=["ente", "anno", "numero"], name="pratiche_numero_unico"),
            models.UniqueConstraint(
                fields=["rinnova"], condition=Q(stato__in=VIVE), name="pratiche_un_rinnovo_alla_volta"
            ),
            models.CheckConstraint(
                condition=Q(stato="bozza", numero__isnull=True, presentata_il__isnull=True)
                | (~Q(stato="bozza") & Q(numero__isnull=False, anno__isnull=False, presentata_il__isnull=False)),
                name="pratiche_presentata_con_numero",
            ),
            models.CheckConstraint(
                condition=Q(in_firma_dal__isnull=True) | Q(stato="bozza"), name="pratiche_in_firma_solo_bozze"
            ),
            models.CheckConstraint(
                condition=Q(origine="istanza") | (Q(silenzio="nessuno") & ~Q(oggetto="") & ~Q(stato="bozza")),
                name="pratiche_d_ufficio_senza_silenzio",
            ),
        ]
        indexes = [
            models.Index(fields=["richiedente", "ente", "-aggiornata_il", "-id"], name="pratiche_di_una_persona"),
            models.Index(
                fields=["ufficio", "ente", "entro_il", "id"], condition=Q(stato__in=APERTE), name="pratiche_da_lavorare"
            ),
            models.Index(
                fields=["ufficio", "ente", "stato", "entro_il", "id"],
                condition=Q(stato__in=APERTE),
                name="pratiche_per_stato",
            ),
            models.Index(
                fields=["assegnatario", "entro_il", "id"], condition=Q(stato__in=APERTE), name="pratiche_in_carico_a"
            ),
            models.Index(
                fields=["ufficio", "ente", "-conclusa_il", "-id"],
                condition=Q(stato__in=CONCLUSE),
                name="pratiche_decise",
            ),
            models.Index(
                fields=["ufficio", "ente", "-presentata_il", "-id"],
                condition=Q(riservata=True),
                name="pratiche_riservate",
            ),
            models.Index(
                fields=["avviso"], condition=Q(pagata_il=None, avviso__isnull=False), name="pratiche_con_avviso"
            ),
            models.Index(
                fields=["entro_il", "id"],
                condition=Q(stato__in=APERTE) & ~Q(silenzio="nessuno"),
                name="pratiche_del_silenzio",
            ),
            models.Index(
                fields=["ufficio", "ente", "entro_il", "id"],
                condition=Q(stato__in=APERTE) & ~Q(silenzio="nessuno"),
                name="pratiche_silenzio_vicino",
            ),
            models.Index(
                fields=["ufficio", "ente", "messaggi_da_leggere_dal"],
                condition=Q(messaggi_da_leggere_dal__isnull=False),
                name="pratiche_con_messaggi",
            ),
            models.Index(fields=["servizio", "-conclusa_il"], condition=Q(stato__in=DECISE), name="pratiche_tempi"),
            models.Index(fields=["presentata_il"], condition=Q(presentata_il__isnull=False), name="pratiche_arrivate"),
            models.Index(
                fields=["ufficio", "ente", "entro_il", "id"],
                condition=Q(stato__in=APERTE, riaperta_il__isnull=False),
                name="pratiche_riaperte",
            ),
            models.Index(
                fields=["ente", "ufficio", "entro_il"],
                condition=Q(stato__in=APERTE, sollecitata_il__isnull=False),
                name="pratiche_sollecitate",
            ),
        ]

    def __str__(self) -> str:
        return self.sigla or str(self.codice)

    def get_absolute_url(self) -> str:
        """The page of the citizen; for a draft, where it is filled in."""
        return reverse("pratiche:compila" if self.bozza else "pratiche:pratica", args=[self.codice])

    def get_stato_display(self) -> str:
        """Django's own puts every choice into the language at each call: in a list that is most of the page."""
        if self.d_ufficio and self.stato == Stato.ACCOLTA:
            return gettext("Conclusa con un provvedimento")
        return str(Stato(self.stato).label)

    @property
    def stato_per_chi_chiede(self) -> str:
        """As the person reads it: the office waits for them."""
        return gettext("In attesa di una tua risposta") if self.stato == Stato.IN_ATTESA_DEL_CITTADINO else self.get_stato_display()  # fmt: skip

    @property
    def bozza(self) -> bool:
        return self.stato == Stato.BOZZA

    @property
    def d_ufficio(self) -> bool:
        """Nobody asked for it: the office started it."""
        return self.origine == Origine.UFFICIO

    @property
    def aperta(self) -> bool:
        return self.stato in APERTE

    @property
    def conclusa(self) -> bool:
        return self.stato in CONCLUSE

    @property
    def definizione(self) -> Definizione:
        return self.versione.definizione

    @property
    def origine_avviso(self) -> str:
        """The name under which its fee is known to the payments room."""
        return f"pratica:{self.codice}"

    @property
    def dati_correnti(self) -> dict[str, Any]:
        """The answers as completed since: the presented ones stay as they were in `dati`."""
        correnti = dict(self.dati)
        for richiesta in self.integrazioni.all():
            if richiesta.risposta_il:
                correnti |= richiesta.risposte
        return correnti

    def impronta_bozza(self, allegati: list[str]) -> str:
        """A mark of what the summary showed: the person confirms that, and nothing changed since in another window."""
        testo = json.dumps([self.contatti, self.dati, sorted(allegati)], sort_keys=True)
        return hashlib.sha256(testo.encode()).hexdigest()

    @property
    def in_graduatoria(self) -> Any:
        """How it stands in the round of its service (`Candidatura`), if it has one."""
        return getattr(self, "candidatura", None)

    def controlla_atto(self, atto: Atto) -> None:
        """Raises DomainError when this cannot be done to the case as it stands."""
        if not ammesso(self.stato, atto):
            raise DomainError(
                gettext(
                    "Ora non si può: la pratica %(sigla)s è «%(stato)s». Ricarica la pagina per vedere a che punto è."
                )
                % {"sigla": self.sigla, "stato": self.get_stato_display()}
            )
        if self.silenzio_maturo and atto not in DEL_SILENZIO:
            raise DomainError(
                gettext("Ora non si può: il termine della pratica %s è passato e il silenzio ha già deciso.")
                % self.sigla
            )

    def compi(self, atto: Atto, **campi: Any) -> None:
        """Do what was checked: the state that follows, with the facts that come with it."""
        self.scrivi(stato=arrivo(self.stato, atto), **campi)

    def scrivi(self, **campi: Any) -> None:
        """Store these fields and the moment; the copy of the term follows."""
        self.aggiornata_il = timezone.now()
        for nome, valore in campi.items():
            setattr(self, nome, valore)
        if self.presentata_il:
            self.entro_il = self.fine_del_termine
        self.save(update_fields=[*campi, "aggiornata_il", "entro_il"])
        if {"identita", "ufficio"} & campi.keys():
            self.riscrivi_parole()

    def riscrivi_parole(self) -> None:
        """The words by which its office finds it: of who asks, as they were named the day it was presented."""
        nomi = (str(self.identita.get(campo, "")) for campo in ("nome", "cognome", "denominazione"))
        self.parole.all().delete()
        una = self.parole.model
        self.parole.bulk_create(
            una(pratica=self, ente_id=self.ente_id, ufficio_id=self.ufficio_id, parola=parola)
            for parola in sorted(parole_di(nomi))
        )
