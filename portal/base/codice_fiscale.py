"""The codice fiscale of a person: written one way, checked by its letter, omocodia accepted (DM 23/12/1976).

Of a company: eleven digits, the last one a check digit, as for a partita IVA.
"""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import luhn
from stdnum.exceptions import ValidationError as NonValido
from stdnum.it import codicefiscale

LUNGHEZZA, CIFRE_IMPRESA = 16, 11


def normalizza(testo: str) -> str:
    """Upper case, without spaces; the `TINIT-` prefix of SPID removed."""
    return "".join(testo.split()).upper().removeprefix("TINIT-")


def controlla(testo: str) -> str:
    """The normalised code. Raises ValueError (without the code in its text) when it is not well formed.

    The place of birth is not looked up: new comuni and states appear before our tables know them.
    """
    pulito = normalizza(testo)
    if len(pulito) != LUNGHEZZA or not pulito.isascii():
        raise ValueError("codice fiscale non valido")
    try:
        return str(codicefiscale.validate(pulito))
    except NonValido:
        raise ValueError("codice fiscale non valido") from None


def data_di_nascita(codice: str) -> dt.date | None:
    """The date that a codice fiscale tells, None when it tells none. Of two centuries, the one that is not in the future."""
    try:
        nascita: dt.date = codicefiscale.get_birth_date(codice, minyear=dt.date.today().year - 99)  # noqa: DTZ011
    except (NonValido, ValueError, KeyError):
        return None
    return nascita


def controlla_impresa(testo: str) -> str:
    """The eleven digits of a company. Raises ValueError (without the code in its text) when they are not well formed."""
    pulito = "".join(testo.split())
    cifre = len(pulito) == CIFRE_IMPRESA and pulito.isascii() and pulito.isdigit()
    if not (cifre and int(pulito) and luhn.is_valid(pulito)):
        raise ValueError("codice dell'impresa non valido")
    return pulito


def valida_codice_impresa(testo: str) -> None:
    """Validator of form fields."""
    try:
        controlla_impresa(testo)
    except ValueError:
        raise ValidationError(_("Il codice non è corretto: controlla le 11 cifre."), code="codice_impresa") from None


def valida_codice(testo: str) -> None:
    """Validator of the model: the code of a person, or of a company."""
    if len(testo) == CIFRE_IMPRESA:
        valida_codice_impresa(testo)
    else:
        valida_codice_fiscale(testo)


def valida_codice_fiscale(testo: str) -> None:
    """Validator of form and model fields."""
    try:
        controlla(testo)
    except ValueError:
        raise ValidationError(
            _("Il codice fiscale non è corretto: controlla le 16 lettere e cifre."), code="codice_fiscale"
        ) from None
