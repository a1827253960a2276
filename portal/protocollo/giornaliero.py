"""The daily register: one XML file a day, to be preserved by the next working day (Linee guida AgID, 3.1.6)."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_noop
from lxml import etree

from portal.base.xml import dicibile
from portal.documenti.models import Documento
from portal.documenti.operations import archivia
from portal.protocollo.interno import blocca
from portal.protocollo.models import Annullamento, Registrazione, RegistroGiornaliero, RegistroProtocollo
from portal.registro.atti import atto
from portal.registro.models import RegistroQuerySet
from portal.registro.operations import registra

PERMANENTE = 9999
TIPOLOGIA = gettext_noop("Registro giornaliero di protocollo")


def da_chiudere(registro: RegistroProtocollo, *, oggi: dt.date | None = None) -> list[dt.date]:
    """The days before today in which something was written, and that have no file yet, oldest first.

    A day without registrations and annulments has no file: the numbers of the next one follow all the same.
    """
    oggi = oggi or timezone.localdate()
    ultimo = registro.giornalieri.order_by("-giorno").values_list("giorno", flat=True).first()
    dal = ultimo + dt.timedelta(days=1) if ultimo else None
    inizio = _mezzanotte(dal) if dal else None
    giorni: set[dt.date] = set()
    for righe in (_righe(registro), _annullamenti(registro)):
        scelte = righe.filter(quando__lt=_mezzanotte(oggi), **({"quando__gte": inizio} if inizio else {}))
        giorni |= {momento.date() for momento in scelte.datetimes("quando", "day")}
    return sorted(giorni)


@atto
def chiudi(registro_id: int, giorno: dt.date) -> RegistroGiornaliero:
    """Write the file of this day. Twice is harmless: the first one stays."""
    registro = blocca(registro_id)
    gia: RegistroGiornaliero | None = registro.giornalieri.filter(giorno=giorno).first()
    if gia:
        return gia
    del_giorno = {"quando__gte": _mezzanotte(giorno), "quando__lt": _mezzanotte(giorno + dt.timedelta(days=1))}
    righe = list(_righe(registro).filter(**del_giorno).order_by("anno", "numero"))
    annullate = list(_annullamenti(registro).filter(**del_giorno).order_by("quando", "pk"))
    documento = archivia(
        scrivi(registro, giorno, righe, annullate),
        ente=registro.ente,
        ufficio=registro.ufficio,
        nome=f"registro-giornaliero-{registro.codice}-{giorno}.xml",
        mime="application/xml",
        oggetto=f"{TIPOLOGIA} {registro.codice} del {giorno:%d/%m/%Y}",
        tipologia=TIPOLOGIA,
        intestatario=None,
        formazione=Documento.Formazione.BASE_DATI,
        flusso=Documento.Flusso.INTERNO,
        conservazione_anni=PERMANENTE,
    )
    creato: RegistroGiornaliero = RegistroGiornaliero.objects.create(
        registro=registro, giorno=giorno, documento=documento, registrazioni=len(righe), annullamenti=len(annullate)
    )
    registra("protocollo.giornaliero", documento, None, ente=registro.ente, dati={"giorno": str(giorno)})
    return creato


def scrivi(
    registro: RegistroProtocollo, giorno: dt.date, righe: list[Registrazione], annullate: list[Annullamento]
) -> bytes:
    """The XML of a day: each registration with its hash, each annulment with its act."""
    radice = etree.Element(
        "RegistroGiornaliero",
        {
            "amministrazione": registro.ente.codice_ipa,
            "aoo": registro.codice_aoo,
            "registro": registro.codice,
            "giorno": str(giorno),
            "primaRegistrazione": righe[0].segnatura if righe else "",
            "ultimaRegistrazione": righe[-1].segnatura if righe else "",
            "registrazioni": str(len(righe)),
            "annullamenti": str(len(annullate)),
        },
    )
    for riga in righe:
        _registrazione(etree.SubElement(radice, "Registrazione"), riga)
    for una in annullate:
        _annullamento(etree.SubElement(radice, "Annullamento"), una)
    return bytes(etree.tostring(radice, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _registrazione(nodo: etree._Element, riga: Registrazione) -> None:
    nodo.attrib.update({"numero": riga.segnatura, "data": _momento(riga.quando), "flusso": riga.flusso})
    _voce(nodo, "Oggetto", riga.oggetto)
    for nome, chi in (("Mittente", riga.mittente), ("Destinatario", riga.destinatario)):
        _voce(nodo, nome, chi["denominazione"], codice=chi["codice_fiscale"])
    _voce(nodo, "Arrivo", _momento(riga.arrivo))
    for posto, file in enumerate(riga.documenti):
        dati = {"identificativo": file["codice"], "formato": file["mime"], "sha256": file["sha256"]}
        _voce(nodo, "Allegato" if posto else "Documento", file["nome"], **dati)
    _voce(nodo, "Impronta", riga.impronta, precedente=riga.precedente)


def _annullamento(nodo: etree._Element, una: Annullamento) -> None:
    nodo.attrib.update({"registrazione": una.registrazione.segnatura, "data": _momento(una.quando)})
    _voce(nodo, "Operatore", una.operatore.nome_completo, codice=str(una.operatore.codice))
    _voce(nodo, "Motivo", una.motivo)
    _voce(nodo, "Provvedimento", una.provvedimento)


def _voce(padre: etree._Element, nome: str, testo: str, **attributi: str) -> None:
    """An element with these words. What XML cannot say has a mark in its place: the register has them as they were."""
    etree.SubElement(padre, nome, attributi).text = dicibile(testo)


def _righe(registro: RegistroProtocollo) -> RegistroQuerySet:
    return Registrazione.objects.filter(registro=registro)


def _annullamenti(registro: RegistroProtocollo) -> RegistroQuerySet:
    return Annullamento.objects.filter(registrazione__registro=registro).select_related("registrazione", "operatore")


def _mezzanotte(giorno: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(giorno, dt.time.min))


def _momento(quando: dt.datetime) -> str:
    return timezone.localtime(quando).isoformat()
