"""The sample company: who represents it, an employee, a case with its fee to pay. It may be repeated."""

import datetime as dt
from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.catalogo.models import Servizio
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.identita.operations import Limiti, accetta, chiedi, conosci, entra_per_impresa
from portal.identita.saml.models import Company
from portal.identita.sessione import IMPRESA, Sessione
from portal.identita.stati import Facolta, Specie, Stanza
from pratiche.models import Pratica
from pratiche.operations import aggiungi_allegato, apri_bozza, presenta, salva_passo

GALLO = Company("Gallo Costruzioni S.r.l.", "09876540106", "09876540106")
ROBERTO = ("GLLRRT68B15F839D", "Roberto", "Gallo", dt.date(1968, 2, 15))
MARIO = ("RSSMRA80A01H50MM", "Mario", "Rossi", dt.date(1980, 1, 1))
SERVIZIO = "permesso-accesso-ztl"


def impresa(comuni: list[Ente]) -> None:
    """In the first comune Gallo Costruzioni has asked for a permit, and lets Mario read, ask and pay."""
    ente = comuni[0]
    roberto, mario = (conosci(codice, nome=n, cognome=c, data_nascita=nato) for codice, n, c, nato in (ROBERTO, MARIO))
    gallo = entra_per_impresa(roberto, GALLO, ente=ente).rappresentato
    if Pratica.objects.filter(richiedente=gallo).exists():
        return
    limiti = Limiti(stanze=(Stanza.PRATICHE, Stanza.PAGAMENTI), facolta=tuple(Facolta))
    delega = chiedi(
        rappresentato=gallo, rappresentante=mario, ente=ente, specie=Specie.DELEGA, limiti=limiti, attore=roberto
    )
    accetta(delega.pk, attore=mario)
    _presenta(gallo, roberto, Servizio.objects.get(ente=ente, slug=SERVIZIO))


def _presenta(gallo: Persona, roberto: Persona, servizio: Servizio) -> None:
    entrata = Sessione(
        metodo="spid",
        livello=2,
        tipo=IMPRESA,
        denominazione=GALLO.name,
        codice_fiscale_impresa=GALLO.fiscal_code,
        partita_iva=GALLO.vat_number,
    )
    pratica = apri_bozza(servizio.pk, richiedente=gallo, attore=roberto, sessione=entrata)
    oggi = timezone.localdate()
    dati = {
        "targa": "GC456CS",
        "titolo": "impresa",
        "motivo": "lavoro",
        "zone": ["a"],
        "dal": (oggi + dt.timedelta(days=7)).isoformat(),
        "al": (oggi + dt.timedelta(days=97)).isoformat(),
        "note": "Furgone per il cantiere di via dei Tigli.",
    }
    salva_passo(pratica.pk, attore=roberto, contatti={"email": "gallo@posta.example", "telefono": ""}, dati=dati)
    carta = SimpleUploadedFile("carta-di-circolazione.pdf", _foglio())
    aggiungi_allegato(pratica.pk, attore=roberto, campo="carta_circolazione", file=carta, mime="application/pdf")
    pratica.refresh_from_db()
    confermata = pratica.impronta_bozza([str(allegato.codice) for allegato in pratica.allegati.all()])
    presenta(pratica.pk, attore=roberto, confermata=confermata, sessione=entrata)


def _foglio() -> bytes:
    """One blank page."""
    foglio, uscita = pikepdf.new(), BytesIO()
    foglio.add_blank_page()
    foglio.save(uscita)
    return uscita.getvalue()
