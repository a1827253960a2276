"""The engine: order in a thread, life of a copy, channels that stop and come back, pace. Without a network."""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notifiche import azioni, giro, guardia
from notifiche.channels import CANALI
from notifiche.channels.base import Ritmo
from notifiche.models import Consegna, Genere, Insuccesso, Interruttore, Messaggio, Precedenza, ServizioIO
from notifiche.operations import Contenuto, avvisa, invia_di_nuovo
from notifiche.operations.consegne import recupera
from notifiche.salute import cifre
from notifiche.tasks import consegna, spazza
from portal.base import jobs
from portal.base.coda import IMPREVISTI_MASSIMI, LEASE, Stato
from portal.base.errors import DomainError, GatewayError
from portal.celery import app
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.conftest import entra
from tests.notifiche.canale_di_prova import CanaleDiProva
from tests.parallelo import tutti_insieme

Avvisa = Callable[..., Messaggio]
MINUTO, ORA = dt.timedelta(minutes=1), dt.timedelta(hours=1)


@pytest.fixture
def canale() -> Iterator[CanaleDiProva]:
    """The only channel of these tests. The true ones come back in their order, which is the one people read."""
    unico, veri = CanaleDiProva(), dict(CANALI)
    CANALI.clear()
    CANALI["prova"] = unico
    yield unico
    CANALI.clear()
    CANALI.update(veri)


@pytest.fixture
def ora(canale: CanaleDiProva) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as orologio:
        yield orologio


@pytest.fixture
def avvisane(ente: Ente, giulia: Persona, canale: CanaleDiProva) -> Avvisa:
    def fai(chiave: str, **altro: Any) -> Messaggio:
        campi = {"destinatario": giulia, "ente": ente, "tipo": "notifiche.benvenuto", "chiave_evento": chiave, **altro}
        return avvisa(Contenuto(**campi))

    return fai


def rifiuta_sempre(errore: Exception) -> Callable[[Consegna], None]:
    def guasto(riga: Consegna) -> None:
        raise errore

    return guasto


def stati() -> dict[str, str]:
    return dict(Consegna.objects.values_list("messaggio__chiave_evento", "stato"))


# --- order --------------------------------------------------------------------------------------------------------------


def test_le_copie_di_un_filo_partono_nell_ordine_in_cui_sono_nate(
    canale: CanaleDiProva, avvisane: Avvisa, ora: time_machine.Traveller
) -> None:
    for chiave in ("presentata", "in-carico", "accolta"):
        avvisane(chiave, riferimento="ZTL-1")
    avvisane("altra")
    Consegna.objects.filter(messaggio__chiave_evento="presentata").update(prossimo_tentativo=timezone.now() + MINUTO)
    consegna()
    assert canale.partite == ["altra"]
    ora.shift(MINUTO)
    consegna()
    assert canale.partite == ["altra", "presentata", "in-carico", "accolta"]


def test_una_copia_in_mano_a_un_altro_lavoratore_trattiene_le_seguenti(avvisane: Avvisa) -> None:
    avvisane("prima", riferimento="ZTL-1")
    avvisane("seconda", riferimento="ZTL-1")
    assert [riga.messaggio.chiave_evento for riga in Consegna.objects.prendi(10)] == ["prima"]
    assert Consegna.objects.prendi(10) == []


@pytest.mark.parametrize("fermata", [Stato.INCERTO, Stato.FALLITO])
def test_una_copia_ferma_non_trattiene_nessuno(canale: CanaleDiProva, avvisane: Avvisa, fermata: Stato) -> None:
    avvisane("prima", riferimento="ZTL-1")
    Consegna.objects.update(stato=fermata)
    avvisane("seconda", riferimento="ZTL-1")
    consegna()
    assert canale.partite == ["seconda"]


def test_la_copia_che_non_riesce_a_partire_libera_le_altre_quando_finisce_la_sua_vita(
    canale: CanaleDiProva, avvisane: Avvisa, ora: time_machine.Traveller
) -> None:
    canale.guasto = lambda riga: (
        riga.messaggio.chiave_evento == "prima" and rifiuta_sempre(GatewayError("prova_risponde_500", status=500))(riga)
    )
    avvisane("prima", riferimento="ZTL-1", utile_fino=timezone.now() + ORA)
    avvisane("seconda", riferimento="ZTL-1")
    consegna()
    for _ in range(70):
        ora.shift(MINUTO)
        consegna()
    assert stati() == {"prima": Stato.FALLITO, "seconda": Stato.RIUSCITO}


# --- life ---------------------------------------------------------------------------------------------------------------


def test_passata_la_sua_vita_una_copia_non_parte_piu(
    canale: CanaleDiProva, avvisane: Avvisa, anna: Persona, ora: time_machine.Traveller
) -> None:
    """Also one that stayed in the queue for days because nobody was working."""
    avvisane("promemoria", utile_fino=timezone.now() + ORA)
    ora.shift(dt.timedelta(days=5))
    consegna()
    riga = Consegna.objects.get()
    assert (riga.stato, riga.errore) == (Stato.FALLITO, "scaduta")
    with pytest.raises(DomainError):
        invia_di_nuovo(riga.pk, attore=anna)
    spazza()
    consegna()
    assert canale.partite == []


def test_chi_riprova_non_aspetta_oltre_la_vita_della_copia(
    canale: CanaleDiProva, avvisane: Avvisa, ora: time_machine.Traveller
) -> None:
    canale.guasto = rifiuta_sempre(GatewayError("prova_risponde_503", status=503, dopo=7200))
    avvisane("promemoria", utile_fino=timezone.now() + ORA)
    consegna()
    assert Consegna.objects.get().prossimo_tentativo == timezone.now() + ORA


def test_cio_che_forse_e_partito_resta_incerto_anche_quando_scade(
    canale: CanaleDiProva, avvisane: Avvisa, ora: time_machine.Traveller
) -> None:
    canale.guasto = rifiuta_sempre(GatewayError("prova_senza_risposta", incerto=True))
    avvisane("promemoria", utile_fino=timezone.now() + ORA)
    consegna()
    spazza()  # plans the repetition
    ora.shift(2 * ORA)
    consegna()
    assert (Consegna.objects.get().stato, Consegna.objects.get().errore) == (Stato.INCERTO, "scaduta")


def test_una_copia_incerta_e_scaduta_non_si_ripete(
    canale: CanaleDiProva, avvisane: Avvisa, ora: time_machine.Traveller
) -> None:
    canale.guasto = rifiuta_sempre(GatewayError("prova_senza_risposta", incerto=True))
    avvisane("promemoria", utile_fino=timezone.now() + ORA)
    consegna()
    ora.shift(2 * ORA)
    spazza()
    assert Consegna.objects.get().stato == Stato.INCERTO


def test_un_promemoria_rimasto_fermo_non_ricorda_cio_che_e_gia_fatto(
    canale: CanaleDiProva, avvisane: Avvisa, ora: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planned before the payment, kept back by a stopped channel until after it. A notice is news all the same."""
    canale.guasto = rifiuta_sempre(GatewayError("prova_risponde_503", status=503))
    for chiave, genere in (("promemoria", Genere.PROMEMORIA), ("avviso", Genere.PAGAMENTI)):
        avvisane(chiave, genere=genere, url="/pagamenti/")
    consegna()
    canale.guasto = lambda riga: None
    monkeypatch.setitem(azioni._FINITE, "notifiche.benvenuto", lambda messaggio: "Il pagamento è arrivato.")
    ora.shift(ORA)
    consegna()
    assert canale.partite == ["avviso"]
    assert Consegna.objects.get(messaggio__chiave_evento="promemoria").esito == Consegna.Esito.SUPERATA


# --- who rings ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def lavoratore(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that hears every ring, at once."""
    monkeypatch.setattr(jobs, "suona", lambda nome, *argomenti: not app.tasks[nome](*argomenti))


def test_la_guardia_muove_le_copie_e_non_nasconde_che_beat_e_fermo(
    canale: CanaleDiProva, avvisane: Avvisa, ora: time_machine.Traveller, lavoratore: None
) -> None:
    spazza()
    call_command("salute", stdout=StringIO())
    ora.shift(5 * MINUTO)
    avvisane("prima")
    assert not guardia.e_sordo()
    assert canale.partite == ["prima"]
    figure = {cifra.nome: cifra.valore for cifra in cifre()}
    assert (figure["notifiche_spazzata_da_secondi"], figure["notifiche_beat_da_secondi"]) == (0, 300)
    with pytest.raises(CommandError, match="beat"):
        call_command("salute", stdout=StringIO())


def test_un_orologio_tornato_indietro_non_addormenta_la_guardia(
    canale: CanaleDiProva, avvisane: Avvisa, ora: time_machine.Traveller, lavoratore: None
) -> None:
    spazza()
    ora.shift(-ORA)
    avvisane("prima")
    assert not guardia.e_sordo()
    assert canale.partite == ["prima"]


@pytest.mark.django_db(transaction=True)
def test_due_spazzate_insieme_ricordano_una_volta_la_copia_interrotta(
    canale: CanaleDiProva, avvisane: Avvisa, tmp_path: Path
) -> None:
    avvisane("prima")
    (riga,) = Consegna.objects.prendi(1)
    riga.segna_iniziata()
    Consegna.objects.update(lease_fino=timezone.now() - MINUTO)
    tutti_insieme([recupera] * 4, tmp_path)
    assert Consegna.objects.get().stato == Stato.INCERTO
    assert Insuccesso.objects.count() == 1


# --- channels that stop -------------------------------------------------------------------------------------------------


def test_la_chiave_rifiutata_ferma_le_sue_copie_e_quelle_delle_altre_chiavi_vanno(
    canale: CanaleDiProva, avvisane: Avvisa, ora: time_machine.Traveller, caplog: pytest.LogCaptureFixture
) -> None:
    canale.credenziale = lambda riga: riga.messaggio.servizio
    chiamate: list[str] = []

    def guasto(riga: Consegna) -> None:
        chiamate.append(riga.messaggio.chiave_evento)
        if riga.messaggio.servizio == "ztl":
            raise GatewayError("prova_risponde_401", chiuso=True, status=401)

    canale.guasto = guasto
    for numero in range(5):
        avvisane(f"ztl-{numero}", servizio="ztl")
        avvisane(f"imu-{numero}", servizio="imu")
    consegna()
    assert [chiave for chiave in chiamate if chiave.startswith("ztl")] == ["ztl-0"], "basta un rifiuto"
    assert sorted(canale.partite) == [f"imu-{numero}" for numero in range(5)]
    fermo = Interruttore.objects.get()
    assert (fermo.canale, fermo.chiave, fermo.motivo) == ("prova", "ztl", "prova_risponde_401")
    ferme = Consegna.objects.filter(messaggio__servizio="ztl")
    assert set(ferme.values_list("stato", "tentativi")) == {(Stato.IN_CODA, 0)}

    for _ in range(3):  # one copy tries for all, each time the pause is over; the alarm rang once
        ora.shift(giro.fermate.PAUSA_RIFIUTATI)
        consegna()
    assert len([chiave for chiave in chiamate if chiave.startswith("ztl")]) == 4
    assert [riga.getMessage() for riga in caplog.records if riga.levelno == logging.ERROR] == ["canale_fermo"]

    canale.guasto = lambda riga: None  # the key is right again
    ora.shift(giro.fermate.PAUSA_RIFIUTATI)
    consegna()
    assert set(stati().values()) == {Stato.RIUSCITO}
    assert not Interruttore.objects.exists()


def test_un_lavoratore_solo_fa_la_prova_per_tutti(
    canale: CanaleDiProva, avvisane: Avvisa, ora: time_machine.Traveller
) -> None:
    avvisane("una")
    Interruttore.objects.create(canale="prova", motivo="prova_risponde_401", riprova_il=timezone.now())
    primo, secondo = giro.Giro(), giro.Giro()
    riga = Consegna.objects.prendi(1)
    with primo.lotto(riga) as mie:
        assert mie == riga
        secondo.fermate.rileggi()
        assert secondo.fermate.fino(riga[0]) is not None


def test_chi_chiede_di_rallentare_e_ascoltato_e_non_costa_tentativi(
    canale: CanaleDiProva, avvisane: Avvisa, ora: time_machine.Traveller
) -> None:
    canale.guasto = rifiuta_sempre(GatewayError("prova_risponde_429", status=429, dopo=40))
    for numero in range(3):
        avvisane(f"m-{numero}")
    consegna()
    attese = set(Consegna.objects.values_list("prossimo_tentativo", "tentativi"))
    assert attese == {(timezone.now() + dt.timedelta(seconds=40), 0)}


def test_una_chiave_che_non_si_sa_dire_ferma_solo_la_sua_copia(
    canale: CanaleDiProva, avvisane: Avvisa, ora: time_machine.Traveller
) -> None:
    Interruttore.objects.create(canale="altro", motivo="x", riprova_il=timezone.now() + ORA)

    def credenziale(riga: Consegna) -> str:
        return {"buona": "k"}[riga.messaggio.chiave_evento]

    canale.credenziale = credenziale
    avvisane("rotta")
    avvisane("buona")
    consegna()
    assert stati()["buona"] == Stato.RIUSCITO


# --- pace ---------------------------------------------------------------------------------------------------------------


def test_il_ritmo_e_dell_ente_e_vale_per_tutti_i_lavoratori(
    canale: CanaleDiProva, avvisane: Avvisa, altro_ente: Ente, ora: time_machine.Traveller
) -> None:
    canale.ritmo = Ritmo(al_secondo=2, insieme=4)
    for numero in range(10):
        avvisane(f"qui-{numero}")
    for numero in range(3):
        avvisane(f"la-{numero}", ente=altro_ente)
    consegna()
    assert len([c for c in canale.partite if c.startswith("qui")]) == 4
    assert len([c for c in canale.partite if c.startswith("la")]) == 3
    for secondo in range(1, 4):
        ora.shift(1)
        consegna()
        assert len([c for c in canale.partite if c.startswith("qui")]) == 4 + 2 * secondo
    assert set(Consegna.objects.values_list("tentativi", flat=True)) == {1}


def test_l_invio_a_molti_si_mette_in_fila_e_il_messaggio_a_uno_passa_avanti(
    canale: CanaleDiProva, avvisane: Avvisa, ora: time_machine.Traveller
) -> None:
    canale.ritmo = Ritmo(al_secondo=1, insieme=1)
    for numero in range(5):
        avvisane(f"tassa-{numero}", precedenza=Precedenza.MASSIVA)
    consegna()
    attese = Consegna.objects.filter(stato=Stato.IN_CODA).order_by("prossimo_tentativo")
    secondi = [(riga.prossimo_tentativo - timezone.now()).total_seconds() for riga in attese]
    assert secondi == [1, 2, 3, 4]
    avvisane("urgente")
    consegna()
    ora.shift(1)
    consegna()
    assert canale.partite[-1] == "urgente"


# --- outcomes -----------------------------------------------------------------------------------------------------------


def test_un_modello_di_pagina_rotto_ferma_la_sua_copia_e_non_le_altre(
    canale: CanaleDiProva, avvisane: Avvisa, ora: time_machine.Traveller
) -> None:
    def modello(riga: Consegna) -> None:
        if riga.messaggio.chiave_evento == "rotta":
            raise ZeroDivisionError

    canale.modello = modello
    avvisane("rotta")
    avvisane("buona")
    for _ in range(IMPREVISTI_MASSIMI):
        consegna()
        ora.shift(ORA)
    assert stati() == {"rotta": Stato.FALLITO, "buona": Stato.RIUSCITO}


def test_cio_che_segue_si_decide_insieme_all_esito(
    canale: CanaleDiProva, avvisane: Avvisa, monkeypatch: pytest.MonkeyPatch, ora: time_machine.Traveller
) -> None:
    canale.segue = True
    avvisane("prima")
    consegna()
    assert canale.seguite == ["prima"]
    monkeypatch.setattr(canale, "segui", rifiuta_sempre(ZeroDivisionError()))
    avvisane("seconda", classe="una_volta")
    consegna()
    assert stati()["seconda"] == Stato.IN_CORSO  # neither half was written
    ora.shift(LEASE + MINUTO)
    spazza()
    assert stati()["seconda"] == Stato.INCERTO


@pytest.mark.django_db(transaction=True)
def test_il_database_che_manca_un_momento_non_fa_dubitare_di_cio_che_e_partito(
    canale: CanaleDiProva, avvisane: Avvisa, monkeypatch: pytest.MonkeyPatch
) -> None:
    cadute = iter([OperationalError(), OperationalError()])
    scrivi = Consegna.riesce

    def riesce(riga: Consegna, **campi: Any) -> bool:
        for caduta in cadute:
            raise caduta
        return scrivi(riga, **campi)

    monkeypatch.setattr(Consegna, "riesce", riesce)
    monkeypatch.setattr(giro.time, "sleep", lambda secondi: None)
    monkeypatch.setattr(connection, "close", lambda: None)  # the tests' SQLite lives in memory
    avvisane("una", classe="una_volta")
    consegna()
    assert (stati(), canale.partite) == ({"una": Stato.RIUSCITO}, ["una"])


def test_ogni_lotto_apre_il_canale_una_volta_e_una_copia_costa_poche_scritture(
    canale: CanaleDiProva, avvisane: Avvisa
) -> None:
    def quante(copie: int) -> int:
        for numero in range(copie):
            avvisane(f"{copie}-{numero}")
        with CaptureQueriesContext(
            connection,
        ) as lette:
            giro.consegna_dovute()
        return len([una for una in lette.captured_queries if "SAVEPOINT" not in una["sql"]])

    una, venti = quante(1), quante(20)
    assert (canale.aperture, canale.chiusure) == (2, 2)
    assert venti - una == 19 * 2, "per ogni copia: iniziata, riuscita"


# --- the office ---------------------------------------------------------------------------------------------------------


def test_l_ufficio_vede_il_canale_fermo_e_lo_fa_provare_subito(
    canale: CanaleDiProva, avvisane: Avvisa, client: Client, anna: Persona, ora: time_machine.Traveller
) -> None:
    canale.guasto = rifiuta_sempre(GatewayError("prova_risponde_401", chiuso=True, status=401))
    for numero in range(3):
        avvisane(f"m-{numero}")
    consegna()
    canale.guasto = lambda riga: None
    consegna()
    assert canale.partite == [], "fino alla prossima prova non parte nulla"
    sportello = entra(client, anna)
    elenco = reverse("admin:notifiche_interruttore_changelist")
    assert "Prova" in sportello.get(elenco).content.decode()
    fermo = Interruttore.objects.get()
    sportello.post(elenco, {"action": "prova_subito", "_selected_action": [fermo.pk]})
    consegna()
    assert len(canale.partite) == 3
    assert not Interruttore.objects.exists()


def test_di_un_altro_ente_si_vedono_solo_le_fermate_di_tutti(client: Client, anna: Persona, altro_ente: Ente) -> None:
    altrui = ServizioIO.objects.create(ente=altro_ente, nome="Anagrafe di Valdolce", primaria=b"x")
    Interruttore.objects.create(canale="appio", chiave=altrui.codice, motivo="x", riprova_il=timezone.now())
    Interruttore.objects.create(canale="email", motivo="posta_irraggiungibile", riprova_il=timezone.now())
    pagina = entra(client, anna).get(reverse("admin:notifiche_interruttore_changelist")).content.decode()
    assert "Il canale non è raggiungibile." in pagina
    assert "Anagrafe di Valdolce" not in pagina
    assert "App IO" not in pagina
