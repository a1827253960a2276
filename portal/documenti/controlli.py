"""What a person may upload: few kinds, recognised by content, with a name made safe."""

import re
import unicodedata
from pathlib import PurePath

import pikepdf
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

# first bytes → kind and ending
FORMATI = {
    b"%PDF-": ("application/pdf", ".pdf"),
    b"\xff\xd8\xff": ("image/jpeg", ".jpg"),
    b"\x89PNG\r\n\x1a\n": ("image/png", ".png"),
}
ACCETTATI = ".pdf,.jpg,.jpeg,.png"
LUNGHEZZA_NOME = 100


def controlla_caricamento(file: File) -> tuple[str, str]:
    """The safe name and the true kind of an uploaded file. Raises ValidationError in words for the person."""
    massimo = settings.CARICAMENTO_MASSIMO
    if not file.size:
        raise ValidationError(_("Il file è vuoto: scegline un altro."), code="vuoto")
    if file.size > massimo:
        raise ValidationError(
            _(
                "Il file pesa %(peso)s: il massimo è %(massimo)s. Riduci la risoluzione della scansione o dividilo in più file."
            )
            % {"peso": filesizeformat(file.size), "massimo": filesizeformat(massimo)},
            code="troppo_grande",
        )
    mime, estensione = _formato(file)
    if mime == "application/pdf":
        _il_pdf_si_apre(file)
    else:
        _l_immagine_si_apre(file)
    return nome_sicuro(file.name or "", estensione), mime


def nome_sicuro(nome: str, estensione: str) -> str:
    """The name without path, control characters or signs that a system may misread; the ending follows the content."""
    base = PurePath(nome.replace("\\", "/")).name
    radice = unicodedata.normalize("NFC", base).rpartition(".")[0] or base
    radice = re.sub(r"[^\w\- ()]", "_", radice).strip(" ._")[:LUNGHEZZA_NOME]
    return f"{radice or 'documento'}{estensione}"


def _formato(file: File) -> tuple[str, str]:
    file.seek(0)
    inizio = file.read(16)
    file.seek(0)
    for segno, formato in FORMATI.items():
        if inizio.startswith(segno):
            return formato
    raise ValidationError(_("Questo tipo di file non si può caricare: usa PDF, JPG o PNG."), code="formato")


def _l_immagine_si_apre(file: File) -> None:
    """Its first bytes may lie: the rest of its head is read too, without unpacking it."""
    try:
        with Image.open(file) as immagine:
            immagine.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise ValidationError(
            _("L'immagine è rovinata o troppo grande e non si apre: salvala di nuovo o rifai la fotografia."),
            code="rovinato",
        ) from None
    finally:
        file.seek(0)


def _il_pdf_si_apre(file: File) -> None:
    """A PDF that does not open is found now, while the person still has the scanner at hand, and not by the office."""
    try:
        with pikepdf.open(file) as pdf:
            ha_pagine = len(pdf.pages) > 0
    except pikepdf.PasswordError:
        raise ValidationError(
            _("Il PDF è protetto da una password: salvane una copia senza password e carica quella."), code="protetto"
        ) from None
    except pikepdf.PdfError:
        ha_pagine = False
    finally:
        file.seek(0)
    if not ha_pagine:
        raise ValidationError(
            _("Il PDF è rovinato e non si apre: salvalo di nuovo o rifai la scansione."), code="rovinato"
        )
