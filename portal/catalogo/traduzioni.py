"""Contents in several languages: Italian is in the fields, the others in one JSON column, and a gap is always said."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

ORIGINALE = "it"


class Traducibile(models.Model):
    """A content whose fields `TRADUCIBILI` may have a translation: `{"en": {"titolo": "…"}}`."""

    TRADUCIBILI: tuple[str, ...] = ()

    traduzioni = models.JSONField(_("traduzioni"), default=dict, blank=True)

    class Meta:
        abstract = True

    def voce(self, campo: str) -> tuple[str, str]:
        """The text of a field for the reader, and its language when it is not the reader's."""
        lingua = lingua_corrente()
        tradotto = self.traduzioni.get(lingua, {}).get(campo, "").strip()
        if tradotto:
            return tradotto, ""
        return getattr(self, campo).strip(), "" if lingua == ORIGINALE else ORIGINALE

    def testo(self, campo: str) -> str:
        """The text of a field in the reader's language, or in Italian."""
        return self.voce(campo)[0]

    @property
    def in_altra_lingua(self) -> bool:
        """Some text of this page is shown in Italian to a reader who chose another language."""
        lingua = lingua_corrente()
        if lingua == ORIGINALE:
            return False
        tradotti = self.traduzioni.get(lingua, {})
        return any(getattr(self, campo).strip() and not tradotti.get(campo, "").strip() for campo in self.TRADUCIBILI)


def nella_lingua(frase: str | dict[str, str]) -> str:
    """The reader's text of words kept as Italian alone or as one text per language."""
    return frase.get(lingua_corrente(), frase[ORIGINALE]) if isinstance(frase, dict) else frase


def lingua_corrente() -> str:
    return (get_language() or ORIGINALE)[:2]
