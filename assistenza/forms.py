"""The forms of the help desk, and what keeps machines out without asking anybody else: a trap, a clock, a count."""

import time
import uuid
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from assistenza.models import Domanda
from portal.base.aree import AreaTesto

SALE = "assistenza.modulo"
TROPPO_PRESTO = 3  # seconds: nobody reads and writes a question faster
TROPPO_TARDI = 24 * 3600


def momento() -> str:
    """When the page was opened, signed."""
    return signing.dumps(int(time.time()), salt=SALE)


class ModuloDomanda(forms.ModelForm):
    """`sito` is a trap that no person sees; `momento` says when the page was opened."""

    sito = forms.CharField(required=False, label=_("Lascia vuoto questo campo"))
    momento = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Domanda
        fields = ["nome", "email", "categoria", "testo", "pagina"]
        labels = {
            "nome": _("Nome"),
            "email": _("A quale e-mail ti rispondiamo?"),
            "categoria": _("Di che cosa hai bisogno"),
            "testo": _("La tua domanda"),
            "pagina": _("In quale pagina ti serve aiuto?"),
        }
        help_texts = {
            "nome": _("Puoi non scriverlo."),
            "email": _("Ti mandiamo un collegamento da aprire: finché non lo apri, la domanda non parte."),
            "testo": _(
                "Al massimo 2000 caratteri. Non scrivere codici fiscali né notizie sulla salute, tue o di altri."
            ),
            "pagina": _("L'indirizzo o il nome della pagina. Puoi non rispondere."),
        }
        widgets = {
            "nome": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "testo": AreaTesto(attrs={"rows": 6}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["categoria"].choices = [("", _("Scegli")), *Domanda.Categoria.choices]  # type: ignore[attr-defined]

    @property
    def da_persona(self) -> list[forms.BoundField]:
        """The questions a person sees."""
        return [self[nome] for nome in self._meta.fields or ()]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()  # one person, one address: the limit counts by it
        if not email.rpartition("@")[0].isascii():
            raise forms.ValidationError(_("Scrivi un'e-mail senza lettere accentate."))
        return email

    def clean(self) -> dict[str, Any]:
        """The same sentence for every trick: a machine learns nothing, a person tries again."""
        dati = super().clean() or self.cleaned_data
        if dati.get("sito") or not self._a_tempo(dati.get("momento", "")):
            raise forms.ValidationError(_("Non siamo riusciti a prendere la domanda. Aspetta qualche secondo e premi di nuovo «Invia la domanda»."))  # fmt: skip
        return dati

    def _a_tempo(self, momento: str) -> bool:
        try:
            aperta = signing.loads(momento, salt=SALE, max_age=TROPPO_TARDI)
        except signing.BadSignature:
            return False
        return time.time() - aperta >= TROPPO_PRESTO


class ModuloRisposta(forms.Form):
    """`chiave` makes the answer one, however often the button is pressed."""

    testo = forms.CharField(label=_("Risposta"), max_length=4000, widget=AreaTesto(attrs={"rows": 8}))
    chiudi = forms.BooleanField(label=_("Chiudi la domanda"), required=False, initial=True)
    chiave = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
