"""Two at the same moment: one payment, one number, one notice."""

from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from django.test import Client

from pagamenti.models import Avviso, Ricevuta
from pagamenti.operations import annulla_avviso
from pagamenti.stati import Stato
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.models import Evento
from tests.makers import un_avviso
from tests.pagamenti.nodo import invia_rt
from tests.parallelo import tutti_insieme

pytestmark = pytest.mark.django_db(transaction=True)


def _esito(avviso: Avviso, receipt_id: str, **cambi: str) -> str:
    return str(invia_rt(Client(HTTP_HOST="localhost"), avviso, receipt_id, **cambi))


def test_due_copie_della_stessa_ricevuta_pagano_una_volta(ente: Ente, giulia: Persona, tmp_path: Path) -> None:
    avviso = un_avviso(di=giulia, ente=ente)
    esiti = tutti_insieme([partial(_esito, avviso, "a" * 32)] * 4, tmp_path)
    assert Counter(esiti) == {"OK": 1, "KO PAA_RECEIPT_DUPLICATA": 3}
    assert Ricevuta.objects.count() == 1
    assert Evento.objects.filter(azione="avviso.pagato").count() == 1


def test_due_copie_di_una_ricevuta_senza_avviso_si_conservano_una_volta(
    ente: Ente, giulia: Persona, tmp_path: Path
) -> None:
    """No notice to lock: the index of the table decides."""
    avviso = un_avviso(di=giulia, ente=ente)
    esiti = tutti_insieme([partial(_esito, avviso, "a" * 32, noticeNumber="302000000000004232")] * 4, tmp_path)
    assert Counter(esiti) == {"OK": 1, "KO PAA_RECEIPT_DUPLICATA": 3}
    assert Ricevuta.objects.count() == 1


def test_due_pagamenti_dello_stesso_avviso_si_conservano_tutti_e_due(
    ente: Ente, giulia: Persona, tmp_path: Path
) -> None:
    avviso = un_avviso(di=giulia, ente=ente)
    esiti = tutti_insieme([partial(_esito, avviso, lettera * 32) for lettera in "abcd"], tmp_path)
    assert esiti == ["OK"] * 4
    assert Counter(Ricevuta.objects.values_list("anomalia", flat=True)) == {"": 1, Ricevuta.Anomalia.DOPPIO: 3}


def test_due_richieste_per_la_stessa_origine_danno_un_avviso(ente: Ente, giulia: Persona, tmp_path: Path) -> None:
    emetti = partial(un_avviso, di=giulia, ente=ente, origine="pratica:1")
    avvisi = tutti_insieme([emetti] * 4, tmp_path)
    assert len({avviso.nav for avviso in avvisi}) == 1
    assert Avviso.objects.count() == 1


def test_avvisi_emessi_insieme_hanno_numeri_diversi(ente: Ente, giulia: Persona, tmp_path: Path) -> None:
    avvisi = tutti_insieme([partial(un_avviso, di=giulia, ente=ente)] * 4, tmp_path)
    assert sorted(avviso.nav[3:16] for avviso in avvisi) == [f"{n:013}" for n in range(1, 5)]


def test_pagamento_e_annullamento_insieme_finiscono_in_un_ordine_possibile(
    ente: Ente, giulia: Persona, tmp_path: Path
) -> None:
    """Whoever comes first, the money that arrived is never forgotten."""
    avviso = un_avviso(di=giulia, ente=ente)
    tutti_insieme(
        [partial(_esito, avviso, "a" * 32), partial(annulla_avviso, avviso.pk, attore=None, motivo="Prova")], tmp_path
    )
    avviso.refresh_from_db()
    assert avviso.stato == Stato.PAGATO
    assert Ricevuta.objects.get().anomalia in {"", Ricevuta.Anomalia.ANNULLATO}
