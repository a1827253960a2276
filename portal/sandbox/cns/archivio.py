"""The folder of the authority: `ca.pem` is what the portal is told to trust, `carte/*.pem` are the cards with their key."""

import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from portal.sandbox.cns.autorita import Autorita, nuova_chiave
from portal.sandbox.cns.carte import CARTE, Carta

PEM = serialization.Encoding.PEM


class Archivio:
    """Keys are made at the first run and kept; the cards are issued anew at each, with the addresses of this run."""

    def __init__(self, cartella: Path, base: str) -> None:
        self.cartella, self.base = cartella, base

    def prepara(self) -> None:
        """Write what is missing, and the cards."""
        (self.cartella / "carte").mkdir(parents=True, exist_ok=True)
        self._crea_autorita("ca", "Autorità di prova delle carte")
        self._crea_autorita("altra-ca", "Autorità che nessuno conosce")
        nostra, altra, chiave = self.autorita(), self._autorita("altra-ca"), self._chiave_delle_carte()
        for carta in CARTE:
            certificato = (altra if carta.di_altri else nostra).emetti(carta, chiave.public_key())
            _scrivi(self._file(carta), _pem(chiave) + certificato.public_bytes(PEM))

    def autorita(self) -> Autorita:
        """The authority of the good cards."""
        return self._autorita("ca")

    def certificato(self, carta: Carta) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self._file(carta).read_bytes())

    def certificati(self) -> list[x509.Certificate]:
        """Those of the cards that our authority issued."""
        return [self.certificato(carta) for carta in CARTE if not carta.di_altri]

    def revocati(self) -> list[int]:
        return [self.certificato(carta).serial_number for carta in CARTE if carta.revocata]

    def _file(self, carta: Carta) -> Path:
        return self.cartella / "carte" / f"{carta.chiave}.pem"

    def _autorita(self, file: str) -> Autorita:
        chiave, certificato = self.cartella / f"{file}.key", self.cartella / f"{file}.pem"
        return Autorita(_leggi(chiave), x509.load_pem_x509_certificate(certificato.read_bytes()), self.base)

    def _crea_autorita(self, file: str, nome: str) -> None:
        """Only where there is none: the portal keeps trusting the same one after a restart."""
        if (self.cartella / f"{file}.pem").exists():
            return
        nuova = Autorita.nuova(nome, self.base)
        _scrivi(self.cartella / f"{file}.key", _pem(nuova.chiave))
        _scrivi(self.cartella / f"{file}.pem", nuova.certificato.public_bytes(PEM))

    def _chiave_delle_carte(self) -> rsa.RSAPrivateKey:
        """One key for every card: who tries them has them all anyway."""
        file = self.cartella / "carte.key"
        if not file.exists():
            _scrivi(file, _pem(nuova_chiave()))
        return _leggi(file)


def _pem(chiave: rsa.RSAPrivateKey) -> bytes:
    return chiave.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _leggi(file: Path) -> rsa.RSAPrivateKey:
    chiave = serialization.load_pem_private_key(file.read_bytes(), None)
    assert isinstance(chiave, rsa.RSAPrivateKey)
    return chiave


def _scrivi(file: Path, contenuto: bytes) -> None:
    """Whole or not at all, readable by us only."""
    provvisorio = file.with_name(f"{file.name}.nuovo")
    descrittore = os.open(provvisorio, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descrittore, "wb") as uscita:
        uscita.write(contenuto)
    provvisorio.rename(file)
