"""From the attributes of an assertion to a person."""

import re
from datetime import date

from portal.base import codice_fiscale
from portal.identita.saml.errors import MessageRefused
from portal.identita.saml.models import Assertion, Company, Identity

MAX_NAME = 200
MAX_CODE = 100
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_BELFIORE = re.compile(r"[A-Z]\d{3}")


def identity_of(assertion: Assertion, *, purpose: str = "") -> Identity:
    """The person who logged in; ``purpose`` is the professional identity that was asked for, if any.

    Raises MessageRefused when the tax code, the date of birth or the names cannot be those of a person, or when who acts for
    a company has no code that tells which.
    """
    a = assertion.attributes
    place, gender = a.get("placeOfBirth", ""), a.get("gender", "")
    fiscal_code = _fiscal_code(a["fiscalNumber"]) if a.get("fiscalNumber") else ""
    kind, company = _kind(a, purpose), _company(a)
    if kind == "impresa" and not company.code:
        raise MessageRefused("company_code")
    return Identity(
        codice_fiscale=fiscal_code,
        # the attribute set that was asked for makes sure that one of the two codes is there
        codice_eidas=_code(a.get("spidCode", ""), needed=not fiscal_code),
        nome=_name(a["name"]),
        cognome=_name(a["familyName"]),
        data_nascita=_date(a["dateOfBirth"]),
        luogo_nascita=place if _BELFIORE.fullmatch(place) else "",
        sesso=gender if gender in {"F", "M"} else "",
        email=a.get("email", ""),
        cellulare=a.get("mobilePhone", ""),
        tipo=kind,
        impresa=company,
    )


def _fiscal_code(value: str) -> str:
    if not value.startswith("TINIT-"):
        raise MessageRefused("fiscal_number")
    try:
        return codice_fiscale.controlla(value)
    except ValueError as error:
        raise MessageRefused("fiscal_number") from error


def _code(value: str, *, needed: bool) -> str:
    """What cannot be a code shuts out only who has no other."""
    if value.isprintable() and len(value) <= MAX_CODE:
        return value
    if needed:
        raise MessageRefused("spid_code")
    return ""


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


def _kind(attributes: dict[str, str], purpose: str) -> str:
    """For whom the person is here (Avviso 18): a company, their own profession, or themselves.

    The professional identity of a natural person need not hold any attribute of its own: that it was asked for says it.
    """
    if attributes.get("companyFiscalNumber") or attributes.get("companyName"):
        return "impresa"
    return "professionista" if purpose or attributes.get("ivaCode") else "cittadino"


def _company(attributes: dict[str, str]) -> Company:
    return Company(
        name=_name(attributes.get("companyName", "")),
        fiscal_code=_company_code(attributes.get("companyFiscalNumber", "")),
        vat_number=_vat_number(attributes.get("ivaCode", "")),
    )


def _company_code(value: str) -> str:
    """Eleven digits, or the codice fiscale of a one-person business. Raises MessageRefused."""
    if not value:
        return ""
    code = value.removeprefix("TINIT-")
    if value == code or not (_is_company(code) or _is_person(code)):
        raise MessageRefused("company_code")
    return code.upper()


def _vat_number(value: str) -> str:
    """Eleven digits. Raises MessageRefused."""
    code = value.removeprefix("VATIT-")
    if value and (value == code or not _is_company(code)):
        raise MessageRefused("company_code")
    return code


def _is_company(code: str) -> bool:
    try:
        return codice_fiscale.controlla_impresa(code) == code
    except ValueError:
        return False


def _is_person(code: str) -> bool:
    try:
        return bool(codice_fiscale.controlla(code))
    except ValueError:
        return False
