"""How a request was signed, in words: for its PDF and for the office."""

from typing import Any

from django.utils.translation import gettext as _

from pratiche.models import Pratica
from pratiche.models.sportello import Controllo, ModoFirma, Riconoscimento, TipoDocumento
from pratiche.operations.sportello import SPORTELLO


def in_parole(pratica: Pratica) -> str:
    """One or two sentences, with the article of law that makes it a signature; none when the office itself began."""
    come = pratica.sottoscrizione
    if not come.get("metodo"):
        return ""
    if come.get("metodo") == SPORTELLO:
        return _allo_sportello(come)
    testo = _("Presentata online da chi è entrato con %(metodo)s, livello %(livello)s: vale come firmata (articolo 65, comma 1, lettera b, del d.lgs. 82/2005).")  # fmt: skip
    return testo % {"metodo": str(come.get("metodo", "")).upper(), "livello": come.get("livello", "")}


def _allo_sportello(come: dict[str, Any]) -> str:
    chi = _("Compilata allo sportello da %(operatore)s. %(riconoscimento)s.") % {
        "operatore": come["nome_operatore"],
        "riconoscimento": _riconoscimento(come),
    }
    if "per_mezzo_di" in come:
        chi += " " + _dichiarazione(come)
    if come["firma"] == ModoFirma.DAVANTI:
        return chi + " " + _("Firmata davanti a chi l'ha compilata (articolo 38, comma 3, del DPR 445/2000).")
    return chi + " " + _("Firmata sul modulo stampato, allegato in copia (articolo 65, comma 1, lettera c, del d.lgs. 82/2005).")  # fmt: skip


def _dichiarazione(come: dict[str, Any]) -> str:
    """With what title the parent signs, and whether somebody checked it."""
    testo = _("Chi firma dichiara di esercitare la responsabilità genitoriale su chi chiede (articoli 5, 46 e 47 del DPR 445/2000). Controllo dell'ufficio: «%s».")  # fmt: skip
    return testo % Controllo(come["controllo"]).label


def _riconoscimento(come: dict[str, Any]) -> str:
    per_un_figlio = "per_mezzo_di" in come
    if per_un_figlio and come["riconoscimento"] == Riconoscimento.CONOSCENZA:
        return _("Il genitore è conosciuto personalmente")
    if come["riconoscimento"] == Riconoscimento.CONOSCENZA:
        return _("Chi chiede è conosciuto personalmente")
    valori = {
        "documento": str(TipoDocumento(come["documento"]).label).lower(),
        "cifre": come["ultime_cifre"],
        "delegato": come["delegato"],
    }
    if come["riconoscimento"] == Riconoscimento.DELEGA:
        return _("Si è presentato con delega scritta %(delegato)s, riconosciuto con %(documento)s …%(cifre)s") % valori
    if per_un_figlio:
        return _("Il genitore è stato riconosciuto con %(documento)s …%(cifre)s") % valori
    return _("Chi chiede è stato riconosciuto con %(documento)s …%(cifre)s") % valori
