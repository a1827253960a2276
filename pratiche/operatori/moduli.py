"""The forms of the officers' acts."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.base.aree import AreaTesto
from portal.base.templatetags.casa import data, giorno
from portal.enti.models import Ufficio
from pratiche import operations
from pratiche.models import Pratica, Riapertura, RichiestaIntegrazione
from pratiche.models.scelte import ARCHIVIA_L_UFFICIO, Archiviazione
from pratiche.models.titoli import Fine
from pratiche.moduli.campi import CampoFile
from pratiche.queries import numerati
from pratiche.termini import OSSERVAZIONI, risposta_entro

DAVANTI = "campo-"  # before the name of a field of the request, among those of the form
FILE_DELL_UFFICIO = 5


class _UnoPerUno(ModelChoiceIterator):
    """Two memorie are told apart."""

    def __iter__(self) -> Iterator[Any]:
        return map(self.choice, numerati(self.queryset))


class ScegliDocumenti(forms.ModelMultipleChoiceField):
    """By name and day: two receipts, or two photographs, may be called the same."""

    iterator = _UnoPerUno

    def label_from_instance(self, documento: Any) -> str:
        return f"{documento.nome_in_pagina}, {data(documento.creato_il)}"


class Modulo(forms.Form):
    """Nothing to write: only to confirm."""

    def __init__(self, *args: Any, pratica: Pratica, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pratica = pratica

    @property
    def campo_testo(self) -> str:
        """The field of the words for the citizen, where a ready answer goes; empty when there is nothing to write."""
        return next((nome for nome, campo in self.fields.items() if isinstance(campo.widget, AreaTesto)), "")

    def valori(self) -> dict[str, Any]:
        """What the operation wants, by name."""
        return self.cleaned_data


def parole(etichetta: Any, aiuto: Any, *, righe: int = 6, obbligatorie: bool = True) -> forms.CharField:
    return forms.CharField(
        label=etichetta,
        help_text=aiuto,
        max_length=4000,
        required=obbligatorie,
        widget=AreaTesto(attrs={"rows": righe}),
    )


def _documenti() -> CampoFile:
    return CampoFile(
        massimo=FILE_DELL_UFFICIO,
        required=False,
        label=_("Modelli ed esempi da mandare"),
        help_text=_("Facoltativi, al massimo 5 file: il cittadino li trova accanto alle tue parole."),
    )


class ModuloIntegrazione(Modulo):
    """The reason of each field to reopen: a field without a reason stays closed."""

    testo = parole(
        _("Che cosa serve e perché"),
        _("Il cittadino legge queste parole: scrivi che cosa manca, perché serve e come rimediare."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scelte = [("", _("va bene così")), *RichiestaIntegrazione.MotivoCampo.choices]
        chieste = () if self.pratica.d_ufficio else self.pratica.definizione.campi  # no answers to reopen
        for campo in (campo for campo in chieste if campo.chiesto):
            self.fields[DAVANTI + campo.nome] = forms.ChoiceField(label=campo.etichetta, choices=scelte, required=False)
        self.fields["documenti"] = _documenti()

    @property
    def da_riaprire(self) -> list[forms.BoundField]:
        """The questions one by one, shown together."""
        return [self[nome] for nome in self.fields if nome.startswith(DAVANTI)]

    def valori(self) -> dict[str, Any]:
        dati = self.cleaned_data
        motivi = {n.removeprefix(DAVANTI): v for n, v in dati.items() if n.startswith(DAVANTI) and v}
        return {"testo": dati["testo"], "campi": list(motivi), "motivi": motivi, "documenti": dati["documenti"]}


class ModuloPreavviso(Modulo):
    motivi = parole(
        _("Motivi che impediscono di accogliere la richiesta"),
        _("Numerali: il cittadino risponde a ciascuno. Un rigetto per motivi diversi da questi non sarebbe valido."),
        righe=8,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documenti"] = _documenti()


class ModuloAnnulla(Modulo):
    motivo = parole(
        _("Perché non serve più"),
        _("Il cittadino legge queste parole. Quello che avevi scritto prima resta nella pratica."),
        righe=3,
    )


class ModuloTrasferisci(Modulo):
    motivo = parole(
        _("Perché passa a un altro ufficio"),
        _("Il cittadino legge queste parole, e il nome e i contatti del nuovo ufficio."),
        righe=3,
    )
    field_order = ("ufficio", "motivo")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        altri = Ufficio.objects.a_cui_passare(self.pratica.ente).exclude(pk=self.pratica.ufficio_id)
        self.fields["ufficio"] = forms.ModelChoiceField(
            altri, label=_("Ufficio"), to_field_name="codice", empty_label=_("Scegli")
        )
        self.order_fields(self.field_order)

    def valori(self) -> dict[str, Any]:
        return {"ufficio": self.cleaned_data["ufficio"].codice, "motivo": self.cleaned_data["motivo"]}


class ConMemorie(Modulo):
    """With memorie that came in time, how each was weighed must be written (art. 10)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if operations.memorie_da_valutare(self.pratica):
            self.fields["valutazione"] = parole(
                _("Come hai valutato le memorie"),
                _("Una per una: chi riceve la decisione lo legge nel documento."),
                righe=6,
            )


class ModuloAccogli(ConMemorie):
    motivazione = parole(
        _("Note per il cittadino"),
        _("Facoltative: condizioni o indicazioni che vanno scritte nel documento."),
        righe=4,
        obbligatorie=False,
    )


class ModuloProvvedimento(ConMemorie):
    motivazione = parole(
        _("Motivi e decisione"),
        _("Fatti, norme e che cosa si decide (articolo 3 della legge 241/1990)."),
        righe=10,
    )


class ConOsservazioni(ConMemorie):
    """With observations on the table, how each was weighed must be written (art. 10-bis)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.pratica.preavviso_osservato:
            self.fields["valutazione"] = parole(
                _("Come hai valutato le osservazioni e le memorie")
                if "valutazione" in self.fields
                else _("Come hai valutato le osservazioni"),
                _("Una per una, e perché non bastano: il cittadino lo legge nella pratica e nel documento."),
            )


class ModuloRespingi(ConOsservazioni):
    motivazione = parole(
        _("Motivi del rigetto"),
        _("Fatti e norme che impediscono di accogliere la richiesta (articolo 3 della legge 241/1990)."),
        righe=8,
    )


class ModuloArchivia(ConOsservazioni):
    """Memorie and observations need not be weighed when the citizen gives up. What the office started has no such reason to choose."""

    perche = forms.ChoiceField(label=_("Perché si chiude"), choices=ARCHIVIA_L_UFFICIO, widget=forms.RadioSelect)
    motivazione = parole(_("Spiegazione"), _("Il cittadino la legge nella pratica e nel documento."), righe=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.pratica.d_ufficio:
            del self.fields["perche"]
        elif valutazione := self.fields.get("valutazione"):
            valutazione.required = False
            valutazione.help_text = _(
                "Una per una: chi riceve il documento lo legge. Non serve se il cittadino ha rinunciato."
            )

    def clean(self) -> None:
        if (
            self.cleaned_data.get("perche") == Archiviazione.IMPROCEDIBILE
            and self.cleaned_data.get("valutazione") == ""
        ):
            self.add_error("valutazione", self.fields["valutazione"].error_messages["required"])

    def valori(self) -> dict[str, Any]:
        return {"perche": Archiviazione.IMPROCEDIBILE, **self.cleaned_data}


class ModuloUnisci(Modulo):
    numero = forms.CharField(
        label=_("Numero della segnalazione che resta aperta"),
        help_text=_("Per esempio: 123/2026. Deve vedersi nell'elenco pubblico."),
        max_length=20,
    )


TOGLIERE = [(uno.value, uno.label) for uno in (Fine.REVOCA, Fine.ANNULLAMENTO)]


class ModuloRiesame(Modulo):
    come = forms.ChoiceField(label=_("Che cosa pensi di fare"), choices=TOGLIERE, widget=forms.RadioSelect)
    motivazione = parole(_("Motivi"), "", righe=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entro = risposta_entro(timezone.localdate(), OSSERVAZIONI, self.pratica.ente.calendario)
        aiuto = gettext("Il cittadino li legge e può rispondere entro %s: la decisione viene dopo.") % giorno(entro)
        self.fields["motivazione"].help_text = aiuto


class ModuloChiudiRiesame(Modulo):
    motivazione = parole(_("Motivi"), _("Di' come hai valutato ciò che il cittadino ha scritto."), righe=5)


class ModuloSospendi(Modulo):
    fino = forms.DateField(
        label=_("Ultimo giorno di sospensione"),
        help_text=_("Il giorno dopo il permesso vale di nuovo da solo."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    motivazione = parole(_("Motivi"), _("Le gravi ragioni, e perché serve questo tempo (articolo 21-quater)."), righe=5)


class ModuloTogliSospensione(Modulo):
    motivazione = parole(_("Motivi"), _("Che cosa è cambiato da quando l'hai sospeso."), righe=5)


class ModuloTogli(Modulo):
    come = forms.ChoiceField(label=_("Come"), choices=TOGLIERE, widget=forms.RadioSelect)
    motivazione = parole(
        _("Motivi"),
        _(
            "Di' anche come hai valutato ciò che il cittadino ha scritto. Se la revoca gli causa un danno, l'indennizzo (articolo 21-quinquies)."
        ),
        righe=6,
    )
    urgenza = parole(
        _("Perché non si può aspettare la comunicazione di avvio"),
        _("Solo se non l'hai mandata o il tempo non è finito: particolari esigenze di celerità (articolo 7)."),
        righe=3,
        obbligatorie=False,
    )


class ModuloRiapri(Modulo):
    titolo = forms.ChoiceField(
        label=_("Perché la legge lo permette"),
        choices=[scelta for scelta in Riapertura.Titolo.choices if scelta[0] != Riapertura.Titolo.SEGNALANTE],
        widget=forms.RadioSelect,
    )
    estremi = forms.CharField(
        label=_("Atto che la dispone"), help_text=_("Per esempio: determina n. 12 del 3 marzo 2026."), max_length=200
    )
    motivazione = parole(_("Motivi"), _("Il cittadino li legge nella pratica."), righe=5)
