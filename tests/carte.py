"""Papers to upload: small, but whole."""

from functools import cache
from io import BytesIO

import pikepdf


@cache
def un_pdf(password: str = "") -> bytes:
    """One blank page; with a password nobody opens it."""
    foglio = pikepdf.new()
    foglio.add_blank_page()
    uscita = BytesIO()
    foglio.save(uscita, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return uscita.getvalue()
