"""From the attributes of an assertion to a person."""

import re
from datetime import date

from portal.base import codice_fiscale
from portal.identita.saml.errors import MessageRefused
from portal.identita.saml.models import Assertion, Identity

MAX_NAME = 200
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_BELFIORE = re.compile(r"[A-Z]\d{3}")


def identity_of(assertion: Assertion) -> Identity:
    """The person who logged in.

    Raises MessageRefused when the tax code, the date of birth or the names cannot be those of a person.
    """
    a = assertion.attributes
    place, gender = a.get("placeOfBirth", ""), a.get("gender", "")
    return Identity(
        codice_fiscale=_fiscal_code(a["fiscalNumber"]),
        nome=_name(a["name"]),
        cognome=_name(a["familyName"]),
        data_nascita=_date(a["dateOfBirth"]),
        luogo_nascita=place if _BELFIORE.fullmatch(place) else "",
        sesso=gender if gender in {"F", "M"} else "",
        email=a.get("email", ""),
        cellulare=a.get("mobilePhone", ""),
        tipo=_kind(a),
    )


def _fiscal_code(value: str) -> str:
    if not value.startswith("TINIT-"):
        raise MessageRefused("fiscal_number")
    try:
        return codice_fiscale.controlla(value)
    except ValueError as error:
        raise MessageRefused("fiscal_number") from error


def _name(value: str) -> str:
    if len(value) > MAX_NAME:
        raise MessageRefused("name_too_long")
    return value


def _date(value: str) -> date:
    try:
        if not _DATE.fullmatch(value):
            raise ValueError("not an xs:date")
        return date.fromisoformat(value)
    except ValueError as error:
        raise MessageRefused("birth_date") from error


def _kind(attributes: dict[str, str]) -> str:
    """For whom the person is here (Avviso 18): a company, their own profession, or themselves."""
    if attributes.get("companyFiscalNumber") or attributes.get("companyName"):
        return "impresa"
    return "professionista" if attributes.get("ivaCode") else "cittadino"
