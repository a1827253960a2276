"""The list of the stopped deliveries as a CSV that a spreadsheet in Italian opens: never the text of a message."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _

from notifiche.models import Consegna, ConsegnaQuerySet
from notifiche.operatori.filtri import nome_del_canale
from notifiche.racconto import motivo
from portal.base.templatetags.casa import data_ora
from portal.enti.models import Ente, Incarico
from portal.enti.permessi import incarichi_di
from portal.registro.operations import annota_elenco

BLOCCO = 500
FORMULE = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so


class Chi(NamedTuple):
    """Who takes the list of the people."""

    persona: Any
    ente: Ente
    ufficio: str


def vede_le_persone(request: HttpRequest) -> bool:
    """Who answers for the cases: heads of procedure and administrators."""
    return bool({incarico.ruolo for incarico in incarichi_di(request)} - {Incarico.Ruolo.OPERATORE})


def righe_csv(ferme: ConsegnaQuerySet, chi: Chi | None) -> Iterator[str]:
    """Lines ready to be sent, in bounded memory."""
    titoli = [
        _("scritta il"), _("canale"), _("stato"), _("perché"), _("messaggio"), _("genere"), _("servizio"), _("riferimento"),
        _("tentativi"), _("codice"),
    ]  # fmt: skip
    yield "\ufeff" + _linea([*titoli, *([_("destinatario")] if chi else [])])
    if chi:
        ferme = ferme.select_related("messaggio__destinatario")
    tutte = ferme.iterator(chunk_size=BLOCCO)
    while blocco := list(islice(tutte, BLOCCO)):
        if chi:
            _annota(blocco, chi)
        for consegna in blocco:
            persona = [consegna.messaggio.destinatario.nome_completo] if chi else []
            yield _linea([*_valori(consegna), *persona])


def _valori(consegna: Consegna) -> list[str]:
    messaggio = consegna.messaggio
    return [
        data_ora(consegna.creato_il), str(nome_del_canale(consegna.canale)), consegna.get_stato_display(), motivo(consegna),
        messaggio.tipo, messaggio.get_genere_display(), messaggio.servizio, messaggio.riferimento, str(consegna.tentativi),
        str(consegna.codice),
    ]  # fmt: skip


def _annota(consegne: list[Consegna], chi: Chi) -> None:
    """Each person reads that the office took a list with their name."""
    annota_elenco(
        (consegna.messaggio.destinatario for consegna in consegne),
        chi.persona,
        ente=chi.ente,
        ufficio=chi.ufficio,
        sezione="messaggi",
        motivo="Elenco delle consegne ferme",
    )


def _linea(valori: list[str]) -> str:
    foglio = io.StringIO()
    csv.writer(foglio, delimiter=";").writerow([f"'{uno}" if uno.startswith(FORMULE) else uno for uno in valori])
    return foglio.getvalue()
