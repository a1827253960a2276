"""The figures of the services: counted at night, read in tables and in a file, each officer only of the own offices."""

import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations
from pratiche.models import CifreMese
from pratiche.operations.cifre import primo_del_mese
from pratiche.operatori.cifre import Cifre, barre
from pratiche.stati import Stato
from tests import people
from tests.conftest import entra
from tests.makers import accolta_per_silenzio, con_regole, una_pratica

CIFRE = "/operatori/cifre/"


def test_ogni_mese_ha_le_sue_e_ricontare_non_raddoppia(giulia: Persona, marco: Persona, ztl: Servizio) -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(days=70)):
        una_pratica(di=giulia)  # still open, and late by now
        vecchia = una_pratica(di=marco, stato=Stato.IN_LAVORAZIONE)
    operations.archivia(vecchia.pk, attore=vecchia.assegnatario, perche="rinuncia", motivazione="Ha scritto.")
    una_pratica(di=giulia, stato=Stato.ACCOLTA)
    una_pratica(di=marco, stato=Stato.RESPINTA)
    for _notte in range(2):
        operations.calcola_cifre()
    questo, prima = CifreMese.objects.order_by("-mese")[:2]
    assert CifreMese.objects.count() == 2
    assert (prima.ricevute, prima.accolte, prima.aperte) == (2, 0, 0)
    assert (questo.ricevute, questo.online, questo.accolte, questo.respinte, questo.archiviate) == (2, 2, 1, 1, 1)
    assert (questo.aperte, questo.scadute) == (1, 1)
    assert questo.durate == {"0": 2}  # an archived case was not decided


def test_la_pagina_dice_tutto_senza_script_e_senza_stile_in_linea(
    client: Client, giulia: Persona, anna: Persona, ztl: Servizio
) -> None:
    entra(client, anna)
    assert "domani" in client.get(CIFRE).content.decode()  # nothing counted yet
    una_pratica(di=giulia, stato=Stato.ACCOLTA)
    operations.calcola_cifre()
    pagina = client.get(CIFRE, {"dal": "ieri", "servizio": "inventato"}).content.decode()
    for parola in ("<svg", "100%", "Permesso di accesso alla ZTL", "La metà entro giorni"):
        assert parola in pagina
    assert "style=" not in pagina
    assert "Bianchi" not in pagina
    vuota = client.get(CIFRE, {"dal": "2001-01", "al": "2001-03"}).content.decode()
    assert "non c'è nulla" in vuota.replace("&#x27;", "'")
    righe = b"".join(client.get("/operatori/cifre.csv").streaming_content).decode().splitlines()  # type: ignore[attr-defined, arg-type]
    assert righe[1].startswith(f"{timezone.localdate():%Y-%m};Permesso di accesso alla ZTL;1;100%;1;")
    assert Evento.objects.filter(azione="pratiche.cifre_esportate").exists()


def test_ognuno_vede_i_suoi_uffici_l_amministratore_tutto_l_ente(
    client: Client, giulia: Persona, anna: Persona, ente: Ente, altro_ente: Ente, ztl: Servizio
) -> None:
    una_pratica(di=giulia)
    operations.calcola_cifre()
    altro = people.crea_ufficio("Anagrafe", ente, altro_ente)
    estranea = people.crea_operatore("Carla", altro)
    capo = people.crea_operatore("Dora", altro, Incarico.Ruolo.AMMINISTRATORE)
    assert entra(client, estranea).get(CIFRE).context["vuota"]
    assert not entra(client, capo).get(CIFRE).context["vuota"]
    assert entra(Client(HTTP_HOST="127.0.0.1"), capo).get(CIFRE).context["vuota"]


@pytest.mark.parametrize(
    ("durate", "meta", "lenti"),
    [({}, "—", "—"), ({7: 1}, "7", "7"), ({1: 5, 10: 4, 90: 1}, "1", "10"), ({1: 1, 2: 1, 30: 8}, "30", "30")],
)
def test_la_meta_e_il_decimo_piu_lento(durate: dict[int, int], meta: str, lenti: str) -> None:
    cifre = Cifre(durate=Counter(durate))
    assert (cifre.mediana, cifre.lenti) == (meta, lenti)


def test_le_barre_stanno_nel_disegno() -> None:
    mesi = {dt.date(2026, mese, 1): Cifre(Counter(ricevute=mese * 10, accolte=mese)) for mese in range(1, 13)}
    for barra in barre(mesi):
        assert 0 <= barra["y"] <= 120
        assert barra["y"] + barra["ricevute"] == barra["y2"] + barra["concluse"] == 120


def test_la_pagina_costa_lo_stesso_con_tanti_mesi(
    client: Client, anna: Persona, ente: Ente, ufficio: Ufficio, ztl: Servizio
) -> None:
    entra(client, anna)
    costi = []
    mese = primo_del_mese(timezone.localdate())
    for _giro in range(2):
        CifreMese.objects.create(ente=ente, ufficio=ufficio, servizio=ztl, mese=mese, ricevute=3, durate={"4": 2})
        client.get(CIFRE)
        with CaptureQueriesContext(connection) as letture:
            assert client.get(CIFRE).status_code == 200
        costi.append(len(letture))
        mese = primo_del_mese(mese - dt.timedelta(days=1))
    assert costi[0] == costi[1] <= 6


def test_la_notte_costa_lo_stesso_con_tante_pratiche(giulia: Persona, ztl: Servizio) -> None:
    costi = []
    for quante in (1, 3):
        for _volta in range(quante):
            una_pratica(di=giulia, stato=Stato.ACCOLTA)
        CifreMese.objects.all().delete()
        with CaptureQueriesContext(connection) as letture:
            operations.calcola_tempi()
            operations.calcola_cifre()
        costi.append(len(letture))
    assert costi[0] == costi[1]


def test_cio_che_decide_il_silenzio_non_e_una_decisione_in_ritardo(
    giulia: Persona, marco: Persona, anna: Persona, ztl: Servizio
) -> None:
    con_regole(ztl, diritti=None)
    with time_machine.travel(timezone.now() - dt.timedelta(days=70)):
        tardi = una_pratica(di=marco, stato=Stato.IN_LAVORAZIONE)
    operations.accogli(tardi.pk, attore=anna)
    accolta_per_silenzio(giulia, ztl)
    operations.calcola_cifre()
    conti = [(riga.in_ritardo, riga.per_silenzio) for riga in CifreMese.objects.all()]
    assert [sum(colonna) for colonna in zip(*conti, strict=True)] == [1, 1]


def test_ogni_notte_si_conta(giulia: Persona, ztl: Servizio, esegui_lavori: Callable[[], None]) -> None:
    una_pratica(di=giulia)
    esegui_lavori()
    assert CifreMese.objects.get().ricevute == 1
