"""The form of a step: each kind of field takes what is right, keeps what was typed when it is wrong, and says why."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from pratiche.compilazione import parole_della_risposta
from pratiche.moduli.campi import TIPI
from pratiche.moduli.caricatore import disponibili, leggi
from pratiche.moduli.definizione import Campo
from pratiche.moduli.forms import ModuloCampi, campi_di, mancanti
from pratiche.moduli.offerte import Offerta, Offerte
from pratiche.moduli.quadro import valuta
from tests import carte

PDF = carte.un_pdf()
ZTL = leggi(disponibili()["permesso-accesso-ztl"]).definizione


def modulo(
    campo: Campo, valore: Any = "", file: list[SimpleUploadedFile] | None = None, caricati: int = 0
) -> ModuloCampi:
    return ModuloCampi(
        [campo],
        data={campo.nome: valore},
        files=MultiValueDict({campo.nome: file or []}),
        gia_caricati={campo.nome: caricati},
    )


def un_campo(tipo: str, obbligatorio: bool = True, **opzioni: Any) -> Campo:
    return Campo("campo", tipo, "Campo", obbligatorio=obbligatorio, opzioni=opzioni)


SCELTE = [{"codice": "a", "testo": "Zona A"}, {"codice": "b", "testo": "Zona B"}]


@pytest.mark.parametrize(
    ("campo", "scritto", "conservato", "in_parole"),
    [
        (un_campo("testo"), " Ciao ", "Ciao", "Ciao"),
        (un_campo("area"), "Due\r\nrighe", "Due\nrighe", "Due\nrighe"),
        (un_campo("area", massimo=7), "abc\r\ndef", "abc\ndef", "abc\ndef"),  # a new line counts one, as in the browser
        (un_campo("email"), "giulia@esempio.it", "giulia@esempio.it", "giulia@esempio.it"),
        (un_campo("telefono"), "+39 333-123 4567", "+393331234567", "+393331234567"),
        (un_campo("telefono"), "+1 (212) 555-0100", "+12125550100", "+12125550100"),
        (un_campo("importo"), "1 234,50 €", 123450, "1.234,50\N{NO-BREAK SPACE}€"),
        (un_campo("targa"), "ab 123.cd", "AB123CD", "AB123CD"),
        (un_campo("data"), "2026-12-01", "2026-12-01", "1 dicembre 2026"),
        (un_campo("data"), "01/12/2026", "2026-12-01", "1 dicembre 2026"),
        (un_campo("scelta", scelte=SCELTE), "b", "b", "Zona B"),
        (un_campo("scelte", scelte=SCELTE), ["b", "a"], ["b", "a"], "Zona A, Zona B"),
        (un_campo("si_no"), "no", "no", "No"),
        (un_campo("numero", decimali=2), "1.250,5", 1250.5, "1250,5"),
        (un_campo("numero", decimali=2), "1.250", 1250, "1250"),
        (un_campo("numero", decimali=6), "44.494887", 44.494887, "44,494887"),  # as maps write it
        (un_campo("numero", decimali=1, minimo=-9), "-1.5", -1.5, "-1,5"),
    ],
)
def test_una_risposta_giusta(campo: Campo, scritto: Any, conservato: Any, in_parole: str) -> None:
    compilato = modulo(campo, scritto)
    assert compilato.is_valid(), compilato.errors
    assert compilato.valori() == {"campo": conservato}
    assert TIPI[campo.tipo].in_parole(campo, conservato) == in_parole


@pytest.mark.parametrize(
    ("campo", "scritto", "parole"),
    [
        (un_campo("testo"), "", "obbligatoria"),
        (un_campo("testo", massimo=5), "troppo lungo", "5 caratteri"),
        (un_campo("email"), "giulia@", "nome@esempio.it"),
        (un_campo("telefono"), "chiamami", "solo cifre"),
        (un_campo("targa"), "AB 12<script>", "solo lettere e numeri"),
        (un_campo("targa"), "ABCDEFG", "solo lettere e numeri"),
        (un_campo("data"), "31/02/2026", "non esiste"),
        (un_campo("data", non_prima_di="oggi"), "2020-01-01", "prima di"),
        (un_campo("data", non_prima_di="oggi", entro_giorni=10), "2099-01-01", "dopo"),
        (un_campo("scelta", scelte=SCELTE), "z", "una delle risposte"),
        (un_campo("scelte", scelte=SCELTE), ["a", "z"], "una delle risposte"),
        (un_campo("si_no"), "forse", "una delle risposte"),
        (un_campo("numero"), "1.5", "con la virgola per i decimali"),
        (un_campo("data"), "0085-04-12", "quattro cifre"),
    ],
)
def test_una_risposta_sbagliata_resta_scritta_e_dice_perche(campo: Campo, scritto: Any, parole: str) -> None:
    compilato = modulo(campo, scritto)
    assert not compilato.is_valid()
    assert parole in str(compilato.errors["campo"])
    assert compilato.valori() == {"campo": scritto}


def test_un_carattere_nullo_non_si_conserva() -> None:
    compilato = modulo(un_campo("testo"), "a\0b")
    assert not compilato.is_valid()
    assert compilato.valori() == {"campo": "ab"}


def test_la_seconda_data_non_viene_prima_della_prima() -> None:
    campi = [Campo("dal", "data", "Dal"), Campo("al", "data", "Al", opzioni={"non_prima_di": "dal"})]
    compilato = ModuloCampi(campi, data={"dal": "2026-12-10", "al": "2026-12-01"}, gia_caricati={})
    assert list(compilato.errors) == ["al"]


def test_un_file_buono_resta_anche_se_un_altro_e_rifiutato() -> None:
    buono, vuoto = SimpleUploadedFile("carta.pdf", PDF), SimpleUploadedFile("vuoto.pdf", b"")
    compilato = modulo(un_campo("file", massimo_file=2), file=[buono, vuoto])
    assert "vuoto.pdf: Il file è vuoto" in str(compilato.errors["campo"])
    assert [(nome, file.name) for nome, file in compilato.file_validi()] == [("campo", "carta.pdf")]


def test_un_programma_travestito_da_pdf_e_rifiutato() -> None:
    compilato = modulo(un_campo("file"), file=[SimpleUploadedFile("carta.pdf", b"MZ\x90\x00" * 10)])
    assert "usa PDF, JPG o PNG" in str(compilato.errors["campo"])


def test_un_file_gia_caricato_basta_e_non_se_ne_aggiungono_troppi() -> None:
    campo = un_campo("file")
    assert modulo(campo, caricati=1).is_valid()
    assert "al massimo 1 file" in str(
        modulo(campo, file=[SimpleUploadedFile("b.pdf", PDF)], caricati=1).errors["campo"]
    )
    assert "obbligatoria" in str(modulo(campo).errors["campo"])


def test_le_risposte_conservate_si_controllano_di_nuovo() -> None:
    passo = ZTL.passi[1]
    domani = timezone.localdate() + dt.timedelta(days=1)
    valori = {
        "targa": "AB123CD",
        "titolo": "mio",
        "motivo": "residente",
        "zone": ["a"],
        "dal": domani.isoformat(),
        "al": domani.isoformat(),
        "note": "",
    }

    def manca(valori: dict[str, Any], carte: dict[str, int]) -> list[str]:
        return mancanti(
            campi_di(passo), valori, carte, lambda lette: valuta(ZTL.passi, lette, oggi=timezone.localdate())
        )

    assert manca(valori, {"carta_circolazione": 1}) == []
    assert manca(valori, {}) == ["carta_circolazione"]
    assert manca({**valori, "dal": "2020-01-01"}, {"carta_circolazione": 1}) == ["dal"]
    assert manca({**valori, "titolo": "uso"}, {"carta_circolazione": 1}) == ["dichiarazione_uso"]


def test_il_passo_del_richiedente_chiede_i_contatti() -> None:
    assert [campo.nome for campo in campi_di(ZTL.passi[0])] == ["email", "telefono"]


def test_una_riga_in_cui_non_si_e_scritto_non_e_una_risposta() -> None:
    """Without JavaScript the first row is always sent: it must not be told as an answer that no longer counts."""
    gruppo = un_campo("gruppo", riga="Alimento", campi=[{"nome": "alimento", "tipo": "testo", "etichetta": "Alimento"}])
    assert parole_della_risposta(gruppo, [{"alimento": ""}, {}]) == ""
    assert parole_della_risposta(gruppo, [{"alimento": "arachidi"}, {"alimento": ""}]) == "1. Alimento: arachidi"


@pytest.mark.parametrize(
    ("campo", "buono", "cattivo"),
    [
        (un_campo("numero", riusa="quanti", massimo=5), 4, 100),
        (un_campo("numero", riusa="quanti"), 4, "quattro"),
        (un_campo("testo", riusa="quanti", massimo=3), "abc", "abcd"),
        (un_campo("iban"), "IT60X0542811101000000123456", "IT00"),
        (un_campo("veicolo"), {"targa": "AB123CD", "genere": "altro"}, {"targa": "AB123CD"}),
        (un_campo("veicolo"), {"targa": "AB123CD", "genere": "altro"}, "AB123CD"),
    ],
)
def test_si_offre_solo_quello_che_la_domanda_accetta(campo: Campo, buono: Any, cattivo: Any) -> None:
    """What is offered and then refused at the sending would leave the person going round in a circle."""
    nome = campo.opzioni.get("riusa") or campo.tipo
    offerte = Offerte.da([Offerta(nome, cattivo, "pratica 1"), Offerta(nome, buono, "pratica 2")])
    assert [voce.valore for voce in offerte.per(campo)] == [buono]
    scelto = ModuloCampi([campo], {"campo.noto": offerte.per(campo)[0].segno}, gia_caricati={}, offerte=offerte)
    assert scelto.is_valid()
    assert mancanti([campo], scelto.valori(), {}) == []


@pytest.mark.parametrize(
    ("tipo", "scritto", "parole"),
    [
        ("targa", "A1", "da 4 a 10"),
        ("telefono", "113", "da 6 a 15"),
        ("email", "josé@esempio.it", "senza spazi né accenti"),
    ],
)
def test_il_rifiuto_dice_che_cosa_non_va_davvero(tipo: str, scritto: str, parole: str) -> None:
    assert parole in modulo(un_campo(tipo), scritto).errors["campo"][0]


def test_una_riga_di_troppo_si_rifiuta_e_non_sparisce() -> None:
    figli = Campo(
        "figli",
        "gruppo",
        "Figli",
        opzioni={"riga": "Figlio", "campi": [{"nome": "nome", "tipo": "testo", "etichetta": "Nome"}]},
    )
    scritte = {"figli": "51"} | {f"figli.{numero}.nome": "Anna" for numero in range(51)}
    assert "al massimo 50 righe" in ModuloCampi([figli], scritte, gia_caricati={}).errors["figli"][0]


def test_prima_di_scegliere_i_file_si_legge_quali_e_quanti() -> None:
    assert modulo(un_campo("file")).fields["campo"].help_text == "PDF, JPG o PNG, fino a 10 MB."
    tanti = un_campo("file", massimo_file=5)
    assert modulo(tanti).fields["campo"].help_text == "Al massimo 5 file: PDF, JPG o PNG, fino a 10 MB l'uno."
    assert (
        modulo(replace(tanti, frase_aiuto="Solo la prima pagina.")).fields["campo"].help_text == "Solo la prima pagina."
    )
