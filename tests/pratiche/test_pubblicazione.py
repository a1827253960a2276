"""A ranking of many: the act decides at once for all, the rest is done a little at a time and may be killed anywhere."""

import copy
import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notifiche.models import Messaggio
from portal.base import coda
from portal.base.coda import Stato as StatoLavoro
from portal.catalogo.models import Servizio
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations
from pratiche.models import (
    Candidatura,
    GraduatoriaPubblicata,
    LavoroGraduatoria,
    OffertaPosto,
    Passaggio,
    Pratica,
    Tornata,
)
from pratiche.operations import lavori_graduatorie, scorrimento
from pratiche.stati import Stato
from pratiche.tasks import spazza
from tests.conftest import entra
from tests.parallelo import tutti_insieme
from tests.pratiche.test_graduatorie_pagine import leggi
from tests.pratiche.test_tornate import capo, nido, orologio, racconta_e_offri, una_domanda
from tests.tabelle import di_nascosto

__all__ = ["capo", "nido", "orologio"]


class Ucciso(BaseException):
    """As a killed process: nobody catches it."""


def molte_altre(prima: Candidatura, quante: int) -> None:
    """As many more requests, each of somebody else, presented in the blink of an eye."""
    modello, pratiche = Pratica.objects.get(pk=prima.pratica_id), []
    da = Pratica.objects.count()
    famiglie = Persona.objects.bulk_create(
        Persona(username=f"famiglia-{numero}", codice_fiscale=f"FAMIGLIA{numero:08}")
        for numero in range(da, da + quante)
    )
    for numero, chi in enumerate(famiglie, da):
        una = copy.copy(modello)
        una._state = copy.copy(modello._state)
        una._state.adding, una.pk, una.codice = True, None, uuid.uuid4()
        una.richiedente, una.numero, una.dati = chi, 1000 + numero, modello.dati | {"fratelli": numero % 4}
        pratiche.append(una)
    Pratica.objects.bulk_create(pratiche)
    Candidatura.objects.bulk_create(
        Candidatura(tornata_id=prima.tornata_id, pratica=una, soggetto=uuid.uuid4().hex) for una in pratiche
    )


@contextmanager
def muore_dopo(monkeypatch: pytest.MonkeyPatch, quante: int) -> Iterator[None]:
    """The worker is killed while it tells the one after these."""
    detti: list[Any] = []
    vera = lavori_graduatorie.racconta

    def racconta(pratica: Pratica, contenuto: Any) -> None:
        if len(detti) == quante:
            raise Ucciso
        detti.append(pratica)
        vera(pratica, contenuto)

    with monkeypatch.context() as toppa:
        toppa.setattr(lavori_graduatorie, "racconta", racconta)
        with pytest.raises(Ucciso):
            racconta_e_offri()
    yield


def chiudi_le_domande(tornata: Tornata, orologio: time_machine.Traveller) -> None:
    orologio.move_to(tornata.chiude_il + dt.timedelta(hours=10))


def definitiva(tornata: Tornata, capo: Persona, orologio: time_machine.Traveller) -> Tornata:
    chiudi_le_domande(tornata, orologio)
    operations.pubblica_provvisoria(tornata.pk, attore=capo)
    racconta_e_offri()
    orologio.shift(dt.timedelta(days=20))
    return operations.pubblica_definitiva(tornata.pk, attore=capo, atto_numero="1", atto_data=timezone.localdate())


def test_il_lavoratore_ucciso_a_meta_riprende_e_nessuno_legge_due_volte(
    client: Client, nido: Servizio, giulia: Persona, capo: Persona, orologio: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    prima = una_domanda(giulia, nido)
    molte_altre(prima, 5)
    tornata = prima.tornata
    chiudi_le_domande(tornata, orologio)
    operations.pubblica_provvisoria(tornata.pk, attore=capo)
    radice = f"/operatori/graduatorie/{tornata.codice}/"
    entra(client, capo)
    assert "Comunicazioni inviate: <strong>0 di 6</strong>" in leggi(client, radice)
    assert len(GraduatoriaPubblicata.objects.get().elenco) == 6  # whole, before anybody is told
    assert prima.sigla in leggi(client, tornata.get_absolute_url())
    with muore_dopo(monkeypatch, 2):
        assert "Comunicazioni inviate: <strong>2 di 6</strong>" in leggi(client, radice)
    spazza()
    racconta_e_offri()  # the rows of the dead worker are still its own
    assert Messaggio.objects.filter(tipo="pratiche.graduatoria_provvisoria").count() == 2
    orologio.shift(coda.LEASE + dt.timedelta(seconds=1))
    for _volta in range(2):
        spazza()
        racconta_e_offri()
    assert Messaggio.objects.filter(tipo="pratiche.graduatoria_provvisoria").count() == 6
    assert Passaggio.objects.filter(genere="graduatoria_provvisoria").count() == 6
    assert "Comunicazioni inviate" not in leggi(client, radice)
    assert Evento.objects.filter(azione="graduatoria.provvisoria").count() == 1


def test_una_comunicazione_che_non_riesce_non_ferma_le_altre(
    client: Client, nido: Servizio, giulia: Persona, capo: Persona, orologio: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    prima = una_domanda(giulia, nido)
    molte_altre(prima, 2)
    chiudi_le_domande(prima.tornata, orologio)
    operations.pubblica_provvisoria(prima.tornata_id, attore=capo)
    vera = lavori_graduatorie.racconta

    def racconta(pratica: Pratica, contenuto: Any) -> None:
        if pratica.pk == prima.pratica_id:
            raise RuntimeError
        vera(pratica, contenuto)

    with monkeypatch.context() as toppa:
        toppa.setattr(lavori_graduatorie, "racconta", racconta)
        for _tentativo in range(coda.IMPREVISTI_MASSIMI):
            racconta_e_offri()
            orologio.shift(dt.timedelta(hours=2))
    entra(client, capo)
    pagina = leggi(client, f"/operatori/graduatorie/{prima.tornata.codice}/")
    assert "2 di 3" in pagina
    assert "1 si è fermata" in pagina
    ferma = LavoroGraduatoria.objects.get(stato=StatoLavoro.FALLITO)
    assert not Passaggio.objects.filter(pratica=prima.pratica_id, genere="graduatoria_provvisoria").exists()
    assert prima.sigla in leggi(client, reverse("admin:pratiche_lavorograduatoria_changelist"))
    ferma.rimetti_in_coda()
    racconta_e_offri()
    assert Passaggio.objects.filter(pratica=prima.pratica_id, genere="graduatoria_provvisoria").exists()


def test_le_letture_della_pubblicazione_non_crescono_con_le_domande(
    nido: Servizio, giulia: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    """Nor do those of each communication, nor of the pages of the office and of everybody."""
    prima = una_domanda(giulia, nido)
    tornata = prima.tornata
    molte_altre(prima, 2)
    chiudi_le_domande(tornata, orologio)
    conti = []
    for altre in (0, 27):
        Tornata.objects.update(provvisoria_il=None, osservazioni_entro=None, definitiva_il=None)
        di_nascosto("DELETE FROM pratiche_graduatoriapubblicata")
        LavoroGraduatoria.objects.all().delete()
        molte_altre(prima, altre)
        with CaptureQueriesContext(connection) as della_provvisoria:
            operations.pubblica_provvisoria(tornata.pk, attore=capo)
        Tornata.objects.update(osservazioni_entro=timezone.localdate() - dt.timedelta(days=1))
        per_ciascuno = set()
        for riga in LavoroGraduatoria.objects.prendi(100):
            with CaptureQueriesContext(connection) as di_una:
                operations.lavora_graduatoria(riga)
            per_ciascuno.add(len(di_una))
        assert len(per_ciascuno) == 1
        conti.append((len(della_provvisoria), per_ciascuno))
    assert conti[0] == conti[1]


def test_anche_la_definitiva_si_decide_in_poche_letture(
    nido: Servizio, giulia: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    prima = una_domanda(giulia, nido)
    molte_altre(prima, 2)
    chiudi_le_domande(prima.tornata, orologio)
    operations.pubblica_provvisoria(prima.tornata_id, attore=capo)
    orologio.shift(dt.timedelta(days=20))
    oggi, conti = timezone.localdate(), []
    for altre in (0, 27):
        molte_altre(prima, altre)
        with transaction.atomic(), CaptureQueriesContext(connection) as letture:
            operations.pubblica_definitiva(prima.tornata_id, attore=capo, atto_numero="1", atto_data=oggi)
            transaction.set_rollback(True)
        conti.append(len(letture))
    assert conti[0] == conti[1]


def test_i_posti_si_muovono_pochi_alla_volta_e_l_ufficio_legge_una_riga_sola(
    client: Client, nido: Servizio, giulia: Persona, capo: Persona, orologio: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(scorrimento, "ALLA_VOLTA", 2)
    prima = una_domanda(giulia, nido)
    molte_altre(prima, 6)
    tornata = prima.tornata
    Tornata.objects.filter(pk=tornata.pk).update(posti={"girasole": 5})
    definitiva(tornata, capo, orologio)
    assert Pratica.objects.filter(termine_fino=None).count() == 0  # for all, at the moment of the act
    assert not OffertaPosto.objects.exists()
    radice = f"/operatori/graduatorie/{tornata.codice}/"
    entra(client, capo)
    assert "I posti si stanno muovendo" in leggi(client, radice)
    racconta_e_offri()
    prime = set(OffertaPosto.objects.values_list("candidatura__posizione", flat=True))
    assert prime == {1, 2, 3, 4, 5}  # as if in one go
    assert Evento.objects.filter(azione="graduatoria.scorsa").count() == 3
    assert "Scorrimento: posti ripresi 0, nuove offerte 5, domande chiuse 0" in leggi(client, radice)
    orologio.shift(dt.timedelta(days=30))
    entra(client, capo)
    for _click in range(2):
        client.post(f"{radice}scorri/")
    assert Evento.objects.filter(azione="graduatoria.scorrimento_chiesto").count() == 1
    assert OffertaPosto.objects.filter(stato="scaduta").count() == 0  # not in the request
    racconta_e_offri()
    assert OffertaPosto.objects.filter(stato="scaduta").count() == 5
    assert OffertaPosto.objects.filter(stato="proposta").count() == 2
    orologio.move_to(dt.datetime.combine(timezone.localdate() + dt.timedelta(days=400), dt.time(8), dt.UTC))
    assert operations.scorri(tornata.pk).concluse == 0  # the two offers had expired: closed as such
    assert set(Pratica.objects.values_list("stato", flat=True)) == {Stato.ARCHIVIATA}
    tornata.refresh_from_db()
    assert tornata.conclusa_il


def test_chi_ritira_prima_di_essere_avvisato_non_riceve_la_sua_posizione(
    nido: Servizio, giulia: Persona, marco: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    sua, _altra = una_domanda(giulia, nido), una_domanda(marco, nido)
    chiudi_le_domande(sua.tornata, orologio)
    operations.pubblica_provvisoria(sua.tornata_id, attore=capo)
    operations.ritira(sua.pratica_id, attore=giulia)
    racconta_e_offri()
    detti = Messaggio.objects.filter(tipo="pratiche.graduatoria_provvisoria")
    assert [messaggio.destinatario for messaggio in detti] == [marco]


@pytest.mark.servizi
@pytest.mark.django_db(transaction=True)
def test_due_clic_nello_stesso_momento_pubblicano_una_volta(
    nido: Servizio, giulia: Persona, marco: Persona, capo: Persona, tmp_path: Path, orologio: time_machine.Traveller
) -> None:
    prima, _altra = una_domanda(giulia, nido), una_domanda(marco, nido)
    chiudi_le_domande(prima.tornata, orologio)
    atto = lambda: operations.pubblica_provvisoria(prima.tornata_id, attore=capo)  # noqa: E731
    tutti_insieme([atto, atto, atto], tmp_path)
    tutti_insieme([racconta_e_offri, racconta_e_offri], tmp_path)
    assert Evento.objects.filter(azione="graduatoria.provvisoria").count() == 1
    assert LavoroGraduatoria.objects.count() == 2
    assert Messaggio.objects.filter(tipo="pratiche.graduatoria_provvisoria").count() == 2


# --- the published list


def test_l_elenco_pubblico_si_legge_a_fogli_e_chi_ha_fatto_domanda_ci_arriva(
    client: Client, nido: Servizio, giulia: Persona, marco: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    ultima = una_domanda(giulia, nido, residente="no", lavoro="no")
    molte_altre(una_domanda(marco, nido), 120)
    tornata = ultima.tornata
    chiudi_le_domande(tornata, orologio)
    operations.pubblica_provvisoria(tornata.pk, attore=capo)
    pagina = tornata.get_absolute_url()
    primo = leggi(client, pagina)
    assert "Posizioni da 1 a 100 di 122" in primo
    assert ultima.sigla not in primo
    assert "Posizioni da 101 a 122 di 122" in leggi(client, f"{pagina}?da=101")
    for strana in ("0", "99999999999999", "-3", "abc", "²"):
        assert "di 122" in leggi(client, f"{pagina}?da={strana}")
    trovata = leggi(client, f"{pagina}?codice={ultima.sigla.lower().replace('-', '')}")
    assert 'id="p122" class="table-active"' in trovata
    assert "Questo codice non è nella graduatoria" in leggi(client, f"{pagina}?codice=AAAA-BBBB")
    tutta = leggi(client, f"{pagina}?tutta=1")
    assert tutta.count('<tr id="p') == 122
    entra(client, giulia)
    assert f'href="?da=122#p122">Vai alla tua posizione: 122, codice {ultima.sigla}' in leggi(client, pagina)
    assert f'{pagina}?da=122#p122"' in leggi(client, ultima.pratica.get_absolute_url())


def test_le_letture_delle_pagine_non_crescono_con_le_righe(
    client: Client, nido: Servizio, giulia: Persona, capo: Persona, orologio: time_machine.Traveller
) -> None:
    """The round at the office, and the list that everybody reads, also for who stands in it."""
    prima = una_domanda(giulia, nido)
    tornata, conti = prima.tornata, []
    chiudi_le_domande(tornata, orologio)
    for altre in (0, 49):
        molte_altre(prima, altre)
        di_nascosto("DELETE FROM pratiche_graduatoriapubblicata")
        Tornata.objects.update(provvisoria_il=None)
        LavoroGraduatoria.objects.all().delete()
        operations.pubblica_provvisoria(tornata.pk, attore=capo)
        letture = []
        for chi, pagina in ((capo, f"/operatori/graduatorie/{tornata.codice}/"), (giulia, tornata.get_absolute_url())):
            entra(client, chi)
            leggi(client, pagina)  # who looks at a list is written down once a day
            with CaptureQueriesContext(connection) as sue:
                leggi(client, pagina)
            letture.append(len(sue))
        conti.append(letture)
    assert conti[0] == conti[1]
