"""The copy of a photograph that everybody may see: only the picture, without what the telephone wrote in it."""

from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from portal.base.errors import DomainError

LATO_MASSIMO = 1280  # pixels
QUALITA = 80


def copia_pubblica(contenuto: bytes) -> bytes:
    """A JPEG made again from the pixels: place, time and telephone (EXIF, XMP, comments) stay out. Raises DomainError."""
    try:
        with Image.open(BytesIO(contenuto)) as originale:
            diritta = ImageOps.exif_transpose(originale).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError):
        raise DomainError(_("Questa fotografia non si può leggere: scegline un'altra o nessuna.")) from None
    diritta.thumbnail((LATO_MASSIMO, LATO_MASSIMO))
    pulita, uscita = Image.new("RGB", diritta.size), BytesIO()
    pulita.paste(diritta)  # the pixels alone: a copy of the object would bring its notes along
    pulita.save(uscita, "JPEG", quality=QUALITA, optimize=True)
    return uscita.getvalue()
