"""The public contents of an ente: one table for what they share, so that a topic or a search is one query."""

import datetime as dt
from functools import cache
from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.base.models import Indirizzabile
from portal.catalogo.ricerca import normalizza
from portal.catalogo.traduzioni import Traducibile
from portal.catalogo.vocabolari import Argomento
from portal.enti.models import Ente


@cache
def radice(nome: str) -> str:
    """The address under which a kind of page stands: a list asks for it once a row."""
    return reverse(nome, args=["x"]).removesuffix("x/")


class ContenutoQuerySet(models.QuerySet[Any]):
    def pubblici(self, ente: Ente) -> Self:
        """What anybody may read on the site of this ente."""
        return self.filter(ente=ente, pubblicato=True)

    def in_elenco(self, *altri: str) -> Self:
        """Only what a list shows: the long texts stay in the database."""
        return self.only("tipo", "slug", "titolo", "sommario", "traduzioni", "aggiornato_il", *altri)

    def sull_argomento(self, argomento: str) -> Self:
        return self.filter(argomenti_trattati__argomento=argomento)


class Contenuto(Indirizzabile, Traducibile):
    """Something with a public page. Its kinds are the models below and `Servizio`."""

    class Tipo(models.TextChoices):
        SERVIZIO = "servizio", _("Servizi")
        NOTIZIA = "notizia", _("Novità")
        EVENTO = "evento", _("Eventi")
        LUOGO = "luogo", _("Luoghi")
        DOMANDA = "domanda", _("Domande frequenti")
        PAGINA = "pagina", _("Pagine")

    TIPO: Tipo
    TRADUCIBILI = ("titolo", "sommario")
    PAGINE = {
        Tipo.SERVIZIO: "catalogo:scheda",
        Tipo.NOTIZIA: "catalogo:notizia",
        Tipo.EVENTO: "catalogo:evento",
        Tipo.LUOGO: "catalogo:luogo",
        Tipo.PAGINA: "catalogo:pagina",
    }

    ente = models.ForeignKey(Ente, on_delete=models.CASCADE, related_name="contenuti", verbose_name=_("ente"))
    tipo = models.CharField(_("tipo"), max_length=10, choices=Tipo.choices, editable=False)
    slug = models.SlugField(_("indirizzo breve"), max_length=80)
    titolo = models.CharField(_("titolo"), max_length=200)
    sommario = models.CharField(_("descrizione breve"), max_length=300, blank=True)
    pubblicato = models.BooleanField(_("pubblicato"), default=True)
    aggiornato_il = models.DateTimeField(_("aggiornato il"), auto_now=True)
    cerca = models.TextField(editable=False)

    objects = ContenutoQuerySet.as_manager()

    class Meta:
        verbose_name = _("contenuto")
        verbose_name_plural = _("contenuti")
        constraints = [models.UniqueConstraint(fields=["ente", "tipo", "slug"], name="catalogo_contenuto_unico")]
        indexes = [models.Index(fields=["ente", "tipo", "titolo"], name="catalogo_contenuto_elenco")]

    def __str__(self) -> str:
        return self.titolo

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what the search reads in step with what people read."""
        if type(self) is not Contenuto:
            self.tipo = self.TIPO
            self.cerca = normalizza(" ".join(self._parole()))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        if self.tipo == self.Tipo.DOMANDA:
            return f"{reverse('catalogo:domande')}#{self.slug}"
        return f"{radice(self.PAGINE[self.Tipo(self.tipo)])}{self.slug}/"

    @property
    def versione(self) -> tuple[int, dt.datetime]:
        """Changes when the content does: fragments of pages are kept by it."""
        return self.pk, self.aggiornato_il

    @property
    def argomenti(self) -> list[Argomento]:
        """The topics, in the order of the vocabulary. Prefetch `argomenti_trattati` where it shows."""
        trattati = {riga.argomento for riga in self.argomenti_trattati.all()}
        return [argomento for argomento in Argomento if argomento.value in trattati]

    def _parole(self) -> list[str]:
        """Every text of the content, the title first, in every language."""
        originali = [str(getattr(self, campo)) for campo in self.TRADUCIBILI]
        tradotti = [testo for campi in self.traduzioni.values() for testo in campi.values()]
        return [*originali, *tradotti]


class ArgomentoTrattato(models.Model):
    """That a content is about a topic of the vocabulary."""

    contenuto = models.ForeignKey(Contenuto, on_delete=models.CASCADE, related_name="argomenti_trattati")
    argomento = models.CharField(_("argomento"), max_length=40, choices=Argomento.choices, db_index=True)

    class Meta:
        verbose_name = _("argomento")
        verbose_name_plural = _("argomenti")
        constraints = [models.UniqueConstraint(fields=["contenuto", "argomento"], name="catalogo_argomento_unico")]


class Notizia(Contenuto):
    """A piece of news: notizia, comunicato or avviso (the three second levels of Novità)."""

    class Genere(models.TextChoices):
        NOTIZIE = "notizie", _("Notizie")
        COMUNICATI = "comunicati", _("Comunicati")
        AVVISI = "avvisi", _("Avvisi")

    TIPO = Contenuto.Tipo.NOTIZIA
    TRADUCIBILI = ("titolo", "sommario", "corpo")

    genere = models.CharField(_("genere"), max_length=10, choices=Genere.choices)
    data = models.DateField(_("data"), db_index=True)
    corpo = models.TextField(_("testo"))

    class Meta:
        verbose_name = _("notizia")
        verbose_name_plural = _("notizie")


class Luogo(Contenuto):
    """A place of the town: library, museum, park."""

    TIPO = Contenuto.Tipo.LUOGO
    TRADUCIBILI = ("titolo", "sommario", "corpo", "orari", "accesso")

    corpo = models.TextField(_("descrizione"))
    indirizzo = models.CharField(_("indirizzo"), max_length=200)
    orari = models.TextField(_("orari"), blank=True)
    accesso = models.TextField(_("come arrivare e accessibilità"), blank=True)

    class Meta:
        verbose_name = _("luogo")
        verbose_name_plural = _("luoghi")


class EventoQuerySet(ContenutoQuerySet):
    def prossimi(self) -> Self:
        """The events not over before today, the next one first."""
        oggi = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return self.filter(models.Q(inizio__gte=oggi) | models.Q(fine__gte=oggi)).order_by("inizio", "pk")


class Evento(Contenuto):
    """Something that happens in town, once or for some days."""

    TIPO = Contenuto.Tipo.EVENTO
    TRADUCIBILI = ("titolo", "sommario", "corpo", "dove", "costo")

    corpo = models.TextField(_("descrizione"))
    inizio = models.DateTimeField(_("inizio"), db_index=True)
    fine = models.DateTimeField(_("fine"), null=True, blank=True)
    dove = models.CharField(_("dove"), max_length=200)
    costo = models.CharField(_("costo"), max_length=200, blank=True)

    objects = EventoQuerySet.as_manager()

    class Meta:
        verbose_name = _("evento")
        verbose_name_plural = _("eventi")


class DomandaFrequente(Contenuto):
    """A question people ask (the title) and its answer."""

    TIPO = Contenuto.Tipo.DOMANDA
    TRADUCIBILI = ("titolo", "risposta")

    risposta = models.TextField(_("risposta"))
    ordine = models.PositiveSmallIntegerField(_("ordine"), default=0)

    class Meta:
        verbose_name = _("domanda frequente")
        verbose_name_plural = _("domande frequenti")


class Pagina(Contenuto):
    """Any other page of the ente, such as its media policy."""

    TIPO = Contenuto.Tipo.PAGINA
    TRADUCIBILI = ("titolo", "sommario", "corpo")

    corpo = models.TextField(_("testo"))

    class Meta:
        verbose_name = _("pagina")
        verbose_name_plural = _("pagine")
