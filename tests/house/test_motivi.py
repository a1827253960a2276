"""Every code that a piece of work may be left with has words for the office: read from the sources, so none is forgotten."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from notifiche.racconto import MOTIVO_IGNOTO
from notifiche.racconto import motivo_di as motivo_del_canale
from portal.base import motivi
from portal.base.coda import Stato
from pratiche.models import Stampa

RADICE = Path(settings.BASE_DIR)
STANZE = ("portal", "notifiche", "pagamenti", "appuntamenti", "assistenza", "pratiche", "fascicolo")
CANALI = ("appio", "posta", "scaduta")  # with words of their own
# services that no row waits for: what their codes are for
SENZA_LAVORO = {
    "checkout": "the person waits for the page, which says it",
    "crl": "the check of a certificate goes on without",
    "ocsp": "the same",
    "metadati": "a command, which says it",
    "rimbalzi": "a mailbox read again at the next turn",
}
ESITI = {"fallisce", "riprova", "resta_incerto", "aspetta"}
LETTURE = {"filter", "exclude"}
PASSATI = {"errore", "evento", "nome", "errore.evento", "campi['errore']"}
VERBI = {"chiama", "get", "post", "put"}


class Sorgente:
    """One module: the codes it may write, the services it calls."""

    def __init__(self, file: Path) -> None:
        self.nome = ".".join(file.relative_to(RADICE).with_suffix("").parts)
        self.nodi = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))

    def codici(self) -> Iterator[str]:
        for nodo in self.nodi:
            if isinstance(nodo, ast.Call):
                yield from self._della_chiamata(nodo)

    def servizi(self) -> Iterator[str]:
        for nodo in self.nodi:
            if not (isinstance(nodo, ast.Call) and ast.unparse(nodo.func) in {f"http.{verbo}" for verbo in VERBI}):
                continue
            detti = [argomento.value for argomento in nodo.keywords if argomento.arg == "servizio"]
            yield from (self._valore(detto) for detto in detti or self._nei_dizionari())

    def _nei_dizionari(self) -> list[ast.expr]:
        """Of a call that takes its arguments from a dictionary written in the same module."""
        return [
            valore
            for nodo in self.nodi
            if isinstance(nodo, ast.Dict)
            for chiave, valore in zip(nodo.keys, nodo.values, strict=True)
            if isinstance(chiave, ast.Constant) and chiave.value == "servizio"
        ]

    def _della_chiamata(self, nodo: ast.Call) -> Iterator[str]:
        chi = ast.unparse(nodo.func).rpartition(".")[2]
        if chi in LETTURE:
            return
        detti = [argomento.value for argomento in nodo.keywords if argomento.arg in {"errore", "evento"}]
        if chi in {"GatewayError", *ESITI} or (chi == "_rifiuto" and self.nome.startswith("notifiche.")):
            detti += nodo.args[:1]
        for detto in detti:
            if isinstance(detto, ast.IfExp):
                yield from (self._valore(detto.body), self._valore(detto.orelse))
            else:
                yield self._valore(detto)

    def _valore(self, nodo: ast.expr) -> str:
        """The text itself, of a constant too; empty for what is only passed on, and was written elsewhere."""
        if isinstance(nodo, ast.Constant):
            return str(nodo.value)
        if isinstance(nodo, ast.Name) and nodo.id.isupper():
            return str(getattr(importlib.import_module(self.nome), nodo.id))
        if isinstance(nodo, ast.Attribute) and nodo.attr.isupper():
            return str(getattr(getattr(importlib.import_module(self.nome), ast.unparse(nodo.value)), nodo.attr))
        if isinstance(nodo, ast.JoinedStr):
            return ast.unparse(nodo)[2:-1]
        assert ast.unparse(nodo) in PASSATI, (self.nome, ast.unparse(nodo))
        return ""


@pytest.fixture(scope="module")
def sorgenti() -> list[Sorgente]:
    file = [uno for stanza in STANZE for uno in (RADICE / stanza).rglob("*.py")]
    return [Sorgente(uno) for uno in file if not {"migrations", "sandbox"} & set(uno.parts)]


@pytest.fixture(scope="module")
def servizi(sorgenti: list[Sorgente]) -> set[str]:
    return {servizio for sorgente in sorgenti for servizio in sorgente.servizi() if servizio}


@pytest.fixture(scope="module")
def codici(sorgenti: list[Sorgente], servizi: set[str]) -> set[str]:
    """As the sources write them, and for the one door to the outside those of each service."""
    scritti = {codice for sorgente in sorgenti for codice in sorgente.codici() if codice}
    della_porta = {codice for codice in scritti if codice.startswith("{servizio}")}
    assert della_porta == {"{servizio}_irraggiungibile", "{servizio}_senza_risposta", "{servizio}_risponde_{stato}"}
    stati = [*range(201, 600), 200]
    return (scritti - della_porta) | {
        codice.format(servizio=servizio, stato=stato)
        for codice in della_porta
        for servizio in servizi
        for stato in stati
    }


def _di(codice: str) -> str:
    return codice.partition("_")[0]


def test_ogni_codice_che_si_puo_scrivere_ha_le_parole(codici: set[str]) -> None:
    assert {
        "protocollo_risponde_400",
        "gpd_conflitto",
        "lavoro_interrotto",
        "non_trovata",
        "anpr_illeggibile",
    } <= codici
    dei_lavori = {codice for codice in codici if _di(codice) not in {*CANALI, *SENZA_LAVORO}}
    assert {codice for codice in dei_lavori if not motivi.conosce(codice)} == set()


def test_anche_quelli_delle_consegne(codici: set[str]) -> None:
    previsti = {codice for codice in codici if _di(codice) in CANALI}
    assert previsti >= {"posta_rifiutata", "appio_senza_chiave", "appio_risponde_413", "scaduta"}
    assert {codice for codice in previsti if motivo_del_canale(codice) == str(MOTIVO_IGNOTO)} == set()


def test_nessuna_parola_per_un_codice_che_nessuno_scrive(codici: set[str], servizi: set[str]) -> None:
    assert set(motivi.PROPRI) - codici == set()
    assert set(motivi.CASI) - {codice.partition("_")[2] for codice in codici} == set()
    assert set(motivi.SERVIZI) == servizi - {"appio", "checkout", "crl", "metadati_idp", "ocsp"}


@pytest.mark.parametrize(
    ("codice", "stato", "parole"),
    [
        ("", Stato.IN_CODA, "Aspetta il suo turno."),
        ("", Stato.RIUSCITO, ""),
        (
            "protocollo_risponde_422",
            Stato.FALLITO,
            "Il protocollo rifiuta questa richiesta. Il portale non riprova da sé. Scegli «Riprova ora»; "
            "se si ferma ancora, dai il codice a chi amministra il portale.",
        ),
        (
            "gpd_risponde_503",
            Stato.IN_CODA,
            "pagoPA ha un guasto. Il portale riprova da sé, senza doppioni. "
            "Se dura più di un giorno, dillo a chi amministra il portale.",
        ),
        ("ricevuta_assente", Stato.IN_CORSO, "pagoPA non ha una ricevuta: forse la persona non ha pagato. "
         "Il portale sta riprovando ora. Non devi fare nulla."),
        ("lavoro_interrotto", Stato.INCERTO, "Il lavoro si è interrotto a metà. Può essere già fatto: il portale non lo "
         "ripete da sé. Controlla se è già fatto, poi scegli «Riprova ora»."),
        ("ValueError", Stato.FALLITO, "Il portale si è fermato per un errore suo. Il portale non riprova da sé. Scegli "
         "«Riprova ora»; se si ferma ancora, dai il codice a chi amministra il portale, che trova il resto nei log."),
    ],
)  # fmt: skip
def test_che_cosa_e_successo_che_cosa_fa_il_portale_che_cosa_puoi_fare(codice: str, stato: str, parole: str) -> None:
    assert motivi.racconta(Stampa(stato=stato, errore=codice)) == parole


@pytest.mark.parametrize(
    ("codice", "parole"),
    [
        ("protocollo_risponde_302", "Il protocollo ha risposto in un modo inatteso."),
        ("anpr_risponde_418", "ANPR rifiuta questa richiesta."),
        ("protocollo_risponde_", "Il portale si è fermato per un errore suo."),
        ("sconosciuto_risponde_500", "Il portale si è fermato per un errore suo."),
    ],
)
def test_il_caso_generale(codice: str, parole: str) -> None:
    assert str(motivi.motivo_di(codice).fatto) == parole


def test_le_parole_seguono_la_lingua_di_chi_legge() -> None:
    riga = Stampa(stato=Stato.IN_CODA, errore="protocollo_risponde_503")
    for lingua, inizio in (("en", "The protocol system"), ("de", "Das Protokollsystem")):
        with override(lingua):
            assert motivi.racconta(riga).startswith(inizio)


def test_per_i_log_il_codice_e_la_riga() -> None:
    assert motivi.per_i_log(Stampa(pk=12, errore="ValueError")) == "ValueError, pratiche.Stampa 12"
    assert motivi.per_i_log(Stampa(pk=12)) == ""
