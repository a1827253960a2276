"""Contents in several languages: Italian is in the fields, the others in one JSON column, and a gap is always said."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.parole import ORIGINALE, Parole, lingua_corrente, originale


class Traducibile(models.Model):
    """A content whose fields `TRADUCIBILI` may have a translation: `{"en": {"titolo": "…"}}`."""

    TRADUCIBILI: tuple[str, ...] = ()

    traduzioni = models.JSONField(_("traduzioni"), default=dict, blank=True)

    class Meta:
        abstract = True

    def testo(self, campo: str) -> Parole:
        """The text of a field in the reader's language, or in Italian."""
        tradotto = self.traduzioni.get(lingua_corrente(), {}).get(campo, "").strip()
        return Parole(tradotto) if tradotto else originale(getattr(self, campo).strip())

    @property
    def in_altra_lingua(self) -> bool:
        """Some text of this page is shown in Italian to a reader who chose another language."""
        lingua = lingua_corrente()
        if lingua == ORIGINALE:
            return False
        tradotti = self.traduzioni.get(lingua, {})
        return any(getattr(self, campo).strip() and not tradotti.get(campo, "").strip() for campo in self.TRADUCIBILI)
