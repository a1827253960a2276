"""The cast. Giulia asks, Marco is her neighbour and must see nothing, Anna works at the desk, Luca acts for Giulia."""

from django.utils import timezone

from pagamenti.models import ContoIncasso
from portal.enti.models import Ente, Host, Incarico, Ufficio
from portal.identita.models import FonteEmail, Persona, nuovo_username

CODICE_IMPRESA = "09876540106"
CODICI_FISCALI = {"giulia": "BNCGLI85D52H501T", "marco": "VRDMRC78A10H501A", "luca": "FRRLCU90C15F205H"}


def crea_ente(nome: str, *, host: str, numero: int) -> Ente:
    """A comune that answers at `host`; `numero` makes its codes unique."""
    ente = Ente.objects.create(
        nome=f"Comune di {nome}",
        slug=nome.lower(),
        codice_ipa=f"c_x{numero:03}",
        codice_istat=f"099{numero:03}",
        codice_belfiore=f"X{numero:03}",
        codice_fiscale=f"80000000{numero:03}",
        origine=f"http://{host}:8000",
        regione="Regione Esempio",
        regione_url="https://regione.esempio.invalid",
        indirizzo="Piazza del Municipio 1",
        cap="00100",
        localita=nome,
        provincia="RM",
        telefono="+39 06 0000000",
        email="urp@esempio.invalid",
        pec="comune@pec.esempio.invalid",
        trasparenza_url="https://trasparenza.esempio.invalid",
        accessibilita_url="https://form.agid.gov.it/view/esempio",
        patrono_mese=6,
        patrono_giorno=24,
    )
    Host.objects.create(ente=ente, nome=host)
    ContoIncasso.objects.create(ente=ente, iban="IT60X0542811101000000123456", categoria="9/0101100IM/")
    return ente


def crea_ufficio(nome: str, *enti: Ente) -> Ufficio:
    ufficio = Ufficio.objects.create(
        nome=nome,
        slug=nome.lower().replace(" ", "-"),
        indirizzo="Via delle Scuole 3",
        cap="00100",
        localita="Roccachiara",
        email="ufficio@esempio.invalid",
    )
    ufficio.enti.set(enti)
    return ufficio


def crea_cittadino(nome: str, cognome: str, codice_fiscale: str) -> Persona:
    """Without a codice fiscale, somebody who enters through the eIDAS node."""
    return Persona.objects.create_user(
        username=nuovo_username(),
        codice_fiscale=codice_fiscale,
        codice_eidas="" if codice_fiscale else nuovo_username(),
        nome=nome,
        cognome=cognome,
        email=f"{nome.lower()}@esempio.invalid",
        email_verificata_il=timezone.now(),
        email_fonte=FonteEmail.SPID,
    )


def crea_operatore(nome: str, ufficio: Ufficio, ruolo: str = Incarico.Ruolo.RESPONSABILE) -> Persona:
    persona = Persona.objects.create_user(
        username=nome.lower(),
        nome=nome,
        cognome="Neri",
        email=f"{nome.lower()}@ufficio.invalid",
        is_staff=True,
        password="parola-di-prova-1",
    )
    Incarico.objects.create(persona=persona, ufficio=ufficio, ruolo=ruolo)
    return persona
