"""The comune, its offices, and who works where. Several comuni may live in one installation and share an office."""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.festivi import Calendario, Patrono
from portal.base.models import Indirizzabile
from portal.enti import confini


def _lingue_predefinite() -> list[str]:
    return ["it", "en", "de"]


class Ente(Indirizzabile):
    """A comune (or a union of comuni): the one who answers at a host name. All that the footer must say is here."""

    nome = models.CharField(_("nome"), max_length=200, help_text=_("Per esempio: Comune di Roccachiara"))
    slug = models.SlugField(_("nome breve"), unique=True)
    motto = models.CharField(_("motto"), max_length=120, blank=True)
    codice_ipa = models.CharField(_("codice IPA"), max_length=20, unique=True)
    codice_istat = models.CharField(_("codice ISTAT"), max_length=6, validators=[RegexValidator(r"^\d{6}$")])
    codice_belfiore = models.CharField(
        _("codice catastale"), max_length=4, validators=[RegexValidator(r"^[A-Z]\d{3}$")]
    )
    codice_fiscale = models.CharField(
        _("codice fiscale"), max_length=11, unique=True, validators=[RegexValidator(r"^\d{11}$")]
    )
    origine = models.URLField(
        _("indirizzo del portale"), help_text=_("Senza barra finale, per esempio https://servizi.comune.roccachiara.it")
    )
    stemma = models.CharField(
        _("stemma"), max_length=100, default="img/stemma.svg", help_text=_("File fra quelli statici")
    )
    regione = models.CharField(_("regione"), max_length=60)
    regione_url = models.URLField(_("sito della regione"))
    indirizzo = models.CharField(_("indirizzo"), max_length=200)
    cap = models.CharField(_("CAP"), max_length=5)
    localita = models.CharField(_("località"), max_length=100)
    provincia = models.CharField(_("provincia"), max_length=2)
    telefono = models.CharField(_("telefono"), max_length=30)
    email = models.EmailField(_("e-mail dell'URP"))
    pec = models.EmailField(_("PEC"))
    trasparenza_url = models.URLField(_("amministrazione trasparente"))
    accessibilita_url = models.URLField(_("dichiarazione di accessibilità"), help_text=_("Pagina su form.agid.gov.it"))
    privacy_url = models.URLField(_("informativa privacy"), blank=True, help_text=_("Vuoto: la pagina del portale"))
    lingue = models.JSONField(_("lingue"), default=_lingue_predefinite)
    patrono_mese = models.PositiveSmallIntegerField(_("mese del santo patrono"), null=True, blank=True)
    patrono_giorno = models.PositiveSmallIntegerField(_("giorno del santo patrono"), null=True, blank=True)
    sabato_festivo = models.BooleanField(
        _("il sabato è festivo per i termini"),
        default=False,
        help_text=_("Per il codice civile (articolo 2963) non lo è: si sceglie solo se una norma dell'ente lo dice"),
    )
    sostituto = models.CharField(
        _("titolare del potere sostitutivo"),
        max_length=200,
        blank=True,
        help_text=_(
            "Nome e incarico di chi decide se un ufficio non risponde in tempo (articolo 2, comma 9-bis, L. 241/1990)"
        ),
    )
    sostituto_email = models.EmailField(_("e-mail del titolare del potere sostitutivo"), blank=True)

    class Meta:
        verbose_name = _("ente")
        verbose_name_plural = _("enti")
        ordering = ["nome"]

    def __str__(self) -> str:
        return self.nome

    @property
    def patrono(self) -> Patrono:
        """Month and day of the patron saint, a holiday in this comune only."""
        if self.patrono_mese and self.patrono_giorno:
            return self.patrono_mese, self.patrono_giorno
        return None

    @property
    def calendario(self) -> Calendario:
        """The holidays that count for the terms of this comune."""
        return Calendario(self.patrono, self.sabato_festivo)

    def url(self, percorso: str) -> str:
        """Absolute address, for mails, jobs and platforms: there the host of a request is not at hand."""
        return f"{self.origine}{percorso}"


class Confine(models.Model):
    """The boundary of an ente, when it is known: beside it, because it is long and few pages look at it.

    `poligoni` are as `confini.leggi` gives them.
    """

    ente = models.OneToOneField(Ente, on_delete=models.CASCADE, related_name="confine")
    poligoni = models.JSONField(_("poligoni"))
    caricato_il = models.DateTimeField(_("caricato il"), auto_now=True)

    class Meta:
        verbose_name = _("confine")
        verbose_name_plural = _("confini")

    def __str__(self) -> str:
        return self.ente.nome

    def contiene(self, longitudine: float, latitudine: float) -> bool:
        return confini.dentro(self.poligoni, longitudine, latitudine)


class Host(models.Model):
    """A host name that answers for an ente."""

    ente = models.ForeignKey(Ente, on_delete=models.CASCADE, related_name="hosts")
    nome = models.CharField(_("nome host"), max_length=200, unique=True, help_text=_("Senza porta, minuscolo"))

    class Meta:
        verbose_name = _("nome host")
        verbose_name_plural = _("nomi host")

    def __str__(self) -> str:
        return self.nome

    def clean(self) -> None:
        if self.nome != self.nome.lower() or ":" in self.nome:
            raise ValidationError({"nome": _("Scrivi il nome in minuscolo e senza la porta.")})


class UfficioQuerySet(models.QuerySet["Ufficio"]):
    def dell_ente(self, ente: Ente) -> Self:
        """The offices that serve this ente, its own and the shared ones."""
        return self.filter(enti=ente)

    def di(self, persona: Any, ente: Ente) -> Self:
        """The offices where this person works, among those that serve this ente."""
        return self.filter(enti=ente, incarichi__persona=persona, incarichi__attivo=True).distinct()

    def a_cui_passare(self, ente: Ente) -> Self:
        """The offices that serve this ente and where somebody works: what is sent there is found by someone."""
        return self.filter(enti=ente, incarichi__attivo=True, incarichi__persona__is_active=True).distinct()

    def che_verificano(self) -> Self:
        """Those that verify who says to act by law for another person."""
        return self.filter(verifica_rappresentanze=True)


class Ufficio(Indirizzabile):
    """An office. In a gestione associata it serves more than one ente (art. 30 TUEL)."""

    enti = models.ManyToManyField(Ente, related_name="uffici", verbose_name=_("enti serviti"))
    nome = models.CharField(_("nome"), max_length=200)
    slug = models.SlugField(_("nome breve"))
    descrizione = models.TextField(_("di che cosa si occupa"), blank=True)
    indirizzo = models.CharField(_("indirizzo"), max_length=200)
    cap = models.CharField(_("CAP"), max_length=5)
    localita = models.CharField(_("località"), max_length=100)
    telefono = models.CharField(_("telefono"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"))
    pec = models.EmailField(_("PEC"), blank=True)
    orari = models.TextField(_("orari di apertura"), blank=True)
    verifica_rappresentanze = models.BooleanField(
        _("verifica tutori e genitori"),
        default=False,
        help_text=_("Riceve i documenti di chi dice di agire per legge per un'altra persona"),
    )

    riceve_riepilogo = models.BooleanField(
        _("riceve il riepilogo del mattino"),
        default=False,
        help_text=_("Per e-mail, nei giorni feriali, quando nel portale c'è qualcosa di fermo"),
    )

    objects = UfficioQuerySet.as_manager()

    class Meta:
        verbose_name = _("ufficio")
        verbose_name_plural = _("uffici")
        ordering = ["nome"]

    def __str__(self) -> str:
        return self.nome


class Incarico(models.Model):
    """A person's place in an office."""

    class Ruolo(models.TextChoices):
        OPERATORE = "operatore", _("Operatore")
        RESPONSABILE = "responsabile", _("Responsabile del procedimento")
        AMMINISTRATORE = "amministratore", _("Amministratore")
        # reads what the office has and changes nothing: internal control, who is asked for an opinion, trainees
        CONSULTAZIONE = "consultazione", _("Sola consultazione")

    persona = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="incarichi", verbose_name=_("persona")
    )
    ufficio = models.ForeignKey(Ufficio, on_delete=models.PROTECT, related_name="incarichi", verbose_name=_("ufficio"))
    ruolo = models.CharField(_("ruolo"), max_length=20, choices=Ruolo.choices, default=Ruolo.OPERATORE)
    attivo = models.BooleanField(_("attivo"), default=True)

    class Meta:
        verbose_name = _("incarico")
        verbose_name_plural = _("incarichi")
        constraints = [models.UniqueConstraint(fields=["persona", "ufficio", "ruolo"], name="enti_incarico_unico")]

    def __str__(self) -> str:
        return f"{self.get_ruolo_display()}, {self.ufficio}"
