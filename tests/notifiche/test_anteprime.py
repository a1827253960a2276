"""Every message, in every form and language, is written in full and within the limits of every channel; and the office sees it so."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client
from django.urls import reverse

from notifiche.anteprime import LINGUE, Anteprima, esempi, prova
from notifiche.models import Consegna, Messaggio
from notifiche.parole import OGGETTO_MASSIMO, lunghezza_utf16
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.conftest import entra

CARTELLA = Path(settings.BASE_DIR) / "templates" / "messaggi"
TIPI = {".".join(file.relative_to(CARTELLA).with_suffix("").parts) for file in CARTELLA.glob("*/*.txt")}
# written in the frame of another message: they are never sent alone
DENTRO_ALTRI = {
    "notifiche.riservato",
    "notifiche.codice",
    "pratiche.invito_firma",
    "pratiche.carico",
    "pratiche.sostituto",
    "assistenza.conferma",
    "assistenza.risposta",
    "assistenza.chiusura",
}


@pytest.fixture(autouse=True)
def _nessun_valore_mancante(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that the sample does not give shows in the text."""
    motore = engines["django"].engine  # type: ignore[attr-defined]
    monkeypatch.setattr(motore, "string_if_invalid", "⟦%s⟧")


def test_ogni_messaggio_ha_un_esempio_e_ogni_esempio_un_messaggio() -> None:
    assert set(esempi()) == TIPI - DENTRO_ALTRI


@pytest.mark.parametrize("lingua", LINGUE)
def test_ogni_forma_si_scrive_per_intero_e_sta_in_ogni_canale(ente: Ente, lingua: str) -> None:
    difetti = {}
    for casi in esempi().values():
        for esempio in casi:
            trovati = difetti_di(prova(esempio, ente, lingua))
            if trovati:
                difetti[esempio.tipo, str(esempio.caso)] = trovati
    assert not difetti


def difetti_di(anteprima: Anteprima) -> list[str]:
    messaggio = anteprima.messaggio
    scritti = (
        messaggio.oggetto,
        messaggio.testo,
        anteprima.posta_testo,
        anteprima.posta_html,
        anteprima.telefono.testo,
    )
    prove = {
        "un valore manca": any(segno in testo for testo in scritti for segno in ("⟦", "None", "{{", "{%")),
        "oggetto corto o lungo": not 10 <= lunghezza_utf16(messaggio.oggetto) <= OGGETTO_MASSIMO,
        "oggetto tagliato": messaggio.oggetto.endswith("…"),
        "App IO lo rifiuta": bool(anteprima.telefono.rifiuto),
        "un'etichetta senza nulla dopo": bool(re.search(r"^- .*: *$|:\s*\.", messaggio.testo, re.MULTILINE)),
    }
    return [difetto for difetto, vero in prove.items() if vero]


@pytest.mark.parametrize("lingua", ["en", "de"])
def test_le_parole_sono_tradotte(ente: Ente, lingua: str) -> None:
    italiane = {
        esempio.tipo
        for casi in esempi().values()
        for esempio in casi
        if prova(esempio, ente, lingua).messaggio.oggetto == prova(esempio, ente, "it").messaggio.oggetto
    }
    assert not italiane


def test_le_anteprime_non_scrivono_nulla(client: Client, anna: Persona) -> None:
    entra(client, anna)
    client.get(reverse("messaggi_operatori:anteprime"))
    client.get(reverse("messaggi_operatori:anteprima", args=["pratiche.accolta"]))
    assert not Messaggio.objects.exists()
    assert not Consegna.objects.exists()


def test_l_ufficio_vede_ogni_messaggio_e_quando_parte(client: Client, anna: Persona) -> None:
    pagina = entra(client, anna).get(reverse("messaggi_operatori:anteprime")).content.decode()
    for tipo in esempi():
        assert reverse("messaggi_operatori:anteprima", args=[tipo]) in pagina
    assert "quando la richiesta è presentata" in pagina


def test_di_ognuno_si_vedono_i_canali_nella_lingua_scelta(client: Client, anna: Persona) -> None:
    indirizzo = reverse("messaggi_operatori:anteprima", args=["pagamenti.emesso"])
    pagina = entra(client, anna).get(indirizzo, {"scritto_in": "de"}).content.decode()
    assert "Zahlung" in pagina
    assert "di 10.000" in pagina  # how long it is, of how much App IO takes
    assert entra(client, anna).get(indirizzo, {"scritto_in": "xx", "caso": "99"}).status_code == 200
    assert client.get(reverse("messaggi_operatori:anteprima", args=["nessuna.cosa"])).status_code == 404


def test_l_e_mail_si_vede_com_e_e_non_esegue_nulla(client: Client, anna: Persona) -> None:
    indirizzo = reverse("messaggi_operatori:anteprima_posta", args=["pagamenti.emesso"])
    risposta = entra(client, anna).get(indirizzo)
    politica = risposta["Content-Security-Policy"]
    assert "sandbox" in politica
    assert "default-src 'none'" in politica
    assert "script-src" not in politica
    assert "frame-ancestors 'self'" in politica
    assert risposta["X-Frame-Options"] == "SAMEORIGIN"
    assert risposta.content.decode().startswith("<!doctype html>") or "<!doctype html>" in risposta.content.decode()


def test_le_anteprime_sono_di_chi_lavora_qui(client: Client, giulia: Persona) -> None:
    entra(client, giulia)
    for nome, argomenti in (
        ("anteprime", []),
        ("anteprima", ["pratiche.accolta"]),
        ("anteprima_posta", ["pratiche.accolta"]),
    ):
        assert client.get(reverse(f"messaggi_operatori:{nome}", args=argomenti)).status_code in {302, 403}
