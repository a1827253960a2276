"""What happened to each copy of a message, in plain words: for the citizen who waits and for the officer who is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifiche.channels import CANALI
from notifiche.models import SCADUTA, Consegna, EsitoIO, Insuccesso, Messaggio
from portal.base.coda import Stato
from portal.base.templatetags.casa import giorno_ora

Testo = str | Promise

IN_ATTESA: Testo = _("in partenza")
_QUANDO: Any = _("%(esito)s %(quando)s")
_LETTA: Any = _("%s, letta")
DA_RIPROVARE: Testo = _("non ancora partita, riproviamo noi")
DA_RIPETERE: Testo = _("non sappiamo se è arrivata, te la mandiamo di nuovo")
SENZA_ESITO: dict[str, Testo] = {
    Stato.FALLITO: _("non riuscita, il messaggio resta in questa pagina"),
    Stato.INCERTO: _("non sappiamo se è arrivata, il messaggio resta in questa pagina"),
    Stato.ANNULLATO: _("non inviata"),
}
# the part after the name of the channel: "appio_risponde_503" → "risponde_503"
MOTIVI: dict[str, Testo] = {
    "irraggiungibile": _("Il canale non è raggiungibile."),
    "senza_risposta": _("Il canale non ha risposto: il messaggio può essere partito."),
    "risposta_incompleta": _("Il canale ha risposto senza conferma: il messaggio può essere partito."),
    "lavoro_interrotto": _("L'invio si è interrotto a metà: il messaggio può essere partito."),
    "indirizzo_rifiutato": _("Il server di posta rifiuta l'indirizzo del destinatario."),
    "indirizzo_non_valido": _("L'indirizzo del destinatario non è scritto bene."),
    "indirizzo_non_ascii": _("L'indirizzo ha lettere accentate prima della @: la posta non le accetta."),
    "intestazione_non_valida": _("Il nome dell'ente o l'oggetto va a capo: correggi il nome nelle impostazioni."),
    "rifiutata": _("Il server di posta rifiuta il messaggio."),
    "chiusa": _("Il server di posta rifiuta il portale: controlla le credenziali."),
    "senza_chiave": _("Manca la chiave del servizio di App IO: chiedi a chi amministra il portale."),
    "chiave_illeggibile": _("La chiave del servizio di App IO non si legge più: va inserita di nuovo."),
    "non_elaborato": _("App IO ha preso il messaggio, poi non è riuscita a consegnarlo."),
    "rifiutato": _("App IO ha preso il messaggio, poi lo ha rifiutato senza dire perché."),
    "oggetto_con_dati_personali": _("L'oggetto contiene dati personali, che si leggono anche a telefono bloccato."),
    "contenuto_non_ammesso": _("Il testo non rispetta le regole del canale."),
    "risponde_400": _("Il canale rifiuta il contenuto del messaggio."),
    "risponde_401": _("Il canale rifiuta la chiave del servizio."),
    "risponde_403": _("Il canale non autorizza il servizio."),
    "risponde_404": _("Il canale non trova il destinatario o la configurazione."),
    "risponde_429": _("Il canale chiede di rallentare."),
    "scaduta": _("Il messaggio non è partito in tempo e ora non serve più: nel portale si legge ancora."),
}
MOTIVO_IGNOTO: Testo = _("Errore del portale: cercalo nei log con il codice della consegna.")
RISPONDE: dict[str, Testo] = {
    "4": _("Il canale rifiuta il messaggio senza dire perché."),
    "5": _("Il canale ha un guasto."),
}  # the other statuses, by their first figure
INATTESO: Testo = _("Il canale ha risposto in un modo inatteso.")


_TENTATIVO: Any = _("%(quando)s: %(esito)s")
COME_RIMASTO: dict[str, Testo] = {
    Stato.IN_CODA: _("tentativo non riuscito"),
    Stato.FALLITO: _("tentativo non riuscito"),
    Stato.INCERTO: _("tentativo di esito incerto"),
}
AL_TENTATIVO: dict[int, Any] = {2: _("%s, al secondo tentativo"), 3: _("%s, al terzo tentativo")}
_DOPO_TANTI: Any = _("%(esito)s, dopo %(quanti)s tentativi")
MOSTRATI = 5  # unsuccessful tries that the citizen reads, the last ones


@dataclass(frozen=True)
class Voce:
    """One line: "E-mail: inviata domenica 22 novembre 2026 alle 10:02, al secondo tentativo"; and how the first one went."""

    canale: Testo
    testo: str
    tentativi: Sequence[str] = ()


def storia(messaggio: Messaggio) -> list[Voce]:
    """One line per channel, in the order of the channels."""
    consegne = messaggio.consegne.select_related("esito_io").prefetch_related("insuccessi")
    per_canale = {consegna.canale: consegna for consegna in consegne}
    return [_voce(per_canale[nome]) for nome in CANALI if nome in per_canale]


def _voce(consegna: Consegna) -> Voce:
    andati_male = [uno for uno in consegna.insuccessi.all() if uno.errore != SCADUTA]
    testo = _con_lettura(consegna)
    if andati_male and consegna.esito in Consegna.PARTITE:
        testo = _al_tentativo(testo, len(andati_male) + 1)
    return Voce(CANALI[consegna.canale].nome, testo, [_tentativo(uno) for uno in andati_male[-MOSTRATI:]])


def _al_tentativo(testo: str, quale: int) -> str:
    if quale in AL_TENTATIVO:
        return str(AL_TENTATIVO[quale] % testo)
    return str(_DOPO_TANTI % {"esito": testo, "quanti": quale})


def _tentativo(uno: Insuccesso) -> str:
    return str(_TENTATIVO % {"quando": giorno_ora(uno.quando), "esito": COME_RIMASTO[uno.esito]})


def _con_lettura(consegna: Consegna) -> str:
    """Reading is told only when it is certain: who keeps it private has not "not read"."""
    letta = getattr(consegna, "esito_io", None) is not None and consegna.esito_io.lettura == EsitoIO.Lettura.LETTO
    return _LETTA % racconta(consegna) if letta else racconta(consegna)


def racconta(consegna: Consegna) -> str:
    """How far this copy has come."""
    if consegna.esito:
        esito = str(consegna.get_esito_display())
        quando = giorno_ora(consegna.conclusa_il) if consegna.conclusa_il else ""
        return _QUANDO % {"esito": esito, "quando": quando} if quando and consegna.stato == Stato.RIUSCITO else esito
    if consegna.stato in SENZA_ESITO:
        return str(SENZA_ESITO[consegna.stato])
    if consegna.ripetuta:
        return str(DA_RIPETERE)
    return str(DA_RIPROVARE if consegna.errore else IN_ATTESA)


def motivo(consegna: Consegna) -> str:
    """Why it stopped, in words for the office."""
    return motivo_di(consegna.errore)


def motivo_di(nome: str, ignoto: Testo = MOTIVO_IGNOTO) -> str:
    """The words for an error that a row or a stopped channel carries; `ignoto` for one of the portal itself."""
    for prefisso in ("appio_", "posta_"):
        nome = nome.removeprefix(prefisso)
    if nome.startswith("risponde_"):
        ignoto = RISPONDE.get(nome.removeprefix("risponde_")[:1], INATTESO)
    return str(MOTIVI.get(nome, ignoto))
