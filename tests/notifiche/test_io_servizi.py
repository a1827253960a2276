"""The services of an ente on App IO: which one carries a message, and what happens when its keys are refused."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from notifiche.channels import CANALI
from notifiche.models import Consegna, Genere, Messaggio, ServizioIO
from notifiche.tasks import consegna
from portal.base.coda import Stato
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests import people
from tests.makers import una_rappresentanza
from tests.notifiche.conftest import Io, consegna_di

pytestmark = pytest.mark.usefixtures("posta")
Avvisa = Callable[..., Messaggio]


def servizio(ente: Ente, nome: str, **campi: object) -> ServizioIO:
    """A service whose keys are its name, and its name with "-2"."""
    uno = ServizioIO(ente=ente, nome=nome, **campi)
    uno.cambia_chiave("primaria", nome)
    uno.cambia_chiave("secondaria", f"{nome}-2")
    uno.save()
    return uno


# --- which one ----------------------------------------------------------------------------------------------------------


def test_un_comune_piccolo_usa_le_chiavi_delle_impostazioni(io: Io, messaggio_per: Avvisa) -> None:
    riga = consegna_di(messaggio_per(), "appio")
    consegna()
    assert io.chiavi == [settings.APPIO_CHIAVE] * 2
    assert CANALI["appio"].chiave(riga) == ""


def test_il_servizio_del_comune_viene_prima_del_tipo_e_il_predefinito_porta_il_resto(
    io: Io, ente: Ente, altro_ente: Ente, messaggio_per: Avvisa
) -> None:
    servizio(ente, "tutto", predefinito=True)
    servizio(ente, "pagamenti", generi=[Genere.PAGAMENTI])
    ztl = servizio(ente, "ztl", servizi=["permesso-accesso-ztl"])
    servizio(altro_ente, "di-un-altro", predefinito=True, generi=[Genere.PAGAMENTI])
    messaggi = [
        messaggio_per(),
        messaggio_per(genere=Genere.PAGAMENTI),
        messaggio_per(genere=Genere.PAGAMENTI, servizio="permesso-accesso-ztl"),
    ]
    consegna()
    assert io.chiavi == ["tutto"] * 2 + ["pagamenti"] * 2 + ["ztl"] * 2
    assert CANALI["appio"].chiave(consegna_di(messaggi[2], "appio")) == str(ztl.codice)


def test_chi_nessun_servizio_porta_usa_quello_delle_impostazioni(io: Io, ente: Ente, messaggio_per: Avvisa) -> None:
    servizio(ente, "pagamenti", generi=[Genere.PAGAMENTI])
    messaggio_per()
    consegna()
    assert io.chiavi == [settings.APPIO_CHIAVE] * 2


def test_un_ente_ha_un_solo_servizio_predefinito(ente: Ente, altro_ente: Ente) -> None:
    servizio(ente, "uno", predefinito=True)
    servizio(altro_ente, "uno", predefinito=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        servizio(ente, "due", predefinito=True)


def test_le_chiavi_nel_database_non_si_leggono(ente: Ente) -> None:
    uno = servizio(ente, "chiave-in-chiaro")
    with connection.cursor() as cursore:
        cursore.execute("SELECT primaria, secondaria FROM notifiche_servizioio")
        (riga,) = cursore.fetchall()
    assert all(b"chiave-in-chiaro" not in bytes(valore) for valore in riga)
    assert (uno.chiave("secondaria"), uno.coda_della_chiave("primaria")) == ("chiave-in-chiaro-2", "iaro")
    assert "in-chiaro" not in repr(uno.credenziale)


def test_senza_chiavi_niente_parte_e_la_riga_aspetta(io: Io, messaggio_per: Avvisa, settings: object) -> None:
    settings.APPIO_CHIAVE = settings.APPIO_CHIAVE_2 = ""  # type: ignore[attr-defined]
    riga = consegna_di(messaggio_per(), "appio")
    consegna()
    riga.refresh_from_db()
    assert (riga.stato, riga.errore, io.arrivati) == (Stato.IN_CODA, "appio_senza_chiave", [])


def test_la_chiave_della_casa_perduta_ferma_il_servizio(
    io: Io, ente: Ente, messaggio_per: Avvisa, settings: object
) -> None:
    servizio(ente, "tutto", predefinito=True)
    settings.IDENTITA_LOG_CHIAVI = ["YWx0cmEtY2hpYXZlLWRpLXRyZW50YWR1ZS1ieXRlISE="]  # type: ignore[attr-defined]
    riga = consegna_di(messaggio_per(), "appio")
    consegna()
    riga.refresh_from_db()
    assert (riga.stato, riga.errore, io.arrivati) == (Stato.IN_CODA, "appio_chiave_illeggibile", [])


# --- refused keys -------------------------------------------------------------------------------------------------------


def test_rifiutata_la_primaria_si_prova_subito_la_secondaria(io: Io, ente: Ente, messaggio_per: Avvisa) -> None:
    servizio(ente, "tutto", predefinito=True)
    io.revocate = {"tutto"}
    messaggio = messaggio_per()
    consegna()
    assert io.chiavi == ["tutto", "tutto-2"] * 2
    assert consegna_di(messaggio, "appio").stato == Stato.RIUSCITO


def test_rifiutate_tutte_e_due_si_ferma_e_non_si_perde_niente(io: Io, ente: Ente, messaggio_per: Avvisa) -> None:
    servizio(ente, "tutto", predefinito=True)
    io.revocate = {"tutto", "tutto-2"}
    righe = [consegna_di(messaggio_per(), "appio") for _ in range(3)]
    consegna()
    assert io.chiavi == ["tutto", "tutto-2"]
    for riga in righe:
        riga.refresh_from_db()
        assert riga.stato == Stato.IN_CODA


@pytest.mark.parametrize("stato", [403, 500])
def test_solo_il_401_fa_provare_l_altra_chiave(io: Io, ente: Ente, messaggio_per: Avvisa, stato: int) -> None:
    servizio(ente, "tutto", predefinito=True)
    io.profilo = (stato, {})
    messaggio_per()
    consegna()
    assert io.chiavi == ["tutto"]


@pytest.mark.parametrize("intestazione", ["Retry-After", "x-rate-limit-retry-after"])
def test_di_chi_chiede_di_rallentare_si_leggono_le_due_intestazioni(
    io: Io, messaggio_per: Avvisa, intestazione: str
) -> None:
    io.messaggio, io.intestazioni = (429, {}), {intestazione: "300"}
    riga = consegna_di(messaggio_per(), "appio")
    consegna()
    riga.refresh_from_db()
    attesa = riga.prossimo_tentativo - riga.messaggio.creato_il
    assert (riga.stato, 295 < attesa.total_seconds() < 330) == (Stato.IN_CODA, True)


# --- who is never asked -------------------------------------------------------------------------------------------------


def una_straniera(di: Persona) -> Persona:
    """Who entered through the eIDAS node."""
    return people.crea_cittadino("Zana", "Crnigoj", "")


def una_societa(di: Persona) -> Persona:
    return una_rappresentanza(di).rappresentato


@pytest.mark.parametrize("chi", [una_straniera, una_societa])
def test_chi_non_puo_essere_su_io_non_si_chiede(
    io: Io, giulia: Persona, messaggio_per: Avvisa, chi: Callable[[Persona], Persona]
) -> None:
    messaggio = messaggio_per(destinatario=chi(giulia))
    consegna()
    riga = consegna_di(messaggio, "appio")
    assert (riga.stato, riga.esito) == (Stato.ANNULLATO, Consegna.Esito.NON_ATTIVA)
    assert io.arrivati == []
