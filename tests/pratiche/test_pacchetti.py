"""A service package is read whole or refused with the line of each problem."""

from pathlib import Path

import pytest
from django.utils import translation

from pratiche.moduli.caricatore import PacchettoErrato, disponibili, leggi

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
    ],
)
def test_un_errore_dice_file_riga_e_campo(tmp_path: Path, da: str, a: str, riga: int, parole: str) -> None:
    assert da in BUONO
    with pytest.raises(PacchettoErrato) as rifiuto:
        leggi(scrivi(tmp_path, BUONO.replace(da, a, 1)))
    assert f"prova.yaml, riga {riga}, " in str(rifiuto.value)
    assert parole in str(rifiuto.value)


def test_il_file_vuoto_e_rifiutato(tmp_path: Path) -> None:
    with pytest.raises(PacchettoErrato, match="il file è vuoto"):
        leggi(scrivi(tmp_path, "# solo un commento\n"))


def test_l_impronta_cambia_con_il_contenuto_e_non_con_i_commenti(tmp_path: Path) -> None:
    prima = leggi(scrivi(tmp_path, BUONO)).impronta
    assert leggi(scrivi(tmp_path, "# nota\n" + BUONO)).impronta == prima
    assert leggi(scrivi(tmp_path, BUONO.replace("30", "31"))).impronta != prima
