"""A mailbox over IMAP with TLS, with just what the reader of the bounces says to it."""

import datetime as dt
import ipaddress
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

PASSWORD = "parola-della-casella"


class Casella:
    """`lettere` by uid; `segni` are the flags of each."""

    def __init__(self) -> None:
        self.lettere: dict[int, bytes] = {}
        self.segni: dict[int, set[str]] = {}
        self.porta = 0

    def arriva(self, lettera: bytes) -> int:
        uid = max(self.lettere, default=0) + 1
        self.lettere[uid], self.segni[uid] = lettera, set()
        return uid

    def cancella(self) -> None:
        for uid in [uid for uid, segni in self.segni.items() if "Deleted" in segni]:
            del self.lettere[uid], self.segni[uid]


class Risponde(socketserver.StreamRequestHandler):
    casella: Casella

    def handle(self) -> None:
        self.wfile.write(b"* OK pronta\r\n")
        for riga in self.rfile:
            etichetta, _, comando = riga.decode().strip().partition(" ")
            for pezzo in self.fai(comando):
                self.wfile.write(pezzo)
            no = comando.startswith("LOGIN") and PASSWORD not in comando
            self.wfile.write(f"{etichetta} {'NO' if no else 'OK'} fatto\r\n".encode())

    def fai(self, comando: str) -> Iterator[bytes]:
        casella = self.casella
        if comando == "CAPABILITY":
            yield b"* CAPABILITY IMAP4rev1\r\n"
        elif comando.startswith("UID SEARCH"):
            nuove = [str(uid) for uid, segni in casella.segni.items() if not segni & {"Flagged", "Deleted"}]
            yield f"* SEARCH {' '.join(nuove)}\r\n".encode()
        elif trovato := re.match(r"UID FETCH (\d+)", comando):
            lettera = casella.lettere[int(trovato[1])]
            yield f"* 1 FETCH (UID {trovato[1]} BODY[] {{{len(lettera)}}}\r\n".encode() + lettera + b")\r\n"
        elif trovato := re.match(r"UID STORE (\d+) \+FLAGS \(\\(\w+)\)", comando):
            casella.segni[int(trovato[1])].add(trovato[2])
        elif comando == "EXPUNGE":
            casella.cancella()
        elif comando.startswith(("SELECT", "EXAMINE")):
            yield b"* 0 EXISTS\r\n"


@contextmanager
def aperta(cartella: Path) -> Iterator[Casella]:
    """A mailbox that answers on a free port; `cartella` receives `ca.pem`, the certificate to trust."""
    casella = Casella()
    contesto = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    contesto.load_cert_chain(_certificato(cartella))
    gestore = type("Gestore", (Risponde,), {"casella": casella})
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), gestore)
    server.daemon_threads = True
    server.socket = contesto.wrap_socket(server.socket, server_side=True)
    casella.porta = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield casella
    finally:
        server.shutdown()
        server.server_close()


def _certificato(cartella: Path) -> Path:
    chiave = ec.generate_private_key(ec.SECP256R1())
    nome = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "casella di prova")])
    adesso = dt.datetime.now(dt.UTC)
    certificato = (
        x509.CertificateBuilder()
        .subject_name(nome)
        .issuer_name(nome)
        .public_key(chiave.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(adesso - dt.timedelta(days=1))
        .not_valid_after(adesso + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(chiave, hashes.SHA256())
    )
    file = cartella / "ca.pem"
    privata = chiave.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(privata + certificato.public_bytes(Encoding.PEM))
    return file
