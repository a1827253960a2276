"""The sample world: two small comuni that share an office, who works there, and the desks. All is invented.

Every function may be repeated: it makes what is missing and leaves the rest as people changed it.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from appuntamenti.models import Orario, Sportello
from notifiche.models import ServizioIO
from pagamenti.models import ContoIncasso
from portal.base.chiavi import segreto_locale
from portal.catalogo.models import Servizio
from portal.catalogo.operations import carica_esempi
from portal.enti.models import Confine, Ente, Host, Incarico, Ufficio
from portal.identita.models import Persona, Rappresentanza
from portal.identita.operations import Limiti, accetta, chiedi, conosci, minorenne, riconosci_genitore
from portal.identita.stati import Facolta, Specie, Stanza
from portal.protocollo.models import RegistroProtocollo
from portal.protocollo.operations import apri_registro
from pratiche.models import Tornata
from pratiche.moduli.caricatore import disponibili, leggi
from pratiche.operations import apri_tornata, installa_servizio

COMUNI = (
    {
        "nome": "Comune di Roccachiara",
        "slug": "roccachiara",
        "codice_ipa": "c_x901",
        "codice_istat": "099901",
        "codice_belfiore": "X901",
        "codice_fiscale": "80009010580",
        "motto": "Il borgo sulla rocca",
        "indirizzo": "Piazza del Municipio 1",
        "cap": "00900",
        "localita": "Roccachiara",
        "telefono": "+39 06 0000901",
        "patrono_mese": 3,
        "patrono_giorno": 19,
        "sostituto": "Dott.ssa Vera Conti, segretaria generale",
        "sostituto_email": "segreteria.generale@comune.roccachiara.example",
    },
    {
        "nome": "Comune di Valdolce",
        "slug": "valdolce",
        "codice_ipa": "c_x902",
        "codice_istat": "099902",
        "codice_belfiore": "X902",
        "codice_fiscale": "80009020589",
        "motto": "Il paese fra le vigne",
        "indirizzo": "Piazza della Fontana 2",
        "cap": "00901",
        "localita": "Valdolce",
        "telefono": "+39 06 0000902",
        "patrono_mese": 8,
        "patrono_giorno": 10,
    },
)
# invented, one beside the other
CONFINI = (
    [(12.40, 41.85), (12.47, 41.80), (12.58, 41.83), (12.60, 41.93), (12.53, 41.99), (12.43, 41.96)],
    [(12.60, 41.93), (12.58, 41.83), (12.70, 41.81), (12.77, 41.90), (12.68, 41.97)],
)
NOMI_HOST = ("localhost", "127.0.0.1")
POLIZIA, ANAGRAFE = "Ufficio associato Polizia locale e mobilità", "Ufficio anagrafe"
SCUOLA, SOCIALI = "Ufficio scuola e servizi educativi", "Ufficio servizi sociali"
TRIBUTI, PERSONALE = "Ufficio tributi", "Ufficio personale"

# user name, name, surname, office, whose office (index of COMUNI, None: the shared one), role
OPERATORI = (
    ("anna", "Anna", "Neri", POLIZIA, None, Incarico.Ruolo.OPERATORE),
    ("luca-responsabile", "Luca", "Sala", POLIZIA, None, Incarico.Ruolo.RESPONSABILE),
    ("carla-amministratrice", "Carla", "Monti", POLIZIA, None, Incarico.Ruolo.AMMINISTRATORE),
    ("paolo-anagrafe", "Paolo", "Riva", ANAGRAFE, 0, Incarico.Ruolo.RESPONSABILE),
    ("elisa-anagrafe", "Elisa", "Conti", ANAGRAFE, 1, Incarico.Ruolo.RESPONSABILE),
    ("marta-scuola", "Marta", "Galli", SCUOLA, 0, Incarico.Ruolo.RESPONSABILE),
    ("sara-sociali", "Sara", "Lombardi", SOCIALI, 0, Incarico.Ruolo.RESPONSABILE),
    ("davide-sociali", "Davide", "Greco", SOCIALI, 0, Incarico.Ruolo.OPERATORE),  # sees no restricted case until named
    ("irene-tributi", "Irene", "Fabbri", TRIBUTI, 0, Incarico.Ruolo.RESPONSABILE),
    ("fabio-personale", "Fabio", "Serra", PERSONALE, 0, Incarico.Ruolo.RESPONSABILE),
    # the smaller comune: one person for many offices
    *(
        ("nora-valdolce", "Nora", "Bassi", uno, 1, Incarico.Ruolo.RESPONSABILE)
        for uno in (SCUOLA, SOCIALI, TRIBUTI, PERSONALE)
    ),
)
CONTO = {"iban": "IT60X0542811101000000123456", "categoria": "9/0101100IM/"}
RAPPRESENTATI = (
    ("BNCGLI85D52H501T", "Giulia", "Bianchi", dt.date(1985, 4, 12)),
    ("FRRLCU90C15F205H", "Luca", "Ferri", dt.date(1990, 3, 15)),
    ("RMNSFO11S60H501V", "Sofia", "Romano", dt.date(2011, 11, 20)),
    ("RMNPTR18E14H501D", "Pietro", "Romano", dt.date(2018, 5, 14)),
)
MATTINO, POMERIGGIO = (dt.time(9), dt.time(12)), (dt.time(15), dt.time(17))
# name, office, days of the morning and of the afternoon (Monday = 0), minutes, people received together, how it reads
SPORTELLI = (
    ("Sportello permessi e mobilità", POLIZIA, range(5), [1], 30, 1, "Dal lunedì al venerdì 9-12, martedì anche 15-17"),
    ("Sportello anagrafe", ANAGRAFE, range(6), [3], 20, 2, "Dal lunedì al sabato 9-12, giovedì anche 15-17"),
)


def enti() -> list[Ente]:
    """The two comuni, each with its boundary and its host on this machine; the port is the one of this run."""
    comuni = [_ente(dati, nome_host) for dati, nome_host in zip(COMUNI, NOMI_HOST, strict=True)]
    for comune, confine in zip(comuni, CONFINI, strict=True):
        Confine.objects.get_or_create(ente=comune, defaults={"poligoni": [[confine]]})
    return comuni


def uffici(comuni: list[Ente]) -> None:
    """The shared office, and one anagrafe for each comune."""
    _ufficio(POLIZIA, "polizia-locale", "Permessi, sosta, occupazione di suolo, contravvenzioni.", comuni)
    for comune in comuni:
        _ufficio(ANAGRAFE, "anagrafe", "Residenza, carte d'identità, certificati, stato civile.", [comune])


def operatori(comuni: list[Ente]) -> Iterator[tuple[Persona, Incarico, str]]:
    """Who works where, with the password made at the first run of this machine."""
    for username, nome, cognome, nome_ufficio, indice, ruolo in OPERATORI:
        ente = comuni[indice or 0]
        ufficio = Ufficio.objects.dell_ente(ente).get(nome=nome_ufficio)
        parola = segreto_locale(Path(settings.CASA_DATI), f"operatore-{username}", ottetti=12)  # to be copied by hand
        persona, nuova = Persona.objects.get_or_create(
            username=username,
            defaults={"nome": nome, "cognome": cognome, "email": f"{username}@comune.example", "is_staff": True},
        )
        if nuova:
            persona.set_password(parola)
            persona.save(update_fields=["password"])
        incarico, _ = Incarico.objects.get_or_create(persona=persona, ufficio=ufficio, ruolo=ruolo)
        yield persona, incarico, parola


def sportelli(comuni: list[Ente]) -> None:
    """In each comune a desk of the shared office and one of its anagrafe, open every week."""
    for comune in comuni:
        for nome, nome_ufficio, mattine, pomeriggi, minuti, posti, apertura in SPORTELLI:
            ufficio = Ufficio.objects.dell_ente(comune).get(nome=nome_ufficio)
            sportello, nuovo = Sportello.objects.get_or_create(
                ente=comune,
                nome=nome,
                defaults={
                    "ufficio": ufficio,
                    "indirizzo": comune.indirizzo,
                    "cap": comune.cap,
                    "localita": comune.localita,
                    "apertura": apertura,
                },
            )
            if nuovo:
                turni = [(giorno, MATTINO) for giorno in mattine] + [(giorno, POMERIGGIO) for giorno in pomeriggi]
                Orario.objects.bulk_create(
                    Orario(sportello=sportello, giorno=giorno, dalle=dalle, alle=alle, minuti=minuti, posti=posti)
                    for giorno, (dalle, alle) in turni
                )


def servizi(comuni: list[Ente]) -> None:
    """The public pages, the forms of the services that can be asked online, and the account where fees go."""
    pacchetti = [leggi(file) for file in disponibili().values()]
    for comune in comuni:
        carica_esempi(comune)
        for pacchetto in pacchetti:
            installa_servizio(comune, pacchetto, con_scheda=True)
        ContoIncasso.objects.get_or_create(ente=comune, defaults=CONTO)


def protocollo(comuni: list[Ente]) -> None:
    """The second comune keeps its register in the portal; the first asks the protocol system of the sandbox."""
    ente = comuni[1]
    if not RegistroProtocollo.objects.filter(ente=ente).exists():
        ufficio = Ufficio.objects.dell_ente(ente).get(nome=ANAGRAFE)
        apri_registro(ente, ufficio=ufficio, codice="PROT", codice_aoo="AX902PR")


def tornate(comuni: list[Ente]) -> None:
    """In the first comune one may apply for the nursery, for two months from the first run."""
    nido = Servizio.objects.get(ente=comuni[0], slug="iscrizione-nido")
    if Tornata.objects.filter(servizio=nido).exists():
        return
    adesso = timezone.localtime()
    apri_tornata(
        nido.pk,
        attore=None,
        nome=f"Anno educativo {adesso.year}/{adesso.year + 1}",
        apre_il=adesso,
        chiude_il=(adesso + dt.timedelta(days=60)).replace(hour=23, minute=59),
        posti={"girasole": 12, "aquilone": 8, "bosco": 5},
    )


def servizi_io(comuni: list[Ente]) -> None:
    """The first comune has a service of App IO of its own, with the keys that the sandbox knows; the other one the default."""
    servizio = ServizioIO(
        ente=comuni[0],
        nome="Avvisi e documenti",
        predefinito=True,
        avanzato=True,
        configurazione="01SANDB0XC0NTENVT0REM0T0AA",
    )
    if ServizioIO.objects.filter(ente=servizio.ente).exists():
        return
    chiavi = {"primaria": "chiave-tributi", "secondaria": "chiave-tributi-2", "contenuti": "contenuti-di-prova"}
    for quale, chiave in chiavi.items():
        servizio.cambia_chiave(quale, chiave)
    servizio.save()


def deleghe(comuni: list[Ente]) -> None:
    """In the first comune Luca acts for Giulia, who is the mother of Sofia and Pietro; its anagrafe verifies guardians."""
    ente = comuni[0]
    giulia, luca, sofia, pietro = (
        conosci(codice_fiscale, nome=nome, cognome=cognome, data_nascita=nascita)
        for codice_fiscale, nome, cognome, nascita in RAPPRESENTATI
    )
    if Rappresentanza.objects.filter(ente=ente, rappresentato__in=(giulia, sofia, pietro)).exists():
        return
    Ufficio.objects.filter(nome=ANAGRAFE).update(verifica_rappresentanze=True)
    limiti = Limiti(stanze=(Stanza.PRATICHE, Stanza.PAGAMENTI), facolta=(Facolta.LEGGI, Facolta.FAI))
    delega = chiedi(
        rappresentato=giulia, rappresentante=luca, ente=ente, specie=Specie.DELEGA, limiti=limiti, attore=giulia
    )
    accetta(delega.pk, attore=luca)
    for figlio in filter(minorenne, (sofia, pietro)):
        riconosci_genitore(figlio=figlio, genitore=giulia, ente=ente)


def _ente(dati: dict[str, object], nome_host: str) -> Ente:
    origine, slug = f"http://{nome_host}:{settings.PORTA}", dati["slug"]
    altri = {
        **dati,
        "regione": "Regione Esempio",
        "regione_url": "https://www.regione.esempio.example",
        "provincia": "RO",
        "email": f"urp@comune.{slug}.example",
        "pec": f"protocollo@pec.comune.{slug}.example",
        "trasparenza_url": f"https://trasparenza.comune.{slug}.example",
        "accessibilita_url": f"https://form.agid.gov.it/view/{slug}",
    }
    ente, _ = Ente.objects.get_or_create(codice_ipa=dati["codice_ipa"], defaults={**altri, "origine": origine})
    if ente.origine != origine:
        ente.origine = origine
        ente.save(update_fields=["origine"])
    Host.objects.get_or_create(nome=nome_host, defaults={"ente": ente})
    return ente


def _ufficio(nome: str, slug: str, descrizione: str, serviti: list[Ente]) -> None:
    primo = serviti[0]
    ufficio = Ufficio.objects.dell_ente(primo).filter(nome=nome).first()
    if ufficio is None:
        ufficio = Ufficio.objects.create(
            nome=nome,
            slug=slug,
            descrizione=descrizione,
            indirizzo=primo.indirizzo,
            cap=primo.cap,
            localita=primo.localita,
            telefono=primo.telefono,
            email=f"{slug}@comune.{primo.slug}.example",
        )
    ufficio.enti.add(*serviti)
