"""The two failures every room speaks of: a refusal in words for a person, and a platform that did not do its part."""


class DomainError(Exception):
    """An act that cannot be done. The message is what the person reads: what happened and what to do now."""

    def __init__(self, messaggio: str) -> None:
        super().__init__(messaggio)
        self.messaggio = messaggio


class GatewayError(Exception):
    """A call to a platform that failed. `evento` is a fixed name for logs and work rows: never personal data.

    permanent  trying again cannot help (their refusal of this very request)
    incerto    the request may have been carried out: we do not know
    chiuso     the platform refuses us altogether (keys, addresses): stop the channel, keep the rows
    status     HTTP status, when there was an answer
    dopo       seconds the platform asked us to wait
    """

    def __init__(
        self,
        evento: str,
        *,
        permanent: bool = False,
        incerto: bool = False,
        chiuso: bool = False,
        status: int | None = None,
        dopo: int | None = None,
    ) -> None:
        super().__init__(evento)
        self.evento = evento
        self.permanent = permanent
        self.incerto = incerto
        self.chiuso = chiuso
        self.status = status
        self.dopo = dopo
