"""The sample cards: good ones of every profile in use, and one for each reason to refuse."""

from dataclasses import dataclass

from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from portal.sandbox.persone import Persona, persona

POLITICA_CNS = ObjectIdentifier("1.3.76.16.2.1")
POLITICA_CIE = ObjectIdentifier("1.3.76.47.4")
POLITICA_FIRMA = ObjectIdentifier("1.3.76.16.1")  # a certificate to sign, not to enter


@dataclass(frozen=True)
class Carta:
    """A card and what its certificate says. By default a good CNS of the common profile: the tax code is in the CN.

    nel_cn, nel_numero   the tax code written in the CN and in serialNumber; empty: that place does not carry it
    con_nome             givenName and surname are in the subject
    """

    chiave: str
    titolare: Persona
    caso: str
    nel_cn: str
    nel_numero: str = ""
    con_nome: bool = True
    politica: ObjectIdentifier = POLITICA_CNS
    uso: ObjectIdentifier = ExtendedKeyUsageOID.CLIENT_AUTH
    scaduta: bool = False
    revocata: bool = False
    di_altri: bool = False

    @property
    def numero(self) -> str:
        """The 16 digits printed on the card."""
        return f"{int.from_bytes(self.chiave.encode()[:6], 'big'):016d}"[-16:]


def _carta(chiave: str, codice_fiscale: str, caso: str, **altro: object) -> Carta:
    titolare = persona(codice_fiscale)
    assert titolare is not None
    return Carta(chiave, titolare, caso, **{"nel_cn": codice_fiscale, **altro})  # type: ignore[arg-type]


CARTE = (
    _carta("giulia", "BNCGLI85D52H501T", "Tessera sanitaria: il caso normale."),
    _carta("andrea", "RMNNDR82P03H501Y", "Chi non ha SPID: codice fiscale nel CN e anche in serialNumber.",
           nel_numero="RMNNDR82P03H501Y"),
    _carta("marco", "VRDMRC78A10H501A", "Profilo nuovo: codice fiscale solo in serialNumber.",
           nel_cn="", nel_numero="VRDMRC78A10H501A"),
    _carta("luca", "FRRLCU90C15F205H", "Carta d'identità elettronica usata come carta.", politica=POLITICA_CIE),
    _carta("sofia", "RMNSFO11S60H501V", "Minorenne: compie 15 anni nel 2026."),
    _carta("mario", "RSSMRA80A01H50MM", "Codice fiscale con omocodia."),
    _carta("maria", "DGSMNT72B69L424X", "Nome e cognome molto lunghi, con accenti e apostrofi."),
    _carta("teresa", "LNGTRS49M51C351C", "Senza nome e cognome nel certificato: solo il codice fiscale.", con_nome=False),
    _carta("scaduta", "FNTLNE76H70A944B", "Scaduta ieri.", scaduta=True),
    _carta("revocata", "GLLRRT68B15F839D", "Revocata: smarrita dal titolare.", revocata=True),
    _carta("altra-autorita", "PNICRL58T45D612C", "Emessa da un'autorità che nessuno conosce.", di_altri=True),
    _carta("firma", "TSTDRA95C22G273Q", "Certificato di firma: la politica non è quella di una CNS.",
           politica=POLITICA_FIRMA),
    _carta("posta", "LNGFNC46E19C351P", "Serve a firmare la posta: non ha l'uso clientAuth.",
           uso=ExtendedKeyUsageOID.EMAIL_PROTECTION),
    _carta("discorde", "LDRMNA93L57Z330D", "Due codici fiscali diversi nel CN e in serialNumber.",
           nel_numero="BNCGLI85D52H501T"),
    _carta("errata", "VRDMRC78A10H501A", "Codice fiscale con la lettera di controllo sbagliata.",
           nel_cn="VRDMRC78A10H501B"),
)  # fmt: skip
BUONE = [
    una for una in CARTE if una.chiave in ("giulia", "andrea", "marco", "luca", "sofia", "mario", "maria", "teresa")
]


def carta(chiave: str) -> Carta | None:
    return next((una for una in CARTE if una.chiave == chiave), None)
