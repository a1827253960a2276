"""Django forms made from a definition: one per step of the request, one for the answer to a completion request."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pratiche.moduli import albero, vincoli
from pratiche.moduli.albero import Foglia
from pratiche.moduli.campi import TIPI, CampoFile, campo_di_modulo
from pratiche.moduli.campi.base import MANCA
from pratiche.moduli.campi.gruppi import RIGHE_MASSIME, CampoRighe
from pratiche.moduli.definizione import Campo, Definizione, Passo
from pratiche.moduli.offerte import NOTO, SCRIVO, Offerte
from pratiche.moduli.quadro import Quadro, valuta_campi
from pratiche.moduli.vincoli import Territorio

GREZZO_MASSIMO = 5000  # characters kept of an answer that is not valid

CONTATTI = (
    Campo("email", "email", _("Indirizzo e-mail"), _("Qui ti scriviamo a ogni passo della pratica.")),
    Campo("telefono", "telefono", _("Telefono"), _("Serve solo se l'ufficio deve chiamarti."), obbligatorio=False),
)
# who comes to the desk may have no e-mail
CONTATTI_SPORTELLO = tuple(replace(campo, obbligatorio=False) for campo in CONTATTI)
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

Valuta = Callable[[Mapping[str, Any]], Quadro]


class ModuloCampi(forms.Form):
    """The questions of a step.

    `gia_caricati` counts the files already kept for each field: they need not be sent again. `valuta` says from the answers
    of the step which questions are asked; without it, all. `offerte` is what the ente already has of the person, `territorio`
    what says of a place that it is not of the ente.
    """

    def __init__(
        self,
        campi: Iterable[Campo],
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        gia_caricati: Mapping[str, int],
        valori: Mapping[str, Any] | None = None,
        valuta: Valuta | None = None,
        offerte: Offerte | None = None,
        territorio: Territorio | None = None,
    ) -> None:
        self.definizioni = {campo.nome: campo for campo in campi}
        self.offerte, self.gia_caricati, self._valuta = offerte or Offerte(), gia_caricati, valuta
        self.prese: dict[str, Any] = {}
        self._territorio = territorio
        iniziali = valori or {}
        super().__init__(data, files, initial=albero.appiattisci(self.definizioni.values(), iniziali, self.offerte))
        self.righe = self._righe(data, iniziali)
        self.foglie = {foglia.chiave: foglia for foglia in albero.foglie(self.definizioni.values(), self.righe)}
        for foglia in self.foglie.values():
            self._aggiungi(foglia)
        self.quadro = self._quadro(iniziali)
        self._segna_obblighi()

    def full_clean(self) -> None:
        """What must be answered is decided after reading the answers, in `clean`: no field refuses to be empty by itself."""
        for campo in self.fields.values():
            campo.required = False
        super().full_clean()
        self._segna_obblighi()

    def clean(self) -> dict[str, Any]:
        self._prendi_offerte()
        valori = self.valori()
        self.quadro = self._quadro(valori)
        for chiave, foglia in self.foglie.items():
            if not self.quadro.conta(foglia.radice):
                self.errors.pop(chiave, None)
        for nome, campo in self.definizioni.items():
            if self.quadro.conta(nome):
                self._controlla(campo, valori)
        return self.cleaned_data

    def valori(self) -> dict[str, Any]:
        """The answers as JSON: cleaned when right, as typed when wrong, so that nothing typed is lost."""
        return albero.annida(self.definizioni.values(), self.righe, self._leggi)

    def file_validi(self) -> list[tuple[str, "UploadedFile[Any]"]]:
        """The uploaded files that passed the checks, each with its field."""
        campi = ((nome, campo) for nome, campo in self.fields.items() if isinstance(campo, CampoFile))
        return [(nome, file) for nome, campo in campi for file in campo.validi if self.quadro.conta(nome)]

    def comparse(self, viste: Iterable[str]) -> list[str]:
        """The questions that these answers make appear, not among those the page showed: not wrong, only new."""
        gia_viste = set(viste)
        nuove = [
            nome
            for nome, campo in self.definizioni.items()
            if (campo.visibile_se or campo.abilitato_se)
            and self.quadro.conta(nome)
            and nome not in gia_viste
            and campo.chiesto
        ]
        for chiave, foglia in self.foglie.items():
            if foglia.radice in nuove and self.errors:
                self.errors.pop(chiave, None)
        return nuove

    def _righe(self, data: Mapping[str, Any] | None, iniziali: Mapping[str, Any]) -> dict[str, int]:
        minime = albero.quante_righe(self.definizioni.values(), iniziali)
        if data is None:
            return minime
        lette = {nome: str(data.get(nome, "")) for nome in minime}
        return {
            nome: min(int(testo), RIGHE_MASSIME + 1)  # one too many is refused, never dropped
            if testo.isascii() and testo.isdigit() and len(testo) < 5
            else minime[nome]
            for nome, testo in lette.items()
        }

    def _aggiungi(self, foglia: Foglia) -> None:
        intera = foglia.composta or foglia.campo
        scelta = f"{foglia.madre or foglia.chiave}.{NOTO}"
        if scelta not in self.fields and self.offerte.per(intera):
            self.fields[scelta] = self._scelta(intera)
        self.fields[foglia.chiave] = modulo = campo_di_modulo(foglia.campo)
        modulo.contesto = foglia.contesto  # type: ignore[attr-defined]
        if isinstance(modulo, CampoFile):
            modulo.gia_caricati = self.gia_caricati.get(foglia.chiave, 0)
        if isinstance(modulo, CampoRighe):
            self.initial[foglia.chiave] = self.righe[foglia.chiave]
            modulo.ancora = f"gruppo-{foglia.chiave}"  # type: ignore[attr-defined]

    def _scelta(self, campo: Campo) -> forms.ChoiceField:
        """What the ente already has, and «I write it»."""
        tipo = TIPI[campo.tipo]
        scelte = [(v.segno, f"{tipo.in_parole(campo, v.valore)} ({v.fonte})") for v in self.offerte.per(campo)]
        modulo = forms.ChoiceField(
            choices=[*scelte, (SCRIVO, gettext("Nessuno di questi: lo scrivo io"))],
            widget=forms.RadioSelect,
            label=gettext("Scegli fra i dati che abbiamo già"),
        )
        modulo.contesto = campo.etichetta  # type: ignore[attr-defined]
        return modulo

    def _quadro(self, valori: Mapping[str, Any]) -> Quadro:
        if self._valuta:
            quadro = self._valuta(valori)
            contatti = {campo.nome for campo in CONTATTI} & self.definizioni.keys()
            quadro.visibili |= contatti
            quadro.abilitati |= contatti
            quadro.obbligatori |= {nome for nome in contatti if self.definizioni[nome].obbligatorio}
            return quadro
        return valuta_campi(self.definizioni.values(), valori, oggi=timezone.localdate())

    def _segna_obblighi(self) -> None:
        """The asterisks: what must be answered with the answers of this moment."""
        for chiave, foglia in self.foglie.items():
            campo = self.fields[chiave]
            campo.required = foglia.obbligatoria(self._dovuta(foglia.radice))
            if isinstance(campo, CampoFile) and campo.gia_caricati:
                campo.required = False
            campo.widget.is_required = campo.required

    def _dovuta(self, nome: str) -> bool:
        """Must it be answered? Of a question not asked now: once it appears."""
        campo = self.definizioni[nome]
        if not self.quadro.conta(nome):
            return campo.obbligatorio and campo.obbligatorio_se is None
        return nome in self.quadro.obbligatori

    def _prendi_offerte(self) -> None:
        """A chosen offer answers for the question: what was typed beside it is not looked at."""
        for chiave in [chiave for chiave in self.fields if chiave.endswith(f".{NOTO}")]:
            radice = chiave.removesuffix(f".{NOTO}")
            campo = self._campo_di(radice)
            valore = self.offerte.valore(campo, self.cleaned_data.get(chiave, "")) if campo else None
            if valore is None:
                continue
            self.prese[radice] = valore
            for foglia in self.foglie.values():
                if radice in (foglia.chiave, foglia.madre):
                    self.errors.pop(foglia.chiave, None)

    def _campo_di(self, chiave: str) -> Campo | None:
        nome, _punto, resto = chiave.partition(".")
        campo = self.definizioni[nome]
        if not resto:
            return campo
        return next((parte for parte in campo.campi if parte.nome == resto.partition(".")[2]), None)

    def _leggi(self, chiave: str, campo: Campo) -> Any:
        if chiave in self.prese:
            return self.prese[chiave]
        parti = TIPI[campo.tipo].parti(campo)
        if parti:
            return {parte.nome: self._leggi(f"{chiave}.{parte.nome}", parte) for parte in parti}
        if chiave in self.cleaned_data and chiave not in self.errors:
            return TIPI[campo.tipo].conserva(self.cleaned_data[chiave])
        return self._grezzo(chiave)

    def _grezzo(self, chiave: str) -> Any:
        valore = self.fields[chiave].widget.value_from_datadict(self.data, self.files, self.add_prefix(chiave))
        if isinstance(valore, list):
            return [str(voce).replace("\0", "")[:GREZZO_MASSIMO] for voce in valore[:100]]
        return str(valore or "").replace("\0", "")[:GREZZO_MASSIMO]

    def _controlla(self, campo: Campo, valori: Mapping[str, Any]) -> None:
        """Whether it had to be answered, and what fits with the other answers: said only where nothing worse is said."""
        obbligatorio = campo.nome in self.quadro.obbligatori
        if campo.tipo == "file":
            if obbligatorio and not (self.cleaned_data.get(campo.nome) or self.gia_caricati.get(campo.nome)):
                self._rifiuta(campo.nome, MANCA["required"])
        elif campo.chiesto:
            # a neighbour that is wrong is no measure for this one
            vicini = {nome: valore for nome, valore in valori.items() if nome not in self.errors}
            regole: dict[str, Any] = {"obbligatorio": obbligatorio, "territorio": self._territorio}
            problemi = vincoli.problemi(campo, campo.nome, valori[campo.nome], vicini, **regole)
            for chiave, testo in problemi:
                self._rifiuta(chiave, testo)

    def _rifiuta(self, chiave: str, testo: Any) -> None:
        foglia = self.foglie[chiave]
        origine = foglia.madre or chiave
        if origine in self.prese:
            return
        scelta = f"{origine}.{NOTO}"
        if scelta in self.fields and not self.cleaned_data.get(scelta) and self._in_bianco(origine):
            chiave, testo = scelta, gettext("Scegli una delle risposte, oppure scrivila tu.")
        if chiave not in self.errors:
            self.add_error(chiave, testo)

    def _in_bianco(self, origine: str) -> bool:
        """Nothing was typed beside the offers."""
        return not any(self._grezzo(f.chiave) for f in self.foglie.values() if origine in (f.chiave, f.madre))


class ModuloPrivacy(forms.Form):
    """A notice, not a consent: the person says to have read it (art. 13 GDPR)."""

    letta = forms.BooleanField(
        label=_("Ho letto l'informativa sulla privacy"),
        error_messages={"required": _("Per continuare devi leggere l'informativa e spuntare questa casella.")},
    )


def campi_di(passo: Passo, contatti: tuple[Campo, ...] = CONTATTI) -> tuple[Campo, ...]:
    """The questions of a step, the contacts first where the step shows who asks."""
    return contatti + passo.campi if passo.richiedente else passo.campi


def campi_riaperti(nomi: Iterable[str], definizione: Definizione) -> tuple[Campo, ...]:
    """The questions of the answer to a request for completion: those reopened, a message, other documents."""
    scelti = set(nomi)
    return tuple(campo for campo in definizione.campi if campo.nome in scelti) + RISPOSTA_LIBERA


def mancanti(
    campi: Iterable[Campo],
    valori: Mapping[str, Any],
    gia_caricati: Mapping[str, int],
    valuta: Valuta | None = None,
    territorio: Territorio | None = None,
) -> list[str]:
    """The names of the inputs that have no valid answer yet: checked again from what is stored."""
    voci = tuple(campi)
    dati = albero.appiattisci(voci, valori)
    return list(ModuloCampi(voci, data=dati, gia_caricati=gia_caricati, valuta=valuta, territorio=territorio).errors)
