"""`manage.py invia_massivo`: the same road from the shell."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from notifiche.models import Fase, Invio, Messaggio
from portal.enti.models import Ente, Ufficio
from tests.people import CODICI_FISCALI

GIULIA, MARCO = CODICI_FISCALI["giulia"], CODICI_FISCALI["marco"]


@pytest.fixture
def argomenti(tmp_path: Path, ente: Ente, ufficio: Ufficio) -> list[str]:
    (tmp_path / "elenco.csv").write_text(f"codice_fiscale;nome\n{GIULIA};Giulia\n{MARCO};Marco\nERRATO;X\n")
    (tmp_path / "testo.txt").write_text("Ciao {nome}, domani gli uffici sono chiusi.\n")
    scelte = {"ente": ente.slug, "ufficio": ufficio.slug, "oggetto": "Uffici chiusi domani"}
    parole = [f"--{nome}={valore}" for nome, valore in scelte.items()]
    return [str(tmp_path / "elenco.csv"), f"--testo-file={tmp_path / 'testo.txt'}", *parole]


def esegui(*argomenti: str) -> str:
    scritto = StringIO()
    call_command("invia_massivo", *argomenti, stdout=scritto)
    return scritto.getvalue()


def test_la_prova_non_scrive_a_nessuno(argomenti: list[str]) -> None:
    scritto = esegui(*argomenti, "--prova")
    assert "il codice fiscale «ERRATO» non è corretto" in scritto
    assert "nessuno ha ricevuto nulla" in scritto
    assert Invio.objects.get().pronti == 2
    assert not Messaggio.objects.exists()


def test_l_invio_vero(argomenti: list[str]) -> None:
    scritto = esegui(*argomenti, "--quanti=2")
    assert "2 scritti su 2" in scritto
    assert Messaggio.objects.count() == 2
    assert GIULIA not in scritto


def test_il_numero_sbagliato_non_parte_e_poi_si_guarda_a_che_punto_e(argomenti: list[str]) -> None:
    with pytest.raises(CommandError, match="2"):
        esegui(*argomenti, "--quanti=7")
    invio = Invio.objects.get()
    assert "Da confermare" in esegui("--stato", str(invio.codice))
    with pytest.raises(CommandError):
        esegui("--pausa", str(invio.codice))
    assert invio.fase == Fase.PRONTO


@pytest.mark.parametrize("tolto", ["--ente", "--ufficio", "--oggetto", "--testo-file"])
def test_dice_che_cosa_manca(argomenti: list[str], tolto: str) -> None:
    with pytest.raises(CommandError, match="--help"):
        esegui(*[uno for uno in argomenti if not uno.startswith(tolto)], "--prova")
