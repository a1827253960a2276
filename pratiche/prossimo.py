"""Whose turn it is, and the one thing to do now: for the page of a case, the list and the home."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.importi import euro
from portal.base.templatetags.casa import giorno
from pratiche.models import Pratica, RichiestaIntegrazione
from pratiche.stati import Stato

TE, COMUNE, NESSUNO = "te", "comune", "nessuno"
TITOLI = {
    TE: gettext_lazy("Tocca a te"),
    COMUNE: gettext_lazy("Tocca al Comune"),
    NESSUNO: gettext_lazy("Pratica conclusa"),
}
TONI = {TE: "tocca-a-te", COMUNE: "attesa", NESSUNO: "neutro"}


@dataclass(frozen=True)
class Prossimo:
    """`tocca_a`: te, comune or nessuno. `url` and `azione` are the one button; empty when there is nothing to press."""

    tocca_a: str
    testo: str
    url: str = ""
    azione: str = ""

    @property
    def titolo(self) -> str:
        return str(TITOLI[self.tocca_a])

    @property
    def tono(self) -> str:
        """The colour of the chip (`componenti/stato.html`)."""
        return TONI[self.tocca_a]


def prossimo(pratica: Pratica) -> Prossimo:
    """The next move of this case, read from what it already holds: it makes no query on a row with its related ones."""
    richiesta = pratica.integrazione_aperta
    if pratica.bozza:
        return Prossimo(TE, _("Completa la richiesta e inviala: per ora l'ufficio non vede nulla."), pratica.get_absolute_url(), _("Riprendi la richiesta"))  # fmt: skip
    if richiesta and pratica.aperta:
        return _rispondere(richiesta)
    if pratica.avviso and pratica.avviso.da_pagare and pratica.stato != Stato.RITIRATA:
        return _pagare(pratica)
    if pratica.aperta:
        return Prossimo(COMUNE, _ALLO_STATO[Stato(pratica.stato)](pratica))
    return Prossimo(NESSUNO, _ALLO_STATO[Stato(pratica.stato)](pratica))


def _rispondere(richiesta: RichiestaIntegrazione) -> Prossimo:
    url = reverse("pratiche:rispondi", args=[richiesta.pratica.codice])
    entro = giorno(richiesta.scadenza)
    testo = _(
        "L'ufficio ti ha chiesto di completare la richiesta entro %s. Se non rispondi, decide con quello che ha già."
    )
    if richiesta.scaduta:
        testo = _("Il tempo per rispondere è finito %s. Puoi ancora rispondere finché l'ufficio non decide.")
    return Prossimo(TE, testo % entro, url, _("Rispondi all'ufficio"))


def _pagare(pratica: Pratica) -> Prossimo:
    avviso = pratica.avviso
    valori = {"importo": euro(avviso.importo), "entro": giorno(avviso.scadenza)}
    testo = _("Paga %(importo)s entro %(entro)s.") % valori
    if pratica.aperta:
        testo = _("Paga %(importo)s entro %(entro)s: la richiesta si può accogliere solo dopo il pagamento.") % valori
    return Prossimo(TE, testo, avviso.get_absolute_url(), _("Vai al pagamento"))


_ALLO_STATO = {
    Stato.PRESENTATA: lambda p: _("L'ufficio %s deve prendere in carico la richiesta. Ora non devi fare nulla.") % p.ufficio.nome,
    Stato.IN_LAVORAZIONE: lambda p: _("L'ufficio %s sta esaminando la richiesta. Ora non devi fare nulla.") % p.ufficio.nome,
    Stato.ACCOLTA: lambda p: _("La richiesta è stata accolta: il documento è fra quelli della pratica."),
    Stato.RESPINTA: lambda p: _("La richiesta non è stata accolta: nella pratica trovi il motivo e che cosa puoi fare."),
    Stato.RITIRATA: lambda p: _("Hai ritirato la richiesta: l'ufficio non la esamina."),
}  # fmt: skip
