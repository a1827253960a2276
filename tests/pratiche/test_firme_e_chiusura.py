"""A second signature where requests are taken until a moment: its time ends with them, and everybody reads it before."""

import datetime as dt
import html
from collections.abc import Iterator

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from notifiche.models import Messaggio
from notifiche.tasks import promemoria
from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno_ora
from portal.catalogo.models import Servizio
from portal.identita.models import Persona
from pratiche import operations, tasks
from pratiche.models import Candidatura, Firma, Pratica, Tornata
from tests import people
from tests.conftest import entra
from tests.makers import presenta_bozza, una_tornata
from tests.pratiche.test_firme import bozza_con, con_firma, firma

GRADUATORIA = {
    "criteri": [{"codice": "tutti", "titolo": "Tutti", "punti": 1}],
    **dict.fromkeys(("osservazioni_giorni", "conferma_giorni", "validita_giorni", "pubblicazione_giorni"), 10),
}
ORA = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
LA_CHIUSURA = f"la chiusura delle domande, {giorno_ora(ORA + dt.timedelta(days=5))}"


@pytest.fixture(autouse=True)
def orologio() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(ORA, tick=False) as orologio:
        yield orologio


@pytest.fixture
def servizio(ztl: Servizio, orologio: time_machine.Traveller) -> Servizio:
    con_firma(ztl, diritti=None, graduatoria=GRADUATORIA, preavviso_previsto=False, silenzio={"effetto": "nessuno"})
    una_tornata(ztl, giorni=5)
    return ztl


def leggi(client: Client, chi: Persona, indirizzo: str) -> str:
    entra(client, chi)
    return html.unescape(client.get(indirizzo).content.decode())


def test_chi_chiede_e_chi_firma_leggono_che_vale_solo_prima_della_chiusura(
    client: Client, giulia: Persona, marco: Persona, servizio: Servizio, orologio: time_machine.Traveller
) -> None:
    bozza = bozza_con(giulia, servizio, marco)
    prima = leggi(client, giulia, f"/pratiche/{bozza.codice}/riepilogo/")
    assert f"entro {LA_CHIUSURA}" in prima
    assert "Se non firma entro la chiusura la domanda non parte e non entra in graduatoria" in prima
    presenta_bozza(bozza)
    una = Firma.objects.get()
    assert (una.entro, una.chiusura) == (dt.date(2026, 3, 7), Tornata.objects.get().chiude_il)
    in_attesa = leggi(client, giulia, f"/pratiche/{bozza.codice}/in-firma/")
    assert f"entro {LA_CHIUSURA}" in in_attesa
    assert "non entra in graduatoria" in in_attesa
    da_firmare = leggi(client, marco, una.get_absolute_url())
    assert f"Se non rispondi entro {LA_CHIUSURA}, la domanda resta fuori dalla graduatoria" in da_firmare
    assert LA_CHIUSURA in leggi(client, marco, "/area-personale/")
    chiesta = Messaggio.objects.get(tipo="pratiche.firma_chiesta")
    assert f"Si può firmare solo entro {LA_CHIUSURA}: dopo" in chiesta.testo
    assert chiesta.scadenza == una.chiusura
    orologio.move_to(dt.datetime(2026, 3, 6, 10, tzinfo=dt.UTC))
    promemoria()
    assert LA_CHIUSURA in Messaggio.objects.get(tipo="pratiche.promemoria_firma").testo


def test_a_domande_chiuse_la_firma_non_si_mette_piu_e_si_dice_perche(
    client: Client, giulia: Persona, marco: Persona, servizio: Servizio, orologio: time_machine.Traveller
) -> None:
    pratica = presenta_bozza(bozza_con(giulia, servizio, marco))
    una = Firma.objects.get()
    orologio.move_to(Tornata.objects.get().chiude_il + dt.timedelta(seconds=1))  # the same day
    with pytest.raises(DomainError, match="non serve più"):
        firma(pratica, marco)
    assert "il tempo per firmare è finito" in leggi(client, marco, una.get_absolute_url())
    tasks.firme()
    pratica.refresh_from_db()
    assert (pratica.bozza, pratica.in_firma_dal) == (True, None)
    scaduta = Messaggio.objects.get(tipo="pratiche.firma_scaduta", destinatario=giulia)
    assert "Questa non entra in graduatoria" in scaduta.testo
    assert not Candidatura.objects.exists()


def test_a_domande_chiuse_non_si_chiede_di_firmare(
    giulia: Persona, marco: Persona, servizio: Servizio, orologio: time_machine.Traveller
) -> None:
    bozza = bozza_con(giulia, servizio, marco)
    Tornata.objects.update(chiude_il=ORA + dt.timedelta(hours=1))
    orologio.shift(dt.timedelta(hours=2))
    with pytest.raises(DomainError, match="Le domande si sono chiuse"):
        presenta_bozza(bozza)
    assert not Firma.objects.exists()


def test_se_la_chiusura_si_sposta_si_sposta_anche_il_tempo_per_firmare(
    giulia: Persona, marco: Persona, servizio: Servizio
) -> None:
    pratica = presenta_bozza(bozza_con(giulia, servizio, marco))
    tornata = Tornata.objects.get()
    capo = people.crea_operatore("Carla", servizio.ufficio)
    for giorni, entro in (
        (4, dt.date(2026, 3, 11)),
        (30, dt.date(2026, 3, 17)),
    ):  # then the days of the package are less
        tornata = operations.cambia_tornata(
            tornata.pk, attore=capo, chiude_il=tornata.chiude_il + dt.timedelta(days=giorni), posti=tornata.posti
        )
        una = Firma.objects.get()
        assert una.entro == entro
        assert una.chiusura == (tornata.chiude_il if giorni == 4 else None)
    assert firma(pratica, marco).apposta
    assert Pratica.objects.get().presentata_il == timezone.now()


def test_l_invito_a_chi_non_e_mai_entrato_dice_la_chiusura(giulia: Persona, servizio: Servizio) -> None:
    presenta_bozza(bozza_con(giulia, servizio, codice="RSSMRA80A01H501U"))
    tasks.inviti()
    assert LA_CHIUSURA in mail.outbox[0].body.replace("\n", " ")
