"""What was granted says until when it is good, and the person is told in time."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client

from notifiche.models import Genere, Messaggio, Promemoria
from notifiche.tasks import promemoria
from portal.documenti.models import Documento
from portal.identita.models import Persona
from pratiche import operations, stampe
from pratiche.models import Pratica
from pratiche.moduli import caricatore
from pratiche.operations.validita import VALIDITA, ricorda_che_scade
from pratiche.stati import Stato
from tests.conftest import entra
from tests.makers import una_pratica

ROMA = ZoneInfo("Europe/Rome")
DOCUMENTI = "/area-personale/fascicolo/"


@pytest.fixture(autouse=True)
def orologio() -> object:
    with time_machine.travel(dt.datetime(2026, 11, 2, 10, 0, tzinfo=ROMA), tick=False) as orologio:
        yield orologio


def permesso(pratica: Pratica) -> Documento:
    return Documento.objects.get(aggregazione=str(pratica.codice), tipologia="Esito")


def ricordati() -> list[Messaggio]:
    return list(Messaggio.objects.filter(tipo="pratiche.in_scadenza").order_by("pk"))


@pytest.fixture
def accolta(ente: object, giulia: Persona, esegui_lavori: Callable[[], None]) -> Pratica:
    pratica = una_pratica(di=giulia, stato=Stato.ACCOLTA)
    esegui_lavori()
    return pratica


def test_un_mese_e_una_settimana_prima(accolta: Pratica, orologio: time_machine.Traveller) -> None:
    fine = dt.date.fromisoformat(accolta.dati["al"])
    assert permesso(accolta).valido_fino == fine
    for giorni in (30, 7):
        orologio.move_to(dt.datetime.combine(fine - dt.timedelta(days=giorni), dt.time(10), ROMA))
        promemoria()
    primo, secondo = ricordati()
    assert accolta.sigla in primo.oggetto
    assert (primo.genere, primo.url) == (Genere.PROMEMORIA, f"/pratiche/{accolta.codice}/rinnova/")
    assert primo.pk != secondo.pk
    assert not Promemoria.objects.filter(tipo=VALIDITA).in_programma().exists()


def test_la_data_che_si_sposta_sposta_il_promemoria(accolta: Pratica, orologio: time_machine.Traveller) -> None:
    titolo = accolta.permesso
    fine = titolo.fino
    titolo.fino = fine + dt.timedelta(days=60)
    titolo.save(update_fields=["fino"])
    ricorda_che_scade(titolo)
    orologio.move_to(dt.datetime.combine(fine - dt.timedelta(days=7), dt.time(10), ROMA))
    promemoria()
    assert ricordati() == []


def test_cio_che_non_vale_piu_non_si_ricorda(accolta: Pratica, orologio: time_machine.Traveller) -> None:
    fine = accolta.permesso.fino
    Pratica.objects.filter(pk=accolta.pk).update(stato=Stato.IN_LAVORAZIONE, conclusa_il=None)
    orologio.move_to(dt.datetime.combine(fine - dt.timedelta(days=30), dt.time(10), ROMA))
    promemoria()
    assert ricordati() == []


def test_un_rifiuto_non_scade(ente: object, giulia: Persona, esegui_lavori: Callable[[], None]) -> None:
    respinta = una_pratica(di=giulia, stato=Stato.RESPINTA)
    esegui_lavori()
    assert permesso(respinta).valido_fino is None
    assert not Promemoria.objects.filter(tipo=VALIDITA).exists()


def test_il_fascicolo_dice_fino_a_quando(
    accolta: Pratica, client: Client, giulia: Persona, orologio: time_machine.Traveller
) -> None:
    assert "Vale fino a" in entra(client, giulia).get(DOCUMENTI).content.decode()
    Documento.objects.filter(pk=permesso(accolta).pk).update(valido_fino=dt.date(2026, 11, 1))
    pagina = client.get(DOCUMENTI).content.decode()
    assert "Valeva fino a domenica 1 novembre 2026" in pagina
    assert "Scaduto" in pagina


def test_la_validita_e_una_data_della_richiesta(tmp_path: Path) -> None:
    testo = (caricatore.CARTELLA / "permesso-accesso-ztl.yaml").read_text(encoding="utf-8")
    file = tmp_path / "ztl.yaml"
    file.write_text(testo.replace("valido_fino: al\n", "valido_fino: targa\n"), encoding="utf-8")
    with pytest.raises(caricatore.PacchettoErrato, match="«targa» non è una data della richiesta"):
        caricatore.leggi(file)


def test_chi_ha_in_mano_il_permesso_lo_verifica_senza_sapere_di_chi_e(
    accolta: Pratica, client: Client, giulia: Persona, orologio: time_machine.Traveller
) -> None:
    pagina = f"/verifica/{accolta.codice}/"
    testo = client.get(pagina).content.decode()
    assert "Oggi non è valido" in testo  # it begins tomorrow
    orologio.move_to(dt.datetime(2026, 11, 3, 10, tzinfo=ROMA))
    testo = client.get(pagina).content.decode()
    assert "Oggi è valido" in testo
    assert not any(segreto in testo for segreto in ("Bianchi", "AB123CD", str(giulia.codice_fiscale)))
    modello, contesto = stampe.prepara(accolta.stampe.get(genere="esito"))
    assert f"{pagina}</p>" in render_to_string(modello, contesto)  # printed beside the QR code
    fine = dt.date.fromisoformat(accolta.dati["al"])
    orologio.move_to(dt.datetime.combine(fine + dt.timedelta(days=1), dt.time(10), ROMA))
    assert "Scaduto" in client.get(pagina).content.decode()
    orologio.move_to(dt.datetime(2026, 11, 3, 10, tzinfo=ROMA))
    operations.riapri(
        accolta.pk, attore=accolta.assegnatario, titolo="revoca", estremi="N. 3", motivazione="Serve altrove."
    )
    testo = client.get(pagina).content.decode()
    assert "Oggi non è valido" in testo
    assert "Non più valido" in testo


def test_cio_che_non_e_un_permesso_non_si_verifica(ente: object, client: Client, giulia: Persona) -> None:
    respinta = una_pratica(di=giulia, stato=Stato.RESPINTA)
    assert client.get(f"/verifica/{respinta.codice}/").status_code == 404
