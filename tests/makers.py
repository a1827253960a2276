"""Things in a given state, reached by the operations that people use, so that no test lives where nobody can arrive."""

import datetime as dt
import hashlib
import json
import uuid
from pathlib import Path
from typing import Any

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from pagamenti.models import Avviso, ContoIncasso, Pubblicazione, Ricevuta
from pagamenti.operations import annulla_avviso, emetti_avviso, registra_pubblicazione, registra_ricevuta
from pagamenti.pagopa.messaggi import RicevutaTelematica
from pagamenti.stati import Stato
from portal.catalogo.models import Servizio
from portal.catalogo.operations import carica_esempi
from portal.catalogo.schede import crea_scheda
from portal.enti.models import Ente, Incarico, Ufficio
from portal.identita import operations as identita
from portal.identita.models import Persona, Rappresentanza
from portal.identita.saml.models import Company
from portal.identita.sessione import Sessione
from portal.identita.stati import Specie
from pratiche import operations as pratiche
from pratiche.models import Pratica, Tornata, VersioneServizio
from pratiche.moduli.caricatore import Pacchetto, disponibili, leggi
from pratiche.schede import ufficio_della
from pratiche.stati import Stato as StatoPratica
from tests import carte, people


def un_avviso(
    *, di: Persona, ente: Ente, stato: str = Stato.DA_PAGARE, importo: int = 2500, origine: str = ""
) -> Avviso:
    """A notice of this person, due in 30 days: in a given state, and not yet told to pagoPA."""
    avviso = emetti_avviso(
        ente=ente,
        debitore=di,
        origine=origine or f"prova:{uuid.uuid4()}",
        causale="Diritti di segreteria",
        importo=importo,
        scadenza=timezone.localdate() + dt.timedelta(days=30),
        attore=None,
    )
    if stato == Stato.ANNULLATO:
        return annulla_avviso(avviso.pk, attore=None, motivo="Prova")
    if stato == Stato.PAGATO:
        una_ricevuta(avviso)
        avviso.refresh_from_db()
    return avviso


def un_avviso_pagabile(**dati: Any) -> Avviso:
    """A notice as `un_avviso`, that pagoPA has accepted."""
    avviso = un_avviso(**dati)
    for riga in Pubblicazione.objects.prendi(100):
        if riga.avviso_id == avviso.pk:
            registra_pubblicazione(riga)
        else:
            type(riga).objects.restituisci([riga])
    avviso.refresh_from_db()
    return avviso


def una_ricevuta(avviso: Avviso) -> Ricevuta:
    """The receipt of this notice, as pagoPA brings it."""
    arrivata = RicevutaTelematica(
        receipt_id=uuid.uuid4().hex,
        nav=avviso.nav,
        iuv=avviso.iuv,
        codice_fiscale_ente=avviso.ente.codice_fiscale,
        riuscita=True,
        importo=avviso.importo,
        commissione=150,
        id_psp="PSPPROVA",
        psp="Banca di prova",
        metodo="CP",
        pagata_il=timezone.now(),
        stand_in=False,
    )
    registrata = registra_ricevuta(arrivata, ente=avviso.ente, grezzo=b"<prova/>", canale=Ricevuta.Canale.STAZIONE)
    assert registrata
    return registrata


def una_delega(
    *,
    da: Persona,
    a: Persona,
    stanze: tuple[str, ...] = ("pratiche", "pagamenti"),
    facolta: tuple[str, ...] = ("leggi", "fai"),
    servizi: tuple[str, ...] = (),
    al: dt.date | None = None,
    accettata: bool = True,
    ente: Ente | None = None,
    attore: Persona | None = None,
) -> Rappresentanza:
    """A mandate that `a` took (or has not yet taken) to act for `da`; a company gives it through `attore`."""
    mandato = identita.chiedi(
        rappresentato=da,
        rappresentante=a,
        ente=ente or Ente.objects.get(slug="roccachiara"),
        specie=Specie.DELEGA,
        limiti=identita.Limiti(stanze=stanze, facolta=facolta, servizi=servizi, al=al),
        attore=attore or da,
    )
    return identita.accetta(mandato.pk, attore=a) if accettata else mandato


def una_rappresentanza(
    di: Persona,
    *,
    codice: str = people.CODICE_IMPRESA,
    nome: str = "Gallo Costruzioni S.r.l.",
    ente: Ente | None = None,
) -> Rappresentanza:
    """What the login of `di` with the identity of this company opens."""
    certificata = Company(name=nome, fiscal_code=codice, vat_number=codice)
    return identita.entra_per_impresa(di, certificata, ente=ente or Ente.objects.get(slug="roccachiara"))


ENTRATA_CON_SPID = Sessione(metodo="spid", livello=2, tipo="cittadino")


def tutte_le_pagine(ente: Ente) -> int:
    """The sample contents and the sheet of every package that ships with the portal, nothing published; how many there are."""
    quanti = carica_esempi(ente)
    for slug, file in disponibili().items():
        pacchetto = leggi(file)
        ufficio = ufficio_della(ente, pacchetto)
        assert ufficio, slug
        crea_scheda(ente, slug, pacchetto.scheda, ufficio=ufficio)
    return quanti + len(disponibili())


def un_servizio(
    ente: Ente, ufficio: Ufficio, slug: str = "permesso-accesso-ztl", pacchetto: Path | None = None
) -> Servizio:
    """The sheet of a service that ships with the portal (or of this package), published and open to requests."""
    testi = ("sommario", "destinatari", "come_fare", "cosa_serve", "cosa_si_ottiene", "tempi", "costi", "accesso")
    servizio = Servizio.objects.create(
        ente=ente,
        ufficio=ufficio,
        slug=slug,
        titolo="Permesso di accesso alla ZTL",
        categoria="mobilita-e-trasporti",
        condizioni="Il permesso è personale.",
        **dict.fromkeys(testi, "Testo di prova."),
    )
    ContoIncasso.objects.get_or_create(
        ente=ente, defaults={"iban": "IT60X0542811101000000123456", "categoria": "9/0101100IM/"}
    )
    versione = pratiche.installa_servizio(ente, leggi(pacchetto or disponibili()[slug]))
    if versione.definizione.graduatoria:
        una_tornata(servizio)
    return servizio


def una_tornata(servizio: Servizio, *, posti: dict[str, int] | None = None, giorni: int = 30) -> Tornata:
    """A round of this service, open since yesterday for these days."""
    adesso = timezone.now()
    sedi = [codice for codice, _nome in Tornata(versione=VersioneServizio.objects.ultima(servizio.pk)).sedi]
    return pratiche.apri_tornata(
        servizio.pk,
        attore=None,
        nome="Anno 2026/2027",
        apre_il=adesso - dt.timedelta(days=1),
        chiude_il=adesso + dt.timedelta(days=giorni),
        posti=posti or dict.fromkeys(sedi, 2),
    )


def una_pratica(*, di: Persona, stato: str = StatoPratica.PRESENTATA, ente: Ente | None = None) -> Pratica:
    """A ZTL request of this person in this state, at the first comune unless said otherwise, worked by its office."""
    ente = ente or Ente.objects.get(slug="roccachiara")
    servizio = Servizio.objects.filter(ente=ente, versioni__isnull=False).first()
    if servizio is None:
        ufficio = ente.uffici.first() or people.crea_ufficio("Polizia locale", ente)
        servizio = un_servizio(ente, ufficio)
    if stato == StatoPratica.ACCOLTA_PER_SILENZIO:
        return accolta_per_silenzio(di, servizio)
    pratica = una_bozza(di, servizio)
    if stato == StatoPratica.BOZZA:
        return pratica
    presenta_bozza(pratica)
    if stato == StatoPratica.PRESENTATA:
        return _ricarica(pratica)
    if stato == StatoPratica.RITIRATA:
        return pratiche.ritira(pratica.pk, attore=di)
    operatore = _operatore(servizio.ufficio)
    pratiche.prendi_in_carico(pratica.pk, attore=operatore)
    if stato in DOPO_LA_PRESA:
        DOPO_LA_PRESA[stato](_ricarica(pratica), operatore)
    return _ricarica(pratica)


def _in_attesa(pratica: Pratica, operatore: Persona) -> None:
    pratiche.richiedi_integrazione(
        pratica.pk, attore=operatore, testo="La foto della carta non si legge.", campi=["carta_circolazione"]
    )


def _accolta(pratica: Pratica, operatore: Persona) -> None:
    if pratica.avviso:
        paga_diritti(pratica)
    pratiche.accogli(pratica.pk, attore=operatore)


def _archiviata(pratica: Pratica, operatore: Persona) -> None:
    pratiche.archivia(pratica.pk, attore=operatore, perche="improcedibile", motivazione="Manca la firma.")


def respinta_dopo_il_preavviso(pratica: Pratica, operatore: Persona) -> Pratica:
    """Refused as the law wants it: the notice, the observations at once, and how they were weighed."""
    preavviso = pratiche.preavvisa_rigetto(pratica.pk, attore=operatore, motivi="La targa non è di un residente.")
    pratiche.salva_osservazioni(preavviso.pk, attore=pratica.richiedente, testo="Ci abito da ieri.")
    pratiche.presenta_osservazioni(preavviso.pk, attore=pratica.richiedente)
    return pratiche.respingi(
        pratica.pk,
        attore=operatore,
        motivazione="La targa non è di un residente.",
        valutazione="La residenza non risulta ancora.",
    )


DOPO_LA_PRESA = {
    StatoPratica.IN_ATTESA_DEL_CITTADINO: _in_attesa,
    StatoPratica.ACCOLTA: _accolta,
    StatoPratica.RESPINTA: respinta_dopo_il_preavviso,
    StatoPratica.ARCHIVIATA: _archiviata,
}


def con_regole(servizio: Servizio, **regole: Any) -> None:
    """Publish the package of this service again with other rules (`termine_giorni=60`, `silenzio={"effetto": "assenso"}`)."""
    contenuto = leggi(disponibili()[servizio.slug]).contenuto | regole
    if not contenuto.get("diritti"):
        contenuto.pop("diritti", None)
    impronta = hashlib.sha256(json.dumps(contenuto, sort_keys=True).encode()).hexdigest()
    pratiche.installa_servizio(servizio.ente, Pacchetto(contenuto, impronta))


def accolta_per_silenzio(di: Persona, servizio: Servizio) -> Pratica:
    """The office never answered a request that silence grants: its term is over and the night has passed."""
    con_regole(servizio, silenzio={"effetto": "assenso", "norma": "Articolo 20 della legge 241/1990"}, diritti=None)
    with time_machine.travel(timezone.now() - dt.timedelta(days=40)):
        pratica = presenta_bozza(una_bozza(di, servizio))
    pratiche.applica_silenzio(pratica.pk)
    return _ricarica(pratica)


def una_bozza(di: Persona, servizio: Servizio, *, attore: Persona | None = None) -> Pratica:
    """A draft with all its answers and the document it wants, filled in by who asks or by who acts for them."""
    chi = attore or di
    pratica = pratiche.apri_bozza(servizio.pk, richiedente=di, attore=chi, sessione=ENTRATA_CON_SPID)
    oggi = timezone.localdate()
    dati = {
        "targa": "AB123CD",
        "titolo": "mio",
        "motivo": "residente",
        "zone": ["a", "b"],
        "dal": (oggi + dt.timedelta(days=1)).isoformat(),
        "al": (oggi + dt.timedelta(days=300)).isoformat(),
        "note": "",
    }
    pratiche.salva_passo(pratica.pk, attore=chi, contatti={"email": chi.email, "telefono": ""}, dati=dati)
    carta = SimpleUploadedFile("carta.pdf", carte.un_pdf())
    pratiche.aggiungi_allegato(pratica.pk, attore=chi, campo="carta_circolazione", file=carta, mime="application/pdf")
    return _ricarica(pratica)


def presenta_bozza(pratica: Pratica, *, attore: Persona | None = None) -> Pratica:
    """What the citizen does at the summary, or who acts for them."""
    allegati = [str(allegato.codice) for allegato in pratica.allegati.all()]
    return pratiche.presenta(
        pratica.pk,
        attore=attore or pratica.richiedente,
        confermata=pratica.impronta_bozza(allegati),
        sessione=ENTRATA_CON_SPID,
    )


def paga_diritti(pratica: Pratica) -> None:
    """The receipt of the fee has arrived and the case knows it."""
    una_ricevuta(Avviso.objects.get(pk=pratica.avviso_id))
    pratiche.segna_pagamento(pratica.avviso_id)


def _operatore(ufficio: Ufficio) -> Persona:
    """Who works in this office: the one already there, or a new one."""
    incarico = Incarico.objects.filter(ufficio=ufficio, attivo=True).select_related("persona").first()
    return incarico.persona if incarico else people.crea_operatore(f"Operatore{ufficio.pk}", ufficio)


def _ricarica(pratica: Pratica) -> Pratica:
    return Pratica.objects.con_il_necessario().get(pk=pratica.pk)
