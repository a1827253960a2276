"""The numbers of pagoPA: NAV (18 digits, printed on the notice) and IUV (what the accounts know).

SACI 3.1: new notices begin with 3, then the segregation code of the ente, a progressive of 13 digits and two check digits.
"""

AUX = "3"
MODULO = 93
BASE_MASSIMA = 10**13 - 1


def nuovo_nav(segregazione: str, base: int) -> str:
    """The NAV of the `base`-th notice of this segregation code ("00".."99").

    >>> nuovo_nav("01", 1)
    '301000000000000144'
    """
    if not (len(segregazione) == 2 and segregazione.isdigit() and 0 < base <= BASE_MASSIMA):
        raise ValueError("segregazione o progressivo fuori misura")
    radice = f"{AUX}{segregazione}{base:013}"
    return f"{radice}{int(radice) % MODULO:02}"


def iuv_di(nav: str) -> str:
    """The IUV inside a NAV: without the first digit, or without the application code too in the oldest kind (0)."""
    return nav[3:] if nav.startswith("0") else nav[1:]


def e_nostro(nav: str, segregazione: str) -> bool:
    """Was this NAV given by this segregation code? The check digits are not looked at: payers need not know them."""
    return nav.startswith(f"{AUX}{segregazione}")


def a_gruppi(nav: str) -> str:
    """The NAV as people read it: `3010 0000 0000 0001 44`."""
    return " ".join(nav[inizio : inizio + 4] for inizio in range(0, len(nav), 4))


def testo_qr(nav: str, codice_fiscale_ente: str, importo: int) -> str:
    """What the QR code of a notice says (avviso analogico 3.5.1): the amount in cents, without leading zeros."""
    return f"PAGOPA|002|{nav}|{codice_fiscale_ente}|{importo}"
