"""App IO on the wire: the question before each sending, the content it accepts, and what each of its answers means."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
import yaml
from django.conf import settings
from django.utils import timezone
from jsonschema import Draft4Validator

from notifiche.channels import appio
from notifiche.models import Consegna, Credenziale, Messaggio
from notifiche.operations import DaPagare
from notifiche.parole import lunghezza_utf16
from notifiche.tasks import consegna, spazza
from portal.base.coda import Stato
from portal.base.errors import GatewayError
from portal.identita.models import Persona
from tests.notifiche.conftest import Io, consegna_di

pytestmark = pytest.mark.usefixtures("posta")
Avvisa = Callable[..., Messaggio]
NOSTRA = Credenziale("", ("chiave",))
CONTRATTI = Path(os.environ.get("CASA_CONTRATTI", settings.BASE_DIR.parent / "shared" / "contracts"))


def test_si_chiede_il_profilo_e_poi_si_consegna(io: Io, giulia: Persona, messaggio_per: Avvisa) -> None:
    messaggio = messaggio_per(riferimento="ZTL-2026-1", url="/area-personale/", azione="Entra")
    consegna()
    assert io.arrivati[0] == ("/api/v1/profiles", {"fiscal_code": giulia.codice_fiscale})
    (corpo,) = io.messaggi
    assert corpo["fiscal_code"] == giulia.codice_fiscale
    assert corpo["content"]["subject"] == messaggio.oggetto
    assert "[Entra](http://localhost:8000/area-personale/)" in corpo["content"]["markdown"]
    assert "ZTL-2026-1" in corpo["content"]["markdown"]
    riga = consegna_di(messaggio, "appio")
    assert (riga.stato, riga.esito, riga.id_esterno) == (
        Stato.RIUSCITO,
        Consegna.Esito.ACCETTATA,
        "01HZZZZZZZZZZZZZZZZZZZZZZZ",
    )


def test_il_corpo_rispetta_il_contratto(io: Io, messaggio_per: Avvisa) -> None:
    file = CONTRATTI / "io" / "io-services-api.swagger2.yaml"
    if not file.exists():
        pytest.skip("i contratti non sono su questa macchina (CASA_CONTRATTI)")
    messaggio_per(avviso=DaPagare("301000000000000017", 1600), scadenza=dt.date(2026, 12, 12))
    consegna()
    definizioni = yaml.safe_load(file.read_text(encoding="utf-8"))
    schema = {"$ref": "#/definitions/NewMessage", "definitions": definizioni["definitions"]}
    Draft4Validator(schema).validate(io.messaggi[0])


def test_si_paga_e_si_ricorda_dall_app(io: Io, messaggio_per: Avvisa) -> None:
    messaggio_per(avviso=DaPagare("301000000000000017", 1600), scadenza=dt.date(2026, 7, 12))
    messaggio_per(scadenza=dt.date(2026, 12, 12))
    consegna()
    estate, inverno = (corpo["content"] for corpo in io.messaggi)
    assert estate["payment_data"] == {
        "amount": 1600,
        "notice_number": "301000000000000017",
        "invalid_after_due_date": False,
    }
    # the last second of the day in Rome, said in UTC
    assert (estate["due_date"], inverno["due_date"]) == ("2026-07-12T21:59:59Z", "2026-12-12T22:59:59Z")
    assert "payment_data" not in inverno


@pytest.mark.parametrize(
    ("profilo", "esito"),
    [
        ((404, {}), Consegna.Esito.NON_ATTIVA),
        ((200, {"sender_allowed": False}), Consegna.Esito.NON_CONSENTITA),
        ((200, {}), Consegna.Esito.NON_CONSENTITA),
    ],
)
def test_chi_non_vuole_o_non_ha_l_app_non_riceve_nulla(
    io: Io, messaggio_per: Avvisa, profilo: tuple[int, Any], esito: Consegna.Esito
) -> None:
    io.profilo = profilo
    messaggio = messaggio_per()
    consegna()
    riga = consegna_di(messaggio, "appio")
    assert (riga.stato, riga.esito) == (Stato.ANNULLATO, esito)
    assert not io.messaggi


def test_il_profilo_si_chiede_ogni_volta(io: Io, messaggio_per: Avvisa) -> None:
    messaggio_per()
    consegna()
    io.profilo = (200, {"sender_allowed": False})
    messaggio_per()
    consegna()
    assert len(io.messaggi) == 1


@pytest.mark.parametrize(
    ("risposta", "stato", "errore"),
    [
        ((400, {}), Stato.FALLITO, "appio_risponde_400"),
        ((401, {}), Stato.IN_CODA, "appio_risponde_401"),
        ((403, {}), Stato.IN_CODA, "appio_risponde_403"),
        ((404, {}), Stato.FALLITO, "appio_risponde_404"),
        ((429, {}), Stato.IN_CODA, "appio_risponde_429"),
        ((500, {}), Stato.IN_CODA, "appio_risponde_500"),
        ((503, {}), Stato.IN_CODA, "appio_risponde_503"),
        ((502, {}), Stato.INCERTO, "appio_risponde_502"),
        ((504, {}), Stato.INCERTO, "appio_risponde_504"),
        ((202, {"id": "01H"}), Stato.INCERTO, "appio_risposta_incompleta"),
        ((201, {}), Stato.INCERTO, "appio_risposta_incompleta"),
        ((201, "niente"), Stato.INCERTO, "appio_risposta_incompleta"),
        ((201, None), Stato.INCERTO, "appio_senza_risposta"),
    ],
)
def test_ogni_risposta_alla_consegna_ha_il_suo_esito(
    io: Io, messaggio_per: Avvisa, risposta: tuple[int, Any], stato: Stato, errore: str
) -> None:
    io.messaggio = risposta
    messaggio = messaggio_per()
    consegna()
    riga = consegna_di(messaggio, "appio")
    assert (riga.stato, riga.errore, riga.esito) == (stato, errore, "")


@pytest.mark.parametrize("risposta", [(502, {}), (200, None), (500, {})])
def test_una_domanda_senza_risposta_non_lascia_dubbi(io: Io, messaggio_per: Avvisa, risposta: tuple[int, Any]) -> None:
    io.profilo = risposta
    messaggio = messaggio_per()
    consegna()
    assert consegna_di(messaggio, "appio").stato == Stato.IN_CODA
    assert not io.messaggi


def test_la_chiave_rifiutata_ferma_il_canale_e_non_le_righe(io: Io, messaggio_per: Avvisa) -> None:
    io.profilo = (401, {})
    messaggi = [messaggio_per() for _ in range(3)]
    with time_machine.travel(timezone.now(), tick=False) as ora:
        consegna()
        chiamate = len(io.arrivati)
        futura = messaggio_per()  # one more, while the channel rests
        assert Consegna.objects.filter(canale="email", stato=Stato.RIUSCITO).count() == 3
        io.profilo = (200, {"sender_allowed": True})
        ora.shift(dt.timedelta(minutes=11))
        spazza()
        consegna()
    assert chiamate == 2  # the first refusal of both keys is enough
    assert len(io.messaggi) == 4
    assert {consegna_di(messaggio, "appio").stato for messaggio in [*messaggi, futura]} == {Stato.RIUSCITO}


def test_chi_non_risponde_non_ferma_l_altro_canale(io: Io, messaggio_per: Avvisa) -> None:
    io.profilo = (200, None)
    messaggi = [messaggio_per() for _ in range(5)]
    with time_machine.travel(timezone.now(), tick=False) as ora:
        consegna()
        assert len(io.arrivati) == 1
        assert Consegna.objects.filter(canale="email", stato=Stato.RIUSCITO).count() == 5
        io.profilo = (200, {"sender_allowed": True})
        ora.shift(61)
        consegna()
    assert {consegna_di(messaggio, "appio").stato for messaggio in messaggi} == {Stato.RIUSCITO}


def test_chi_chiede_di_rallentare_fa_aspettare_le_altre_righe(io: Io, messaggio_per: Avvisa) -> None:
    io.messaggio, io.intestazioni = (429, {}), {"x-rate-limit-retry-after": "300"}
    messaggi = [messaggio_per() for _ in range(2)]
    with time_machine.travel(timezone.now(), tick=False) as ora:
        Consegna.objects.filter(messaggio=messaggi[1]).update(
            prossimo_tentativo=timezone.now() + dt.timedelta(seconds=60)
        )
        consegna()
        ora.shift(120)
        consegna()
        assert len(io.messaggi) == 1
        assert set(Consegna.objects.filter(canale="appio").values_list("stato", "tentativi")) == {(Stato.IN_CODA, 0)}
        assert Consegna.objects.filter(canale="email", stato=Stato.RIUSCITO).count() == 2


# --- content ------------------------------------------------------------------------------------------------------------


def test_il_contenuto_che_io_rifiuterebbe_non_parte(io: Io, messaggio_per: Avvisa) -> None:
    corto, lungo, senza_avviso = (messaggio_per() for _ in range(3))
    Messaggio.objects.filter(pk=corto.pk).update(oggetto="Permesso")
    Messaggio.objects.filter(pk=lungo.pk).update(testo="a" * 10_001)
    Messaggio.objects.filter(pk=senza_avviso.pk).update(nav="9" * 18, importo=1600)
    consegna()
    assert not io.messaggi
    for messaggio in (corto, lungo, senza_avviso):
        riga = consegna_di(messaggio, "appio")
        assert (riga.stato, riga.errore) == (Stato.FALLITO, "appio_contenuto_non_ammesso")


@pytest.mark.parametrize(
    ("oggetto", "ammesso"), [("😀" * 60, True), ("😀" * 61, False), ("a" * 10, True), ("a" * 9, False)]
)
def test_le_lunghezze_si_contano_come_le_conta_io(messaggio_per: Avvisa, oggetto: str, ammesso: bool) -> None:
    messaggio = messaggio_per()
    messaggio.oggetto = oggetto
    if not ammesso:
        with pytest.raises(GatewayError):
            appio.componi(messaggio, NOSTRA)
        return
    assert lunghezza_utf16(appio.componi(messaggio, NOSTRA)["content"]["subject"]) == lunghezza_utf16(oggetto)
