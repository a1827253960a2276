"""Whose turn it is, and the one thing to do now: for the page of a case, the list and the home."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.importi import euro
from portal.base.templatetags.casa import giorno
from pratiche import rimedi
from pratiche.models import Pratica, PreavvisoRigetto, RichiestaIntegrazione
from pratiche.stati import Stato

TE, COMUNE, ALTRI, NESSUNO = "te", "comune", "altri", "nessuno"
TITOLI = {
    TE: gettext_lazy("Tocca a te"),
    COMUNE: gettext_lazy("Tocca al Comune"),
    ALTRI: gettext_lazy("Tocca a un'altra persona"),
    NESSUNO: gettext_lazy("Pratica conclusa"),
}
TONI = {TE: "tocca-a-te", COMUNE: "attesa", ALTRI: "attesa", NESSUNO: "neutro"}


@dataclass(frozen=True)
class Prossimo:
    """`tocca_a`: te, comune, altri or nessuno. `url` and `azione` are the one button; empty when there is nothing to press."""

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
    if pratica.bozza:
        return _da_inviare(pratica)
    if pratica.aperta:
        return _aperta(pratica)
    if pratica.stato == Stato.ACCOLTA and pratica.in_graduatoria and pratica.in_graduatoria.cambio_offerto:
        return _cambiare(pratica)
    if pratica.avviso and pratica.avviso.da_pagare and pratica.stato != Stato.RITIRATA:
        return _pagare(pratica)
    if pratica.stato == Stato.ACCOLTA_PER_SILENZIO:
        return _accolta_per_silenzio(pratica)
    if pratica.stato == Stato.RESPINTA and pratica.per_silenzio:
        return Prossimo(NESSUNO, _("L'ufficio non ha risposto entro il termine: per la legge la richiesta è respinta. Nella pratica trovi che cosa puoi fare."))  # fmt: skip
    return Prossimo(NESSUNO, _ALLO_STATO[Stato(pratica.stato)](pratica))


def _da_inviare(pratica: Pratica) -> Prossimo:
    """A draft: the office sees nothing yet."""
    if pratica.in_firma_dal:
        return Prossimo(ALTRI, _("Aspettiamo la firma di chi hai indicato: poi la richiesta parte da sola."), reverse("pratiche:in_firma", args=[pratica.codice]), _("Guarda a che punto è"))  # fmt: skip
    if pratica.pagata_il:
        return Prossimo(TE, _("Hai pagato, ma la richiesta non è ancora inviata: controllala e inviala."), pratica.get_absolute_url(), _("Controlla e invia"))  # fmt: skip
    return Prossimo(TE, _("Completa la richiesta e inviala: per ora l'ufficio non vede nulla."), pratica.get_absolute_url(), _("Riprendi la richiesta"))  # fmt: skip


def _aperta(pratica: Pratica) -> Prossimo:
    """The citizen answers, then pays; then it is up to the office, and over it to who decides in its place."""
    if pratica.in_graduatoria and not pratica.richiesta_aperta:
        return _in_graduatoria(pratica)
    if pratica.integrazione_aperta:
        return _rispondere(pratica.integrazione_aperta)
    if pratica.preavviso_aperto:
        return _osservare(pratica.preavviso_aperto)
    if pratica.avviso and pratica.avviso.da_pagare:
        return _pagare(pratica)
    if rimedi.puo_sollecitare(pratica):
        return _sollecitare(pratica)
    if pratica.sollecitata_il:
        return Prossimo(COMUNE, _("Hai chiesto a chi ha il potere sostitutivo di decidere al posto dell'ufficio. Ora non devi fare nulla."))  # fmt: skip
    return Prossimo(COMUNE, _ALLO_STATO[Stato(pratica.stato)](pratica))


def _in_graduatoria(pratica: Pratica) -> Prossimo:
    """A place to confirm, or how far the ranking is."""
    candidatura = pratica.in_graduatoria
    posto = candidatura.posto
    if posto and posto.da_rispondere:
        testo = _("C'è un posto per te. Confermalo o rinuncia entro %s: dopo, va a un'altra persona.")
        url = reverse("pratiche:posto", args=[pratica.codice])
        return Prossimo(TE, testo % giorno(posto.scadenza), url, _("Conferma o rinuncia"))
    if pratica.termine_fino:
        valori = {"posizione": candidatura.posizione, "fino": giorno(pratica.termine_fino)}
        return Prossimo(COMUNE, _("Sei alla posizione %(posizione)s della graduatoria, che vale fino a %(fino)s. Se si libera un posto per te, ti scriviamo subito.") % valori)  # fmt: skip
    if candidatura.posizione:
        return Prossimo(COMUNE, _("Nella graduatoria provvisoria sei alla posizione %s. Nella pratica trovi da dove vengono i tuoi punti e fino a quando puoi scrivere le tue osservazioni.") % candidatura.posizione)  # fmt: skip
    if rimedi.puo_sollecitare(pratica):
        return _sollecitare(pratica)
    return Prossimo(COMUNE, _("La tua domanda partecipa alla graduatoria. Quando l'ufficio la pubblica ti scriviamo i tuoi punti e la tua posizione."))  # fmt: skip


def _cambiare(pratica: Pratica) -> Prossimo:
    """A more wanted place than the confirmed one."""
    testo = _("Si è liberato un posto che preferisci: puoi prenderlo entro %s. Se non rispondi tieni quello che hai.")
    url = reverse("pratiche:posto", args=[pratica.codice])
    return Prossimo(TE, testo % giorno(pratica.in_graduatoria.cambio.scadenza), url, _("Confronta e scegli"))


def _rispondere(richiesta: RichiestaIntegrazione) -> Prossimo:
    url = reverse("pratiche:rispondi", args=[richiesta.pratica.codice])
    entro = giorno(richiesta.scadenza)
    testo = _(
        "L'ufficio ti ha chiesto informazioni o documenti entro %s. Se non rispondi, decide con quello che ha già."
    )
    if richiesta.scaduta:
        testo = _("Il tempo per rispondere è finito %s. Puoi ancora rispondere finché l'ufficio non decide.")
    return Prossimo(TE, testo % entro, url, _("Rispondi all'ufficio"))


def _osservare(preavviso: PreavvisoRigetto) -> Prossimo:
    testo = _(
        "L'ufficio pensa di non accogliere la richiesta e ti ha scritto perché. Puoi rispondere con le tue osservazioni entro %s."
    )
    if preavviso.scaduta:
        testo = _("Il tempo per le osservazioni è finito %s. Puoi ancora mandarle finché l'ufficio non decide.")
    url = reverse("pratiche:osserva", args=[preavviso.pratica.codice])
    return Prossimo(TE, testo % giorno(preavviso.scadenza), url, _("Leggi i motivi e rispondi"))


def _sollecitare(pratica: Pratica) -> Prossimo:
    """Overdue: the one thing a person can do is to ask somebody else to decide."""
    testo = _("%(ufficio)s doveva rispondere entro %(entro)s e non l'ha ancora fatto. Puoi chiedere che decida chi ha il potere sostitutivo.")  # fmt: skip
    valori = {"ufficio": pratica.ufficio.nome, "entro": giorno(pratica.entro_il)}
    return Prossimo(COMUNE, testo % valori, reverse("pratiche:sollecita", args=[pratica.codice]), _("Chiedi che decida un altro"))  # fmt: skip


def _accolta_per_silenzio(pratica: Pratica) -> Prossimo:
    testo = _("L'ufficio non ha risposto entro il termine: per la legge la richiesta è accolta.")
    if pratica.attestazione_il:
        return Prossimo(NESSUNO, testo + " " + _("L'attestazione è fra i documenti della pratica."))
    if pratica.attestazione_chiesta_il:
        return Prossimo(NESSUNO, testo + " " + _("Hai chiesto l'attestazione."))
    url = reverse("pratiche:attestazione", args=[pratica.codice])
    return Prossimo(NESSUNO, testo + " " + _("Se ti serve una prova puoi chiedere un'attestazione."), url, _("Chiedi l'attestazione"))  # fmt: skip


def _pagare(pratica: Pratica) -> Prossimo:
    avviso = pratica.avviso
    valori = {"importo": euro(avviso.importo), "entro": giorno(avviso.scadenza)}
    testo = _("Paga %(importo)s entro %(entro)s.") % valori
    if pratica.aperta:
        testo = _("Paga %(importo)s entro %(entro)s: la richiesta si può accogliere solo dopo il pagamento.") % valori
    return Prossimo(TE, testo, avviso.get_absolute_url(), _("Vai al pagamento"))


def _avviata(pratica: Pratica) -> str:
    testo = _("%s ha avviato un procedimento che ti riguarda. Se vuoi, puoi mandare memorie e documenti.")
    return testo % pratica.ufficio.nome


_ALLO_STATO = {
    Stato.PRESENTATA: lambda p: _("%s deve prendere in carico la pratica. Ora non devi fare nulla.") % p.ufficio.nome,
    Stato.IN_LAVORAZIONE: lambda p: _avviata(p) if p.d_ufficio else _("%s sta esaminando la richiesta. Ora non devi fare nulla.") % p.ufficio.nome,
    Stato.ACCOLTA: lambda p: _("Il procedimento si è concluso con un provvedimento: il documento è fra quelli della pratica.") if p.d_ufficio else _("La richiesta è stata accolta: il documento è fra quelli della pratica."),
    Stato.RESPINTA: lambda p: _("La richiesta non è stata accolta: nella pratica trovi il motivo e che cosa puoi fare."),
    Stato.IN_ATTESA_DEL_CITTADINO: lambda p: _("%s aspetta una tua risposta.") % p.ufficio.nome,
    Stato.ARCHIVIATA: lambda p: _("La pratica è stata chiusa senza una decisione: nella pratica trovi il motivo."),
    Stato.RITIRATA: lambda p: _("Hai ritirato la richiesta: l'ufficio non la esamina."),
}  # fmt: skip
