"""Django forms made from a definition: one per step of the request, one for the answer to a completion request."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.base.templatetags.casa import giorno
from pratiche.moduli.campi import TIPI, CampoFile, campo_di_modulo
from pratiche.moduli.caricatore import OGGI
from pratiche.moduli.definizione import Campo, Definizione, Passo

GREZZO_MASSIMO = 5000  # characters kept of an answer that is not valid

CONTATTI = (
    Campo("email", "email", _("Indirizzo e-mail"), _("Qui ti scriviamo a ogni passo della pratica.")),
    Campo("telefono", "telefono", _("Telefono"), _("Serve solo se l'ufficio deve chiamarti."), obbligatorio=False),
)
# beside the fields reopened by a request for completion
RISPOSTA_LIBERA = (
    Campo("messaggio", "area", _("Messaggio per l'ufficio"), obbligatorio=False),
    Campo("altri_documenti", "file", _("Documenti"), obbligatorio=False, opzioni={"massimo_file": 5}),
)
# the answer to a notice of refusal
OSSERVAZIONI = (
    Campo("osservazioni", "area", _("Le tue osservazioni"), obbligatorio=False, opzioni={"massimo": 5000}),
    Campo("altri_documenti", "file", _("Documenti"), obbligatorio=False, opzioni={"massimo_file": 5}),
)


class ModuloCampi(forms.Form):
    """The questions of a step. `gia_caricati` counts the files already kept for each field: they need not be sent again."""

    def __init__(self, campi: Iterable[Campo], *args: Any, gia_caricati: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definizioni = {campo.nome: campo for campo in campi}
        for nome, campo in self.definizioni.items():
            self.fields[nome] = modulo = campo_di_modulo(campo)
            if isinstance(modulo, CampoFile) and gia_caricati.get(nome):
                modulo.required, modulo.gia_caricati = False, gia_caricati[nome]

    def clean(self) -> dict[str, Any]:
        puliti = super().clean() or {}
        for nome, campo in self.definizioni.items():
            if campo.tipo == "data" and puliti.get(nome):
                self._controlla_data(campo, puliti)
        return puliti

    def valori(self) -> dict[str, Any]:
        """The answers as JSON: cleaned when right, as typed when wrong, so that nothing typed is lost."""
        return {
            nome: TIPI[campo.tipo].conserva(self.cleaned_data.get(nome)) if nome in self.cleaned_data else self._grezzo(nome)
            for nome, campo in self.definizioni.items()
            if campo.tipo != "file"
        }  # fmt: skip

    def file_validi(self) -> list[tuple[str, "UploadedFile[Any]"]]:
        """The uploaded files that passed the checks, each with its field."""
        campi = ((nome, campo) for nome, campo in self.fields.items() if isinstance(campo, CampoFile))
        return [(nome, file) for nome, campo in campi for file in campo.validi]

    def _grezzo(self, nome: str) -> Any:
        valore = self.fields[nome].widget.value_from_datadict(self.data, self.files, self.add_prefix(nome))
        if isinstance(valore, list):
            return [str(voce).replace("\0", "")[:GREZZO_MASSIMO] for voce in valore[:100]]
        return str(valore or "").replace("\0", "")[:GREZZO_MASSIMO]

    def _controlla_data(self, campo: Campo, puliti: dict[str, Any]) -> None:
        riferimento = campo.opzioni.get("non_prima_di")
        limite = timezone.localdate() if riferimento == OGGI else puliti.get(riferimento or "")
        if limite is None:
            return
        if puliti[campo.nome] < limite:
            self._rifiuta(campo, gettext("La data non può essere prima di %s.") % giorno(limite))
            return
        giorni = campo.opzioni.get("entro_giorni")
        if giorni and puliti[campo.nome] > limite + dt.timedelta(days=giorni):
            self._rifiuta(
                campo, gettext("La data non può essere dopo %s.") % giorno(limite + dt.timedelta(days=giorni))
            )

    def _rifiuta(self, campo: Campo, testo: str) -> None:
        self.add_error(campo.nome, testo)


class ModuloPrivacy(forms.Form):
    """A notice, not a consent: the person says to have read it (art. 13 GDPR)."""

    letta = forms.BooleanField(
        label=_("Ho letto l'informativa sulla privacy"),
        error_messages={"required": _("Per continuare devi leggere l'informativa e spuntare questa casella.")},
    )


def campi_di(passo: Passo) -> tuple[Campo, ...]:
    """The questions of a step, the contacts first where the step shows who asks."""
    return CONTATTI + passo.campi if passo.richiedente else passo.campi


def campi_riaperti(nomi: Iterable[str], definizione: Definizione) -> tuple[Campo, ...]:
    """The questions of the answer to a request for completion: those reopened, a message, other documents."""
    scelti = set(nomi)
    return tuple(campo for campo in definizione.campi if campo.nome in scelti) + RISPOSTA_LIBERA


def mancanti(campi: Iterable[Campo], valori: Mapping[str, Any], gia_caricati: Mapping[str, int]) -> list[str]:
    """The names of the questions that have no valid answer yet: checked again from what is stored."""
    return list(ModuloCampi(campi, data=dict(valori), gia_caricati=gia_caricati).errors)
