"""The office verifies who says to act by law."""

from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from notifiche.models import Messaggio
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona, Rappresentanza
from portal.identita.stati import Stato
from portal.registro.models import AccessoDati
from tests import carte
from tests.conftest import entra
from tests.people import crea_operatore, crea_ufficio

LEGGE = "/area-personale/fascicolo/deleghe/per-legge/"
ELENCO = "/operatori/deleghe/"
MOTIVO = "Visto il decreto del giudice tutelare del 3 marzo."


@pytest.fixture
def anagrafe(ente: Ente) -> Ufficio:
    ufficio = crea_ufficio("Anagrafe", ente)
    ufficio.verifica_rappresentanze = True
    ufficio.save()
    return ufficio


@pytest.fixture
def paolo(anagrafe: Ufficio) -> Persona:
    return crea_operatore("Paolo", anagrafe)


def dati(**altri: Any) -> dict[str, Any]:
    decreto = SimpleUploadedFile("decreto.pdf", carte.un_pdf(), content_type="application/pdf")
    persona = {"codice_fiscale": "LNGTRS49M51C351C", "nome": "Teresa", "cognome": "Longo"}
    return {"specie": "tutore", **persona, "documento": decreto, **altri}


@pytest.fixture
def richiesta(client: Client, anagrafe: Ufficio, luca: Persona) -> Rappresentanza:
    entra(client, luca).post(LEGGE, dati())
    return Rappresentanza.objects.con_persone().get()


def pagina_di(mandato: Rappresentanza) -> str:
    return f"{ELENCO}{mandato.codice}/"


def test_il_tutore_manda_il_documento_e_aspetta(client: Client, richiesta: Rappresentanza, luca: Persona) -> None:
    assert richiesta.in_attesa
    assert richiesta.rappresentato.nome_completo == "Teresa Longo"
    assert (
        "L'ufficio sta verificando"
        in client.get(f"/area-personale/fascicolo/deleghe/{richiesta.codice}/").content.decode()
    )
    assert Messaggio.objects.filter(tipo="fascicolo.delega_chiesta").count() == 2
    assert luca.documenti.get().codice == richiesta.titolo


SOFIA = {"codice_fiscale": "RMNSFO11S60H501V", "nome": "Sofia", "cognome": "Romano"}


@pytest.mark.parametrize("specie", ["genitore", "tutore"])
@pytest.mark.parametrize(("chiesto", "fine"), [("", "2029-11-19"), ("2040-01-01", "2029-11-19"), ("2028-01-01",) * 2])
def test_per_un_minore_finisce_alla_maggiore_eta_qualunque_giorno_si_chieda(
    client: Client, anagrafe: Ufficio, luca: Persona, specie: str, chiesto: str, fine: str
) -> None:
    """She never entered: her codice fiscale says that she comes of age on 20 November 2029."""
    with time_machine.travel("2026-11-22"):
        entra(client, luca).post(LEGGE, dati(specie=specie, al=chiesto, **SOFIA))
    assert str(Rappresentanza.objects.get().al) == fine


def test_nessuno_e_genitore_di_chi_e_maggiorenne(client: Client, anagrafe: Ufficio, luca: Persona) -> None:
    assert "figlio minorenne" in entra(client, luca).post(LEGGE, dati(specie="genitore")).content.decode()
    assert not Rappresentanza.objects.exists()


def test_un_file_sbagliato_o_nessun_ufficio_si_spiegano(client: Client, ente: Ente, luca: Persona) -> None:
    entra(client, luca)
    sbagliato = SimpleUploadedFile("x.exe", b"MZ" + b"0" * 100)
    assert "Questo tipo di file non si può caricare" in client.post(LEGGE, dati(documento=sbagliato)).content.decode()
    assert "vai allo sportello" in client.post(LEGGE, dati()).content.decode()
    assert not Rappresentanza.objects.exists()
    assert not luca.documenti.exists()


def test_l_ufficio_legge_il_documento_e_convalida(client: Client, richiesta: Rappresentanza, paolo: Persona) -> None:
    entra(client, paolo)
    assert "Luca Ferri" in client.get(ELENCO).content.decode()
    pagina = client.get(pagina_di(richiesta)).content.decode()
    assert f"/documenti/{richiesta.titolo}/" in pagina
    assert client.get(f"/documenti/{richiesta.titolo}/").status_code == 200
    senza_motivo = client.post(pagina_di(richiesta), {"atto": "convalida", "motivo": "ok"})
    assert senza_motivo.status_code == 200
    client.post(pagina_di(richiesta), {"atto": "convalida", "motivo": MOTIVO})
    richiesta.refresh_from_db()
    assert (richiesta.stato, richiesta.verificata_da, richiesta.motivo) == (Stato.ATTIVA, paolo, MOTIVO)
    assert Messaggio.objects.filter(tipo="fascicolo.delega_attiva").count() == 2


def test_l_ufficio_respinge_col_motivo_e_piu_tardi_toglie(
    client: Client, richiesta: Rappresentanza, paolo: Persona
) -> None:
    entra(client, paolo)
    client.post(pagina_di(richiesta), {"atto": "respingi", "motivo": "Il documento non è leggibile."})
    richiesta.refresh_from_db()
    assert richiesta.stato == Stato.RIFIUTATA
    al_tutore = Messaggio.objects.get(destinatario=richiesta.rappresentante, tipo="fascicolo.delega_rifiutata")
    assert "Il documento non è leggibile." in al_tutore.testo


def test_i_due_leggono_chi_ha_aperto_la_richiesta(client: Client, richiesta: Rappresentanza, paolo: Persona) -> None:
    entra(client, paolo)
    for _ in range(3):
        client.get(pagina_di(richiesta))
    righe = AccessoDati.objects.filter(sezione="deleghe")
    assert {riga.soggetto for riga in righe} == {richiesta.rappresentato.codice, richiesta.rappresentante.codice}
    assert righe.count() == 2


def test_chi_e_nell_elenco_legge_una_volta_al_giorno_che_l_ufficio_lo_ha_visto(
    client: Client, richiesta: Rappresentanza, paolo: Persona
) -> None:
    entra(client, paolo)
    for _ in range(3):
        assert client.get(ELENCO).status_code == 200
    righe = AccessoDati.objects.filter(operatore=paolo.codice, motivo__startswith="Elenco")
    assert {riga.soggetto for riga in righe} == {richiesta.rappresentato.codice, richiesta.rappresentante.codice}
    assert righe.count() == 2


def test_gli_altri_uffici_e_gli_altri_comuni_no(
    client: Client, altro_ente: Ente, richiesta: Rappresentanza, anna: Persona, paolo: Persona
) -> None:
    entra(client, anna)
    assert client.get(ELENCO).status_code == 403
    assert client.get(pagina_di(richiesta)).status_code == 403
    altrove = crea_ufficio("Anagrafe", altro_ente)
    altrove.verifica_rappresentanze = True
    altrove.save()
    elisa = crea_operatore("Elisa", altrove)
    altro = entra(Client(HTTP_HOST="127.0.0.1"), elisa)
    assert altro.get(pagina_di(richiesta)).status_code == 404
    assert "Luca" not in altro.get(ELENCO).content.decode()


def test_una_delega_fra_persone_non_passa_dall_ufficio(
    client: Client, giulia: Persona, luca: Persona, paolo: Persona
) -> None:
    from tests.makers import una_delega

    mandato = una_delega(da=giulia, a=luca, accettata=False)
    assert entra(client, paolo).get(pagina_di(mandato)).status_code == 404
