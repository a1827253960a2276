"""`kill -9` while a number is being given: no gap, and the same document gets the number that nobody had."""

import os
import signal
import time

from django.db import connection, transaction

from portal.enti.models import Ente, Ufficio
from portal.protocollo.models import Registrazione
from portal.protocollo.operations import apri_registro
from portal.protocollo.scelta import protocollo_di
from portal.protocollo.verifica import verifica
from tests.portal.protocollo.conftest import da_registrare


def test_ucciso_prima_di_finire_non_lascia_un_buco(ente: Ente, ufficio: Ufficio) -> None:
    registro = apri_registro(ente, ufficio=ufficio, codice="PROT", codice_aoo="AX901PR")
    documento = da_registrare(ente)
    protocollo_di(ente.codice_ipa).registra(da_registrare(ente))
    legge, scrive = os.pipe()
    connection.close()  # the child opens one of its own
    figlio = os.fork()
    if figlio == 0:
        with transaction.atomic():
            protocollo_di(ente.codice_ipa).registra(documento)
            os.write(scrive, b"!")  # written, not committed
            time.sleep(60)
        os._exit(0)
    os.read(legge, 1)
    os.kill(figlio, signal.SIGKILL)
    os.waitpid(figlio, 0)
    assert Registrazione.objects.count() == 1
    assert protocollo_di(ente.codice_ipa).registra(documento).numero == "0000002"
    assert list(verifica(registro)) == [2]
