"""`manage.py registro_verifica`: an intact register, and every way of tampering with it."""

import io

import pytest
from django.core.management import call_command

from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro import verifica
from portal.registro.models import AccessoDati, Evento
from portal.registro.operations import annota_accesso, annota_elenco, registra
from tests.tabelle import di_nascosto


def esegui(*opzioni: str) -> tuple[int, str]:
    """Exit code and all that was written."""
    fuori = io.StringIO()
    try:
        call_command("registro_verifica", *opzioni, stdout=fuori, stderr=fuori)
    except SystemExit as uscita:
        return int(uscita.code or 0), fuori.getvalue()
    return 0, fuori.getvalue()


@pytest.fixture
def righe(ente: Ente, giulia: Persona, marco: Persona, anna: Persona) -> tuple[list[Evento], list[AccessoDati]]:
    for giro in range(5):
        registra("prova.fatta", giulia, giulia, ente=ente, dati={"giro": giro})
        annota_accesso(giulia, anna, ente=ente, ufficio="Polizia", sezione="pratiche", motivo=f"Pratica {giro}")
    annota_elenco([giulia, marco], anna, ente=ente, ufficio="Polizia", sezione="pratiche", motivo="Elenco")
    return list(Evento.objects.order_by("pk")), list(AccessoDati.objects.order_by("pk"))


def test_un_registro_intatto_a_lotti(
    righe: tuple[list[Evento], list[AccessoDati]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifica, "LOTTO", 2)
    codice, testo = esegui()
    assert codice == 0
    eventi, accessi = righe
    assert f"eventi: 2 righe verificate, fino alla {eventi[1].pk}" in testo
    assert "eventi: intatto, 5 righe." in testo
    assert "accessi: intatto, 7 righe." in testo


def test_un_registro_vuoto_e_intatto(db: None) -> None:
    assert esegui() == (0, "eventi: intatto, 0 righe.\naccessi: intatto, 0 righe.\n")


@pytest.mark.parametrize("quale", [0, 2, 4])
def test_una_riga_cambiata_si_trova_con_il_suo_numero(
    righe: tuple[list[Evento], list[AccessoDati]], quale: int
) -> None:
    rotta = righe[1][quale].pk
    di_nascosto("UPDATE registro_accessodati SET motivo = 'niente' WHERE id = %s", rotta)
    codice, testo = esegui()
    assert codice == 1
    assert f"accessi: ROTTO alla riga {rotta}: il contenuto non corrisponde" in testo
    assert "eventi: intatto" in testo


def test_una_riga_tolta_dal_mezzo_si_trova(righe: tuple[list[Evento], list[AccessoDati]]) -> None:
    eventi = righe[0]
    di_nascosto("DELETE FROM registro_evento WHERE id = %s", eventi[2].pk)
    codice, testo = esegui("--registro", "eventi")
    assert codice == 1
    assert f"eventi: ROTTO alla riga {eventi[3].pk}: non segue la riga che la precede" in testo


def test_le_ultime_righe_tolte_si_trovano(righe: tuple[list[Evento], list[AccessoDati]]) -> None:
    eventi = righe[0]
    di_nascosto("DELETE FROM registro_evento WHERE id >= %s", eventi[3].pk)
    codice, testo = esegui("--registro", "eventi")
    assert codice == 1
    assert f"eventi: ROTTO alla riga {eventi[2].pk}: dopo questa riga ne sono state tolte altre" in testo


def test_una_riga_riscritta_con_la_sua_impronta_rompe_la_successiva(
    righe: tuple[list[Evento], list[AccessoDati]],
) -> None:
    eventi = righe[0]
    eventi[1].azione = "altro.fatto"
    falsa = eventi[1].calcola_impronta()
    di_nascosto("UPDATE registro_evento SET azione = 'altro.fatto', impronta = %s WHERE id = %s", falsa, eventi[1].pk)
    assert f"alla riga {eventi[2].pk}: non segue" in esegui("--registro", "eventi")[1]


def test_si_riprende_da_una_riga(righe: tuple[list[Evento], list[AccessoDati]]) -> None:
    eventi = righe[0]
    di_nascosto("UPDATE registro_evento SET azione = 'altro' WHERE id = %s", eventi[1].pk)
    da = str(eventi[3].pk)
    assert esegui("--registro", "eventi", "--da", da)[0] == 0
    assert esegui("--registro", "eventi", "--da", str(eventi[1].pk))[0] == 1
    assert esegui("--da", da)[0] == 2
