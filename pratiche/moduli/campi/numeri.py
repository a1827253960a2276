"""Numbers and money, written as Italians write them: `1.250,50`."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from portal.base import importi
from portal.base.parole import nella_lingua
from pratiche.moduli import schema
from pratiche.moduli.campi.base import CONFRONTI, Esempi, Tipo
from pratiche.moduli.domande import Campo

_ITALIANO = re.compile(r"^-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?\Z", re.ASCII)
# a dot that cannot be of the thousands is a comma, as maps and telephones write it: 44.494887, not 1.250
_CON_IL_PUNTO = re.compile(r"^(-?\d+)\.(\d{1,2}|\d{4,})\Z", re.ASCII)
CIFRE_MASSIME = 12
NUMERO_SBAGLIATO = _("Scrivi un numero in cifre, con la virgola per i decimali: per esempio 12,5.")
IMPORTO_SBAGLIATO = _("Scrivi l'importo in euro, con la virgola per i centesimi: per esempio 1.250,50.")


def in_italiano(valore: Any, *, decimali: int = 6) -> str:
    """`1250.5` → `1250,5`: without the dots of the thousands, so that it can be typed again."""
    if isinstance(valore, bool) or not isinstance(valore, int | float | Decimal):
        return valore if isinstance(valore, str) else ""
    testo = f"{Decimal(str(valore)):.{decimali}f}".rstrip("0").rstrip(".") if decimali else f"{valore:.0f}"
    return testo.replace(".", ",")


class _CampoNumero(forms.CharField):
    def __init__(self, *, minimo: int | float | None, massimo: int | float | None, decimali: int) -> None:
        super().__init__(
            max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal" if decimali else "numeric"})
        )
        self.minimo, self.massimo, self.decimali = minimo, massimo, decimali

    def clean(self, value: Any) -> int | float | str:
        testo = re.sub(r"[\s ]", "", str(super().clean(value) or ""))
        if not testo:
            return ""
        numero = self._leggi(testo)
        if self.minimo is not None and numero < Decimal(str(self.minimo)):
            raise ValidationError(gettext("Il numero più piccolo che puoi scrivere è %s.") % in_italiano(self.minimo))
        if self.massimo is not None and numero > Decimal(str(self.massimo)):
            raise ValidationError(gettext("Il numero più grande che puoi scrivere è %s.") % in_italiano(self.massimo))
        return float(numero) if self.decimali and numero % 1 else int(numero)

    def _leggi(self, testo: str) -> Decimal:
        testo = _CON_IL_PUNTO.sub(r"\1,\2", testo) if self.decimali else testo
        if not _ITALIANO.match(testo):
            raise ValidationError(NUMERO_SBAGLIATO)
        interi, _virgola, decimali = testo.replace(".", "").partition(",")
        if len(interi) + len(decimali) > CIFRE_MASSIME:
            raise ValidationError(gettext("Il numero ha troppe cifre."))
        if decimali and not self.decimali:
            raise ValidationError(gettext("Scrivi un numero intero, senza virgola."))
        if len(decimali) > self.decimali:
            raise ValidationError(
                ngettext(
                    "Dopo la virgola puoi scrivere al massimo %s cifra.",
                    "Dopo la virgola puoi scrivere al massimo %s cifre.",
                    self.decimali,
                )
                % self.decimali
            )
        return Decimal(f"{interi}.{decimali or 0}")


class Numero(Tipo):
    """A whole number, or with `decimali` digits after the comma; `unita` is said beside it."""

    chiavi = {
        "minimo": schema.numero(),
        "massimo": schema.numero(),
        "decimali": schema.intero(0, 6),
        "unita": schema.frase(),
        "riusa": schema.codice(),
    }
    operatori = CONFRONTI

    def modulo(self, campo: Campo) -> forms.Field:
        opzioni = campo.opzioni
        return _CampoNumero(
            minimo=opzioni.get("minimo", 0), massimo=opzioni.get("massimo"), decimali=opzioni.get("decimali", 0)
        )

    def per_modulo(self, campo: Campo, valore: Any) -> str:
        return in_italiano(valore)

    def in_parole(self, campo: Campo, valore: Any) -> str:
        testo = in_italiano(valore)
        return f"{testo} {nella_lingua(campo.opzioni.get('unita', ''))}".strip() if testo else ""

    def incoerenze(self, campo: Campo) -> Iterator[tuple[str, str]]:
        minimo, massimo = campo.opzioni.get("minimo", 0), campo.opzioni.get("massimo")
        if massimo is not None and minimo > massimo:
            yield "massimo", gettext("il massimo è più piccolo del minimo.")

    def valore_di_confronto(self, campo: Campo, valore: Any) -> str:
        return "" if _e_numero(valore) else gettext("serve un numero.")

    def esempi(self, campo: Campo) -> Esempi:
        minimo, massimo = campo.opzioni.get("minimo", 0), campo.opzioni.get("massimo")
        buono = in_italiano(max(minimo, min(3, massimo if massimo is not None else 3)))
        oltre = () if massimo is None else (in_italiano(massimo + 1),)
        limite = (in_italiano(minimo), *(() if massimo is None else (in_italiano(massimo),)))
        ostili = ("tre", "1e5", "1.2.3", "--1", "9" * 13, "٣", "1,1234567", in_italiano(minimo - 1), *oltre)
        return Esempi((buono,), limite, ostili)


class _CampoImporto(forms.CharField):
    def __init__(self, *, minimo: int, massimo: int) -> None:
        super().__init__(max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
        self.minimo, self.massimo = minimo, massimo

    def clean(self, value: Any) -> int | str:
        testo = re.sub(r"\s", "", str(super().clean(value) or ""))
        if not testo:
            return ""
        try:
            centesimi = importi.centesimi(testo) if testo.isascii() or "€" in testo else None
        except ValueError:
            centesimi = None
        if centesimi is None:
            raise ValidationError(IMPORTO_SBAGLIATO)
        if centesimi < self.minimo:
            raise ValidationError(gettext("L'importo più piccolo che puoi scrivere è %s.") % importi.euro(self.minimo))
        if centesimi > self.massimo:
            raise ValidationError(gettext("L'importo più grande che puoi scrivere è %s.") % importi.euro(self.massimo))
        return centesimi


class Importo(Tipo):
    """Money, in cents. `minimo` and `massimo` are cents too."""

    chiavi = {"minimo": schema.intero(0, 10**11), "massimo": schema.intero(0, 10**11), "riusa": schema.codice()}
    operatori = CONFRONTI

    def modulo(self, campo: Campo) -> forms.Field:
        return _CampoImporto(minimo=campo.opzioni.get("minimo", 0), massimo=campo.opzioni.get("massimo", 10**11))

    def per_modulo(self, campo: Campo, valore: Any) -> str:
        if isinstance(valore, int) and not isinstance(valore, bool):
            return importi.cifre(valore)
        return valore if isinstance(valore, str) else ""

    def in_parole(self, campo: Campo, valore: Any) -> str:
        return (
            importi.euro(valore)
            if isinstance(valore, int) and not isinstance(valore, bool)
            else self.per_modulo(campo, valore)
        )

    def incoerenze(self, campo: Campo) -> Iterator[tuple[str, str]]:
        if campo.opzioni.get("minimo", 0) > campo.opzioni.get("massimo", 10**11):
            yield "massimo", gettext("il massimo è più piccolo del minimo.")

    def valore_di_confronto(self, campo: Campo, valore: Any) -> str:
        return "" if isinstance(valore, int) and not isinstance(valore, bool) else gettext("servono centesimi interi.")

    def esempi(self, campo: Campo) -> Esempi:
        minimo, massimo = campo.opzioni.get("minimo", 0), campo.opzioni.get("massimo", 10**11)
        buono, ai_bordi = min(max(minimo, 845050), massimo), (minimo, massimo)
        ostili = ("molto", "12,345", "1,2,3", "12.5.0", "-3", "1e9", self.per_modulo(campo, massimo + 1))
        return Esempi((self.per_modulo(campo, buono),), tuple(self.per_modulo(campo, uno) for uno in ai_bordi), ostili)


def _e_numero(valore: Any) -> bool:
    return isinstance(valore, int | float) and not isinstance(valore, bool)
