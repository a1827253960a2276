"""A document of the ente: the file, its hash and the metadata of AgID guidelines on electronic documents, allegato 5."""

import hashlib
import logging
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.core.files.storage import Storage
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.base.depositi import Deposito
from portal.base.models import Indirizzabile
from portal.enti import riserve
from portal.enti.models import Ente, Ufficio
from portal.identita.stati import CON_SERVIZIO, Facolta, Stanza

log = logging.getLogger("casa.documenti")


def deposito() -> Storage:
    """Private storage: outside the web root, reached only through the download view."""
    return Deposito("documenti")


def percorso(documento: "Documento", nome: str) -> str:
    """Ente, year and opaque code: the name given by a person never becomes a path."""
    return f"{documento.ente.codice_ipa}/{timezone.localdate().year}/{documento.codice}{Path(nome).suffix.lower()}"


class DocumentoQuerySet(models.QuerySet["Documento"]):
    def di(self, persona: Any) -> Self:
        """The documents of this person's dossier."""
        return self.filter(intestatario=persona)

    def visibili_a(self, persona: Any, ente: Ente) -> Self:
        """Own documents; for the staff those of their offices, not kept to others. Always within the ente of the request."""
        if persona.is_staff:
            return riserve.visibili(self.filter(ente=ente, ufficio__in=Ufficio.objects.di(persona, ente)), persona)  # type: ignore[no-any-return]
        return self.filter(ente=ente, intestatario=persona)

    def nella_delega(self, mandato: Any) -> Self:
        """Those that a mandate opens: the whole dossier, or what the rooms and services it covers have made."""
        if mandato.consente(Stanza.FASCICOLO, Facolta.LEGGI):
            return self
        stanze = [stanza for stanza in CON_SERVIZIO if mandato.consente(stanza, Facolta.LEGGI)]
        aperti = self.filter(stanza__in=stanze)
        return aperti.filter(servizio__in=mandato.servizi) if mandato.servizi else aperti


class Documento(Indirizzabile):
    class Formazione(models.TextChoices):
        SOFTWARE = "a", _("Creazione con strumenti software")
        ACQUISIZIONE = "b", _("Acquisizione o copia")
        MODULO = "c", _("Memorizzazione di transazioni o moduli")
        BASE_DATI = "d", _("Generazione da basi di dati")

    class Flusso(models.TextChoices):
        ENTRATA = "E", _("In entrata")
        USCITA = "U", _("In uscita")
        INTERNO = "I", _("Interno")

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="documenti", verbose_name=_("ente"))
    ufficio = models.ForeignKey(
        Ufficio, on_delete=models.PROTECT, null=True, blank=True, related_name="documenti", verbose_name=_("ufficio")
    )
    intestatario = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documenti",
        verbose_name=_("intestatario"),
    )
    file = models.FileField(_("file"), storage=deposito, upload_to=percorso, max_length=200)
    dimensione = models.PositiveBigIntegerField(_("dimensione in byte"))
    # IdDoc
    impronta = models.CharField(_("impronta"), max_length=64, help_text=_("SHA-256, esadecimale"))
    algoritmo = models.CharField(_("algoritmo"), max_length=10, default="SHA-256")
    segnatura = models.CharField(_("segnatura di protocollo"), max_length=100, blank=True)
    # formation, kind, registration
    formazione = models.CharField(_("modalità di formazione"), max_length=1, choices=Formazione.choices)
    tipologia = models.CharField(_("tipologia documentale"), max_length=80)
    flusso = models.CharField(_("tipologia di flusso"), max_length=1, choices=Flusso.choices)
    tipo_registro = models.CharField(_("tipo di registro"), max_length=40, default="Nessuno")
    codice_registro = models.CharField(_("codice del registro"), max_length=16, blank=True)
    numero_registrazione = models.CharField(_("numero di registrazione"), max_length=20, blank=True)
    data_registrazione = models.DateTimeField(_("data di registrazione"), null=True, blank=True)
    soggetti = models.JSONField(_("soggetti"), default=list, help_text=_("Ruolo e codice di ciascuno"))
    # description
    oggetto = models.CharField(_("oggetto"), max_length=300)
    parole_chiave = models.JSONField(_("parole chiave"), default=list, blank=True)
    primario = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="allegati",
        verbose_name=_("documento principale"),
    )
    indice_classificazione = models.CharField(_("indice di classificazione"), max_length=20, blank=True)
    descrizione_classificazione = models.CharField(_("classificazione"), max_length=200, blank=True)
    piano_classificazione = models.CharField(_("piano di classificazione"), max_length=200, blank=True)
    riservato = models.BooleanField(_("riservato"), default=True)
    mime = models.CharField(_("formato"), max_length=100)
    prodotto = models.JSONField(_("prodotto software"), default=dict, blank=True)
    # verification
    firmato = models.BooleanField(_("firmato digitalmente"), default=False)
    sigillato = models.BooleanField(_("sigillato elettronicamente"), default=False)
    marcato = models.BooleanField(_("con marca temporale"), default=False)
    copia_conforme = models.BooleanField(_("copia conforme di immagine"), default=False)
    # aggregation, versions, retention
    # the room that made it and the code of its service: who may see that room for another sees it too
    stanza = models.CharField(_("stanza"), max_length=20, blank=True)
    servizio = models.CharField(_("codice del servizio"), max_length=100, blank=True)
    tipo_aggregazione = models.CharField(_("tipo di aggregazione"), max_length=20, blank=True)
    aggregazione = models.CharField(_("identificativo dell'aggregazione"), max_length=60, blank=True)
    nome = models.CharField(_("nome del documento"), max_length=150)
    versione = models.PositiveIntegerField(_("versione"), default=1)
    modifiche = models.JSONField(_("tracciature delle modifiche"), default=list, blank=True)
    valido_fino = models.DateField(
        _("valido fino al"), null=True, blank=True, help_text=_("Vuoto: non scade, o non è il portale a saperlo")
    )
    conservazione_anni = models.PositiveIntegerField(
        _("anni di conservazione"), null=True, blank=True, help_text=_("9999: permanente")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = DocumentoQuerySet.as_manager()
    quale = 0  # in a list where others are of its kind: the first, the second…

    class Meta:
        verbose_name = _("documento")
        verbose_name_plural = _("documenti")
        indexes = [
            models.Index(fields=["intestatario", "ente", "-creato_il", "-id"], name="documenti_di_una_persona"),
            models.Index(fields=["aggregazione"], name="documenti_aggregazione"),
        ]

    def __str__(self) -> str:
        return self.nome

    def get_absolute_url(self) -> str:
        return reverse("documenti:scarica", args=[self.codice])

    @property
    def nome_in_pagina(self) -> str:
        """What a page calls it: its kind. Of a file that somebody sent, also the name they gave it."""
        tipologia = gettext(self.tipologia)
        if self.formazione == self.Formazione.ACQUISIZIONE:
            return f"{tipologia}: {self.nome}"
        return (
            gettext("%(tipologia)s n. %(quale)s") % {"tipologia": tipologia, "quale": self.quale}
            if self.quale
            else tipologia
        )

    @property
    def protocollo_annullato(self) -> bool:
        """Is the registration of this number annulled? The number stays, and so does the document."""
        return any(modifica["tipo"] == "Annullamento" for modifica in self.modifiche)

    @property
    def scaduto(self) -> bool:
        return self.valido_fino is not None and self.valido_fino < timezone.localdate()

    def integro(self) -> bool:
        """Is the stored file there, and still the one that was registered? What is not so stays in the log."""
        try:
            with self.file.open("rb") as file:
                integro = hashlib.file_digest(file, "sha256").hexdigest() == self.impronta
        except OSError:
            integro = False
        if not integro:
            log.error("documento_non_integro", extra={"documento": self.pk})
        return integro
