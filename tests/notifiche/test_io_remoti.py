"""The remote contents of sensitive messages, as App IO asks for them on behalf of a person (remote-content-server)."""

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from django.core.cache import cache
from django.http.response import HttpResponseBase
from django.test import Client
from jsonschema import Draft4Validator

from notifiche.contenuti import porta
from notifiche.models import Messaggio, ServizioIO
from notifiche.tasks import consegna
from portal.documenti.models import Documento
from portal.documenti.operations import archivia
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.models import AccessoDati, Evento
from tests.contratti import cartella_contratti
from tests.notifiche.conftest import Io

pytestmark = pytest.mark.usefixtures("posta")
Avvisa = Callable[..., Messaggio]
CONFIGURAZIONE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
PDF = b"%PDF-1.7 esito della richiesta"


@pytest.fixture(autouse=True)
def _limiti_da_capo() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def servizio(ente: Ente) -> ServizioIO:
    uno = ServizioIO(ente=ente, nome="Sociale", predefinito=True, avanzato=True, configurazione=CONFIGURAZIONE)
    uno.cambia_chiave("primaria", "chiave")
    uno.cambia_chiave("contenuti", "segreto-dei-contenuti")
    uno.save()
    return uno


def documento(di: Persona, ente: Ente, *, nome: str = "Esito.pdf", mime: str = "application/pdf") -> Documento:
    return archivia(
        PDF, ente=ente, nome=nome, mime=mime, oggetto="Esito", tipologia="esito", intestatario=di, formazione="a",
        flusso="U",
    )  # fmt: skip


@pytest.fixture
def riservato(servizio: ServizioIO, io: Io, ente: Ente, giulia: Persona, messaggio_per: Avvisa) -> Messaggio:
    """A sensitive message with a document and a photograph, taken by App IO."""
    allegati = [documento(giulia, ente), documento(giulia, ente, nome="foto.jpg", mime="image/jpeg")]
    messaggio = messaggio_per(riservato=True, allegati=allegati, url="/area-personale/", azione="Entra")
    consegna()
    return messaggio


def chiede(
    percorso: str, persona: Persona | str, *, chiave: str = "segreto-dei-contenuti", host: str = "localhost"
) -> Any:
    """As App IO, with the Lollipop headers of the person's own signature."""
    codice = persona if isinstance(persona, str) else persona.codice_fiscale
    intestazioni = {
        "X-API-Key": chiave,
        "fiscal-code": codice,
        "x-pagopa-lollipop-original-method": "GET",
        "signature": "sig1=:AAAA=:",
        "signature-input": "sig1=()",
    }
    dati = {nome: valore for nome, valore in intestazioni.items() if valore}
    return Client(HTTP_HOST=host).get(f"/io/contenuti/messages/{percorso}", headers=dati)


def corpo(risposta: HttpResponseBase) -> bytes:
    return b"".join(risposta)  # type: ignore[arg-type]


def test_l_app_sa_che_il_testo_lo_tiene_il_comune(riservato: Messaggio, io: Io) -> None:
    assert io.messaggi[0]["content"]["third_party_data"] == {
        "id": str(riservato.codice),
        "has_remote_content": True,
        "has_attachments": True,
        "configuration_id": CONFIGURAZIONE,
    }


def test_il_corpo_inviato_rispetta_il_contratto(riservato: Messaggio, io: Io) -> None:
    file = cartella_contratti() / "io" / "io-services-api.swagger2.yaml"
    definizioni = yaml.safe_load(file.read_text(encoding="utf-8"))["definitions"]
    Draft4Validator({"$ref": "#/definitions/NewMessage", "definitions": definizioni}).validate(io.messaggi[0])
    assert set(io.messaggi[0]["content"]["third_party_data"]) <= set(definizioni["ThirdPartyData"]["properties"])


def test_la_persona_legge_il_testo_nell_app(riservato: Messaggio, giulia: Persona) -> None:
    risposta = chiede(str(riservato.codice), giulia)
    dettagli = risposta.json()["details"]
    assert (risposta.status_code, risposta["Cache-Control"]) == (200, "no-store")
    assert dettagli["subject"] == riservato.oggetto
    assert dettagli["markdown"].startswith(riservato.testo)
    assert "[Entra](http://localhost:8000/area-personale/)" in dettagli["markdown"]


def test_gli_allegati_dichiarati_si_scaricano_e_sono_solo_pdf(riservato: Messaggio, giulia: Persona) -> None:
    (allegato,) = chiede(str(riservato.codice), giulia).json()["attachments"]
    assert (allegato["name"], allegato["category"], allegato["content_type"]) == (
        "Esito.pdf",
        "DOCUMENT",
        "application/pdf",
    )
    assert "/" not in allegato["url"]
    risposta = chiede(f"{riservato.codice}/{allegato['url']}", giulia)
    assert (risposta.status_code, corpo(risposta)) == (200, PDF)


def test_le_risposte_rispettano_il_contratto(riservato: Messaggio, giulia: Persona) -> None:
    file = cartella_contratti() / "io" / "remote-content-server.fixed.yaml"
    componenti = yaml.safe_load(file.read_text(encoding="utf-8"))["components"]
    casi = (
        ("", "RemoteContentDetailsResponse", giulia),
        ("/precondition", "PreconditionContent", giulia),
        ("", "ProblemJson", "VRDMRC78A10H501A"),
    )
    for fine, schema, persona in casi:
        risposta = chiede(f"{riservato.codice}{fine}", persona)
        Draft4Validator({"$ref": f"#/components/schemas/{schema}", "components": componenti}).validate(
            json.loads(risposta.content)
        )


# --- who may ------------------------------------------------------------------------------------------------------------


def test_il_vicino_trova_un_messaggio_che_non_c_e(riservato: Messaggio, giulia: Persona, marco: Persona) -> None:
    (allegato,) = chiede(str(riservato.codice), giulia).json()["attachments"]
    mai_scritto = chiede(str(uuid.uuid4()), marco)
    for fine in ("", "/precondition", f"/{allegato['url']}"):
        risposta = chiede(f"{riservato.codice}{fine}", marco)
        assert (risposta.status_code, risposta.content) == (404, mai_scritto.content)


@pytest.mark.parametrize("chiave", ["", "altra", "segreto-dei-contenut"])
def test_senza_la_chiave_concordata_non_si_entra(riservato: Messaggio, giulia: Persona, chiave: str) -> None:
    assert chiede(str(riservato.codice), giulia, chiave=chiave).status_code == 401


def test_un_servizio_senza_chiave_non_apre_a_chi_non_ne_da(
    riservato: Messaggio, servizio: ServizioIO, giulia: Persona
) -> None:
    ServizioIO.objects.filter(pk=servizio.pk).update(contenuti=b"")
    assert chiede(str(riservato.codice), giulia, chiave="").status_code == 401


@pytest.mark.usefixtures("altro_ente")
def test_la_chiave_di_un_comune_non_apre_un_altro(riservato: Messaggio, giulia: Persona) -> None:
    assert chiede(str(riservato.codice), giulia, host="127.0.0.1").status_code == 401


def test_manca_la_persona(riservato: Messaggio) -> None:
    assert chiede(str(riservato.codice), "").status_code == 400


def test_un_messaggio_non_riservato_non_si_legge_da_qui(
    servizio: ServizioIO, io: Io, giulia: Persona, messaggio_per: Avvisa
) -> None:
    messaggio = messaggio_per()
    consegna()
    assert chiede(str(messaggio.codice), giulia).status_code == 404


def test_ogni_accesso_resta_scritto_ed_e_della_persona(riservato: Messaggio, giulia: Persona) -> None:
    (allegato,) = chiede(str(riservato.codice), giulia).json()["attachments"]
    chiede(f"{riservato.codice}/{allegato['url']}", giulia)
    chiede(str(riservato.codice), "VRDMRC78A10H501A")
    righe = Evento.objects.filter(azione="messaggio.aperto_su_io", oggetto=riservato.codice).order_by("pk")
    assert [(riga.attore, riga.dati) for riga in righe] == [
        (giulia.codice, {}),
        (giulia.codice, {"allegato": allegato["id"]}),
    ]
    assert not AccessoDati.objects.exists()
    riservato.refresh_from_db()
    assert riservato.letto_il is not None


def test_chi_insiste_aspetta(riservato: Messaggio, giulia: Persona, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(porta, "AL_MINUTO", 3)
    stati = [chiede(str(riservato.codice), giulia).status_code for _ in range(4)]
    assert stati == [200, 200, 200, 429]
    chiavi = [chiede(str(uuid.uuid4()), giulia, chiave="altra") for _ in range(4)]
    assert [risposta.status_code for risposta in chiavi] == [401, 401, 401, 429]
    assert chiavi[-1]["Retry-After"] == "60"


# --- coherence with what was declared -----------------------------------------------------------------------------------


def test_un_servizio_senza_premium_non_dichiara_ne_da_allegati(
    servizio: ServizioIO, io: Io, ente: Ente, giulia: Persona, messaggio_per: Avvisa
) -> None:
    ServizioIO.objects.filter(pk=servizio.pk).update(avanzato=False)
    messaggio = messaggio_per(riservato=True, allegati=[documento(giulia, ente)])
    consegna()
    assert io.messaggi[0]["content"]["third_party_data"]["has_attachments"] is False
    assert "attachments" not in chiede(str(messaggio.codice), giulia).json()


def test_cio_che_arriva_dopo_resta_nel_portale(
    servizio: ServizioIO, io: Io, ente: Ente, giulia: Persona, messaggio_per: Avvisa
) -> None:
    messaggio = messaggio_per(riservato=True)
    consegna()
    messaggio.allegati.add(documento(giulia, ente))
    assert "attachments" not in chiede(str(messaggio.codice), giulia).json()


def test_finche_il_file_non_c_e_si_dice_quando_riprovare(riservato: Messaggio, giulia: Persona) -> None:
    allegato = riservato.allegati.get(mime="application/pdf")
    allegato.file.storage.delete(allegato.file.name)
    risposta = chiede(f"{riservato.codice}/{allegato.codice}.pdf", giulia)
    assert (risposta.status_code, risposta["Retry-After"]) == (503, "120")


def test_un_nome_senza_fine_la_riceve(riservato: Messaggio, giulia: Persona) -> None:
    Documento.objects.filter(mime="application/pdf").update(nome="Esito")
    (allegato,) = chiede(str(riservato.codice), giulia).json()["attachments"]
    assert allegato["name"] == "Esito.pdf"
