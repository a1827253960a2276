"""What a sysadmin meets: checks, the command that loads the providers, keys."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from portal.enti.models import Ente
from portal.identita import checks, chiavi, operations
from portal.identita.management.commands.identita_idp import Command
from portal.identita.models import IdentityProvider
from tests.portal.identita.idp import IdpDiProva, credenziale
from tests.portal.identita.test_saml_messaggi import metadati_idp


def codici() -> list[str]:
    return [str(problema.id) for problema in (*checks.chiavi_utilizzabili(None), *checks.chiavi_presenti(None))]


def test_le_chiavi_che_ci_sono_devono_funzionare(settings: Any, tmp_path: Path) -> None:
    settings.SPID_CHIAVI = str(tmp_path / "manca")
    assert codici() == ["casa.identita.E001"]
    settings.SPID_CHIAVI = str(tmp_path)
    assert codici() == []
    (tmp_path / "spid-c_x901.pem").write_bytes(credenziale("idp").key)
    assert codici() == ["casa.identita.E002"]
    (tmp_path / "spid-c_x901.pem").write_bytes(credenziale("idp").to_pem())
    assert codici() == []


def test_il_registro_degli_accessi_vuole_chiavi_buone(settings: Any) -> None:
    assert checks.registro_cifrato(None) == []
    for valore, codice in (([], "casa.identita.E003"), (["corta"], "casa.identita.E004")):
        settings.IDENTITA_LOG_CHIAVI = valore
        assert [problema.id for problema in checks.registro_cifrato(None)] == [codice]


def test_in_produzione_la_chiave_si_fa_con_un_comando(settings: Any, tmp_path: Path, ente: Ente) -> None:
    settings.PRODUZIONE, settings.SPID_CHIAVI = True, str(tmp_path)
    assert codici() == ["casa.identita.W001"]
    scritto = StringIO()
    call_command("identita_certificato", "c_x901", stdout=scritto)
    assert "http://localhost:8000/spid/metadata" in scritto.getvalue()
    assert codici() == []
    with pytest.raises(CommandError, match="resta com'è"):
        call_command("identita_certificato", "c_x901")
    with pytest.raises(CommandError, match="Nessun ente"):
        call_command("identita_certificato", "c_mai")


def test_in_produzione_una_chiave_non_si_inventa(settings: Any, tmp_path: Path, ente: Ente) -> None:
    settings.PRODUZIONE, settings.SPID_CHIAVI = True, str(tmp_path)
    with pytest.raises(ImproperlyConfigured):
        chiavi.credenziale(ente, "spid")
    assert list(tmp_path.iterdir()) == []


def test_la_chiave_di_sviluppo_e_una_e_privata(settings: Any, tmp_path: Path, ente: Ente) -> None:
    settings.SPID_CHIAVI = str(tmp_path / "nuova")
    prima = chiavi.credenziale(ente, "spid")
    assert chiavi.credenziale(ente, "spid") == prima
    (file,) = (tmp_path / "nuova").iterdir()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_si_caricano_i_gestori_da_un_file(tmp_path: Path) -> None:
    file = tmp_path / "gestori.xml"
    file.write_bytes(metadati_idp(credenziale("idp").certificate_base64, quanti=2))
    scritto = StringIO()
    call_command("identita_idp", da_file=file, stdout=scritto)
    assert "Gestore 0  https://idp0.invalid" in scritto.getvalue()
    call_command("identita_idp", da_file=file, stdout=scritto)
    assert IdentityProvider.objects.count() == 2


@pytest.mark.django_db
def test_solo_questi_spegne_gli_altri(tmp_path: Path) -> None:
    operations.carica_gestori([IdpDiProva().descrizione()], solo_questi=False)
    file = tmp_path / "gestori.xml"
    file.write_bytes(metadati_idp(credenziale("idp").certificate_base64))
    call_command("identita_idp", da_file=file, solo_questi=True, stdout=StringIO())
    assert [idp.nome for idp in IdentityProvider.objects.filter(attivo=True)] == ["Gestore 0"]


@pytest.mark.django_db
def test_un_file_guasto_lascia_l_elenco_di_prima(tmp_path: Path) -> None:
    operations.carica_gestori([IdpDiProva().descrizione()], solo_questi=False)
    file = tmp_path / "gestori.xml"
    file.write_bytes(b"<html>non trovato</html>")
    with pytest.raises(CommandError, match="rimasto com'era"):
        call_command("identita_idp", da_file=file)
    with pytest.raises(CommandError, match="non si scaricano"):
        call_command("identita_idp", da_url="http://127.0.0.1:9/metadata")
    with pytest.raises(CommandError, match="non si può leggere"):
        call_command("identita_idp", da_file=tmp_path / "manca")
    assert IdentityProvider.objects.get().attivo


def test_l_aiuto_insegna() -> None:
    aiuto = Command().create_parser("manage.py", "identita_idp").format_help()
    assert "manage.py identita_idp --da-url" in aiuto
