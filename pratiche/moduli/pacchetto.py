"""The shape of a service package: every key it may have. What each means is told in `docs/servizi.md`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from pratiche.moduli import schema
from pratiche.moduli.calcoli import FORMULA
from pratiche.moduli.campi import TIPI
from pratiche.moduli.condizioni import CONDIZIONE
from pratiche.moduli.graduatoria import GRADUATORIA
from pratiche.moduli.regole import EFFETTI, MODI_DEL_BOLLO, PER_ALTRI, PREAVVISO_GIORNI, QUANDO_SI_PAGA
from pratiche.moduli.scheda import SCHEDA

# questions the portal asks by itself, and what its pages send beside the answers
RISERVATI = frozenset(
    {
        "email", "telefono", "messaggio", "altri_documenti",
        "avanti", "salva", "rimuovi", "aggiungi", "togli", "vista", "visto", "modulo_visto", "csrfmiddlewaretoken",
    }
)  # fmt: skip
# the messages to which a package may add words
EVENTI = (
    "presentata", "presa_in_carico", "integrazione_richiesta", "integrazione_ricevuta", "preavviso", "osservazioni",
    "accolta", "accolta_per_silenzio", "respinta", "respinta_per_silenzio", "archiviata", "ritirata", "in_scadenza",
    "dialogo", "avvio", "provvedimento", "trasferita",
)  # fmt: skip
# outcomes with a document of their own beside the granting (`esito`)
ALTRI_ESITI = ("respinta", "accolta_per_silenzio", "archiviata")

_CONDIZIONE = schema.rimando("condizione", lambda: CONDIZIONE)
_CONDIZIONI = {"visibile_se": _CONDIZIONE, "obbligatorio_se": _CONDIZIONE, "abilitato_se": _CONDIZIONE}
_NOME = {"nome": schema.codice(), "tipo": schema.uno_di(*TIPI)}
_ETICHETTA = {"etichetta": schema.frase()}
_FACOLTATIVE = {"aiuto": schema.frase(), "obbligatorio": schema.vero_o_falso()}


def _campo(tipo: str, altre: dict[str, Any]) -> schema.Controllo:
    """What a question of this kind may say."""
    scritte = TIPI[tipo]
    etichetta_facoltativa = _ETICHETTA if tipo == "testo_fisso" else {}
    richieste = {**_NOME, **({} if etichetta_facoltativa else _ETICHETTA), **scritte.chiavi_obbligatorie}
    if tipo == "gruppo":
        richieste["campi"] = schema.elenco(CAMPO_DI_RIGA)
    return schema.mappa(richieste, {**_FACOLTATIVE, **etichetta_facoltativa, **altre, **scritte.chiavi})


CAMPO_DI_RIGA = schema.per_tipo("tipo", {tipo: _campo(tipo, {}) for tipo in TIPI if TIPI[tipo].in_righe})
CAMPO = schema.per_tipo("tipo", {tipo: _campo(tipo, _CONDIZIONI) for tipo in TIPI})
PASSO = schema.mappa(
    {"codice": schema.codice(), "titolo": schema.frase()},
    {
        "aiuto": schema.frase(),
        "richiedente": schema.vero_o_falso(),
        "campi": schema.elenco(schema.rimando("campo", lambda: CAMPO)),
        **_CONDIZIONI,
    },
)
_TESTI_ESITO = {"titolo": schema.testo(200), "testo": schema.testo()}
_RICORSO = {"ricorso": schema.testo(1000)}
_ESITO = schema.mappa(_TESTI_ESITO, _RICORSO)
_CHI = schema.mappa(
    {"sessioni": schema.elenco(schema.uno_di("cittadino", "professionista", "impresa"))},
    {
        "livello": schema.intero(1, 3),
        "eta_minima": schema.intero(0, 99),
        "codice_fiscale": schema.vero_o_falso(),
        "per_altri": schema.uno_di(*PER_ALTRI),
    },
)
_DOCUMENTO = schema.mappa(
    {"nome": schema.frase(), "da": schema.uno_di("richiedente", "comune", "altro_ente")},
    {"nota": schema.frase(), "campo": schema.codice(), "se": _CONDIZIONE},
)
PACCHETTO = schema.mappa(
    {
        "servizio": schema.codice(),
        "chi": _CHI,
        "responsabile": schema.uno_di("operatore", "responsabile"),
        "termine_giorni": schema.intero(1, 180),  # art. 2 c. 2-4 L. 241/1990
        "integrazione_giorni": schema.intero(1, 90),
        "privacy": schema.mappa({"versione": schema.testo(20), "testo": schema.frase()}),
        "passi": schema.elenco(PASSO),
        "esito": schema.mappa(
            _TESTI_ESITO,
            {
                **_RICORSO,
                "valido_dal": schema.codice(),
                "valido_fino": schema.codice(),
                "durata_mesi": schema.intero(1, 240),
            },
        ),
    },
    {
        "scheda": SCHEDA,
        "preavviso_giorni": schema.intero(PREAVVISO_GIORNI, 60),
        "preavviso_previsto": schema.vero_o_falso(),
        "silenzio": schema.mappa({"effetto": schema.uno_di(*EFFETTI)}, {"norma": schema.frase()}),
        "diritti": schema.mappa(
            {
                "importo": schema.oppure(
                    schema.intero(1, 999_999_99),
                    schema.codice(),
                    testo=_("servono centesimi interi, o il nome di una domanda calcolata con «formato: importo»."),
                ),
                "causale": schema.testo(100),
                "quando": schema.uno_di(*QUANDO_SI_PAGA),
                "giorni": schema.intero(1, 365),
            },
            {"rimborsabili": schema.vero_o_falso()},
        ),
        "firme": schema.mappa(
            {
                "chi": schema.codice(),
                "email": schema.codice(),
                "giorni": schema.intero(2, 90),
                "testo": schema.frase(),
            }
        ),
        "bollo": schema.mappa(
            {"modo": schema.uno_di(*MODI_DEL_BOLLO)}, {"importo": schema.intero(1, 99_999), "norma": schema.frase()}
        ),
        "documenti": schema.elenco(_DOCUMENTO),
        "altri_esiti": schema.mappa({}, dict.fromkeys(ALTRI_ESITI, _ESITO)),
        "messaggi": schema.mappa({}, dict.fromkeys(EVENTI, schema.frase())),
        "rinnovo": schema.mappa(
            {"giorni_prima": schema.intero(1, 365)}, {"chiedi_di_nuovo": schema.elenco(schema.codice())}
        ),
        "conservazione": schema.mappa(
            {"anni": schema.intero(1, 9999)},
            {"norma": schema.frase(), "indice": schema.testo(20), "voce": schema.testo(200)},
        ),
        "appuntamento": schema.mappa({"quando": schema.uno_di("prima", "dopo"), "motivo": schema.frase()}),
        "aggiorna_bozze": schema.vero_o_falso(),
        "avvio_ufficio": schema.vero_o_falso(),
        "riservata": schema.vero_o_falso(),
        "graduatoria": GRADUATORIA,
    },
)


def json_schema() -> dict[str, Any]:
    """The same rules for editors (JSON Schema 2020-12): what depends on other lines is checked only by the portal."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Pacchetto di un servizio della Casa digitale del cittadino",
        **PACCHETTO.schema,
        "$defs": {
            "frase": schema.frase_per_esteso(),
            "condizione": CONDIZIONE.schema,
            "formula": FORMULA.schema,
            "campo": CAMPO.schema,
        },
    }
