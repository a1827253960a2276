"""The log of the logins: every pair is kept, closed to curious eyes, read only with a reason, gone at 24 months."""

import datetime as dt
import io
import json
import uuid
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from portal.celery import app as celery_app
from portal.enti.models import Ente
from portal.identita import cifratura, operations
from portal.identita.management.commands.identita_log import Command
from portal.identita.models import Persona, RegistroSaml, RichiestaAccesso
from portal.registro.models import AccessoDati, Evento, SoloAggiunta
from tests.people import crea_cittadino
from tests.portal.identita.conftest import Viaggio, chi_e_dentro

pytestmark = pytest.mark.django_db
MOTIVO = "Richiesta della Procura, prot. 123/2026"
CHIAVE_NUOVA = "Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vMTI"


def log(*argomenti: Any, **opzioni: Any) -> str:
    scritto = io.StringIO()
    call_command("identita_log", *argomenti, stdout=scritto, **opzioni)
    return scritto.getvalue()


@pytest.fixture
def accesso(viaggio: Viaggio) -> RegistroSaml:
    """Giulia came in."""
    viaggio.entra()
    return RegistroSaml.objects.get()


def invecchia(giorni: int) -> RegistroSaml:
    """A row like the last one, written so many days ago."""
    riga = RegistroSaml.objects.order_by("-pk")[0]
    riga.pk, riga.codice, riga._state.adding = None, uuid.uuid4(), True
    riga.quando = timezone.now() - dt.timedelta(days=giorni)
    riga.save()
    return riga


# --- writing ------------------------------------------------------------------------------------------------------------


def test_un_accesso_riuscito_lascia_la_coppia(viaggio: Viaggio) -> None:
    partenza = viaggio.parti()
    viaggio.torna(partenza)
    riga = RegistroSaml.objects.get()
    assert (riga.esito, riga.persona) == ("riuscito", chi_e_dentro(viaggio.client))
    assert riga.request_id == partenza.xml.get("ID")
    assert riga.response_id
    assert riga.assertion_id
    assert riga.risposta_emessa_il is not None
    assert (riga.name_id, riga.idp) == ("_nome-di-un-giorno", viaggio.idp.entity_id)
    assert riga.name_qualifier
    assert riga.request_id.encode() in cifratura.decifra(riga.richiesta)
    assert b"BNCGLI85D52H501T" in cifratura.decifra(riga.risposta)


def test_anche_un_rifiuto_lascia_la_coppia_con_il_suo_codice(viaggio: Viaggio) -> None:
    partenza = viaggio.parti()
    viaggio.consegna(partenza.relay_state, viaggio.idp.rifiuto(partenza.domanda, 25))
    viaggio.torna(viaggio.parti(), livello=1)
    annullato, basso = RegistroSaml.objects.order_by("pk")
    assert (annullato.esito, annullato.persona, annullato.assertion_id) == ("anomaly_25", None, "")
    assert (basso.esito, basso.persona) == ("level", None)


def test_una_risposta_che_non_e_xml_si_conserva_com_e(viaggio: Viaggio) -> None:
    viaggio.consegna(viaggio.parti().relay_state, "non-e%base64")
    riga = RegistroSaml.objects.get()
    assert (riga.esito, riga.response_id) == ("base64", "")
    assert cifratura.decifra(riga.risposta) == b"non-e%base64"


def test_chi_e_sospeso_lascia_la_coppia(viaggio: Viaggio, giulia: Persona) -> None:
    Persona.objects.update(is_active=False)
    viaggio.entra()
    assert RegistroSaml.objects.get().esito == "non_ammesso"


def test_una_risposta_mai_ritirata_finisce_nel_registro(viaggio: Viaggio, time_machine: Any) -> None:
    partenza = viaggio.parti()
    dati = {"SAMLResponse": viaggio.idp.risposta(partenza.domanda), "RelayState": partenza.relay_state}
    viaggio.client.post("/spid/acs", dati)
    time_machine.move_to(RichiestaAccesso.objects.get().scade_il + dt.timedelta(minutes=1))
    operations.pulisci()
    operations.pulisci()
    assert RegistroSaml.objects.get().esito == "non_ritirata"
    assert RichiestaAccesso.objects.get().risposta == ""


def test_nel_database_i_messaggi_non_si_leggono(accesso: RegistroSaml) -> None:
    with connection.cursor() as cursore:
        cursore.execute("SELECT * FROM identita_registrosaml")
        grezzo = b"".join(
            bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in cursore.fetchone()
        )
    for segreto in (b"BNCGLI", b"Bianchi", b"<saml", b"PHNhbWw"):
        assert segreto not in grezzo


def test_nei_log_non_c_e_xml(viaggio: Viaggio, caplog: pytest.LogCaptureFixture) -> None:
    viaggio.entra()
    viaggio.torna(viaggio.parti(), livello=1)
    scritto = " ".join(str(riga.__dict__) for riga in caplog.records)
    assert not [segno for segno in ("<", "samlp:", "urn:oasis") if segno in scritto]


# --- append-only --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "comando", ["UPDATE identita_registrosaml SET esito = 'altro'", "DELETE FROM identita_registrosaml"]
)
def test_il_database_rifiuta_di_cambiare_una_coppia(accesso: RegistroSaml, comando: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursore:
        cursore.execute(comando)
    assert RegistroSaml.objects.get().esito == "riuscito"


def test_l_orm_rifiuta_di_cambiare_una_coppia(accesso: RegistroSaml) -> None:
    with pytest.raises(SoloAggiunta):
        accesso.save()
    with pytest.raises(SoloAggiunta):
        accesso.delete()
    with pytest.raises(SoloAggiunta):
        RegistroSaml.objects.update(esito="altro")
    with pytest.raises(SoloAggiunta):
        RegistroSaml.objects.all().delete()


def test_nemmeno_la_purga_puo_anticipare_i_ventiquattro_mesi(accesso: RegistroSaml) -> None:
    invecchia(725)
    with pytest.raises(DatabaseError), transaction.atomic():
        RegistroSaml.objects.all()._raw_delete("default")
    assert RegistroSaml.objects.count() == 2


# --- keys ---------------------------------------------------------------------------------------------------------------


def test_si_cambia_chiave_senza_perdere_il_passato(viaggio: Viaggio, settings: Any) -> None:
    viaggio.entra()
    vecchie = settings.IDENTITA_LOG_CHIAVI
    settings.IDENTITA_LOG_CHIAVI = [CHIAVE_NUOVA, *vecchie]
    viaggio.client.post("/esci/")
    viaggio.entra()
    prima, dopo = RegistroSaml.objects.order_by("pk")
    assert cifratura.decifra(prima.risposta)
    settings.IDENTITA_LOG_CHIAVI = [CHIAVE_NUOVA]
    assert cifratura.decifra(dopo.risposta)
    with pytest.raises(cifratura.ChiaveMancante):
        cifratura.decifra(prima.risposta)


# --- reading ------------------------------------------------------------------------------------------------------------


def test_si_cerca_per_codice_fiscale_senza_scriverlo_da_nessuna_parte(
    accesso: RegistroSaml, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("bncgli85d52h501t\n"))
    uscita = log("cerca", "--persona", "--motivo", MOTIVO)
    assert accesso.request_id in uscita
    assert "BNCGLI" not in uscita.upper()
    evento = Evento.objects.get(azione="identita.registro_consultato")
    assert evento.dati == {"motivo": MOTIVO, "righe": 1, "esportate": False}
    riga = AccessoDati.objects.get()
    assert accesso.persona is not None
    assert (riga.soggetto, riga.motivo) == (accesso.persona.codice, MOTIVO)


def test_si_trovano_anche_gli_accessi_rifiutati_che_portavano_il_suo_codice(
    viaggio: Viaggio, accesso: RegistroSaml
) -> None:
    assert accesso.persona is not None
    viaggio.torna(viaggio.parti(), livello=1)
    viaggio.consegna(viaggio.parti().relay_state, "non-e%base64")
    uscita = log("cerca", "--persona", accesso.persona.codice, "--motivo", MOTIVO)
    assert "trovati: 2" in uscita
    assert " level " in uscita
    marco = crea_cittadino("Marco", "Verdi", "VRDMRC78A10H501A")
    assert "trovati: 0" in log("cerca", "--persona", marco.codice, "--motivo", MOTIVO)
    assert AccessoDati.objects.filter(soggetto=marco.codice, sezione="registro degli accessi").exists()


def test_la_persona_legge_chi_ha_guardato(viaggio: Viaggio, accesso: RegistroSaml) -> None:
    log("cerca", "--dal", "2020-01-01", "--motivo", MOTIVO)
    assert MOTIVO in viaggio.client.get("/area-personale/fascicolo/accessi/").content.decode()


def test_chi_consulta_con_il_suo_nome_resta_scritto(accesso: RegistroSaml, anna: Persona) -> None:
    log("cerca", "--id", accesso.assertion_id, "--motivo", MOTIVO, "--operatore", "anna")
    assert Evento.objects.get(azione="identita.registro_consultato").attore == anna.codice
    assert AccessoDati.objects.get().operatore == anna.codice


def test_si_cerca_per_periodo_e_per_persona(accesso: RegistroSaml) -> None:
    invecchia(40)
    oggi = timezone.localdate()
    assert accesso.persona is not None
    assert "trovati: 1" in log("cerca", "--dal", oggi, "--al", oggi, "--motivo", MOTIVO)
    assert "trovati: 2" in log("cerca", "--persona", accesso.persona.codice, "--motivo", MOTIVO)
    assert "trovati: 1" in log("cerca", "--al", oggi - dt.timedelta(days=30), "--motivo", MOTIVO)


def test_un_altro_ente_non_vede_questi_accessi(accesso: RegistroSaml, altro_ente: Ente) -> None:
    assert "trovati: 0" in log("cerca", "--dal", "2020-01-01", "--ente", "c_x902", "--motivo", MOTIVO)
    with pytest.raises(CommandError, match="--ente"):
        log("cerca", "--dal", "2020-01-01", "--motivo", MOTIVO)


def test_l_esportazione_da_le_coppie_in_chiaro_a_uno_solo(accesso: RegistroSaml, tmp_path: Path) -> None:
    file = tmp_path / "accessi.zip"
    assert "1." in log("cerca", "--id", accesso.request_id, "--motivo", MOTIVO, "--esporta", file)
    assert file.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(file) as archivio:
        nomi = sorted(Path(nome).name for nome in archivio.namelist())
        contenuti = {Path(nome).name: archivio.read(nome) for nome in archivio.namelist()}
    assert nomi == ["dati.json", "richiesta.xml", "risposta.xml"]
    assert contenuti["richiesta.xml"].startswith(b"<samlp:AuthnRequest")
    assert b"BNCGLI85D52H501T" in contenuti["risposta.xml"]
    assert json.loads(contenuti["dati.json"])["asserzione"] == accesso.assertion_id
    assert Evento.objects.get(azione="identita.registro_consultato").dati["esportate"] is True
    with pytest.raises(CommandError, match="resta com'è"):
        log("cerca", "--id", accesso.request_id, "--motivo", MOTIVO, "--esporta", file)


def test_senza_la_chiave_l_esportazione_non_lascia_un_file_a_meta(
    accesso: RegistroSaml, tmp_path: Path, settings: Any
) -> None:
    settings.IDENTITA_LOG_CHIAVI = [CHIAVE_NUOVA]
    with pytest.raises(CommandError, match="Manca una chiave"):
        log("cerca", "--id", accesso.request_id, "--motivo", MOTIVO, "--esporta", tmp_path / "accessi.zip")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("argomenti", "messaggio"),
    [
        (["--dal", "2020-01-01"], "--motivo"),
        (["--dal", "2020-01-01", "--motivo", "boh"], "per esteso"),
        (["--motivo", MOTIVO], "Indica chi o quando"),
        (["--persona", "VRDMRC", "--motivo", MOTIVO], "non è valido"),
        (["--persona", "00000000-0000-4000-8000-000000000000", "--motivo", MOTIVO], "mai entrata"),
        (["--dal", "2020-01-01", "--motivo", MOTIVO, "--operatore", "nessuno"], "nome utente"),
    ],
)
def test_una_consultazione_senza_ragione_e_rifiutata(
    accesso: RegistroSaml, argomenti: list[str], messaggio: str
) -> None:
    with pytest.raises(CommandError, match=messaggio):
        log("cerca", *argomenti)
    assert not AccessoDati.objects.exists()


def test_l_aiuto_insegna() -> None:
    aiuto = Command().create_parser("manage.py", "identita_log").format_help()
    for atto in ("cerca --persona", "--esporta accessi.zip", "purga --dry-run", "24 mesi"):
        assert atto in aiuto


# --- purge --------------------------------------------------------------------------------------------------------------


def test_la_purga_toglie_solo_cio_che_ha_piu_di_ventiquattro_mesi(accesso: RegistroSaml) -> None:
    invecchia(729)
    vecchia = invecchia(740)
    assert "1." in log("purga", "--dry-run")
    assert RegistroSaml.objects.count() == 3
    assert "Cancellate: 1." in log("purga")
    assert not RegistroSaml.objects.filter(pk=vecchia.pk).exists()
    assert Evento.objects.get(azione="identita.registro_purgato").dati == {"righe": 1}
    assert "Cancellate: 0." in log("purga")
    assert Evento.objects.filter(azione="identita.registro_purgato").count() == 1


def test_la_purga_e_nel_programma_della_notte() -> None:
    celery_app.loader.import_default_modules()
    assert celery_app.conf.beat_schedule["identita.purga_registro"]["schedule"].hour == {3}
    assert "identita.purga_registro" in celery_app.tasks
