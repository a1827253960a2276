"""Settings: production refuses the dangerous combinations, and every variable is documented."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import global_settings, settings

from tests.portal.identita.idp import credenziale

RADICE = Path(settings.BASE_DIR)
IMPOSTAZIONI = (RADICE / "portal/settings.py").read_text(encoding="utf-8")
# as Docker Compose and systemd read it: all that follows the equals sign
ESEMPIO = dict(
    riga.split("=", 1)
    for riga in (RADICE / ".env.example").read_text(encoding="utf-8").splitlines()
    if riga[:1].isupper()
)
DELLE_LIBRERIE = (
    "ACCOUNT_", "ALLAUTH_", "CELERY_", "MFA_", "SOCIALACCOUNT_",
    "CONTENT_SECURITY_POLICY", "REST_FRAMEWORK", "SPECTACULAR_SETTINGS",
)  # fmt: skip
BUONE = {
    "CASA_AMBIENTE": "produzione",
    "CASA_SECRET_KEY": "k3J9vQ2mX7bT5nR8wL4pZ6cY1dF0gH-sAeUiOqWtNrBvMxKjLhGf",
    "CASA_HOSTS": "servizi.comune.esempio.it",
    "EMAIL_HOST": "posta.esempio.it",
    "EMAIL_MITTENTE": "portale@comune.esempio.it",
    "POSTA_RIMBALZI": "rimbalzi@comune.esempio.it",
    "POSTA_RIMBALZI_IMAP": "posta.esempio.it",
    "DATABASE_URL": "postgres://casa:segreto@127.0.0.1:1/casa",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "APPIO_CHIAVE": "x",
    "PAGOPA_CHIAVE": "x",
    "PAGOPA_INTERMEDIARIO": "80000000001",
    "PAGOPA_STAZIONE": "80000000001_01",
    "PAGOPA_SEGREGAZIONE": "01",
    "PROTOCOLLO_URL": "https://protocollo.comune.esempio.it",
    "PROTOCOLLO_CHIAVE": "x",
    "IDENTITA_LOG_CHIAVI": "Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vMTI",
}


def controlla(tmp_path: Path, *opzioni: str, **cambi: str) -> subprocess.CompletedProcess[str]:
    ambiente = {**ESEMPIO, **BUONE, "CASA_DATI": str(tmp_path), "PATH": "/usr/bin:/bin", **cambi}
    (tmp_path / "chiavi").mkdir(exist_ok=True)
    (tmp_path / "chiavi" / "spid-c_x901.pem").write_bytes(credenziale("ente").to_pem())
    comando = [sys.executable, "manage.py", "check", *opzioni]
    return subprocess.run(comando, cwd=RADICE, env=ambiente, capture_output=True, text=True, check=False)


def test_la_produzione_configurata_bene_passa_ogni_controllo(tmp_path: Path) -> None:
    """The example copied, only what must be given filled in, the secret in a file as a container has it."""
    file = tmp_path / "chiave"
    file.write_text(BUONE["CASA_SECRET_KEY"] + "\n", encoding="utf-8")
    esito = controlla(
        tmp_path, "--deploy", "--fail-level", "WARNING", CASA_SECRET_KEY="", CASA_SECRET_KEY_FILE=str(file)
    )
    assert esito.returncode == 0, esito.stderr


@pytest.mark.parametrize(
    "pericoli",
    [
        {
            "CASA_DEBUG": ("1", "casa.E002"),
            "SANDBOX_URL": ("http://localhost:8001", "casa.E003"),
            "CASA_SECRET_KEY": ("", "casa.E004"),
            "CASA_HOSTS": ("*", "casa.E005"),
            "EMAIL_HOST": ("", "casa.E006"),
            "SPID_CHIAVI": ("/non/esiste", "casa.identita.E001"),
            "IDENTITA_LOG_CHIAVI": ("", "casa.identita.E003"),
        },
        {
            "CASA_SECRET_KEY": ("django-insecure-" + "x" * 50, "casa.E004"),
            "IDENTITA_LOG_CHIAVI": ("troppo-corta", "casa.identita.E004"),
        },
        {"CASA_AMBIENTE": ("prod", "casa.E001")},
    ],
)
def test_la_produzione_pericolosa_e_rifiutata(tmp_path: Path, pericoli: dict[str, tuple[str, str]]) -> None:
    """Each danger is named: a process for many of them, because starting one is what costs."""
    esito = controlla(tmp_path, **{nome: valore for nome, (valore, _) in pericoli.items()})
    assert esito.returncode != 0
    assert {codice for _, codice in pericoli.values()} <= set(re.findall(r"casa\.[\w.]*E\d+", esito.stderr))


def test_il_processo_web_non_parte_con_la_sandbox_in_produzione(tmp_path: Path) -> None:
    ambiente = {
        **BUONE,
        "CASA_DATI": str(tmp_path),
        "SANDBOX_URL": "http://localhost:8001",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    esito = subprocess.run(
        [sys.executable, "-c", "import portal.wsgi"],
        cwd=RADICE,
        env=ambiente,
        capture_output=True,
        text=True,
        check=False,
    )
    assert esito.returncode != 0
    assert "casa.E003" in esito.stderr


def test_la_sandbox_non_sta_accanto_a_un_indirizzo_reale(tmp_path: Path) -> None:
    esito = controlla(tmp_path, CASA_AMBIENTE="sviluppo", APPIO_URL="https://api.io.pagopa.it/api/v1")
    assert "casa.E011" in esito.stderr


def test_ogni_variabile_e_nel_file_di_esempio() -> None:
    assert set(re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', IMPOSTAZIONI)) == set(ESEMPIO)


def test_ogni_impostazione_serve_a_qualcosa_e_sta_in_una_sezione_sola() -> None:
    definite = re.findall(r"^([A-Z][A-Z0-9_]+)(?:: .+)? = ", IMPOSTAZIONI, re.MULTILINE)
    nostre = {nome for nome in definite if not hasattr(global_settings, nome) and not nome.startswith(DELLE_LIBRERIE)}
    codice = [re.sub(r"(?m)^[A-Z].+? = ", "", IMPOSTAZIONI)]
    for pacchetto in ("portal", "notifiche", "pagamenti", "appuntamenti", "assistenza", "pratiche", "fascicolo"):
        file = [uno for uno in (RADICE / pacchetto).rglob("*.py") if uno != RADICE / "portal/settings.py"]
        codice += [uno.read_text(encoding="utf-8") for uno in file if "migrations" not in uno.parts]
    usate = set(re.findall(r"[A-Z][A-Z0-9_]+", " ".join(codice)))
    # PDND_FINALITA_<use case> is read by the name of the use case
    assert {nome for nome in nostre if nome not in usate and f"{nome.rpartition('_')[0]}_" not in usate} == set()
    titoli = re.findall(r"^# --- (.+?) -+$", IMPOSTAZIONI, re.MULTILINE)
    assert len(titoli) == len(set(titoli))
