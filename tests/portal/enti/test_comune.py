"""`manage.py ente`: a comune from a file, as many times as one likes, all of it or nothing."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from portal.enti.file_comune import CONDIVISO, MODELLO, campi
from portal.enti.models import Ente, Host, Ufficio
from portal.registro.models import Evento

pytestmark = pytest.mark.django_db
HOST = "servizi.comune.esempio.it"


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    """The sample, on a machine that answers at its host."""
    settings.ALLOWED_HOSTS = ["localhost", HOST, "altro.esempio.it"]
    dove = tmp_path / "comune.yaml"
    dove.write_text(MODELLO.read_text(encoding="utf-8"), encoding="utf-8")
    return dove


def applica(file: Path, **opzioni: Any) -> str:
    uscita = StringIO()
    call_command("ente", "applica", str(file), stdout=uscita, **opzioni)
    return uscita.getvalue()


def cambia(file: Path, *cambi: tuple[str, str]) -> Path:
    testo = file.read_text(encoding="utf-8")
    for prima, dopo in cambi:
        assert prima in testo, prima
        testo = testo.replace(prima, dopo)
    file.write_text(testo, encoding="utf-8")
    return file


def quante_righe() -> tuple[int, ...]:
    return Ente.objects.count(), Host.objects.count(), Ufficio.objects.count(), Evento.objects.count()


def test_il_modello_dice_tutto_e_si_legge() -> None:
    uscita = StringIO()
    call_command("ente", "modello", stdout=uscita)
    modello = yaml.safe_load(uscita.getvalue())
    assert set(modello["ente"]) == set(campi(Ente))
    assert set(modello["uffici"][0]) == set(campi(Ufficio))
    assert CONDIVISO in uscita.getvalue()


def test_nasce_un_comune(file: Path) -> None:
    detto = applica(file)
    assert [riga for riga in detto.splitlines() if riga.startswith("+")] == [
        "+ ente Comune di Esempio",
        f"+ host {HOST}",
        "+ ufficio Ufficio anagrafe",
    ]
    ente = Ente.objects.get()
    assert (ente.codice_istat, ente.cap, ente.provincia, ente.lingue) == ("099999", "00100", "EX", ["it", "en", "de"])
    assert (ente.patrono, ente.motto) == ((6, 24), "")
    assert Ufficio.objects.dell_ente(ente).get().verifica_rappresentanze
    azioni = Evento.objects.order_by("pk").values_list("azione", "oggetto", "attore")
    assert list(azioni) == [
        ("enti.ente_creato", ente.codice, None),
        ("enti.host_aggiunto", ente.codice, None),
        ("enti.ufficio_creato", Ufficio.objects.get().codice, None),
    ]
    elenco = StringIO()
    call_command("ente", "elenco", stdout=elenco)
    assert "anagrafe: Ufficio anagrafe" in elenco.getvalue()


def test_la_seconda_volta_non_c_e_nulla_da_fare(file: Path) -> None:
    applica(file)
    prima = quante_righe()
    assert applica(file).strip() == "Tutto è già come nel file."
    assert quante_righe() == prima


def test_cambia_solo_cio_che_e_diverso_e_lo_dice(file: Path) -> None:
    applica(file)
    cambia(
        file, ("+39 06 0000001", "+39 06 0000002"), ("  motto: ", "  # "), ("Municipio 1\n  cap", "Municipio 2\n  cap")
    )
    detto = applica(file)
    assert "~ ufficio Ufficio anagrafe, telefono: +39 06 0000001 → +39 06 0000002" in detto
    assert "~ ente Comune di Esempio, indirizzo: Piazza del Municipio 1 → Piazza del Municipio 2" in detto
    cambiati = Evento.objects.get(azione="enti.ufficio_cambiato")
    assert cambiati.dati == {"campi": ["telefono"]}, "nel registro i nomi dei campi, non i valori"
    assert Ufficio.objects.get().telefono == "+39 06 0000002"


def test_a_vuoto_dice_e_non_scrive(file: Path) -> None:
    detto = applica(file, dry_run=True)
    assert "+ ufficio Ufficio anagrafe" in detto
    assert "non ho scritto nulla" in detto
    assert quante_righe() == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("prima", "dopo", "frase"),
    [
        ("  telefono: +39 06 0000000", "  telefon: +39", "riga 21, ente.telefon: non si conosce"),
        ("80000000010", "80000000019", "riga 12, ente.codice_fiscale: servono le 11 cifre"),
        ("codice_istat: 099999", "codice_istat: 99999", "ente.codice_istat: servono 6 cifre"),
        ("codice_belfiore: X999", "codice_belfiore: x99", "ente.codice_belfiore: servono una lettera"),
        ("urp@comune", "urp.comune", "ente.email: "),
        ("patrono_giorno: 24", "patrono_giorno: 31", "non sono una data"),
        ("lingue: [it, en, de]", "lingue: [it, fr]", "serve un elenco fra it, en, de"),
        (f"https://{HOST} ", f"https://{HOST}/ ", "togli la barra finale"),
        (f"https://{HOST} ", "https://altro.esempio.it ", "non è fra gli hosts"),
        (f"  - {HOST}", "  - Altro.Esempio.it", "hosts: Scrivi il nome in minuscolo"),
        (f"  - {HOST}", f"  - {HOST}\n  - ignoto.it", "ignoto.it non è in CASA_HOSTS"),
        ("  nome: Comune di Esempio", "  # ", "ente: mancano nome"),
        ("  codice_ipa: c_x999 ", "  # ", "manca codice_ipa"),
        ("verifica_rappresentanze: true", "verifica_rappresentanze: forse", "uffici[1].verifica_rappresentanze: serve true"),
        ("  - slug: anagrafe ", "  - # ", "manca slug"),
        ("    pec: ", "    condiviso_con: c_x998 # ", "di un ufficio condiviso basta slug"),
        ("\nhosts:", "\nhost:", "host: non si conosce"),
        ("\nente:", "\nente: [", "non è YAML"),
    ],
)  # fmt: skip
def test_cio_che_non_va_ha_la_sua_riga_e_non_si_scrive_nulla(file: Path, prima: str, dopo: str, frase: str) -> None:
    with pytest.raises(CommandError) as rifiuto:
        applica(cambia(file, (prima, dopo)))
    assert frase in str(rifiuto.value)
    assert quante_righe() == (0, 0, 0, 0)


def test_i_problemi_si_dicono_tutti_insieme(file: Path) -> None:
    with pytest.raises(CommandError) as rifiuto:
        applica(cambia(file, ("099999", "9"), ("X999", "9")))
    assert str(rifiuto.value).count("riga ") == 2


def test_cio_che_e_di_un_altro_ente_non_si_prende(file: Path, ente: Ente) -> None:
    prima = quante_righe()
    cambia(
        file,
        ("slug: esempio ", f"slug: {ente.slug} "),
        (f"  - {HOST}", f"  - {HOST}\n  - localhost"),
    )
    with pytest.raises(CommandError) as rifiuto:
        applica(file)
    assert "ente.slug: è già di Comune di Roccachiara" in str(rifiuto.value)
    assert "localhost è già di Comune di Roccachiara" in str(rifiuto.value)
    assert quante_righe() == prima


def test_un_ufficio_serve_due_enti(file: Path, ente: Ente, ufficio: Ufficio) -> None:
    aggiunta = f"\n  - slug: {ufficio.slug}\n    condiviso_con: {ente.codice_ipa}\n"
    file.write_text(file.read_text(encoding="utf-8") + aggiunta, encoding="utf-8")
    assert f"+ ufficio {ufficio}, condiviso con {ente.codice_ipa}" in applica(file)
    assert ufficio.enti.count() == 2
    assert Evento.objects.get(azione="enti.ufficio_condiviso").oggetto == ufficio.codice
    assert applica(file).strip() == "Tutto è già come nel file."
    with pytest.raises(CommandError, match="non ha un ufficio"):
        applica(cambia(file, (f"slug: {ufficio.slug}", "slug: non-c-e")))


def test_il_file_puo_venire_dall_ingresso(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(file.read_text(encoding="utf-8")))
    applica(Path("-"))
    assert Ente.objects.get().slug == "esempio"


def test_un_file_che_non_c_e(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="non si legge"):
        applica(tmp_path / "nessuno.yaml")
