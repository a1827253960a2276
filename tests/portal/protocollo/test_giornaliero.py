"""The daily register, the command and the nightly job."""

import datetime as dt
import hashlib
import io
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from lxml import etree

from portal.documenti.models import Documento
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.protocollo import giornaliero
from portal.protocollo.contratto import Soggetto
from portal.protocollo.models import Registrazione, RegistroGiornaliero, RegistroProtocollo
from portal.protocollo.operations import annulla, apri_registro
from portal.protocollo.scelta import protocollo_di
from portal.protocollo.tasks import chiudi_i_giorni
from tests.people import crea_ufficio
from tests.portal.protocollo.conftest import da_registrare

LUNEDI = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
GIORNO = dt.timedelta(days=1)


def esegui(*opzioni: str) -> tuple[int, str]:
    """Exit code and all that was written."""
    fuori = io.StringIO()
    try:
        call_command("protocollo", *opzioni, stdout=fuori, stderr=fuori)
    except SystemExit as uscita:
        return int(uscita.code or 0), fuori.getvalue()
    return 0, fuori.getvalue()


@pytest.fixture
def due_giorni(registro: RegistroProtocollo, ente: Ente, anna: Persona) -> RegistroProtocollo:
    """Two documents on Monday, nothing on Tuesday, an annulment on Wednesday."""
    with time_machine.travel(LUNEDI, tick=True):
        for _ in range(2):
            protocollo_di(ente.codice_ipa).registra(da_registrare(ente))
    with time_machine.travel(LUNEDI + 2 * GIORNO, tick=True):
        prima = Registrazione.objects.get(numero=1)
        annulla(prima.pk, attore=anna, motivo="Registrata due volte", provvedimento="Determinazione 45/2026")
    return registro


def test_ogni_giorno_in_cui_si_e_scritto_ha_il_suo_file(due_giorni: RegistroProtocollo) -> None:
    with time_machine.travel(LUNEDI + 2 * GIORNO):
        assert giornaliero.da_chiudere(due_giorni) == [dt.date(2026, 3, 2)]  # today is not over
    with time_machine.travel(LUNEDI + 3 * GIORNO):
        chiudi_i_giorni()
        chiudi_i_giorni()
        assert giornaliero.da_chiudere(due_giorni) == []
    primo, secondo = RegistroGiornaliero.objects.order_by("giorno")
    assert (primo.giorno, primo.registrazioni, primo.annullamenti) == (dt.date(2026, 3, 2), 2, 0)
    assert (secondo.giorno, secondo.registrazioni, secondo.annullamenti) == (dt.date(2026, 3, 4), 0, 1)
    radice = _xml(primo.documento)
    assert radice.attrib["ultimaRegistrazione"] == "0000002/2026"
    prima, seconda = radice.findall("Registrazione")
    assert [nodo.attrib["sha256"] for nodo in (prima.find("Documento"), prima.find("Allegato"))] == ["a" * 64, "f" * 64]
    assert seconda.find("Impronta").attrib["precedente"] == prima.findtext("Impronta")
    assert _xml(secondo.documento).findtext("Annullamento/Provvedimento") == "Determinazione 45/2026"
    assert (primo.documento.formazione, primo.documento.conservazione_anni) == ("d", 9999)


def test_un_segno_che_non_si_vede_non_ferma_il_registro(
    registro: RegistroProtocollo, ente: Ente, anna: Persona
) -> None:
    """Who pastes from a word processor pastes vertical tabs too."""
    with time_machine.travel(LUNEDI, tick=True):
        protocollo_di(ente.codice_ipa).registra(da_registrare(ente, mittente=Soggetto("BNCGLI85D52H501T", "Zo\x0be")))
        annulla(Registrazione.objects.get().pk, attore=anna, motivo="Doppia\x0bvedi 2", provvedimento="D. 1\x1f")
    with time_machine.travel(LUNEDI + GIORNO):
        chiudi_i_giorni()
    radice = _xml(RegistroGiornaliero.objects.get().documento)
    assert radice.findtext("Registrazione/Mittente") == "Zo\ufffde"
    assert radice.findtext("Annullamento/Motivo") == "Doppia\ufffdvedi 2"


def test_un_registro_che_si_rompe_non_ferma_gli_altri(
    registro: RegistroProtocollo, ente: Ente, altro_ente: Ente, monkeypatch: pytest.MonkeyPatch
) -> None:
    altro = apri_registro(
        altro_ente, ufficio=crea_ufficio("Protocollo", altro_ente), codice="PROT", codice_aoo="AX902PR"
    )
    with time_machine.travel(LUNEDI, tick=True):
        for uno in (ente, altro_ente):
            protocollo_di(uno.codice_ipa).registra(da_registrare(uno))
    vera = giornaliero.chiudi

    def si_rompe(quale: int, giorno: dt.date) -> RegistroGiornaliero:
        if quale == registro.pk:
            raise RuntimeError
        return vera(quale, giorno)

    monkeypatch.setattr(giornaliero, "chiudi", si_rompe)
    with time_machine.travel(LUNEDI + GIORNO):
        chiudi_i_giorni()
    assert RegistroGiornaliero.objects.get().registro == altro


def test_il_file_di_un_giorno_e_sempre_lo_stesso(due_giorni: RegistroProtocollo) -> None:
    righe = list(Registrazione.objects.order_by("numero"))
    uguali = {hashlib.sha256(giornaliero.scrivi(due_giorni, LUNEDI.date(), righe, [])).hexdigest() for _ in range(2)}
    assert len(uguali) == 1


def test_il_comando_dice_che_cosa_manca_poi_lo_scrive(due_giorni: RegistroProtocollo, altro_ente: Ente) -> None:
    with time_machine.travel(LUNEDI + 3 * GIORNO):
        codice, testo = esegui("stato")
        assert codice == 1
        assert "2026-03-02, 2026-03-04" in testo
        assert "c_x902 Comune di Valdolce: protocollo esterno" in testo
        assert "Da scrivere" in esegui("giornaliero", "--dry-run")[1]
        assert not RegistroGiornaliero.objects.exists()
        assert "Scritto: Comune di Roccachiara PROT, 2026-03-04" in esegui("giornaliero")[1]
        assert esegui("stato")[0] == 0
        assert esegui("verifica")[0] == 0


def test_il_comando_trova_il_file_di_un_giorno_toccato(due_giorni: RegistroProtocollo) -> None:
    with time_machine.travel(LUNEDI + 3 * GIORNO):
        chiudi_i_giorni()
    documento = RegistroGiornaliero.objects.earliest("giorno").documento
    with documento.file.storage.open(documento.file.name, "wb") as file:
        file.write(b"altro")
    codice, testo = esegui("verifica")
    assert (codice, "il file del 2026-03-02 manca o non è quello registrato" in testo) == (1, True)


def test_il_comando_annulla_con_il_provvedimento(registro: RegistroProtocollo, ente: Ente, anna: Persona) -> None:
    numero = protocollo_di(ente.codice_ipa).registra(da_registrare(ente))
    atto = [
        "annulla",
        "c_x901",
        f"1/{numero.anno}",
        "--operatore",
        "anna",
        "--motivo",
        "Doppia",
        "--provvedimento",
        "D. 1",
    ]
    assert "Annullerei" in esegui(*atto, "--dry-run")[1]
    assert not Registrazione.objects.filter(annullamento__isnull=False).exists()
    assert "resta leggibile" in esegui(*atto)[1]
    with pytest.raises(CommandError, match="già annullata"):
        esegui(*atto)


@pytest.mark.parametrize(
    ("cambio", "frase"),
    [
        ({1: "c_altro"}, "Nessun ente ha questo codice IPA. Ci sono: c_x901."),
        ({2: "uno"}, "Scrivi il numero con l'anno"),
        ({2: "9/2026"}, "non c'è una registrazione"),
        ({4: "nessuno"}, "Nessun operatore"),
    ],
)
def test_il_comando_spiega_che_cosa_non_va(
    registro: RegistroProtocollo, ente: Ente, cambio: dict[int, str], frase: str
) -> None:
    numero = protocollo_di(ente.codice_ipa).registra(da_registrare(ente))
    atto = [
        "annulla",
        "c_x901",
        f"1/{numero.anno}",
        "--operatore",
        "anna",
        "--motivo",
        "Doppia",
        "--provvedimento",
        "D. 1",
    ]
    for posto, valore in cambio.items():
        atto[posto] = valore
    with pytest.raises(CommandError, match=frase):
        esegui(*atto)


def test_il_comando_apre_il_registro(ente: Ente, ufficio: Any) -> None:
    atto = ["apri", "c_x901", "--aoo", "AX901PR", "--ufficio"]
    with pytest.raises(CommandError, match="Ci sono: polizia-locale"):
        esegui(*atto, "inesistente")
    assert "Aprirei" in esegui(*atto, ufficio.slug, "--dry-run")[1]
    assert "0000001" in esegui(*atto, ufficio.slug)[1]
    with pytest.raises(CommandError, match="già"):
        esegui(*atto, ufficio.slug)


def _xml(documento: Documento) -> Any:
    with documento.file.open("rb") as file:
        contenuto = file.read()
    assert hashlib.sha256(contenuto).hexdigest() == documento.impronta
    return etree.fromstring(contenuto)
