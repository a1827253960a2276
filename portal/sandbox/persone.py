"""The sample people: the one list that SPID, ANPR and App IO of the sandbox answer from.

Names, addresses and numbers are invented; the codici fiscali are formally right (check letter included).
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

IO_ATTIVO, IO_RIFIUTATO, IO_ASSENTE = "attivo", "rifiutato", "assente"
CITTADINO, PROFESSIONISTA, IMPRESA = "cittadino", "professionista", "impresa"


@dataclass(frozen=True)
class Luogo:
    """A comune, or a foreign state when `provincia` is EE (then there is no ISTAT code)."""

    nome: str
    belfiore: str
    provincia: str
    istat: str = ""


@dataclass(frozen=True)
class Indirizzo:
    specie: str
    via: str
    civico: str
    cap: str
    comune: Luogo

    def __str__(self) -> str:
        return f"{self.specie} {self.via} {self.civico}, {self.cap} {self.comune.nome} ({self.comune.provincia})"


@dataclass(frozen=True)
class Attivita:
    """The business a person acts for: a company, or one's own practice (then without `codice_fiscale`)."""

    partita_iva: str
    denominazione: str = ""
    codice_fiscale: str = ""
    sede: str = ""


class Cittadino(Protocol):
    """Who can be chosen in the page of an identity provider."""

    @property
    def chiave(self) -> str: ...
    @property
    def nome_completo(self) -> str: ...
    @property
    def caso(self) -> str: ...
    @property
    def sospesa(self) -> bool: ...


@dataclass(frozen=True)
class Persona:
    """One sample person. `livello` is the highest SPID level owned, 0 for people without SPID."""

    codice_fiscale: str
    nome: str
    cognome: str
    sesso: str
    data_nascita: date
    luogo_nascita: Luogo
    residenza: Indirizzo
    famiglia: str
    id_anpr: str
    caso: str
    legame: str = "1"  # ANPR: 1 intestatario della scheda, 2 coniuge, 3 figlio
    email: str = ""
    cellulare: str = ""
    livello: int = 3
    sospesa: bool = False
    tipo: str = CITTADINO
    attivita: Attivita | None = None
    io: str = IO_ATTIVO
    cie: bool = True

    @property
    def chiave(self) -> str:
        return self.codice_fiscale

    @property
    def nome_completo(self) -> str:
        return f"{self.nome} {self.cognome}"


@dataclass(frozen=True)
class Europea:
    """A person known only to the eIDAS node: a citizen of another country of the Union, without codice fiscale."""

    identificativo: str  # what the node calls the person, always the same
    nome: str
    cognome: str
    sesso: str
    data_nascita: date
    luogo_nascita: str
    indirizzo: str
    caso: str
    livello: int = 2
    sospesa: bool = False

    @property
    def chiave(self) -> str:
        return self.identificativo

    @property
    def nome_completo(self) -> str:
        return f"{self.nome} {self.cognome}"


ROCCACHIARA = Luogo("Roccachiara", "X901", "RO", "099901")
VALDOLCE = Luogo("Valdolce", "X902", "RO", "099902")
ROMA = Luogo("Roma", "H501", "RM", "058091")
MILANO = Luogo("Milano", "F205", "MI", "015146")
BOLOGNA = Luogo("Bologna", "A944", "BO", "037006")
NAPOLI = Luogo("Napoli", "F839", "NA", "063049")
FIRENZE = Luogo("Firenze", "D612", "FI", "048017")
PALERMO = Luogo("Palermo", "G273", "PA", "082053")
CATANIA = Luogo("Catania", "C351", "CT", "087015")
TRIESTE = Luogo("Trieste", "L424", "TS", "032006")
MAROCCO = Luogo("Marocco", "Z330", "EE")

_CASA_ROMANO = Indirizzo("VIA", "DEI TIGLI", "12", "00900", ROCCACHIARA)
_CASA_LONGO = Indirizzo("PIAZZA", "DELLA FONTANA", "3", "00901", VALDOLCE)

# fmt: off
PERSONE = (
    Persona(
        "BNCGLI85D52H501T", "Giulia", "Bianchi", "F", date(1985, 4, 12), ROMA, _CASA_ROMANO,
        famiglia="F001", id_anpr="AB10001CD", email="giulia.bianchi@posta.example", cellulare="+393330000001",
        caso="Cittadina: il caso normale. Intestataria della famiglia con il marito e due figli.",
    ),
    Persona(
        "RMNNDR82P03H501Y", "Andrea", "Romano", "M", date(1982, 9, 3), ROMA, _CASA_ROMANO,
        famiglia="F001", id_anpr="AB10002CD", legame="2", livello=0, io=IO_ASSENTE,
        caso="Marito di Giulia: senza SPID, ha la CIE.",
    ),
    Persona(
        "RMNSFO11S60H501V", "Sofia", "Romano", "F", date(2011, 11, 20), ROMA, _CASA_ROMANO,
        famiglia="F001", id_anpr="AB10003CD", legame="3", livello=2, email="sofia.romano@posta.example",
        cellulare="+393330000003", caso="Minorenne: compie 15 anni nel 2026. Figlia di Giulia.",
    ),
    Persona(
        "RMNPTR18E14H501D", "Pietro", "Romano", "M", date(2018, 5, 14), ROMA, _CASA_ROMANO,
        famiglia="F001", id_anpr="AB10004CD", legame="3", livello=0, io=IO_ASSENTE, cie=False,
        caso="Figlio piccolo di Giulia: solo in ANPR, senza SPID e senza CIE.",
    ),
    Persona(
        "VRDMRC78A10H501A", "Marco", "Verdi", "M", date(1978, 1, 10), ROMA,
        Indirizzo("VIA", "DEI TIGLI", "14", "00900", ROCCACHIARA),
        famiglia="F002", id_anpr="AB10005CD", email="marco.verdi@posta.example", cellulare="+393330000005",
        caso="Il vicino di casa: non deve vedere niente di Giulia.",
    ),
    Persona(
        "FRRLCU90C15F205H", "Luca", "Ferri", "M", date(1990, 3, 15), MILANO,
        Indirizzo("CORSO", "DELLE ROSE", "7/B", "00900", ROCCACHIARA),
        famiglia="F003", id_anpr="AB10006CD", email="luca.ferri@posta.example", cellulare="+393330000006",
        caso="Il delegato: agisce per conto di Giulia.",
    ),
    Persona(
        "FNTLNE76H70A944B", "Elena", "Fontana", "F", date(1976, 6, 30), BOLOGNA,
        Indirizzo("VIA", "DEL PORTICO", "21", "40100", BOLOGNA),
        famiglia="F004", id_anpr="AB10007CD", email="elena.fontana@posta.example", cellulare="+393330000007",
        tipo=PROFESSIONISTA, attivita=Attivita(partita_iva="01234560108"),
        caso="Professionista (architetta), con partita IVA. Non è residente nei comuni di prova.",
    ),
    Persona(
        "GLLRRT68B15F839D", "Roberto", "Gallo", "M", date(1968, 2, 15), NAPOLI,
        Indirizzo("VIALE", "DEI CILIEGI", "5", "00901", VALDOLCE),
        famiglia="F005", id_anpr="AB10008CD", email="roberto.gallo@posta.example", cellulare="+393330000008",
        tipo=IMPRESA, io=IO_RIFIUTATO,
        attivita=Attivita("09876540106", "Gallo Costruzioni S.r.l.", "09876540106", "Viale dei Ciliegi 5, 00901 Valdolce"),
        caso="Rappresentante di un'impresa. Ha spento i messaggi del servizio nell'app IO.",
    ),
    Persona(
        "RSSMRA80A01H50MM", "Mario", "Rossi", "M", date(1980, 1, 1), ROMA,
        Indirizzo("VIA", "MAZZINI", "1", "00900", ROCCACHIARA),
        famiglia="F006", id_anpr="AB10009CD", email="mario.rossi@posta.example", cellulare="+393330000009",
        caso="Codice fiscale con omocodia: una cifra è sostituita da una lettera.",
    ),
    Persona(
        "LDRMNA93L57Z330D", "Amina", "El Idrissi", "F", date(1993, 7, 17), MAROCCO,
        Indirizzo("VICOLO", "DEL FORNO", "2", "00900", ROCCACHIARA),
        famiglia="F007", id_anpr="AB10010CD", email="amina.elidrissi@posta.example", cellulare="+393330000010",
        io=IO_ASSENTE, caso="Nata all'estero. Non è iscritta all'app IO.",
    ),
    Persona(
        "DGSMNT72B69L424X", "Maria Antonietta Immacolata Zoë Niccolò", "D'Agostino Šimić Lo Cascio della Rovère",
        "F", date(1972, 2, 29), TRIESTE, Indirizzo("LARGO", "DELL'UNITÀ D'ITALIA", "100/TER", "00901", VALDOLCE),
        famiglia="F008", id_anpr="AB10011CD", email="maria.antonietta@posta.example", cellulare="+393330000011",
        caso="Nome e cognome molto lunghi (79 caratteri), con accenti e apostrofi.",
    ),
    Persona(
        "PNICRL58T45D612C", "Carla", "Pini", "F", date(1958, 12, 5), FIRENZE,
        Indirizzo("VIA", "GARIBALDI", "40", "00900", ROCCACHIARA),
        famiglia="F009", id_anpr="AB10012CD", email="carla.pini@posta.example", cellulare="+393330000012",
        livello=1, caso="Ha soltanto SPID di livello 1: al livello 2 la risposta è nr20. Con la CIE entra.",
    ),
    Persona(
        "TSTDRA95C22G273Q", "Dario", "Testa", "M", date(1995, 3, 22), PALERMO,
        Indirizzo("VIA", "CAVOUR", "8", "00900", ROCCACHIARA),
        famiglia="F010", id_anpr="AB10013CD", email="dario.testa@posta.example", cellulare="+393330000013",
        sospesa=True, caso="Identità sospesa: la risposta è sempre nr23.",
    ),
    Persona(
        "LNGTRS49M51C351C", "Teresa", "Longo", "F", date(1949, 8, 11), CATANIA, _CASA_LONGO,
        famiglia="F011", id_anpr="AB10014CD", email="famiglia.longo@posta.example", cellulare="+393330000014",
        caso="Usa la stessa e-mail di Franco.",
    ),
    Persona(
        "LNGFNC46E19C351P", "Franco", "Longo", "M", date(1946, 5, 19), CATANIA, _CASA_LONGO,
        famiglia="F011", id_anpr="AB10015CD", legame="2", email="famiglia.longo@posta.example",
        cellulare="+393330000015", cie=False, caso="Usa la stessa e-mail di Teresa. Ha ancora la carta d'identità di carta.",
    ),
)

EUROPEE = (
    Europea(
        "EIDADE00000001", "Jürgen", "Weiß", "M", date(1979, 10, 2), "Lübeck", "Holstenstraße 4, 23552 Lübeck, DE",
        caso="Cittadino tedesco: entra con eIDAS e non ha il codice fiscale.",
    ),
    Europea(
        "EIDASI00000002", "Žana", "Črnigoj", "F", date(1991, 6, 8), "Koper", "Čevljarska ulica 10, 6000 Koper, SI",
        livello=3, caso="Cittadina slovena, con credenziali di livello alto.",
    ),
    Europea(
        "EIDAES00000003", "Iñaki", "Etxeberria", "M", date(1988, 1, 31), "Donostia", "Calle Mayor 1, 20003 Donostia, ES",
        livello=1, caso="Cittadino spagnolo con credenziali deboli: al livello 2 la risposta è nr20.",
    ),
)
# fmt: on

_PER_CODICE_FISCALE = {persona.codice_fiscale: persona for persona in PERSONE}


def persona(codice_fiscale: str) -> Persona | None:
    """The sample person with this codice fiscale, or None."""
    return _PER_CODICE_FISCALE.get(codice_fiscale)


def con_spid() -> list[Persona]:
    """The people who own a SPID identity, in the order of the list."""
    return [una for una in PERSONE if una.livello]


def con_cie() -> list[Persona]:
    """The people who own an electronic identity card, in the order of the list."""
    return [una for una in PERSONE if una.cie]


def famiglia(una: Persona) -> list[Persona]:
    """The members of a person's family sheet, intestatario first."""
    return sorted((p for p in PERSONE if p.famiglia == una.famiglia), key=lambda p: p.legame)
