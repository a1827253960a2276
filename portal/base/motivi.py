"""Why a piece of work has not ended, in words for the office: what happened, what the portal does by itself, what one can do.

A row keeps a code (`Lavoro.errore`): the name of the service and what it did ("protocollo_risponde_503"), or the name of a
Python exception. The words stand here, below every room; `tests/house/test_motivi.py` reads the sources and refuses a code
that has none. The copies of the messages have words of their own (`notifiche/racconto.py`).
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.base.coda import INTERROTTO, Lavoro, Stato

Testo = str | Promise


class Motivo(NamedTuple):
    """What happened, with the name of the service where it has one, and what a person can do about it."""

    fatto: Testo
    rimedio: Testo = ""


# as they stand at the beginning of a sentence
SERVIZI: dict[str, Testo] = {
    "protocollo": _("Il protocollo"),
    "gpd": "pagoPA",
    "ricevute": "pagoPA",
    "anpr": "ANPR",
    "pdnd": "PDND",
    "inad": "INAD",
}

_SE_DURA = _("Se dura più di un giorno, dillo a chi amministra il portale.")
_CONFIGURAZIONE = _("Dillo a chi amministra il portale: va corretta la configurazione.")
_RIFIUTO = _("Scegli «Riprova ora»; se si ferma ancora, dai il codice a chi amministra il portale.")
_NIENTE = _("Non devi fare nulla.")

_CHIEDE_TEMPO = Motivo(_("%(servizio)s chiede di riprovare più tardi."), _SE_DURA)
_NON_AUTORIZZA = Motivo(_("%(servizio)s non autorizza il portale."), _CONFIGURAZIONE)

# what any service may do: the part of the code after its name
CASI: dict[str, Motivo] = {
    "irraggiungibile": Motivo(_("%(servizio)s non è raggiungibile."), _SE_DURA),
    "senza_risposta": Motivo(_("%(servizio)s non ha risposto in tempo."), _SE_DURA),
    "risposta_incompleta": Motivo(_("%(servizio)s ha risposto senza i dati attesi."), _SE_DURA),
    "illeggibile": Motivo(_("%(servizio)s ha dato una risposta che il portale non sa leggere."), _RIFIUTO),
    "non_configurato": Motivo(_("%(servizio)s non è configurato."), _CONFIGURAZIONE),
    "senza_chiave": Motivo(_("%(servizio)s non è configurato: manca la chiave del portale."), _CONFIGURAZIONE),
    "chiave_illeggibile": Motivo(
        _("%(servizio)s non si può usare: la chiave del portale non si legge."), _CONFIGURAZIONE
    ),
    "rifiuta": _NON_AUTORIZZA,
    "risponde_401": Motivo(_("%(servizio)s rifiuta la chiave del portale."), _CONFIGURAZIONE),
    "risponde_403": _NON_AUTORIZZA,
    "risponde_404": Motivo(_("%(servizio)s non trova quello che il portale gli chiede."), _RIFIUTO),
    "risponde_408": _CHIEDE_TEMPO,
    "risponde_425": _CHIEDE_TEMPO,
    "risponde_429": _CHIEDE_TEMPO,
}
# the other statuses, by their first figure
RISPONDE: dict[str, Motivo] = {
    "4": Motivo(_("%(servizio)s rifiuta questa richiesta."), _RIFIUTO),
    "5": Motivo(_("%(servizio)s ha un guasto."), _SE_DURA),
}
INATTESO = Motivo(_("%(servizio)s ha risposto in un modo inatteso."), _CONFIGURAZIONE)

# whole codes, that say more than the general case
PROPRI: dict[str, Motivo] = {
    INTERROTTO: Motivo(
        _("Il lavoro si è interrotto a metà."), _("Controlla se è già fatto, poi scegli «Riprova ora».")
    ),
    "protocollo_chiave_di_altro_documento": Motivo(
        _("Il protocollo ha già un numero per questo documento, ma con dati diversi."),
        _("Dai il codice a chi amministra il portale: riprovare non basta."),
    ),
    "protocollo_orologio_indietro": Motivo(
        _("L'orologio del server è più indietro dell'ultima registrazione di protocollo: il numero aspetta."),
        _("Se dura, dillo a chi amministra il portale: va corretto l'orologio."),
    ),
    "gpd_conflitto": Motivo(
        _("pagoPA ha già questo numero di avviso in un'altra posizione, o ha chiuso la posizione."),
        _("Controlla la posizione in pagoPA, poi scegli «Riprova ora»."),
    ),
    "pubblicazione_in_corso": Motivo(_("L'avviso si sta ancora pubblicando: l'annullamento viene dopo."), _NIENTE),
    "ricevuta_assente": Motivo(_("pagoPA non ha una ricevuta: forse la persona non ha pagato."), _NIENTE),
    "non_trovata": Motivo(_("ANPR non trova la persona.")),
}
IGNOTO = Motivo(
    _("Il portale si è fermato per un errore suo."),
    _(
        "Scegli «Riprova ora»; se si ferma ancora, dai il codice a chi amministra il portale, che trova il resto nei log."
    ),
)

SENZA_ERRORE: dict[str, Testo] = {Stato.IN_CODA: _("Aspetta il suo turno."), Stato.IN_CORSO: _("In corso ora.")}
DA_SE: dict[str, Testo] = {
    Stato.IN_CODA: _("Il portale riprova da sé, senza doppioni."),
    Stato.IN_CORSO: _("Il portale sta riprovando ora."),
    Stato.FALLITO: _("Il portale non riprova da sé."),
    Stato.INCERTO: _("Può essere già fatto: il portale non lo ripete da sé."),
}


def conosce(codice: str) -> bool:
    """Are there words for this code?"""
    return motivo_di(codice) is not IGNOTO


def motivo_di(codice: str) -> Motivo:
    """The words of a code; those of an error of ours for what has none, as the name of an exception."""
    if codice in PROPRI:
        return PROPRI[codice]
    servizio, _trattino, caso = codice.partition("_")
    if servizio not in SERVIZI:
        return IGNOTO
    motivo = CASI.get(caso) or _per_stato(caso)
    return Motivo(motivo.fatto % {"servizio": SERVIZI[servizio]}, motivo.rimedio) if motivo else IGNOTO


def racconta(lavoro: Lavoro) -> str:
    """Why it has not ended and what follows; empty when it has."""
    if not lavoro.errore:
        return str(SENZA_ERRORE.get(lavoro.stato, ""))
    motivo = motivo_di(lavoro.errore)
    return " ".join(str(parte) for parte in (motivo.fatto, DA_SE.get(lavoro.stato, ""), motivo.rimedio) if parte)


def per_i_log(lavoro: Lavoro) -> str:
    """The code and the row, as the log names them: "ValueError, pratiche.Stampa 12"."""
    return f"{lavoro.errore}, {lavoro._meta.label} {lavoro.pk}" if lavoro.errore else ""


def _per_stato(caso: str) -> Motivo | None:
    parola, _trattino, stato = caso.partition("_")
    return RISPONDE.get(stato[:1], INATTESO) if parola == "risponde" and stato.isdecimal() else None
