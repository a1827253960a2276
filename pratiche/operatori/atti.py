"""The acts an officer may do on a case: each with its words, its form and its operation. What is allowed now follows from `stati`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.identita.models import Persona
from pratiche import operations
from pratiche.models import Pratica
from pratiche.moduli.definizione import Definizione
from pratiche.stati import CONCLUSE, Stato, ammesso


class ModuloPrendi(forms.Form):
    """Nothing to write: only to confirm."""

    def __init__(self, *args: Any, definizione: Definizione, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ModuloIntegrazione(ModuloPrendi):
    testo = forms.CharField(
        label=_("Che cosa serve e perché"),
        help_text=_("Il cittadino legge queste parole: scrivi che cosa manca, perché serve e come rimediare."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    campi = forms.MultipleChoiceField(
        label=_("Risposte da correggere"),
        help_text=_("Il cittadino può cambiare solo queste. Può sempre scriverti un messaggio e allegare documenti."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, definizione: Definizione, **kwargs: Any) -> None:
        super().__init__(*args, definizione=definizione, **kwargs)
        scelte: Any = self.fields["campi"]
        scelte.choices = [(campo.nome, campo.etichetta) for campo in definizione.campi if campo.chiesto]


class ModuloAccogli(ModuloPrendi):
    motivazione = forms.CharField(
        label=_("Note per il cittadino"),
        help_text=_("Facoltative: condizioni o indicazioni che vanno scritte nel documento."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ModuloRespingi(ModuloPrendi):
    motivazione = forms.CharField(
        label=_("Motivi del rigetto"),
        help_text=_("Fatti e norme che impediscono di accogliere la richiesta (articolo 3 della legge 241/1990)."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


@dataclass(frozen=True)
class Atto:
    """`arrivo` is the state it leads to: the button is there only when that state may follow."""

    nome: str
    titolo: str | Promise
    avvertenza: str | Promise
    fatto: str | Promise
    arrivo: Stato
    modulo: type[ModuloPrendi]
    esegui: Callable[..., Any]
    parte_da: tuple[Stato, ...] = ()
    grave: bool = False

    def ammesso(self, pratica: Pratica) -> bool:
        return ammesso(pratica.stato, self.arrivo) and (not self.parte_da or pratica.stato in self.parte_da)

    def compi(self, pratica: Pratica, attore: Persona, valori: dict[str, Any]) -> None:
        """Do it. Raises DomainError."""
        self.esegui(pratica.pk, attore=attore, **valori)


ATTI = {
    atto.nome: atto
    for atto in (
        Atto(
            nome="prendi",
            titolo=_("Prendi in carico"),
            avvertenza=_("La pratica passa a te e il cittadino viene avvisato che ci lavori."),
            fatto=_("Hai preso in carico la pratica."),
            arrivo=Stato.IN_LAVORAZIONE,
            modulo=ModuloPrendi,
            esegui=operations.prendi_in_carico,
            parte_da=(Stato.PRESENTATA,),
        ),
        Atto(
            nome="integrazione",
            titolo=_("Chiedi integrazione"),
            avvertenza=_("Il cittadino riceve subito la richiesta. La prima ferma il termine, al massimo per 30 giorni (articolo 2, comma 7, della legge 241/1990); le successive no."),
            fatto=_("La richiesta di integrazione è stata inviata."),
            arrivo=Stato.IN_ATTESA_DEL_CITTADINO,
            modulo=ModuloIntegrazione,
            esegui=operations.richiedi_integrazione,
        ),
        Atto(
            nome="accogli",
            titolo=_("Accogli"),
            avvertenza=_("La pratica si chiude, il cittadino riceve il documento qui sotto e viene avvisato subito."),
            fatto=_("La richiesta è stata accolta."),
            arrivo=Stato.ACCOLTA,
            modulo=ModuloAccogli,
            esegui=operations.accogli,
        ),
        Atto(
            nome="respingi",
            titolo=_("Respingi"),
            avvertenza=_("La pratica si chiude e il cittadino riceve il documento con i motivi. Un avviso non ancora pagato viene annullato."),
            fatto=_("La richiesta è stata respinta."),
            arrivo=Stato.RESPINTA,
            modulo=ModuloRespingi,
            esegui=operations.respingi,
            grave=True,
        ),
    )
}  # fmt: skip


def ammessi(pratica: Pratica) -> list[Atto]:
    """The acts whose button the officer sees now: no decision while the citizen may still answer."""
    richiesta = pratica.integrazione_aperta
    aspetta = richiesta and not richiesta.scaduta
    return [atto for atto in ATTI.values() if atto.ammesso(pratica) and not (aspetta and atto.arrivo in CONCLUSE)]
