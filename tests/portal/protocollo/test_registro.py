"""The register that the portal keeps: numbers one after the other whatever happens, lines that never change."""

import datetime as dt
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from portal.base.errors import DomainError, GatewayError
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita.models import Persona
from portal.protocollo.contratto import Numero
from portal.protocollo.esterno import ProtocolloEsterno
from portal.protocollo.models import Annullamento, Registrazione, RegistroProtocollo
from portal.protocollo.operations import annulla, apri_registro
from portal.protocollo.scelta import protocollo_di
from portal.protocollo.verifica import CATENA, CONTENUTO, SALTO, TEMPO, Difetto, verifica
from portal.registro.models import Evento, SoloAggiunta
from tests.parallelo import tutti_insieme
from tests.people import crea_operatore, crea_ufficio
from tests.portal.protocollo.conftest import da_registrare
from tests.tabelle import di_nascosto


def numeri() -> list[tuple[int, int]]:
    return list(Registrazione.objects.order_by("anno", "numero").values_list("anno", "numero"))


def test_ogni_documento_ha_il_numero_dopo(registro: RegistroProtocollo, ente: Ente) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=True):
        primo, secondo = (protocollo_di(ente.codice_ipa).registra(da_registrare(ente)) for _ in range(2))
    assert primo == Numero("PROT", "0000001", 2026, primo.data)
    assert secondo.numero == "0000002"
    assert secondo.data > primo.data
    riga = Registrazione.objects.get(numero=1)
    assert (riga.segnatura, riga.corrispondente, riga.flusso) == ("0000001/2026", "Bianchi Giulia", "E")
    assert [file["sha256"] for file in riga.documenti] == ["a" * 64, "f" * 64]
    assert list(verifica(registro)) == [2]


def test_chi_non_ha_un_registro_qui_lo_chiede_fuori(registro: RegistroProtocollo, altro_ente: Ente) -> None:
    assert isinstance(protocollo_di(altro_ente.codice_ipa), ProtocolloEsterno)


def test_due_comuni_numerano_ciascuno_per_se(registro: RegistroProtocollo, ente: Ente, altro_ente: Ente) -> None:
    apri_registro(altro_ente, ufficio=crea_ufficio("Protocollo", altro_ente), codice="PROT", codice_aoo="AX902PR")
    for comune in (ente, altro_ente, ente):
        ultimo = protocollo_di(comune.codice_ipa).registra(da_registrare(comune))
    assert ultimo.numero == "0000002"
    assert numeri() == [(ultimo.anno, 1), (ultimo.anno, 1), (ultimo.anno, 2)]


def test_la_stessa_chiave_ha_sempre_lo_stesso_numero(registro: RegistroProtocollo, ente: Ente) -> None:
    documento = da_registrare(ente)
    primo = protocollo_di(ente.codice_ipa).registra(documento)
    assert protocollo_di(ente.codice_ipa).registra(documento) == primo
    with pytest.raises(GatewayError) as rifiuto:
        protocollo_di(ente.codice_ipa).registra(replace(documento, oggetto="Un'altra cosa"))
    assert rifiuto.value.permanent
    assert len(numeri()) == 1


def test_a_capodanno_si_riparte_da_uno(registro: RegistroProtocollo, ente: Ente) -> None:
    """In Rome's time: at 22:59 UTC the year is the old one, at 23:00 the new one. The arrival keeps its own date."""
    ultimo_istante = dt.datetime(2026, 12, 31, 22, 59, 59, tzinfo=dt.UTC)
    for quando in (ultimo_istante, ultimo_istante + dt.timedelta(seconds=1), ultimo_istante + dt.timedelta(hours=1)):
        with time_machine.travel(quando):
            protocollo_di(ente.codice_ipa).registra(da_registrare(ente, arrivo=ultimo_istante))
    assert numeri() == [(2026, 1), (2027, 1), (2027, 2)]
    assert set(Registrazione.objects.values_list("arrivo", flat=True)) == {ultimo_istante}
    assert list(verifica(registro)) == [3]


def test_se_l_orologio_torna_indietro_si_aspetta(registro: RegistroProtocollo, ente: Ente) -> None:
    protocollo_di(ente.codice_ipa).registra(da_registrare(ente))
    with time_machine.travel(dt.datetime(2020, 1, 1, tzinfo=dt.UTC)), pytest.raises(GatewayError) as guasto:
        protocollo_di(ente.codice_ipa).registra(da_registrare(ente))
    assert not guasto.value.permanent
    assert len(numeri()) == 1


def test_chi_si_interrompe_a_meta_non_lascia_un_buco(
    registro: RegistroProtocollo, ente: Ente, monkeypatch: pytest.MonkeyPatch
) -> None:
    vero = Registrazione.save

    def muore(self: Registrazione, *args: object, **kwargs: object) -> None:
        vero(self)
        raise KeyboardInterrupt

    documento = da_registrare(ente)
    monkeypatch.setattr(Registrazione, "save", muore)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        protocollo_di(ente.codice_ipa).registra(documento)
    monkeypatch.undo()
    assert protocollo_di(ente.codice_ipa).registra(documento).numero == "0000001"


@pytest.mark.django_db(transaction=True)
def test_cinquanta_insieme_senza_buchi_e_senza_doppi(registro: RegistroProtocollo, ente: Ente, tmp_path: Path) -> None:
    """Forty documents, ten of which asked for twice at the same moment."""
    documenti = [da_registrare(ente) for _ in range(40)]
    documenti += documenti[:10]
    esiti = tutti_insieme([lambda d=documento: protocollo_di(d.ente).registra(d) for documento in documenti], tmp_path)
    assert all(isinstance(esito, Numero) for esito in esiti), esiti
    assert sorted({esito.numero for esito in esiti}) == [f"{numero:07}" for numero in range(1, 41)]
    assert esiti[:10] == esiti[40:]
    assert [numero for _, numero in numeri()] == list(range(1, 41))
    assert list(verifica(registro)) == [40]


@pytest.mark.django_db(transaction=True)
def test_trenta_insieme_a_mezzanotte_di_capodanno(registro: RegistroProtocollo, ente: Ente, tmp_path: Path) -> None:
    """The year changes while they queue: each series has no gap, and no number comes before the moment it names."""
    documenti = [da_registrare(ente) for _ in range(30)]
    with time_machine.travel(dt.datetime(2026, 12, 31, 22, 59, 59, 900_000, tzinfo=dt.UTC), tick=True):
        tutti_insieme([lambda d=documento: protocollo_di(d.ente).registra(d) for documento in documenti], tmp_path)
    for anno in (2026, 2027):
        suoi = [numero for quale, numero in numeri() if quale == anno]
        assert suoi == list(range(1, len(suoi) + 1))
    assert len(numeri()) == 30
    assert list(verifica(registro)) == [30]


def test_nessuno_cambia_una_registrazione(registro: RegistroProtocollo, ente: Ente, anna: Persona) -> None:
    protocollo_di(ente.codice_ipa).registra(da_registrare(ente))
    riga = Registrazione.objects.get()
    for atto in (riga.save, riga.delete, Registrazione.objects.all().delete):
        with pytest.raises(SoloAggiunta):
            atto()
    annulla(riga.pk, attore=anna, motivo="Registrata due volte", provvedimento="Determinazione 1/2026")
    for tabella in ("protocollo_registrazione", "protocollo_annullamento"):
        for comando in (f"UPDATE {tabella} SET quando = quando", f"DELETE FROM {tabella}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursore:
                cursore.execute(comando)


def test_annullare_lascia_leggere_l_originale(registro: RegistroProtocollo, ente: Ente, anna: Persona) -> None:
    protocollo_di(ente.codice_ipa).registra(da_registrare(ente))
    riga = Registrazione.objects.get()
    annulla(riga.pk, attore=anna, motivo=" Registrata due volte ", provvedimento="Determinazione 45 del 3/3/2026")
    una = Annullamento.objects.get(registrazione=riga)
    assert (una.operatore, una.motivo, una.provvedimento) == (
        anna,
        "Registrata due volte",
        "Determinazione 45 del 3/3/2026",
    )
    assert Evento.objects.filter(azione="protocollo.annullata", oggetto=riga.codice, attore=anna.codice).exists()
    with pytest.raises(DomainError, match="già annullata"):
        annulla(riga.pk, attore=anna, motivo="Ancora", provvedimento="Determinazione 46")
    assert (
        protocollo_di(ente.codice_ipa).registra(da_registrare(ente)).numero == "0000002"
    )  # the number is not used again
    assert list(verifica(registro)) == [2]


def test_annulla_solo_chi_risponde_del_protocollo(registro: RegistroProtocollo, ente: Ente, ufficio: Ufficio) -> None:
    protocollo_di(ente.codice_ipa).registra(da_registrare(ente))
    riga = Registrazione.objects.get()
    semplice = crea_operatore("Bruno", ufficio, ruolo=Incarico.Ruolo.OPERATORE)
    altrove = crea_operatore("Carla", crea_ufficio("Anagrafe", ente))
    for chi in (semplice, altrove):
        with pytest.raises(DomainError, match="responsabile"):
            annulla(riga.pk, attore=chi, motivo="Perché sì", provvedimento="Nessuno")
    assert not Annullamento.objects.exists()


def test_un_ente_ha_un_registro_solo_tenuto_da_un_suo_ufficio(
    registro: RegistroProtocollo, ente: Ente, altro_ente: Ente
) -> None:
    with pytest.raises(DomainError, match="già"):
        apri_registro(ente, ufficio=registro.ufficio, codice="ALTRO", codice_aoo="X")
    with pytest.raises(DomainError, match="non serve"):
        apri_registro(altro_ente, ufficio=registro.ufficio, codice="PROT", codice_aoo="X")


@pytest.mark.parametrize(
    ("comando", "difetto"),
    [
        ("UPDATE protocollo_registrazione SET oggetto = 'Altro' WHERE numero = 2", Difetto("0000002/2026", CONTENUTO)),
        ("DELETE FROM protocollo_registrazione WHERE numero = 2", Difetto("0000003/2026", SALTO)),
        ("UPDATE protocollo_registrazione SET quando = '2026-01-01' WHERE numero = 3", Difetto("0000003/2026", TEMPO)),
        ("UPDATE protocollo_registrazione SET numero = 4 WHERE numero = 3", Difetto("0000004/2026", SALTO)),
    ],
)
def test_la_rilettura_trova_chi_ha_toccato_il_registro(
    registro: RegistroProtocollo, ente: Ente, comando: str, difetto: Difetto
) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 2, tzinfo=dt.UTC), tick=True):
        for _ in range(3):
            protocollo_di(ente.codice_ipa).registra(da_registrare(ente))
    di_nascosto(comando)
    assert list(verifica(registro))[-1] == difetto


def test_una_riga_riscritta_per_intero_rompe_la_catena(registro: RegistroProtocollo, ente: Ente) -> None:
    """Whoever also computes the hash again is found by the line that follows."""
    for _ in range(2):
        protocollo_di(ente.codice_ipa).registra(da_registrare(ente))
    prima = Registrazione.objects.get(numero=1)
    prima.oggetto = "Altro"
    sql = "UPDATE protocollo_registrazione SET oggetto = %s, impronta = %s WHERE numero = 1"
    di_nascosto(sql, "Altro", prima.calcola_impronta())
    assert [esito.perche for esito in verifica(registro) if isinstance(esito, Difetto)] == [CATENA]


def test_la_chiave_di_un_altro_ente_non_vale_qui(registro: RegistroProtocollo, ente: Ente, altro_ente: Ente) -> None:
    apri_registro(altro_ente, ufficio=crea_ufficio("Protocollo", altro_ente), codice="PROT", codice_aoo="AX902PR")
    documento = da_registrare(ente, chiave=uuid.uuid4())
    protocollo_di(ente.codice_ipa).registra(documento)
    with pytest.raises(GatewayError):
        protocollo_di(altro_ente.codice_ipa).registra(documento)
