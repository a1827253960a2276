"""The anomalies that an identity provider answers with (SPID technical rules, table of error codes)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Esito:
    """Number, SAML status and words of an anomaly. `sotto` is the second-level status, if any."""

    nr: int
    stato: str
    sotto: str
    titolo: str


_TABELLA = (
    Esito(8, "Requester", "", "Formato della richiesta non conforme"),
    Esito(9, "VersionMismatch", "", "Versione diversa da 2.0"),
    Esito(10, "Requester", "RequestUnsupported", "Issuer assente o non corretto"),
    Esito(11, "Requester", "RequestUnsupported", "Identificatore della richiesta non corretto o già usato"),
    Esito(12, "Requester", "NoAuthnContext", "Livello di autenticazione assente o non previsto"),
    Esito(13, "Requester", "RequestDenied", "IssueInstant assente o non corretto"),
    Esito(14, "Requester", "RequestUnsupported", "Destination assente o non corretta"),
    Esito(15, "Requester", "NoPassive", "IsPassive non ammesso"),
    Esito(16, "Requester", "RequestUnsupported", "AssertionConsumerService non corretto"),
    Esito(17, "Requester", "RequestUnsupported", "NameIDPolicy non corretta"),
    Esito(18, "Requester", "RequestUnsupported", "AttributeConsumingService non presente nei metadata"),
    Esito(19, "Responder", "AuthnFailed", "Credenziali errate: troppi tentativi"),
    Esito(20, "Responder", "AuthnFailed", "Credenziali del livello richiesto mancanti"),
    Esito(21, "Responder", "AuthnFailed", "Tempo scaduto"),
    Esito(22, "Responder", "AuthnFailed", "Consenso negato"),
    Esito(23, "Responder", "AuthnFailed", "Identità sospesa o revocata"),
    Esito(25, "Responder", "AuthnFailed", "Accesso annullato dall'utente"),
    Esito(30, "Responder", "AuthnFailed", "Identità di tipo diverso da quello richiesto"),
)
ESITI = {esito.nr: esito for esito in _TABELLA}
RIFIUTI = [esito for esito in _TABELLA if esito.nr >= 19]


class Anomalia(Exception):
    """The AuthnRequest is wrong: `nr` says how, `dettaglio` what was found (for developers)."""

    def __init__(self, nr: int, dettaglio: str) -> None:
        super().__init__(f"nr{nr:02}: {dettaglio}")
        self.nr = nr
        self.dettaglio = dettaglio
