"""The chapter "Il primo comune" of docs/installazione.md, followed word by word on an empty database."""

import re
import shlex
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.protocollo.models import RegistroProtocollo
from tests.portal.identita.test_operatori import codice_di, con_app, prova

pytestmark = pytest.mark.django_db
DOCUMENTO = Path(__file__).parents[2] / "docs" / "installazione.md"
HOST, PASSWORD = "servizi.comune.esempio.it", "una-password-lunga-1"


def comandi() -> list[list[str]]:
    """The `manage.py` lines of the chapter, in order."""
    capitolo = DOCUMENTO.read_text(encoding="utf-8").partition("## Il primo comune")[2].partition("\n## ")[0]
    riquadri = re.findall(r"```\n(.*?)```", capitolo, re.DOTALL)
    righe = [shlex.split(riga) for riquadro in riquadri for riga in riquadro.splitlines()]
    assert all(riga[:2] == ["python", "manage.py"] for riga in righe)
    return [riga[2:] for riga in righe]


def esegui(comando: list[str]) -> str:
    """As a shell would, with the output that may go to a file."""
    uscita, argomenti = StringIO(), comando
    if ">" in comando:
        argomenti = comando[: comando.index(">")]
    call_command(*argomenti, stdout=uscita)
    if ">" in comando:
        Path(comando[-1]).write_text(uscita.getvalue(), encoding="utf-8")
    return uscita.getvalue()


def test_dal_database_vuoto_al_lavoro(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.chdir(tmp_path)
    settings.ALLOWED_HOSTS, settings.OPERATORI_SECONDO_FATTORE = [HOST], True
    client = Client(HTTP_HOST=HOST)
    assert client.get("/").status_code == 404, "prima nessuno risponde"
    detto = {" ".join(comando[:2]): esegui(comando) for comando in comandi()}
    assert list(detto) == ["ente modello", "ente applica", "operatore crea", "protocollo apri", "servizi installa"]
    comune = Ente.objects.get()
    assert RegistroProtocollo.objects.get().ente == comune
    pagina = client.get("/")
    assert pagina.status_code == 200
    assert comune.nome in pagina.content.decode()
    assert client.get("/servizi/accesso-agli-atti/").status_code == 200
    _sceglie_la_password_e_lavora(client, detto["operatore crea"].strip().splitlines()[-1])


def _sceglie_la_password_e_lavora(client: Client, indirizzo: str) -> None:
    modulo = client.get(indirizzo.removeprefix(f"https://{HOST}"), follow=True)
    client.post(modulo.request["PATH_INFO"], {"new_password1": PASSWORD, "new_password2": PASSWORD})
    prova(client, nome="anna.neri", password=PASSWORD)
    assert client.get("/operatori/")["Location"] == "/operatori/sicurezza/", "senza secondo fattore non si lavora"
    segreto = con_app(Persona.objects.get(username="anna.neri"))
    client.post("/operatori/esci/")
    prova(client, nome="anna.neri", password=PASSWORD)
    client.post("/operatori/sicurezza/verifica/", {"code": codice_di(segreto)})
    assert client.get("/operatori/").status_code == 200
    assert "Ufficio anagrafe" in client.get("/operatori/enti/ufficio/").content.decode()
    assert "Nuovo account" in client.get("/operatori/identita/operatore/").content.decode()
