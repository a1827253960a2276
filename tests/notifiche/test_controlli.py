"""What a sysadmin is told before the mails end among the spam, or come back to nobody."""

from typing import Any

import pytest

from notifiche import checks

BUONE = {
    "PRODUZIONE": True,
    "ALLOWED_HOSTS": ["servizi.comune.esempio.it"],
    "DEFAULT_FROM_EMAIL": "Comune <avvisi@comune.esempio.it>",
    "POSTA_RIMBALZI": "rimbalzi@posta.comune.esempio.it",
    "POSTA_RIMBALZI_CHIAVE": "c" * 32,
    "POSTA_RIMBALZI_IMAP": "",
}


@pytest.mark.parametrize(
    ("cambia", "codici"),
    [
        ({}, []),
        ({"DEFAULT_FROM_EMAIL": "comune@gmail.example"}, ["W001", "W004"]),
        ({"POSTA_RIMBALZI": ""}, ["W002"]),
        ({"POSTA_RIMBALZI_CHIAVE": ""}, ["W003"]),
        ({"POSTA_RIMBALZI_CHIAVE": "", "POSTA_RIMBALZI_IMAP": "imap.esempio.it"}, []),
        ({"POSTA_RIMBALZI": "rimbalzi@fornitore.example"}, ["W004"]),
        ({"POSTA_RIMBALZI_CHIAVE": "corta"}, ["E001"]),
        ({"DEFAULT_FROM_EMAIL": "comune@gmail.example", "PRODUZIONE": False}, []),
    ],
)
def test_la_posta_si_controlla_prima_di_partire(settings: Any, cambia: dict[str, Any], codici: list[str]) -> None:
    for nome, valore in (BUONE | cambia).items():
        setattr(settings, nome, valore)
    controlli = (checks.mittente_del_dominio, checks.rimbalzi_ascoltati, checks.chiave_dei_rimbalzi)
    detti = [problema for controllo in controlli for problema in controllo(None)]
    assert [str(problema.id).rpartition(".")[2] for problema in detti] == codici
    assert all(problema.hint for problema in detti)
