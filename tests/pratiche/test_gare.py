"""Two people at the same instant on the same case: one act happens, the other is told, nothing is lost or done twice."""

import contextlib
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from notifiche.models import Messaggio
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.models import Evento
from pratiche import operations
from pratiche.models import Acquisizione, FileAcquisizione, Opposizione, Pratica, RichiestaIntegrazione
from pratiche.moduli.caricatore import disponibili, leggi
from pratiche.operations import silenzio
from pratiche.operations.ricezione import FOGLIO, Arrivo
from pratiche.stati import Stato
from tests import people
from tests.makers import con_regole, presenta_bozza, una_bozza, una_pratica
from tests.parallelo import tutti_insieme
from tests.pratiche.conftest import un_pdf
from tests.pratiche.test_accessi import chiede
from tests.pratiche.test_parti import marco_dentro

pytestmark = pytest.mark.django_db(transaction=True)


def riusciti(esiti: list[Any]) -> list[Any]:
    """What went well; every other outcome is a refusal in words, never a breakdown."""
    assert all(not isinstance(esito, Exception) or isinstance(esito, DomainError) for esito in esiti), esiti
    return [esito for esito in esiti if not isinstance(esito, Exception)]


def quante(pratica: Pratica, azione: str) -> int:
    return Evento.objects.filter(oggetto=pratica.codice, azione=azione).count()


def test_due_operatori_decidono_insieme_e_uno_solo_ci_riesce(
    giulia: Persona, anna: Persona, ztl: Servizio, tmp_path: Path
) -> None:
    con_regole(ztl, diritti=None)
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    bruno = people.crea_operatore("Bruno", ztl.ufficio)
    esiti = tutti_insieme(
        [
            lambda: operations.accogli(pratica.pk, attore=anna),
            lambda: operations.archivia(pratica.pk, attore=bruno, perche="improcedibile", motivazione="Doppia."),
        ],
        tmp_path,
    )
    assert len(riusciti(esiti)) == 1
    assert quante(pratica, "pratica.accolta") + quante(pratica, "pratica.archiviata") == 1
    assert pratica.stampe.filter(genere="esito").count() == 1


def test_due_richieste_di_integrazione_insieme_ne_fanno_una(
    giulia: Persona, anna: Persona, ztl: Servizio, tmp_path: Path
) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    chiedi = lambda: operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Spiega.", campi=[])  # noqa: E731
    assert len(riusciti(tutti_insieme([chiedi, chiedi], tmp_path))) == 1
    assert RichiestaIntegrazione.objects.count() == 1


def test_il_cittadino_risponde_mentre_l_ufficio_decide(
    giulia: Persona, anna: Persona, ztl: Servizio, tmp_path: Path
) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    richiesta = operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Spiega.", campi=[])
    with time_machine.travel(timezone.now() + dt.timedelta(days=40)):
        operations.salva_risposta(richiesta.pk, attore=giulia, risposte={}, messaggio="Ecco perché.")
        risposta, decisione = tutti_insieme(
            [
                lambda: operations.rispondi_integrazione(richiesta.pk, attore=giulia),
                lambda: operations.archivia(pratica.pk, attore=anna, perche="improcedibile", motivazione="Muta."),
            ],
            tmp_path,
        )
    richiesta.refresh_from_db()
    pratica.refresh_from_db()
    assert riusciti([risposta, decisione])[-1] is decisione  # the office always closes it
    assert pratica.stato == Stato.ARCHIVIATA
    arrivata = not isinstance(risposta, Exception)
    assert bool(richiesta.risposta_il) == arrivata
    assert bool(richiesta.chiusa_il) != arrivata
    assert richiesta.messaggio == "Ecco perché."  # kept in both cases
    assert quante(pratica, "pratica.integrazione_ricevuta") == int(arrivata)


def test_due_clic_sulla_risposta_ne_inviano_una(giulia: Persona, anna: Persona, ztl: Servizio, tmp_path: Path) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    preavviso = operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="Fuori zona.")
    operations.salva_osservazioni(preavviso.pk, attore=giulia, testo="Ci abito.")
    invia = lambda: operations.presenta_osservazioni(preavviso.pk, attore=giulia)  # noqa: E731
    assert len(riusciti(tutti_insieme([invia, invia, invia], tmp_path))) == 3
    assert quante(pratica, "pratica.osservazioni_ricevute") == 1
    assert Messaggio.objects.filter(tipo="pratiche.osservazioni").count() == 1


@pytest.mark.parametrize("che", ["integrazione", "preavviso"])
def test_il_cittadino_invia_mentre_due_operatori_registrano_il_foglio(
    giulia: Persona, anna: Persona, ztl: Servizio, tmp_path: Path, che: str
) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    bruno = people.crea_operatore("Bruno", ztl.ufficio)
    arrivo, invia, registra = Arrivo("posta", timezone.localdate()), operations.rispondi_integrazione, "Dal foglio."
    di: Any
    if che == "integrazione":
        di = operations.richiedi_integrazione(pratica.pk, attore=anna, testo="Spiega.", campi=[])
        operations.salva_risposta(di.pk, attore=giulia, risposte={}, messaggio="Da casa.")
        chi_registra = lambda chi: operations.acquisisci_risposta(di.pk, operatore=chi, arrivo=arrivo, risposte={}, messaggio=registra)  # noqa: E731  # fmt: skip
    else:
        di = operations.preavvisa_rigetto(pratica.pk, attore=anna, motivi="Fuori zona.")
        operations.salva_osservazioni(di.pk, attore=giulia, testo="Da casa.")
        invia = operations.presenta_osservazioni  # type: ignore[assignment]
        chi_registra = lambda chi: operations.acquisisci_osservazioni(di.pk, operatore=chi, arrivo=arrivo, testo=registra)  # noqa: E731  # fmt: skip
    for chi in (anna, bruno):
        operations.tieni_copia(di, operatore=chi, scritto={}, file=[(FOGLIO, un_pdf())])
    esiti = tutti_insieme(
        [lambda: invia(di.pk, attore=giulia), lambda: chi_registra(anna), lambda: chi_registra(bruno)], tmp_path
    )
    assert len(riusciti(esiti)) == 1
    di.refresh_from_db()
    da_casa = not isinstance(esiti[0], Exception)
    assert di.messaggio == ("Da casa." if da_casa else registra)
    assert Acquisizione.objects.count() == int(not da_casa)
    assert di.allegati.count() == int(not da_casa)
    nomi = {"integrazione": "integrazione_ricevuta", "preavviso": "osservazioni"}
    assert Messaggio.objects.filter(tipo=f"pratiche.{nomi[che]}").count() == 1
    assert not FileAcquisizione.objects.exists()
    assert pratica.stampe.filter(genere__in=["integrazione", "osservazioni"]).count() == 1


def test_chi_si_oppone_da_casa_mentre_due_operatori_registrano_il_foglio(
    giulia: Persona, marco: Persona, anna: Persona, ztl: Servizio, tmp_path: Path
) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    bruno = people.crea_operatore("Bruno", ztl.ufficio)
    marco_dentro(pratica, anna, marco)
    chiede(pratica, giulia)
    di, arrivo = Opposizione.objects.get(persona=marco), Arrivo("posta", timezone.localdate())

    def registra(chi: Persona) -> Opposizione:
        return operations.acquisisci_opposizione(di.pk, operatore=chi, arrivo=arrivo, testo="Foglio.", foglio=un_pdf())

    esiti = tutti_insieme(
        [lambda: operations.opponi(di.pk, attore=marco, testo="Da casa."), lambda: registra(anna), lambda: registra(bruno)],
        tmp_path,
    )  # fmt: skip
    assert len(riusciti(esiti)) == 1
    di.refresh_from_db()
    da_casa = not isinstance(esiti[0], Exception)
    assert di.testo == ("Da casa." if da_casa else "Foglio.")
    assert (Acquisizione.objects.count(), di.documenti.count()) == (int(not da_casa), int(not da_casa))
    assert pratica.stampe.filter(genere="opposizione").count() == 1


def test_il_silenzio_e_la_decisione_nello_stesso_istante(
    giulia: Persona, anna: Persona, ztl: Servizio, tmp_path: Path
) -> None:
    con_regole(ztl, diritti=None, silenzio={"effetto": "assenso"})
    with time_machine.travel(timezone.now() - dt.timedelta(days=60)):
        pratica = presenta_bozza(una_bozza(giulia, ztl))
        operations.prendi_in_carico(pratica.pk, attore=anna)
    esiti = tutti_insieme(
        [
            lambda: operations.applica_silenzi(),
            lambda: operations.applica_silenzio(pratica.pk),
            lambda: operations.archivia(pratica.pk, attore=anna, perche="improcedibile", motivazione="Tardi."),
        ],
        tmp_path,
    )
    assert isinstance(esiti[2], DomainError)
    riusciti(esiti)
    operations.applica_silenzi()  # a row that somebody held is found by the next round
    pratica.refresh_from_db()
    assert pratica.stato == Stato.ACCOLTA_PER_SILENZIO
    assert quante(pratica, "pratica.accolta_per_silenzio") == 1
    assert Messaggio.objects.filter(tipo="pratiche.accolta_per_silenzio").count() == 1


@pytest.mark.parametrize("guasto", [RuntimeError, KeyboardInterrupt])
def test_una_notte_che_si_rompe_non_ferma_le_altre_e_riprende(
    giulia: Persona,
    marco: Persona,
    anna: Persona,
    ztl: Servizio,
    monkeypatch: pytest.MonkeyPatch,
    guasto: type[BaseException],
) -> None:
    con_regole(ztl, diritti=None, silenzio={"effetto": "assenso"})
    with time_machine.travel(timezone.now() - dt.timedelta(days=60)):
        prima, seconda = (presenta_bozza(una_bozza(chi, ztl)) for chi in (giulia, marco))
    vera = silenzio.racconta

    def si_rompe(pratica: Pratica, contenuto: Any) -> None:
        if pratica.pk == prima.pk:
            raise guasto
        vera(pratica, contenuto)

    monkeypatch.setattr(silenzio, "racconta", si_rompe)
    with contextlib.suppress(KeyboardInterrupt):  # killed in the middle
        assert operations.applica_silenzi().fallite == 1
    monkeypatch.undo()
    prima.refresh_from_db()
    assert (prima.stato, quante(prima, "pratica.accolta_per_silenzio")) == (Stato.PRESENTATA, 0)
    operations.applica_silenzi()
    for pratica in (prima, seconda):
        pratica.refresh_from_db()
        assert pratica.stato == Stato.ACCOLTA_PER_SILENZIO
        assert quante(pratica, "pratica.accolta_per_silenzio") == 1


def test_due_pubblicano_insieme_un_servizio_nuovo_e_ne_nasce_uno(ente: Ente, tmp_path: Path) -> None:
    pacchetto = leggi(disponibili()["accesso-agli-atti"])
    people.crea_ufficio(pacchetto.scheda["ufficio"], ente)
    pubblica = lambda: operations.installa_servizio(ente, pacchetto)  # noqa: E731
    assert riusciti(tutti_insieme([pubblica, pubblica], tmp_path))
    assert Servizio.objects.get().versioni.count() == 1
    assert Evento.objects.filter(azione="servizio.scheda_creata").count() == 1
