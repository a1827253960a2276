"""The two ways of saying no on the station: a business refusal inside a good answer, and a SOAP fault."""


class Guasto(Exception):
    """A refusal that the Node understands: HTTP 200, outcome KO and one of pagoPA's codes (reference: table of faults).

    The text reaches the payment service provider: never a personal datum in it.
    """

    def __init__(self, codice: str, testo: str) -> None:
        super().__init__(codice)
        self.codice = codice
        self.testo = testo


class SoapFault(Exception):
    """A message that is no call of ours, or a failure of ours. `chi` is Client or Server (SOAP 1.1, section 4.4)."""

    def __init__(self, chi: str, testo: str) -> None:
        super().__init__(testo)
        self.chi = chi
        self.testo = testo


def sintassi() -> Guasto:
    return Guasto("PAA_SINTASSI_XSD", "Il messaggio non rispetta lo schema")


def dominio_errato() -> Guasto:
    return Guasto("PAA_ID_DOMINIO_ERRATO", "Ente creditore sconosciuto")


def intermediario_errato() -> Guasto:
    return Guasto("PAA_ID_INTERMEDIARIO_ERRATO", "Intermediario non corrispondente")


def stazione_errata() -> Guasto:
    return Guasto("PAA_STAZIONE_INT_ERRATA", "Stazione non corrispondente")


def sconosciuto() -> Guasto:
    return Guasto("PAA_PAGAMENTO_SCONOSCIUTO", "Avviso sconosciuto")


def gia_pagato() -> Guasto:
    return Guasto("PAA_PAGAMENTO_DUPLICATO", "Avviso pagato")


def annullato() -> Guasto:
    return Guasto("PAA_PAGAMENTO_ANNULLATO", "Avviso annullato")


def ricevuta_gia_presente() -> Guasto:
    return Guasto("PAA_RECEIPT_DUPLICATA", "Ricevuta gia acquisita")


def incoerente() -> Guasto:
    return Guasto("PAA_SEMANTICA", "La ricevuta non corrisponde all'avviso")
