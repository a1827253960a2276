"""The forms of the desk: which service; then for whom, how the officer knows them, and the parent of a minor."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.base.codice_fiscale import CIFRE_IMPRESA, controlla, normalizza
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio
from pratiche.models.sportello import Controllo, Riconoscimento, TipoDocumento
from pratiche.operations.genitori import Genitore
from pratiche.operations.sportello import Presentatosi


class ModuloServizio(forms.Form):
    """Which service: its privacy notice comes before any datum is written (art. 13 GDPR)."""

    servizio = forms.ModelChoiceField(
        Servizio.objects.none(),
        label=_("Servizio"),
        empty_label=_("Scegli"),
        help_text=_("Solo quelli dei tuoi uffici."),
    )

    def __init__(self, *args: Any, uffici: Iterable[Ufficio], ente: Ente, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        aperti = Servizio.objects.filter(ente=ente, ufficio__in=list(uffici), attivo=True, versioni__isnull=False)
        self.fields["servizio"].queryset = aperti.distinct().order_by("titolo")  # type: ignore[attr-defined]


class ConGenitore(forms.Form):
    """Who asks is a minor child of the person who came. Left empty, nobody asks for another."""

    genitore_agisce = forms.BooleanField(
        label=_("Chi chiede è minorenne: qui c'è un genitore, che agisce in suo nome"),
        help_text=_("Sopra scrivi il figlio, qui sotto il genitore: è lui che riconosci, che dichiara e che firma."),
        required=False,
    )
    genitore_codice_fiscale = forms.CharField(label=_("Codice fiscale del genitore"), max_length=20, required=False)
    genitore_nome = forms.CharField(label=_("Nome del genitore"), max_length=200, required=False)
    genitore_cognome = forms.CharField(label=_("Cognome del genitore"), max_length=200, required=False)
    genitore_dichiara = forms.BooleanField(
        label=_("Il genitore dichiara di esercitare la responsabilità genitoriale (articoli 46 e 47 del DPR 445/2000)"),
        help_text=_("Digli che chi dichiara il falso è punito (articolo 76). La dichiarazione è nel testo che firma."),
        required=False,
    )
    genitore_controllo = forms.ChoiceField(
        label=_("Come hai controllato che è il genitore"),
        choices=Controllo.choices,
        widget=forms.RadioSelect,
        required=False,
    )

    def clean_genitore_codice_fiscale(self) -> str:
        codice = self.cleaned_data["genitore_codice_fiscale"]
        if not codice:
            return ""
        return _di_persona(codice, impresa=_("Il genitore è una persona: il suo codice fiscale ha 16 lettere e cifre."))

    def clean(self) -> dict[str, Any]:
        dati: dict[str, Any] = super().clean() or {}
        scritti = [nome for nome in MANCANTI if dati.get(nome)]
        if not dati.get("genitore_agisce"):
            if scritti:
                self.add_error("genitore_agisce", _("Hai scritto di un genitore: conferma che agisce, o cancella quei campi."))  # fmt: skip
            return dati
        for nome, testo in MANCANTI.items():
            if not dati.get(nome) and nome not in self.errors:
                self.add_error(nome, testo)
        if dati.get("riconoscimento") == Riconoscimento.DELEGA:
            self.add_error("riconoscimento", _("Per un figlio minorenne deve essere qui il genitore: riconosci lui."))
        return dati

    def genitore(self) -> Genitore | None:
        dati = self.cleaned_data
        if not dati["genitore_agisce"]:
            return None
        return Genitore(
            codice_fiscale=dati["genitore_codice_fiscale"],
            nome=dati["genitore_nome"],
            cognome=dati["genitore_cognome"],
            controllo=dati["genitore_controllo"],
        )


# what is wanted of a parent, and how it is asked
MANCANTI = {
    "genitore_codice_fiscale": _("Scrivi il codice fiscale del genitore."),
    "genitore_nome": _("Scrivi il nome del genitore."),
    "genitore_cognome": _("Scrivi il cognome del genitore."),
    "genitore_dichiara": _("Senza questa dichiarazione il genitore non può agire per il figlio."),
    "genitore_controllo": _("Scegli come l'hai controllato, o che si controlla poi."),
}


class ModuloSportello(ConGenitore):
    field_order = ["informativa", "codice_fiscale", "nome", "cognome", "riconoscimento", "documento", "ultime_cifre", "delegato"]  # fmt: skip
    informativa = forms.BooleanField(
        label=_("La persona ha letto l'informativa, o gliel'ho letta io"),
        error_messages={"required": _("L'informativa va data prima di scrivere i dati.")},
    )
    codice_fiscale = forms.CharField(label=_("Codice fiscale di chi chiede"), max_length=20)
    nome = forms.CharField(
        label=_("Nome"), max_length=200, help_text=_("Di chi è già conosciuto resta quello che abbiamo.")
    )
    cognome = forms.CharField(label=_("Cognome"), max_length=200)
    riconoscimento = forms.ChoiceField(
        label=_("Come l'hai riconosciuto"), choices=Riconoscimento.choices, widget=forms.RadioSelect
    )
    documento = forms.ChoiceField(
        label=_("Documento"),
        choices=[("", _("Scegli")), *TipoDocumento.choices],
        required=False,
        help_text=_("Di chi si è presentato."),
    )
    ultime_cifre = forms.RegexField(
        r"^[0-9A-Za-z]{4}$",
        label=_("Ultimi quattro caratteri del numero"),
        required=False,
        help_text=_("Bastano per ritrovarlo: il numero intero non si conserva."),
        error_messages={"invalid": _("Servono quattro lettere o cifre.")},
    )
    delegato = forms.CharField(
        label=_("Nome e cognome di chi si è presentato"),
        max_length=200,
        required=False,
        help_text=_("Solo se non è chi chiede. La delega scritta va allegata con il modulo firmato."),
    )

    def clean_codice_fiscale(self) -> str:
        return _di_persona(
            self.cleaned_data["codice_fiscale"],
            impresa=_("Un'impresa presenta le richieste online, con l'identità digitale di chi la rappresenta (articolo 5-bis del CAD)."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        dati: dict[str, Any] = super().clean() or {}
        come = dati.get("riconoscimento")
        if come in (Riconoscimento.DOCUMENTO, Riconoscimento.DELEGA):
            for nome in ("documento", "ultime_cifre"):
                if not dati.get(nome) and nome not in self.errors:
                    self.add_error(nome, _("Serve: senza documento scegli la conoscenza personale."))
        if come == Riconoscimento.DELEGA and not dati.get("delegato"):
            self.add_error("delegato", _("Scrivi chi si è presentato."))
        return dati

    def valori(self) -> dict[str, Any]:
        """As `apri_allo_sportello` wants them; what this way of identifying does not want is left out."""
        dati = self.cleaned_data
        a_vista = dati["riconoscimento"] == Riconoscimento.CONOSCENZA
        presentatosi = Presentatosi(
            riconoscimento=dati["riconoscimento"],
            documento="" if a_vista else dati["documento"],
            ultime_cifre="" if a_vista else dati["ultime_cifre"].upper(),
            delegato=dati["delegato"] if dati["riconoscimento"] == Riconoscimento.DELEGA else "",
        )
        chi = {nome: dati[nome] for nome in ("codice_fiscale", "nome", "cognome")}
        return {"presentatosi": presentatosi, "genitore": self.genitore(), **chi}


def _di_persona(testo: str, *, impresa: str) -> str:
    """The code of a person. Raises ValidationError, with the words for who writes that of a company."""
    codice = normalizza(testo)
    if len(codice) == CIFRE_IMPRESA and codice.isdigit():
        raise forms.ValidationError(impresa)
    try:
        return controlla(codice)
    except ValueError:
        raise forms.ValidationError(_("Il codice fiscale non è corretto: controlla lettere e cifre.")) from None
