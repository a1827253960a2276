"""The program itself: start, stop, restart, refusal in production, moods, memory of facts."""

import os
import signal
import socket
import subprocess
import sys

import pytest
import requests

from tests.sandbox_processo import RADICE, SandboxProcesso

CHIAVE = {"Ocp-Apim-Subscription-Key": "chiave-di-prova"}
PROFILO = {"fiscal_code": "BNCGLI85D52H501T"}


def _profilo(sandbox: SandboxProcesso, attesa: float = 5) -> requests.Response:
    return requests.post(f"{sandbox.url}/io/api/v1/profiles", json=PROFILO, headers=CHIAVE, timeout=attesa)


def test_non_si_avvia_in_produzione(tmp_path):
    ambiente = SandboxProcesso(tmp_path).ambiente() | {"CASA_AMBIENTE": "produzione"}
    esito = subprocess.run([sys.executable, "-m", "portal.sandbox"], cwd=RADICE, env=ambiente, capture_output=True)
    assert esito.returncode == 1
    assert "produzione" in esito.stderr.decode()
    assert not (tmp_path / "sandbox").exists()


def test_si_ferma_pulita_e_ricorda_dopo_il_riavvio(tmp_path):
    sandbox = SandboxProcesso(tmp_path).avvia()
    certificato = requests.get(f"{sandbox.url}/spid/idp/metadata").text.split("X509Certificate")[1]
    sandbox.modo("appio", "giu")
    assert sandbox.ferma() == 0
    with sandbox:
        assert requests.get(f"{sandbox.url}/spid/idp/metadata").text.split("X509Certificate")[1] == certificato
        assert _profilo(sandbox).status_code == 503
    assert (tmp_path / "sandbox" / "chiavi.pem").stat().st_mode & 0o077 == 0


def test_ctrl_c_la_ferma(tmp_path):
    sandbox = SandboxProcesso(tmp_path).avvia()
    processo = sandbox._processo
    os.kill(processo.pid, signal.SIGINT)
    assert processo.wait(timeout=20) == 0


def test_dice_quale_porta_e_occupata(tmp_path):
    sandbox = SandboxProcesso(tmp_path)
    with socket.create_server(("127.0.0.1", sandbox.porta)), pytest.raises(RuntimeError, match=str(sandbox.porta)):
        sandbox.avvia()


def test_ascolta_solo_su_questa_macchina(sandbox):
    for porta in (sandbox.porta, sandbox.smtp_porta):
        socket.create_server(("127.0.0.2", porta)).close()  # fails if it listened on every address
    assert requests.get(f"{sandbox.url}/", headers={"Host": "casa.example"}).status_code == 400


@pytest.mark.parametrize(("modo", "stato"), [("giu", 503), ("errore", 400), ("ok", 200)])
def test_il_pannello_cambia_la_risposta(sandbox, modo, stato):
    sandbox.modo("appio", modo)
    assert _profilo(sandbox).status_code == stato
    assert requests.get(f"{sandbox.url}/io/").status_code == 200
    assert sandbox.fatti()["contatori"] == {"appio": {f"POST /io/api/v1/profiles {stato}": 1}}


def test_muta_accetta_e_non_risponde(sandbox):
    sandbox.modo("appio", "muta")
    with pytest.raises(requests.ReadTimeout):
        _profilo(sandbox, attesa=0.7)
    assert sandbox.quante_volte("appio", esito="muta") == 1


def test_lenta_esegue_subito_e_risponde_dopo(sandbox):
    sandbox.modo("appio", "lenta")
    with pytest.raises(requests.ReadTimeout):
        _profilo(sandbox, attesa=0.7)
    assert sandbox.quante_volte("appio", esito="200") == 1


def test_si_ferma_anche_con_una_chiamata_appesa(tmp_path):
    sandbox = SandboxProcesso(tmp_path).avvia()
    sandbox.modo("appio", "muta")
    with pytest.raises(requests.ReadTimeout):
        _profilo(sandbox, attesa=0.3)
    assert sandbox.ferma() == 0  # by itself: killed, it would be -9


def test_azzera_rimette_tutto_a_posto(sandbox):
    sandbox.modo("appio", "giu")
    sandbox.azzera()
    assert sandbox.fatti() == {"contatori": {}, "registro": []}
    assert _profilo(sandbox).status_code == 200


def test_il_pannello_rifiuta_modi_e_piattaforme_che_non_conosce(sandbox):
    for piattaforma, modo in (("appio", "rotta"), ("telegrafo", "ok")):
        with pytest.raises(requests.HTTPError):
            sandbox.modo(piattaforma, modo)


def test_il_log_non_porta_codici_fiscali(sandbox):
    requests.get(f"{sandbox.url}/io/api/v1/messages/BNCGLI85D52H501T/0", headers=CHIAVE)
    assert "BNCGLI85D52H501T" not in sandbox.registro()
    assert "BNCGLI85D52H501T" not in str(sandbox.fatti())
