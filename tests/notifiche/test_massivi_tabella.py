"""The files that offices really have: separators, encodings, Excel; and lines that are wrong."""

import io

import pytest

from notifiche.massivi.tabella import FileNonLeggibile, RigaLetta, Tabella
from notifiche.models.invio import Motivo
from tests.people import CODICI_FISCALI

GIULIA, MARCO = CODICI_FISCALI["giulia"], CODICI_FISCALI["marco"]


def leggi(testo: str | bytes, dopo: int = 0) -> list[RigaLetta]:
    grezzo = testo if isinstance(testo, bytes) else testo.encode()
    return list(Tabella(io.BytesIO(grezzo)).righe(dopo))


@pytest.mark.parametrize("separatore", [";", ",", "\t"])
@pytest.mark.parametrize("codifica", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("fine", ["\n", "\r\n"])
def test_separatori_codifiche_e_fine_riga(separatore: str, codifica: str, fine: str) -> None:
    righe = [["Codice Fiscale", "Località"], [GIULIA, "Forlì"], [MARCO, "Cantù"]]
    testo = fine.join(separatore.join(riga) for riga in righe)
    lette = leggi(testo.encode(codifica))
    assert [(letta.numero, letta.codice_fiscale, letta.valori["località"]) for letta in lette] == [
        (2, GIULIA, "Forlì"),
        (3, MARCO, "Cantù"),
    ]


def test_le_abitudini_di_excel() -> None:
    testo = f'sep=;\r\n;;\r\nCF;Importo;;\r\n  {GIULIA.lower()[:8]} {GIULIA[8:]} ;="0012";;\r\n;;;\r\n'
    (letta,) = leggi(testo)
    assert letta == RigaLetta(
        4, GIULIA, valori={"cf": GIULIA.lower()[:8] + " " + GIULIA[8:], "importo": "0012", "": ""}
    )


def test_ogni_riga_sbagliata_dice_perche_e_non_ferma_le_altre() -> None:
    testo = f"codice_fiscale;nome\n;Senza\nBNCGLI85D52H501X;Sbagliata\n{GIULIA};Giulia;troppo\n{MARCO};Marco\n"
    lette = leggi(testo)
    assert [(letta.numero, letta.motivo) for letta in lette] == [
        (2, Motivo.SENZA_CODICE),
        (3, Motivo.CODICE_ERRATO),
        (4, Motivo.TROPPI_VALORI),
        (5, ""),
    ]
    assert lette[1].dettaglio == "BNCGLI85D52H501X"


def test_un_testo_fra_virgolette_puo_andare_a_capo_e_contenere_il_separatore() -> None:
    lette = leggi(f'codice_fiscale;nota\n{GIULIA};"una riga;\nun\'altra"\n{MARCO};x\n')
    assert [letta.numero for letta in lette] == [2, 4]
    assert lette[0].valori["nota"] == "una riga;\nun'altra"


def test_virgolette_mai_chiuse() -> None:
    coda = "\n".join(f"{MARCO};x" for _ in range(200))
    (letta,) = leggi(f'codice_fiscale;nota\n{GIULIA};"aperta\n{coda}')
    assert (letta.numero, letta.motivo) == (2, Motivo.ILLEGGIBILE)


def test_si_riprende_dalla_riga_dopo() -> None:
    testo = f"codice_fiscale\n{GIULIA}\n\n{MARCO}\n"
    assert [letta.numero for letta in leggi(testo)] == [2, 4]
    assert [letta.numero for letta in leggi(testo, dopo=2)] == [4]


@pytest.mark.parametrize(
    ("grezzo", "parole"),
    [
        (b"", "vuoto"),
        (b"PK\x03\x04resto", "foglio di calcolo"),
        ("codice_fiscale\n".encode("utf-16"), "CSV UTF-8"),
        (b"nome;cognome\nAda;Neri\n", "codice_fiscale"),
        (b"cf;nome;Nome\n", "due colonne"),
    ],
)
def test_un_file_inservibile_dice_che_cosa_fare(grezzo: bytes, parole: str) -> None:
    with pytest.raises(FileNonLeggibile) as rifiuto:
        leggi(grezzo)
    assert parole in rifiuto.value.messaggio
