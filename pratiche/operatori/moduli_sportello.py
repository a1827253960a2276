"""The forms of the desk: which service; then for whom, and how the officer knows them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.base.codice_fiscale import CIFRE_IMPRESA, controlla, normalizza
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio
from pratiche.models.sportello import Riconoscimento, TipoDocumento
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


class ModuloSportello(forms.Form):
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
        codice = normalizza(self.cleaned_data["codice_fiscale"])
        if len(codice) == CIFRE_IMPRESA and codice.isdigit():
            raise forms.ValidationError(
                _(
                    "Un'impresa presenta le richieste online, con l'identità digitale di chi la rappresenta (articolo 5-bis del CAD)."
                )
            )
        try:
            return controlla(codice)
        except ValueError:
            raise forms.ValidationError(_("Il codice fiscale non è corretto: controlla lettere e cifre.")) from None

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
        return {"presentatosi": presentatosi, **chi}
