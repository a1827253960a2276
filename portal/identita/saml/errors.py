"""The three ways in which a SAML message can disappoint us."""


class SamlError(Exception):
    """Base of this package. ``code`` is a fixed word, safe in logs: it never holds data of the message."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class MessageRefused(SamlError):
    """The message is not what SPID allows: forged, stale, for somebody else, or simply wrong."""


class LoginRefused(SamlError):
    """The identity provider answered, correctly, that the person did not log in.

    ``number`` is the SPID anomaly (8-25, 30), or 0 when the provider gave none.
    """

    def __init__(self, number: int) -> None:
        super().__init__(f"anomaly_{number}")
        self.number = number
