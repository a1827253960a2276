"""Family and residence from ANPR: asked once, kept with source and date, never lost."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from fascicolo.models import Anagrafica
from fascicolo.operations import chiedi_anagrafe
from portal.base.errors import DomainError
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.pdnd.models import Consultazione
from tests import people
from tests.conftest import entra
from tests.sandbox_processo import SandboxProcesso

PAGINA = "/area-personale/fascicolo/anagrafe/"
Lavori = Callable[[], None]


def leggi(client: Client) -> str:
    return client.get(PAGINA).content.decode()


def passa_un_ora() -> None:
    """An hour goes by for our rows; the clock itself is shared with the sandbox, which judges the age of tokens."""
    ora = dt.timedelta(hours=1)
    Anagrafica.objects.update(prossimo_tentativo=F("prossimo_tentativo") - ora, ricevuta_il=F("ricevuta_il") - ora)


def test_giulia_chiede_i_suoi_dati_e_li_trova(
    client: Client, giulia: Persona, sandbox: SandboxProcesso, esegui_lavori: Lavori
) -> None:
    entra(client, giulia)
    assert "Chiedi i tuoi dati" in leggi(client)
    pagina = client.post(PAGINA, follow=True).content.decode()
    assert "Stiamo chiedendo i tuoi dati" in pagina
    esegui_lavori()
    pagina = leggi(client)
    for testo in ("VIA DEI TIGLI 12, 00900 ROCCACHIARA (RO)", "PIETRO ROMANO", "14 maggio 2018", "Fonte: Anagrafe"):
        assert testo in pagina
    assert "Aggiorna i dati" in pagina


def test_se_anpr_e_giu_lo_si_dice_e_il_dato_di_prima_resta(
    client: Client, ente: Ente, giulia: Persona, sandbox: SandboxProcesso, esegui_lavori: Lavori
) -> None:
    chiedi_anagrafe(giulia, ente=ente, attore=giulia)
    esegui_lavori()
    passa_un_ora()
    sandbox.modo("anpr", "giu")
    chiedi_anagrafe(giulia, ente=ente, attore=giulia)
    esegui_lavori()
    pagina = leggi(entra(client, giulia))
    assert "non risponde" in pagina
    assert "VIA DEI TIGLI 12" in pagina
    sandbox.modo("anpr", "ok")
    passa_un_ora()
    esegui_lavori()
    assert "non risponde" not in leggi(client)
    assert timezone.now() - Anagrafica.objects.get().ricevuta_il < dt.timedelta(minutes=1)


def test_l_identificativo_si_chiede_una_volta_sola(
    ente: Ente, giulia: Persona, sandbox: SandboxProcesso, esegui_lavori: Lavori
) -> None:
    for _ in range(2):
        chiedi_anagrafe(giulia, ente=ente, attore=giulia)
        esegui_lavori()
        passa_un_ora()
    assert [riga.servizio for riga in Consultazione.objects.order_by("pk")] == ["C030", "C021", "C020", "C021", "C020"]


def test_non_trovato_non_vuol_dire_non_residente(
    client: Client, ente: Ente, sandbox: SandboxProcesso, esegui_lavori: Lavori
) -> None:
    ignoto = people.crea_cittadino("Ugo", "Ignoto", "GNTGUO80A01H501A")
    chiedi_anagrafe(ignoto, ente=ente, attore=ignoto)
    esegui_lavori()
    pagina = leggi(entra(client, ignoto))
    assert "non trova i tuoi dati" in pagina
    assert Anagrafica.objects.get().ricevuta_il is None


def test_chiedere_due_volte_e_come_una_e_non_subito_dopo(
    client: Client, ente: Ente, giulia: Persona, sandbox: SandboxProcesso, esegui_lavori: Lavori
) -> None:
    chiedi_anagrafe(giulia, ente=ente, attore=giulia)
    chiedi_anagrafe(giulia, ente=ente, attore=giulia)
    assert Anagrafica.objects.count() == 1
    esegui_lavori()
    with pytest.raises(DomainError):
        chiedi_anagrafe(giulia, ente=ente, attore=giulia)
    assert "pochi minuti fa" in entra(client, giulia).post(PAGINA, follow=True).content.decode()


def test_il_vicino_e_l_altro_comune_non_vedono_niente(
    client: Client, ente: Ente, altro_ente: Ente, giulia: Persona, marco: Persona,
    sandbox: SandboxProcesso, esegui_lavori: Lavori,
) -> None:  # fmt: skip
    chiedi_anagrafe(giulia, ente=ente, attore=giulia)
    esegui_lavori()
    assert "VIA DEI TIGLI" not in leggi(entra(client, marco))
    assert "VIA DEI TIGLI" not in leggi(entra(Client(HTTP_HOST="127.0.0.1"), giulia))
