"""Two at the same instant on the same request: paying, signing, sending, answering. One outcome, a sentence for who came second."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from notifiche.models import Messaggio
from pagamenti.models import Avviso
from pagamenti.stati import Stato as StatoAvviso
from portal.base.errors import DomainError
from portal.catalogo.models import Servizio
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from pratiche import operations
from pratiche.models import Assegnazione, Firma, Parere, Passaggio, Pratica, Restituzione
from pratiche.models.firme import StatoFirma
from pratiche.stati import Stato
from tests import people
from tests.makers import con_regole, presenta_bozza, una_bozza, una_pratica, una_ricevuta
from tests.parallelo import tutti_insieme
from tests.pratiche.test_firme import bozza_con, con_firma, firma
from tests.pratiche.test_gare import quante, riusciti
from tests.pratiche.test_pagamento_prima import PRIMA, chiedi, paga

pytestmark = pytest.mark.django_db(transaction=True)


def rifiuti(esiti: list[Any]) -> list[str]:
    """The sentences that who came second reads."""
    riusciti(esiti)
    return [errore.messaggio for errore in esiti if isinstance(errore, DomainError)]


@pytest.fixture
def a_pagamento(giulia: Persona, ztl: Servizio) -> Pratica:
    con_regole(ztl, diritti=PRIMA)
    return una_bozza(giulia, ztl)


@pytest.fixture
def in_firma(giulia: Persona, marco: Persona, ztl: Servizio) -> Pratica:
    con_firma(ztl, diritti=None)
    return presenta_bozza(bozza_con(giulia, ztl, marco))


def ricarica(pratica: Pratica) -> Pratica:
    return Pratica.objects.con_il_necessario().get(pk=pratica.pk)


def test_due_clic_su_paga_fanno_un_avviso(a_pagamento: Pratica, tmp_path: Path) -> None:
    avvisi = riusciti(tutti_insieme([partial(chiedi, a_pagamento)] * 3, tmp_path))
    assert len({avviso.pk for avviso in avvisi}) == 1
    assert Avviso.objects.count() == 1
    assert quante(a_pagamento, "pratica.anticipo_chiesto") == 1


def test_la_ricevuta_arriva_mentre_si_invia(a_pagamento: Pratica, tmp_path: Path) -> None:
    """Whoever comes first, the request is sent at most once, and the payment is noted once."""
    avviso = chiedi(a_pagamento)
    bozza = ricarica(a_pagamento)
    invio, _pagato = tutti_insieme([partial(presenta_bozza, bozza), partial(paga, avviso)], tmp_path)
    if isinstance(invio, Exception):
        assert "Prima di inviare devi pagare" in rifiuti([invio])[0]
        presenta_bozza(ricarica(a_pagamento))  # the citizen presses the button again
    pratica = ricarica(a_pagamento)
    assert (pratica.stato, pratica.avviso) == (Stato.PRESENTATA, avviso)
    assert pratica.pagata_il
    assert [quante(pratica, f"pratica.{atto}") for atto in ("presentata", "pagamento_annotato")] == [1, 1]
    assert pratica.passaggi.filter(genere=Passaggio.Genere.PAGATA).count() == 1


def test_si_paga_mentre_si_ritira(giulia: Persona, ztl: Servizio, tmp_path: Path) -> None:
    """The money that arrived is never forgotten: the notice says so, whichever came first."""
    pratica = una_pratica(di=giulia)
    avviso = Avviso.objects.get(pk=pratica.avviso_id)
    esiti = tutti_insieme(
        [partial(operations.ritira, pratica.pk, attore=giulia), partial(una_ricevuta, avviso)], tmp_path
    )
    operations.segna_pagamento(avviso.pk)
    avviso.refresh_from_db()
    pratica = ricarica(pratica)
    assert avviso.stato == StatoAvviso.PAGATO
    if isinstance(esiti[0], Exception):
        assert rifiuti(esiti) == ["Questo avviso è già stato pagato: non si può più cambiare."]
    assert pratica.stato == (Stato.PRESENTATA if isinstance(esiti[0], Exception) else Stato.RITIRATA)
    assert quante(pratica, "pratica.ritirata") == int(pratica.stato == Stato.RITIRATA)


def test_due_clic_sul_ritiro(giulia: Persona, ztl: Servizio, tmp_path: Path) -> None:
    pratica = una_pratica(di=giulia)
    ritiro = partial(operations.ritira, pratica.pk, attore=giulia)
    riusciti(tutti_insieme([ritiro, ritiro], tmp_path))
    assert quante(pratica, "pratica.ritirata") == pratica.stampe.filter(genere="ritiro").count() == 1


def test_si_paga_mentre_si_butta_la_bozza(a_pagamento: Pratica, giulia: Persona, tmp_path: Path) -> None:
    avviso = chiedi(a_pagamento)
    butta = partial(operations.elimina_bozza, a_pagamento.pk, attore=giulia)
    riusciti(tutti_insieme([butta, partial(una_ricevuta, avviso)], tmp_path))
    operations.segna_pagamento(avviso.pk)  # the news of the receipt, that may come after all
    if Pratica.objects.filter(pk=a_pagamento.pk).exists():
        operations.elimina_bozza(a_pagamento.pk, attore=giulia)
    assert Avviso.objects.get().stato == StatoAvviso.PAGATO
    assert Restituzione.objects.get().avviso == avviso  # the office gives it back, once


def test_si_firma_mentre_si_ritira_l_invito(in_firma: Pratica, giulia: Persona, marco: Persona, tmp_path: Path) -> None:
    ritiro = partial(operations.ritira_firme, in_firma.pk, attore=giulia)
    esiti = tutti_insieme([partial(firma, in_firma, marco), ritiro], tmp_path)
    pratica, una = ricarica(in_firma), Firma.objects.get()
    if isinstance(esiti[0], Exception):
        assert "non serve più" in rifiuti(esiti)[0]
        assert (pratica.stato, una.stato) == (Stato.BOZZA, StatoFirma.RITIRATA)
    else:
        assert (pratica.stato, una.stato) == (Stato.PRESENTATA, StatoFirma.APPOSTA)
    inviata = pratica.stato == Stato.PRESENTATA
    atti = [quante(pratica, f"pratica.{atto}") for atto in ("firmata", "presentata", "firme_ritirate")]
    assert atti == ([1, 1, 0] if inviata else [0, 0, 1])
    assert pratica.in_firma_dal is None


def test_l_ultima_firma_mentre_altri_inviano(
    giulia: Persona, marco: Persona, luca: Persona, ztl: Servizio, tmp_path: Path
) -> None:
    """Different requests, that share only the series of the numbers and the register: nobody stops another."""
    bozza = una_bozza(marco, ztl)  # of the version before: nobody signs with him
    con_firma(ztl, diritti=None)
    da_firmare = [presenta_bozza(bozza_con(chi, ztl, marco)) for chi in (giulia, luca)]
    firme = [partial(firma, pratica, marco) for pratica in da_firmare]
    esiti = tutti_insieme([partial(presenta_bozza, bozza), *firme], tmp_path)
    assert len(riusciti(esiti)) == 3
    numeri = Pratica.objects.filter(stato=Stato.PRESENTATA).order_by("numero").values_list("numero", flat=True)
    assert list(numeri) == [1, 2, 3]


def test_due_clic_sulla_firma_presentano_una_volta(in_firma: Pratica, marco: Persona, tmp_path: Path) -> None:
    assert len(riusciti(tutti_insieme([partial(firma, in_firma, marco)] * 3, tmp_path))) == 3
    pratica = ricarica(in_firma)
    assert [quante(pratica, f"pratica.{atto}") for atto in ("firmata", "presentata")] == [1, 1]
    assert Messaggio.objects.filter(destinatario=marco, riferimento=pratica.sigla).count() == 1


def test_si_firma_mentre_si_rifiuta(in_firma: Pratica, marco: Persona, tmp_path: Path) -> None:
    """Two windows of the same person: the first decides, the other says why it cannot."""
    rifiuta = partial(operations.rifiuta_firma, in_firma.firme.get().pk, attore=marco, motivo="No.")
    esiti = tutti_insieme([partial(firma, in_firma, marco), rifiuta], tmp_path)
    assert len(rifiuti(esiti)) == 1
    pratica = ricarica(in_firma)
    assert quante(pratica, "pratica.firmata") + quante(pratica, "pratica.firma_rifiutata") == 1
    assert pratica.bozza == (Firma.objects.get().stato == StatoFirma.RIFIUTATA)


def test_la_bozza_inviata_e_cambiata_da_due_finestre(giulia: Persona, ztl: Servizio, tmp_path: Path) -> None:
    """What is presented is what one of the two windows showed, never a mixture."""
    con_regole(ztl, diritti=None)
    bozza = una_bozza(giulia, ztl)
    cambia = partial(operations.salva_passo, bozza.pk, attore=giulia, contatti={}, dati={"note": "altro"})
    invio, cambio = tutti_insieme([partial(presenta_bozza, bozza), cambia], tmp_path)
    pratica = ricarica(bozza)
    assert len(rifiuti([invio, cambio])) == 1
    assert pratica.stato == (Stato.BOZZA if isinstance(invio, Exception) else Stato.PRESENTATA)
    assert pratica.dati["note"] == ("altro" if pratica.bozza else "")
    assert quante(pratica, "pratica.presentata") == int(not pratica.bozza)


def test_si_trasferisce_mentre_si_assegna(
    giulia: Persona, anna: Persona, ztl: Servizio, ente: Ente, tmp_path: Path
) -> None:
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    bruno = people.crea_operatore("Bruno", ztl.ufficio)
    anagrafe = people.crea_ufficio("Anagrafe", ente)
    people.crea_operatore("Carla", anagrafe)
    passa = partial(operations.trasferisci, pratica.pk, attore=anna, ufficio=anagrafe.codice, motivo="Competenza.")
    esiti = tutti_insieme([passa, partial(operations.assegna, pratica.pk, attore=anna, a=bruno)], tmp_path)
    assert not isinstance(esiti[0], Exception)  # passing it on is always possible: only its officer changes
    if isinstance(esiti[1], Exception):
        assert rifiuti(esiti) == ["Questa pratica è di un altro ufficio."]
    pratica = ricarica(pratica)
    assert (pratica.ufficio, pratica.assegnatario) == (anagrafe, None)  # nobody of the old office keeps it
    assert quante(pratica, "pratica.assegnata") == Assegnazione.objects.count() == int(len(riusciti(esiti)) == 2)
    assert quante(pratica, "pratica.trasferita") == 1


@pytest.fixture
def parere(giulia: Persona, anna: Persona, ztl: Servizio, urbanistica: Ufficio) -> Parere:
    con_regole(ztl, diritti=None)
    pratica = una_pratica(di=giulia, stato=Stato.IN_LAVORAZIONE)
    return operations.chiedi_parere(
        pratica.pk, attore=anna, ufficio=urbanistica.codice, genere=Parere.Genere.PARERE, quesito="È regolare?"
    )


@pytest.fixture
def urbanistica(ente: Ente) -> Ufficio:
    return people.crea_ufficio("Urbanistica", ente)


@pytest.fixture
def carla(urbanistica: Ufficio) -> Persona:
    return people.crea_operatore("Carla", urbanistica)


@pytest.mark.parametrize("fa", ["ritira", "decide"])
def test_il_parere_arriva_mentre_lo_si_ritira_o_si_decide(
    carla: Persona, parere: Parere, anna: Persona, tmp_path: Path, fa: str
) -> None:
    altro: dict[str, Callable[[], Any]] = {
        "ritira": partial(operations.ritira_parere, parere.pk, attore=anna, motivo="Trovato."),
        "decide": partial(operations.accogli, parere.pratica_id, attore=anna),
    }
    risponde = partial(operations.dai_parere, parere.pk, attore=carla, esito="favorevole", testo="Sì.")
    risposta, atto = tutti_insieme([risponde, altro[fa]], tmp_path)
    parere.refresh_from_db()
    dato = not isinstance(risposta, Exception)
    assert bool(parere.dato_il) == dato == bool(quante(parere.pratica, "pratica.parere_dato"))
    frasi = rifiuti([risposta, atto])
    if not dato:
        assert "non serve più" in frasi[0]
    elif fa == "ritira":
        assert frasi == ["Il parere è già arrivato: leggilo nella pratica."]
    assert bool(parere.ritirato_il) == (fa == "ritira" and not dato)


def test_due_clic_sul_parere_ne_danno_uno(carla: Persona, parere: Parere, tmp_path: Path) -> None:
    clic = [
        partial(operations.dai_parere, parere.pk, attore=carla, esito="favorevole", testo=testo)
        for testo in ("Sì.", "Sì, certo.")
    ]
    assert {dato.testo for dato in riusciti(tutti_insieme(clic, tmp_path))} == {Parere.objects.get().testo}
    assert parere.pratica.passaggi.filter(genere=Passaggio.Genere.PARERE_DATO).count() == 1
