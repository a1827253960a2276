"""Recolour the compiled Bootstrap Italia from its blue to the municipal green.

The primary colour is a Sass constant, compiled into several hundred places as hex, hsl and rgb; there is no variable
to set. Every colour of the blue family moves to the green hue and keeps its luminance, so that what was readable stays so.
"""

import colorsys
import re

Colore = tuple[float, float, float]  # red, green, blue: 0-255

BLU = (200 / 360, 222 / 360)  # hues that belong to the compiled primary
SATURAZIONE_MINIMA = 0.5  # below it they are the greys of text and borders
VERDE = 160.33 / 360
LUMINANZA_BLU, LUMINANZA_VERDE = 0.13862, 0.14528  # of #0066cc, the compiled primary, and of #007a52, ours

_NUMERO = r"\s*([\d.]+)%?\s*"
_COLORE = re.compile(
    rf"(?P<hex>(?:#|%23)(?:[0-9a-fA-F]{{6}}|[0-9a-fA-F]{{3}})(?![0-9a-zA-Z_-]))"
    rf"|(?P<funzione>rgb|hsl)a?\({_NUMERO},{_NUMERO},{_NUMERO}(?P<alfa>,\s*[\d.]+%?\s*)?\)"
    rf"|(?P<terna>(?<=-rgb:){_NUMERO},{_NUMERO},{_NUMERO}(?=[;}}]|$))"
)


def ricolora(dichiarazioni: str) -> str:
    """The same CSS declarations with every colour of the blue family turned green."""
    return _COLORE.sub(_sostituisci, dichiarazioni)


def inverdisci(colore: Colore) -> Colore:
    """The green that plays the part of this blue; any other colour comes back as it is."""
    tinta, _, saturazione = colorsys.rgb_to_hls(*(canale / 255 for canale in colore))
    if saturazione < SATURAZIONE_MINIMA or not BLU[0] <= tinta <= BLU[1]:
        return colore
    return _verde_di_luminanza(_luminanza_corrispondente(_luminanza(colore)), saturazione)


def contrasto(uno: Colore, altro: Colore) -> float:
    """Contrast ratio of two colours, 1-21 (WCAG 2.1, 1.4.3)."""
    chiaro, scuro = sorted((_luminanza(uno), _luminanza(altro)), reverse=True)
    return (chiaro + 0.05) / (scuro + 0.05)


def da_esadecimale(testo: str) -> Colore:
    """`#0066cc` or `#06c` as a colour."""
    cifre = testo.removeprefix("#").removeprefix("%23")
    if len(cifre) == 3:
        cifre = "".join(cifra * 2 for cifra in cifre)
    return int(cifre[:2], 16), int(cifre[2:4], 16), int(cifre[4:], 16)


def _luminanza_corrispondente(luminanza: float) -> float:
    """Our primary for theirs, black for black, white for white, and in proportion between them."""
    if luminanza <= LUMINANZA_BLU:
        return luminanza * LUMINANZA_VERDE / LUMINANZA_BLU
    return 1 - (1 - luminanza) * (1 - LUMINANZA_VERDE) / (1 - LUMINANZA_BLU)


def _verde_di_luminanza(luminanza: float, saturazione: float) -> Colore:
    """The green of this luminance, found by halving: luminance grows with lightness."""
    basso, alto = 0.0, 1.0
    for _ in range(20):
        mezzo = (basso + alto) / 2
        if _luminanza(_verde(mezzo, saturazione)) < luminanza:
            basso = mezzo
        else:
            alto = mezzo
    return _verde(alto, saturazione)


def _verde(luce: float, saturazione: float) -> Colore:
    rosso, verde, blu = colorsys.hls_to_rgb(VERDE, luce, saturazione)
    return rosso * 255, verde * 255, blu * 255


def _luminanza(colore: Colore) -> float:
    lineari = [
        canale / 255 / 12.92 if canale / 255 <= 0.04045 else ((canale / 255 + 0.055) / 1.055) ** 2.4
        for canale in colore
    ]
    return 0.2126 * lineari[0] + 0.7152 * lineari[1] + 0.0722 * lineari[2]


def _sostituisci(trovato: re.Match[str]) -> str:
    prima = _leggi(trovato)
    dopo = inverdisci(prima)
    if dopo == prima:
        return trovato[0]
    canali = [round(canale) for canale in dopo]
    if trovato["hex"]:
        segno = "%23" if trovato[0].startswith("%") else "#"
        return segno + "".join(f"{canale:02x}" for canale in canali)
    if trovato["terna"]:
        return ", ".join(map(str, canali))
    if trovato["alfa"]:
        return f"rgba({','.join(map(str, canali))}{trovato['alfa']})"
    return f"rgb({','.join(map(str, canali))})"


def _leggi(trovato: re.Match[str]) -> Colore:
    if trovato["hex"]:
        return da_esadecimale(trovato["hex"])
    primo, secondo, terzo = (float(gruppo) for gruppo in _numeri(trovato))
    if trovato["funzione"] != "hsl":
        return primo, secondo, terzo
    rosso, verde, blu = colorsys.hls_to_rgb(primo / 360, terzo / 100, secondo / 100)
    return rosso * 255, verde * 255, blu * 255


def _numeri(trovato: re.Match[str]) -> list[str]:
    """The three numbers of a function or of a triplet, whichever branch matched."""
    return re.findall(r"[\d.]+", trovato[0])[:3]
