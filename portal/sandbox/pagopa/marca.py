"""The digital revenue stamp that comes back in the receipt (MarcaDaBollo.xsd), sealed with the sandbox's key."""

import secrets

from django.conf import settings
from django.utils import timezone
from lxml import etree

from portal.base.importi import decimale
from portal.sandbox.chiavi import carica
from portal.sandbox.spid.firma import firma

MDB = "http://www.agenziaentrate.gov.it/2014/MarcaDaBollo"
DS = "http://www.w3.org/2000/09/xmldsig#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


def marca_da_bollo(impronta: str, importo: int) -> bytes:
    """A stamp of `importo` cents for the document with this base64 SHA-256 digest."""
    radice = etree.Element(f"{{{MDB}}}marcaDaBollo", nsmap={"mdb": MDB, "ds": DS})
    psp = _metti(radice, "PSP")
    _metti(psp, "CodiceFiscale", "09876540106")
    _metti(psp, "Denominazione", "Banca di prova della sandbox")
    _metti(radice, "IUBD", secrets.token_hex(7).upper())
    _metti(radice, "OraAcquisto", timezone.localtime().isoformat(timespec="seconds"))
    _metti(radice, "Importo", decimale(importo))
    _metti(radice, "TipoBollo", "01")
    documento = _metti(radice, "ImprontaDocumento")
    _metti(documento, "DigestMethod").set("Algorithm", SHA256)
    etree.SubElement(documento, f"{{{DS}}}DigestValue").text = impronta
    firma(radice, carica(settings.CARTELLA))
    radice.append(radice[0])  # the schema wants the signature last, and enveloped signatures do not mind where they are
    return etree.tostring(radice, encoding="UTF-8")


def _metti(padre: etree._Element, nome: str, valore: str | None = None) -> etree._Element:
    elemento = etree.SubElement(padre, f"{{{MDB}}}{nome}")
    elemento.text = valore
    return elemento
