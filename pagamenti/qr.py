"""The QR code of a notice, for every bank's app."""

import segno

from pagamenti import numeri
from pagamenti.models import Avviso


def qr(avviso: Avviso) -> str:
    """An SVG as `data:` address: version 4, level M, black on white with its quiet zone (avviso analogico 3.5.1)."""
    testo = numeri.testo_qr(avviso.nav, avviso.ente.codice_fiscale, avviso.importo)
    codice = segno.make(testo, version=4, error="m", boost_error=False)
    return str(codice.svg_data_uri(border=4, light="white"))
