"""Asking the sandbox's ANPR, and the proof that each question leaves."""

import logging

import pytest
from django.db import IntegrityError

from portal.base.errors import GatewayError
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.pdnd.consultazioni import chiedi_famiglia, chiedi_id, chiedi_residenza
from portal.pdnd.models import Consultazione
from tests import people
from tests.portal.pdnd.conftest import Piattaforme
from tests.sandbox_processo import SandboxProcesso


def test_la_famiglia_e_la_casa_di_giulia(sandbox: SandboxProcesso, ente: Ente, giulia: Persona) -> None:
    chi = {"ente": ente, "utente": giulia, "motivo": "FASCICOLO-1"}
    id_anpr = chiedi_id(giulia, **chi)
    componenti = chiedi_famiglia(giulia, id_anpr, **chi).componenti
    assert componenti[0].codice_fiscale == giulia.codice_fiscale
    assert len(componenti) == 4
    assert str(chiedi_residenza(giulia, id_anpr, **chi)) == "VIA DEI TIGLI 12, 00900 ROCCACHIARA (RO)"
    prove = Consultazione.objects.order_by("pk")
    assert [prova.servizio for prova in prove] == ["C030", "C021", "C020"]
    assert all(prova.esito == "trovato" and prova.operazione_anpr and prova.conclusa_il for prova in prove)


def test_chi_non_e_nel_registro(sandbox: SandboxProcesso, ente: Ente) -> None:
    ignoto = people.crea_cittadino("Ugo", "Ignoto", "GNTGUO80A01H501A")
    assert chiedi_id(ignoto, ente=ente, utente=ignoto, motivo="FASCICOLO-1") == ""
    assert Consultazione.objects.get().esito == "non_trovato"


def test_se_anpr_non_risponde_la_prova_resta(sandbox: SandboxProcesso, ente: Ente, giulia: Persona) -> None:
    sandbox.modo("anpr", "giu")
    with pytest.raises(GatewayError):
        chiedi_id(giulia, ente=ente, utente=giulia, motivo="FASCICOLO-1")
    assert Consultazione.objects.get().esito.endswith("_risponde_503")


def test_una_domanda_senza_motivo_non_si_registra(ente: Ente, giulia: Persona) -> None:
    with pytest.raises(IntegrityError):
        chiedi_id(giulia, ente=ente, utente=giulia, motivo="")


def test_i_log_non_dicono_di_chi_si_chiede(
    piattaforme: Piattaforme, ente: Ente, giulia: Persona, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    chiedi_id(giulia, ente=ente, utente=giulia, motivo="FASCICOLO-1")
    scritto = " ".join(
        f"{riga.getMessage()} {riga.__dict__}" for riga in caplog.records if riga.name.startswith("casa")
    )
    assert "anpr_consultata" in scritto
    assert str(giulia.codice_fiscale) not in scritto
    assert "gettone" not in scritto
