"""What happened to a case, as the citizen reads it, and the files that came with it."""

from pathlib import Path
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.documenti.models import Documento, deposito
from pratiche.models.immutabile import ScrittaUnaVolta
from pratiche.models.orologio import Riapertura
from pratiche.models.pratica import Pratica
from pratiche.models.richieste import PreavvisoRigetto, RichiestaIntegrazione


class Passaggio(ScrittaUnaVolta):
    """A line of the timeline. Only added; its words come from `genere`, so that each reader has them in their language."""

    class Genere(models.TextChoices):
        PRESENTATA = "presentata", _("Richiesta presentata")
        AVVIATA = "avviata", _("Procedimento avviato dall'ufficio")
        PROTOCOLLATA = "protocollata", _("Numero di protocollo assegnato")
        PAGATA = "pagata", _("Pagamento ricevuto")
        PRESA_IN_CARICO = "presa_in_carico", _("Presa in carico dall'ufficio")
        TRASFERITA = "trasferita", _("Passata a un altro ufficio")
        RESPONSABILE = "responsabile", _("Cambiato il responsabile del procedimento")
        INTEGRAZIONE_RICHIESTA = "integrazione_richiesta", _("L'ufficio ha chiesto informazioni o documenti")
        INTEGRAZIONE_RICEVUTA = "integrazione_ricevuta", _("Risposta ricevuta dall'ufficio")
        INTEGRAZIONE_CHIUSA = "integrazione_chiusa", _("Tempo per rispondere finito")
        INTEGRAZIONE_PROROGATA = "integrazione_prorogata", _("Più tempo per rispondere")
        INTEGRAZIONE_ANNULLATA = "integrazione_annullata", _("L'ufficio non aspetta più la risposta")
        PREAVVISO = "preavviso", _("Preavviso di rigetto: l'ufficio pensa di non accogliere la richiesta")
        OSSERVAZIONI = "osservazioni", _("Osservazioni ricevute dall'ufficio")
        PREAVVISO_CHIUSO = "preavviso_chiuso", _("Tempo per le osservazioni finito")
        PREAVVISO_ANNULLATO = "preavviso_annullato", _("L'ufficio ha ritirato il preavviso di rigetto")
        PARERE_CHIESTO = "parere_chiesto", _("Chiesto il parere di un altro ufficio")
        PARERE_DATO = "parere_dato", _("Parere arrivato")
        PARERE_RITIRATO = "parere_ritirato", _("Il parere non serve più")
        PARTE = "parte", _("Un'altra persona o un ente partecipa alla pratica")
        MEMORIA = "memoria", _("Memoria di chi partecipa ricevuta dall'ufficio")
        MEMORIA_PROPRIA = "memoria_propria", _("Memoria dell'interessato ricevuta dall'ufficio")
        TERMINE_RICONTATO = "termine_ricontato", _("Il termine è cambiato, con le feste del comune")
        SOLLECITATA = "sollecitata", _("Chiesto l'intervento di chi ha il potere sostitutivo")
        ACCOLTA = "accolta", _("Richiesta accolta")
        ACCOLTA_PER_SILENZIO = "accolta_per_silenzio", _("Richiesta accolta per silenzio: il termine è passato")
        PROVVEDIMENTO = "provvedimento", _("Procedimento concluso con un provvedimento")
        ATTESTAZIONE_CHIESTA = "attestazione_chiesta", _("Chiesta l'attestazione")
        ATTESTAZIONE_RILASCIATA = "attestazione_rilasciata", _("Attestazione rilasciata")
        RESPINTA = "respinta", _("Richiesta respinta")
        RESPINTA_PER_SILENZIO = "respinta_per_silenzio", _("Richiesta respinta per silenzio: il termine è passato")
        RITIRATA = "ritirata", _("Richiesta ritirata")
        ARCHIVIATA = "archiviata", _("Pratica archiviata")
        RIAPERTA = "riaperta", _("Pratica riaperta dall'ufficio")
        RISEGNALATA = "risegnalata", _("Riaperta: il problema c'è ancora")
        UNITA = "unita", _("Unita a un'altra segnalazione")
        GRADUATORIA_PROVVISORIA = "graduatoria_provvisoria", _("Graduatoria provvisoria pubblicata")
        OSSERVAZIONI_GRADUATORIA = "osservazioni_graduatoria", _("Osservazioni alla graduatoria ricevute")
        VALORE_CORRETTO = "valore_corretto", _("L'ufficio ha corretto un dato dopo una verifica")
        PUNTI_ASSEGNATI = "punti_assegnati", _("Punti assegnati dall'ufficio")
        GRADUATORIA_DEFINITIVA = "graduatoria_definitiva", _("Graduatoria definitiva pubblicata")
        POSTO_OFFERTO = "posto_offerto", _("Posto assegnato, da confermare")
        POSTO_CONFERMATO = "posto_confermato", _("Posto confermato")
        POSTO_RINUNCIATO = "posto_rinunciato", _("Rinuncia al posto")
        POSTO_SCADUTO = "posto_scaduto", _("Posto non confermato in tempo")
        CAMBIO_OFFERTO = "cambio_offerto", _("Si è liberato un posto che preferisci")
        CAMBIO_FATTO = "cambio_fatto", _("Passaggio al posto che preferisci")
        CAMBIO_CHIUSO = "cambio_chiuso", _("Il posto resta quello confermato")
        RIESAME_AVVIATO = "riesame_avviato", _("L'ufficio valuta se togliere il permesso")
        RIESAME_CHIUSO = "riesame_chiuso", _("L'ufficio ha deciso di non togliere il permesso")
        PERMESSO_SOSPESO = "permesso_sospeso", _("Permesso sospeso")
        SOSPENSIONE_TOLTA = "sospensione_tolta", _("Sospensione del permesso finita prima del tempo")
        PERMESSO_REVOCATO = "permesso_revocato", _("Permesso revocato")
        PERMESSO_ANNULLATO = "permesso_annullato", _("Permesso annullato")
        PERMESSO_RINUNCIATO = "permesso_rinunciato", _("Rinuncia al permesso")

    pratica = models.ForeignKey(Pratica, on_delete=models.PROTECT, related_name="passaggi")
    genere = models.CharField(_("che cosa è successo"), max_length=30, choices=Genere.choices)
    quando = models.DateTimeField(_("quando"), default=timezone.now)
    testo = models.TextField(_("parole dell'ufficio o numeri"), blank=True)
    per_mezzo_di = models.CharField(_("fatto da, per il richiedente"), max_length=401, blank=True)

    class Meta:
        verbose_name = _("passaggio")
        verbose_name_plural = _("passaggi")
        ordering = ["quando", "pk"]
        indexes = [models.Index(fields=["pratica", "quando", "id"], name="pratiche_passaggi")]
        constraints = [
            models.UniqueConstraint(
                fields=["pratica", "genere"],
                condition=models.Q(genere__in=["presentata", "avviata", "protocollata", "pagata"]),
                name="pratiche_passaggio_una_volta",
            )
        ]


def percorso(allegato: "AllegatoPratica", nome: str) -> str:
    """Opaque code: the name given by a person never becomes a path."""
    return f"{allegato.pratica.ente.codice_ipa}/bozze/{allegato.codice}{Path(nome).suffix.lower()}"


class AllegatoQuerySet(models.QuerySet["AllegatoPratica"]):
    def della_richiesta(self) -> Self:
        """Those presented with the request: not those that came later."""
        return self.filter(integrazione=None, preavviso=None, riapertura=None)


class AllegatoPratica(Indirizzabile):
    """A file given by the citizen for a field. While filling in it can be removed; once sent it is a Documento of the ente."""

    pratica = models.ForeignKey(Pratica, on_delete=models.CASCADE, related_name="allegati")
    integrazione = models.ForeignKey(
        RichiestaIntegrazione, on_delete=models.PROTECT, null=True, related_name="allegati"
    )
    preavviso = models.ForeignKey(PreavvisoRigetto, on_delete=models.PROTECT, null=True, related_name="allegati")
    riapertura = models.ForeignKey(Riapertura, on_delete=models.PROTECT, null=True, related_name="allegati")
    campo = models.CharField(_("campo"), max_length=60)
    nome = models.CharField(_("nome"), max_length=150)
    mime = models.CharField(_("formato"), max_length=100)
    dimensione = models.PositiveBigIntegerField(_("dimensione in byte"))
    file = models.FileField(_("file"), storage=deposito, upload_to=percorso, max_length=200, blank=True)
    documento = models.OneToOneField(Documento, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AllegatoQuerySet.as_manager()

    class Meta:
        verbose_name = _("allegato")
        verbose_name_plural = _("allegati")
        ordering = ["creato_il", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(documento__isnull=True) | models.Q(file=""),
                name="pratiche_allegato_in_un_solo_posto",
            )
        ]

    def __str__(self) -> str:
        return self.nome

    @property
    def della_richiesta(self) -> bool:
        return not (self.integrazione_id or self.preavviso_id or self.riapertura_id)
