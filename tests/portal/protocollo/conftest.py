import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone

from portal.enti.models import Ente, Ufficio
from portal.protocollo.contratto import DaRegistrare, FileRegistrato, Soggetto
from portal.protocollo.models import RegistroProtocollo
from portal.protocollo.operations import apri_registro


@pytest.fixture
def registro(ente: Ente, ufficio: Ufficio) -> RegistroProtocollo:
    """The register of the first comune, kept by the portal."""
    return apri_registro(ente, ufficio=ufficio, codice="PROT", codice_aoo="AX901PR")


def da_registrare(ente: Ente, *, arrivo: dt.datetime | None = None, **altro: Any) -> DaRegistrare:
    """An application with an attachment, as a room sends it to the protocol."""
    file = [FileRegistrato(uuid.uuid4(), f"{nome}.pdf", "application/pdf", nome[0] * 64) for nome in ("atto", "foto")]
    valori: dict[str, Any] = {
        "chiave": uuid.uuid4(),
        "ente": ente.codice_ipa,
        "flusso": "E",
        "oggetto": "Istanza, pratica 1/2026, Permesso di accesso alla ZTL",
        "mittente": Soggetto("BNCGLI85D52H501T", "Bianchi Giulia"),
        "destinatario": Soggetto(ente.codice_fiscale, ente.nome),
        "arrivo": arrivo or timezone.now(),
        "documenti": tuple(file),
    }
    return DaRegistrare(**{**valori, **altro})
