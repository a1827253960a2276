"""A service package is read whole or refused with the line of each problem."""

import copy
import operator
from collections.abc import Iterator
from contextlib import nullcontext
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from jsonschema import Draft202012Validator

from portal.base.templatetags.casa import lang
from pratiche.moduli.campi import TIPI
from pratiche.moduli.caricatore import Pacchetto, PacchettoErrato, disponibili, leggi, leggi_testo
from pratiche.moduli.differenza import TIPI_IN_PAROLE, differenze
from pratiche.moduli.pacchetto import json_schema
from pratiche.moduli.regole import ModelloEsito
from pratiche.pacchetti.scrittura import in_yaml

SCHEMA = json_schema()

BUONO = """\
servizio: prova
chi: {sessioni: [cittadino], livello: 2}
responsabile: responsabile
termine_giorni: 30
integrazione_giorni: 15
privacy: {versione: "1", testo: Trattiamo i tuoi dati.}
passi:
  - codice: dati-generali
    titolo: {it: Dati generali, en: Your details}
    richiedente: true
  - codice: dati
    titolo: Dati
    campi:
      - {nome: targa, tipo: targa, etichetta: Targa}
      - {nome: dal, tipo: data, etichetta: Dal, non_prima_di: oggi}
esito: {titolo: Permesso, testo: "Targa {targa} di {richiedente}."}
"""


def scrivi(cartella: Path, testo: str) -> Path:
    file = cartella / "prova.yaml"
    file.write_text(testo, encoding="utf-8")
    return file


@pytest.mark.parametrize("nome", sorted(disponibili()))
def test_i_pacchetti_del_portale_sono_buoni(nome: str) -> None:
    assert leggi(disponibili()[nome]).definizione.servizio == nome


def test_un_pacchetto_buono_si_legge_nella_lingua_di_chi_guarda(tmp_path: Path) -> None:
    definizione = leggi(scrivi(tmp_path, BUONO)).definizione
    with translation.override("en"):
        assert definizione.passi[0].titolo == "Your details"
        assert definizione.passi[1].titolo == "Dati"
        assert (lang(definizione.passi[0].titolo), lang(definizione.passi[1].titolo)) == ("", ' lang="it"')
        assert definizione.in_altra_lingua
    assert not definizione.in_altra_lingua


@pytest.mark.parametrize(
    ("da", "a", "riga", "parole"),
    [
        ("termine_giorni: 30", "termine_giorni: 400", 4, "da 1 a 180"),
        ("termine_giorni: 30", "termine_giorni: trenta", 4, "numero intero"),
        ("integrazione_giorni: 15\n", "", 1, "integrazione_giorni: manca"),
        ("responsabile: responsabile", "responsabile: sindaco", 3, "operatore, responsabile"),
        ("livello: 2", "livello: 2, eta: 18", 2, "voce sconosciuta"),
        ("tipo: targa", "tipo: bollo", 14, "serve uno fra"),
        ("tipo: targa", "tipo: scelta", 14, "scelte: manca"),
        ("nome: dal", "nome: targa", 15, "già usato"),
        ("nome: dal", "nome: Dal Giorno", 15, "lettere minuscole"),
        ("non_prima_di: oggi", "non_prima_di: al", 15, "altra data dello stesso passo"),
        ("codice: dati\n", "codice: riepilogo\n", 11, "già usato"),
        ("    richiedente: true\n", "", 8, "richiedente"),
        ("{targa} di", "{plate} di", 16, "parentesi graffe"),
        ("titolo: Dati\n", "titolo: {en: Data}\n", 12, "titolo.it: manca"),
        ("  - codice: dati\n", "  - codice: dati\n    codice: altri\n", 12, "voce ripetuta"),
        ("passi:", "passi: [", 8, "non è YAML"),
        ("tipo: targa", "tipo: targa, visibile_se: {campo: dal, compilato: true}", 14, "solo domande precedenti"),
        ("tipo: targa", "tipo: targa, visibile_se: {campo: targa, compilato: true}", 14, "solo domande precedenti"),
        ("tipo: targa", "tipo: targa, visibile_se: {campo: altra, compilato: true}", 14, "nessuna domanda si chiama"),
        ("tipo: targa", "tipo: targa, visibile_se: {campo: altra}", 14, "un solo confronto"),
        ("tipo: targa", "tipo: targa, visibile_se: {forse: si}", 14, "campo, tutte, almeno_una, non"),
        ("tipo: data", "tipo: data, visibile_se: {campo: targa, maggiore: 3}", 15, "si confronta solo con"),
        ("tipo: data", "tipo: data, abilitato_se: {non: {campo: targa, contiene: a}}", 15, "si confronta solo con"),
        (
            "responsabile: responsabile",
            "responsabile: responsabile\nsilenzio: {effetto: assenso}",
            4,
            "articolo di legge",
        ),
        (
            "responsabile: responsabile",
            "responsabile: responsabile\nsilenzio: {effetto: forse}",
            4,
            "nessuno, assenso, rifiuto",
        ),
        (
            "responsabile: responsabile",
            "responsabile: responsabile\nbollo: {modo: virtuale, importo: 1600}",
            4,
            "servono i «diritti»",
        ),
        ("responsabile: responsabile", "responsabile: responsabile\nbollo: {modo: esente}", 4, "vuole la sua norma"),
        (
            "responsabile: responsabile",
            "responsabile: responsabile\nbollo: {modo: contrassegno}",
            4,
            "bollo.importo: manca",
        ),
        (
            "responsabile: responsabile",
            "responsabile: responsabile\naltri_esiti: {respinta: {titolo: Negato, testo: '{x}'}}",
            4,
            "parentesi graffe",
        ),
        (
            "responsabile: responsabile",
            "responsabile: responsabile\ndocumenti: [{nome: Uno, da: comune, campo: x}]",
            4,
            "nessuna domanda",
        ),
        ("responsabile: responsabile", "responsabile: &r responsabile\nx: *r", 4, "non si usano nei pacchetti"),
        ("termine_giorni: 30", "termine_giorni: 030", 4, "numero intero"),  # 24 for YAML
        ("termine_giorni: 30", "!mio termine_giorni: 30", 4, "voce sconosciuta"),
        ("termine_giorni: 30", "? [a]\n: 1\ntermine_giorni: 30", 4, "voce sconosciuta"),
        ("integrazione_giorni: 15", "integrazione_giorni: 15\nriservata: !!bool forse", 6, "true oppure false"),
        ("titolo: Permesso", 'titolo: "Permesso\\0"', 16, "carattere di controllo"),
        ("titolo: Permesso", 'titolo: "Permesso\\ud800"', 16, "carattere di controllo"),
        ("Permesso", "Permesso\x07", 16, "carattere di controllo"),
        ("nome: targa", "nome: " + "t" * 61, 14, "supera 60 caratteri"),  # longer than its column
        ("nome: targa", "nome: visto", 14, "già usato"),  # the page has an input with this name
        ("{targa} di", "{targa.__class__} di", 16, "parentesi graffe"),
        ("{targa} di", "{targa:>9999999} di", 16, "parentesi graffe"),
        ("{targa} di", "{targa!r} di", 16, "parentesi graffe"),
        ("tipo: data", f"tipo: data, visibile_se: {'{non: ' * 270}{{}}{'}' * 270}", 1, "troppe volte"),
    ],
)
def test_un_errore_dice_file_riga_e_campo(tmp_path: Path, da: str, a: str, riga: int, parole: str) -> None:
    assert da in BUONO
    with pytest.raises(PacchettoErrato) as rifiuto:
        leggi(scrivi(tmp_path, BUONO.replace(da, a, 1)))
    assert f"prova.yaml, riga {riga}, " in str(rifiuto.value)
    assert parole in str(rifiuto.value)


@pytest.mark.parametrize(
    ("email", "buono"),
    [
        ("", True),
        (", obbligatorio: false", False),
        (", obbligatorio_se: {campo: chi, compilato: true}", True),
        (", visibile_se: {campo: targa, compilato: true}", False),
    ],
)
def test_di_chi_firma_si_sa_sempre_dove_scrivergli(email: str, buono: bool) -> None:
    chi = "      - {nome: chi, tipo: persona, etichetta: Chi}\n"
    campi = f"{chi}      - {{nome: sua, tipo: email, etichetta: Sua{email}}}\nesito:"
    firme = "firme: {chi: chi, email: sua, giorni: 10, testo: Sono d'accordo.}\npassi:"
    pacchetto = BUONO.replace("esito:", campi, 1).replace("passi:", firme, 1).encode()
    with nullcontext() if buono else pytest.raises(PacchettoErrato, match="riga 7, firme.email: si chiede"):
        leggi_testo(pacchetto, "prova.yaml")


def test_il_file_vuoto_e_rifiutato(tmp_path: Path) -> None:
    with pytest.raises(PacchettoErrato, match="il file è vuoto"):
        leggi(scrivi(tmp_path, "# solo un commento\n"))


def test_l_impronta_cambia_con_il_contenuto_e_non_con_i_commenti(tmp_path: Path) -> None:
    prima = leggi(scrivi(tmp_path, BUONO)).impronta
    assert leggi(scrivi(tmp_path, "# nota\n" + BUONO)).impronta == prima
    assert leggi(scrivi(tmp_path, BUONO.replace("30", "31"))).impronta != prima


NUMERI = """\
      - {nome: quanti, tipo: numero, etichetta: Quanti}
      - {nome: una, tipo: scelta, etichetta: Una, scelte: [{codice: a, testo: A}, {codice: b, testo: B}]}
      - nome: totale
        tipo: calcolato
        etichetta: Totale
        formato: importo
        formula: FORMULA
esito:"""


@pytest.mark.parametrize(
    ("formula", "parole"),
    [
        ("{potenza: [quanti, 2]}", "somma, differenza"),
        ("{somma: [quanti, dal]}", "qui serve"),
        ("{somma: [quanti, dopo]}", "nessuna domanda"),
        ("{somma: [totale]}", "solo domande precedenti"),
        ("{eta: {nascita: quanti}}", "qui serve data, persona"),
        ("{conta: una}", "qui serve gruppo"),
        ("{tabella: {di: una, valori: {a: 1}}}", "«b» manca"),
        ("{tabella: {di: una, valori: {a: 1, b: 2, a: 3}}}", "voce ripetuta"),
        ("{fascia: {di: quanti, fasce: [{fino_a: 5, valore: 1}, {fino_a: 3, valore: 2}]}}", "dalla più bassa"),
        ("{fascia: {di: quanti, fasce: [{valore: 1}, {fino_a: 3, valore: 2}]}}", "dalla più bassa"),
    ],
)
def test_una_formula_sbagliata_dice_la_riga(tmp_path: Path, formula: str, parole: str) -> None:
    pacchetto = BUONO.replace("esito:", NUMERI.replace("FORMULA", formula), 1)
    with pytest.raises(PacchettoErrato, match=r"prova\.yaml, riga 22, ") as rifiuto:
        leggi(scrivi(tmp_path, pacchetto))
    assert parole in str(rifiuto.value)


@pytest.mark.parametrize(
    ("contenuto", "parole"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"a: " + b"x" * 600_000, "supera 512 kB"),
        (b"- " * 5000, "troppe volte"),
        (b"servizio: \x00", "carattere di controllo"),
        (b"!!python/object:os.system {}", "servono delle voci"),
        (
            BUONO.replace("responsabile: resp", "responsabile: !!python/name:os.system resp", 1).encode(),
            "operatore, responsabile",
        ),
        (b"a: &a [*a]", "non si usano"),
    ],
)
def test_un_file_ostile_e_rifiutato_intero(contenuto: bytes, parole: str) -> None:
    with pytest.raises(PacchettoErrato, match=parole):
        leggi_testo(contenuto, "ostile.yaml")


def test_una_data_nel_pacchetto_resta_una_parola(tmp_path: Path) -> None:
    pacchetto = BUONO.replace("tipo: data,", "tipo: data, aiuto: 2026-12-31,")
    assert leggi(scrivi(tmp_path, pacchetto)).definizione.campi[1].aiuto == "2026-12-31"


SCHEDA = leggi(disponibili()["permesso-accesso-ztl"]).scheda
TUTTI = [*disponibili().values(), Path(__file__).parent / "ogni-tipo.yaml"]


@pytest.mark.parametrize("file", TUTTI, ids=lambda file: file.stem)
def test_lo_schema_per_gli_editor_accetta_ogni_pacchetto(file: Path) -> None:
    Draft202012Validator(SCHEMA).validate(leggi(file).intero)


@pytest.mark.parametrize(
    "guasto",
    [
        {"termine_giorni": 0},
        {"sconosciuta": 1},
        {"silenzio": {"effetto": "forse"}},
        {"passi": []},
        {"passi": [{"codice": "a", "titolo": "A", "campi": [{"nome": "x", "tipo": "inventato", "etichetta": "X"}]}]},
        {"passi": [{"codice": "a", "titolo": "A", "campi": [{"nome": "x", "tipo": "scelta", "etichetta": "X"}]}]},
        {"passi": [{"codice": "a", "titolo": "A", "visibile_se": {"campo": "x"}}]},
        {"privacy": {"versione": "1", "testo": {"en": "Only English"}}},
        {"scheda": {"titolo": "Solo il titolo"}},
        {"scheda": SCHEDA | {"categoria": "inventata"}},
        {"scheda": SCHEDA | {"argomenti": ["ztl", "ztl"]}},
        {"scheda": SCHEDA | {"sommario": "a" * 301}},
    ],
)
def test_lo_schema_per_gli_editor_rifiuta_i_guasti(guasto: dict[str, Any]) -> None:
    buono = leggi(TUTTI[0]).intero
    assert list(Draft202012Validator(SCHEMA).iter_errors(buono | guasto))


@pytest.mark.parametrize("file", TUTTI, ids=lambda file: file.stem)
def test_un_pacchetto_esportato_e_uguale_a_quello_letto(file: Path) -> None:
    pacchetto = leggi(file)
    assert leggi_testo(in_yaml(pacchetto.intero).encode(), "esportato.yaml") == pacchetto


def test_la_differenza_si_legge_domanda_per_domanda() -> None:
    prima = leggi(disponibili()["mensa-scolastica"])
    contenuto = copy.deepcopy(prima.contenuto)
    dieta = next(passo for passo in contenuto["passi"] if passo["codice"] == "dieta")
    dieta["titolo"] = "Che cosa mangia"
    dieta["campi"][0]["scelte"][0]["testo"] = "quello che c'è"
    del dieta["campi"][-1]
    dieta["campi"].append({"nome": "note", "tipo": "area", "etichetta": "Note", "obbligatorio": False})
    contenuto |= {"termine_giorni": 20, "silenzio": {"effetto": "assenso", "norma": "articolo 20 della legge 241/1990"}}
    righe = differenze(prima.definizione, Pacchetto.da(contenuto).definizione)
    assert righe == [
        "Il passo «Dieta» ora si chiama «Che cosa mangia».",
        "«Che dieta segue»: la risposta «il menù di tutti» diventa «quello che c'è».",
        "Nuova domanda «Note» nel passo «Che cosa mangia» (facoltativa).",
        "La domanda «Che cosa non mangia» non c'è più.",
        "Giorni per rispondere: da 30 a 20.",
        "Effetto del silenzio: da nessuno a assenso.",
        "Cambia: la norma sul silenzio.",
    ]
    assert differenze(prima.definizione, prima.definizione) == []


def test_la_differenza_non_nomina_mai_i_codici_del_pacchetto() -> None:
    """The citizen who brings a draft to a new form reads it too."""
    prima = leggi(Path(__file__).parent / "ogni-tipo.yaml")
    contenuto = copy.deepcopy(dict(prima.contenuto))
    parole, gruppi = contenuto["passi"][1]["campi"], contenuto["passi"][5]["campi"]
    parole[0]["massimo"] = 10
    parole[-1]["tipo"] = "partita_iva"
    gruppi[0]["massimo_righe"] = 2
    righe = differenze(prima.definizione, Pacchetto.da(contenuto).definizione)
    assert righe == [
        "«Una riga»: cambia quanti caratteri si possono scrivere.",
        "«Targa»: cambia il tipo di risposta, da una targa a una partita IVA: va data di nuovo.",
        "«Figli»: cambia quante righe si possono scrivere.",
    ]
    assert set(TIPI_IN_PAROLE) == set(TIPI)


def test_una_riga_dell_esito_senza_risposte_si_salta() -> None:
    modello = ModelloEsito(
        "Passo", "Accolta: {pratica}.\n\nAccesso: {luogo}, largo {metri}.\n\nFermata {una} {altra}, oggi."
    )
    piene = {"pratica": "nuovo", "luogo": "via Roma", "metri": "3 metri", "una": "A", "altra": ""}
    assert modello.riempi(piene) == "Accolta: nuovo.\n\nAccesso: via Roma, largo 3 metri.\n\nFermata A, oggi."
    assert modello.riempi(piene | {"luogo": "", "metri": ""}) == "Accolta: nuovo.\n\nFermata A, oggi."


def _foglie(valore: Any, *percorso: Any) -> Iterator[tuple[Any, ...]]:
    """The way to each leaf of a package."""
    if not isinstance(valore, dict | list):
        yield percorso
        return
    for chiave, figlio in valore.items() if isinstance(valore, dict) else enumerate(valore):
        yield from _foglie(figlio, *percorso, chiave)


def _altro(valore: Any) -> Any:
    return not valore if isinstance(valore, bool) else valore + 1 if isinstance(valore, int) else f"{valore}x"


@pytest.mark.parametrize("nome", ["permesso-accesso-ztl", "iscrizione-scuola-infanzia", "contrassegno-disabili"])
def test_nessun_cambiamento_passa_in_silenzio(nome: str) -> None:
    """Who publishes, and who is filling in, reads all that is different: only words in other languages may be untold."""
    facoltative = {"riservata": True, "aggiorna_bozze": True, "avvio_ufficio": True, "preavviso_previsto": True}
    contenuto = facoltative | leggi(disponibili()[nome]).contenuto
    prima = Pacchetto.da(copy.deepcopy(contenuto)).definizione
    for *dove, ultima in [uno for uno in _foglie(contenuto) if uno[-1] not in ("en", "de", "servizio", "richiedente")]:
        dopo = copy.deepcopy(contenuto)
        voce = reduce(operator.getitem, dove, dopo)
        voce[ultima] = _altro(voce[ultima])
        assert differenze(prima, Pacchetto.da(dopo).definizione), [*dove, ultima]
