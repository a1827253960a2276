"""The authority that issues the cards: its keys, their certificates, the list and the answers about revocation."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from portal.sandbox.cns.carte import Carta

_NESSUN_USO = dict.fromkeys(
    ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"),
    False,
)
GIORNI_CARTA = 6 * 365


def nuova_chiave() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True)
class Autorita:
    """A certification authority; `base` is the address under which it publishes (`ca.crl`, `ocsp`)."""

    chiave: rsa.RSAPrivateKey
    certificato: x509.Certificate
    base: str

    @classmethod
    def nuova(cls, nome: str, base: str) -> "Autorita":
        chiave, adesso = nuova_chiave(), datetime.now(UTC)
        soggetto = _nome([(NameOID.COUNTRY_NAME, "IT"), (NameOID.ORGANIZATION_NAME, nome), (NameOID.COMMON_NAME, nome)])
        certificato = (
            _modello(soggetto, soggetto, chiave.public_key())
            .not_valid_before(adesso - timedelta(days=4000))
            .not_valid_after(adesso + timedelta(days=4000))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_uso(key_cert_sign=True, crl_sign=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(chiave.public_key()), critical=False)
            .sign(chiave, hashes.SHA256())
        )
        return cls(chiave, certificato, base)

    def emetti(self, carta: Carta, pubblica: rsa.RSAPublicKey) -> x509.Certificate:
        """The certificate of a card, with the subject and the extensions of a CNS."""
        fine = datetime.now(UTC) + timedelta(days=-1 if carta.scaduta else GIORNI_CARTA)
        modello = (
            _modello(_soggetto(carta), self.certificato.subject, pubblica)
            .not_valid_before(fine - timedelta(days=GIORNI_CARTA + 1))
            .not_valid_after(fine)
        )
        for estensione, critica in self._estensioni(carta, pubblica):
            modello = modello.add_extension(estensione, critical=critica)
        return modello.sign(self.chiave, hashes.SHA256())

    def _estensioni(self, carta: Carta, pubblica: rsa.RSAPublicKey) -> list[tuple[x509.ExtensionType, bool]]:
        ocsp_qui = x509.AccessDescription(
            AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(f"{self.base}/ocsp")
        )
        crl_qui = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{self.base}/ca.crl")], None, None, None)
        return [
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (_uso(digital_signature=True), True),
            (x509.ExtendedKeyUsage([carta.uso]), False),
            (x509.CertificatePolicies([x509.PolicyInformation(carta.politica, None)]), False),
            (x509.AuthorityInformationAccess([ocsp_qui]), False),
            (x509.CRLDistributionPoints([crl_qui]), False),
            (x509.SubjectKeyIdentifier.from_public_key(pubblica), False),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(self.chiave.public_key()), False),
        ]

    def lista_di_revoca(self, revocati: list[int]) -> bytes:
        """The CRL in DER, good for one day."""
        adesso = datetime.now(UTC)
        lista = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificato.subject)
            .last_update(adesso - timedelta(minutes=1))
            .next_update(adesso + timedelta(days=1))
        )
        for numero in revocati:
            riga = x509.RevokedCertificateBuilder().serial_number(numero).revocation_date(adesso - timedelta(days=2))
            lista = lista.add_revoked_certificate(riga.build())
        return lista.sign(self.chiave, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def risposta_ocsp(self, domanda: bytes, certificati: list[x509.Certificate], revocati: list[int]) -> bytes:
        """The OCSP answer in DER. Raises ValueError when the question is not one."""
        richiesta = ocsp.load_der_ocsp_request(domanda)
        uno = next((c for c in certificati if c.serial_number == richiesta.serial_number), None)
        if uno is None:
            senza = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED)
            return senza.public_bytes(serialization.Encoding.DER)
        adesso, male = datetime.now(UTC), uno.serial_number in revocati
        risposta = ocsp.OCSPResponseBuilder().add_response(
            cert=uno,
            issuer=self.certificato,
            algorithm=richiesta.hash_algorithm,
            cert_status=ocsp.OCSPCertStatus.REVOKED if male else ocsp.OCSPCertStatus.GOOD,
            this_update=adesso,
            next_update=adesso + timedelta(hours=1),
            revocation_time=adesso - timedelta(days=2) if male else None,
            revocation_reason=x509.ReasonFlags.key_compromise if male else None,
        )
        firmata = risposta.responder_id(ocsp.OCSPResponderEncoding.NAME, self.certificato)
        for estensione in richiesta.extensions:  # the nonce comes back as it was sent
            firmata = firmata.add_extension(estensione.value, critical=False)
        return firmata.sign(self.chiave, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _modello(soggetto: x509.Name, emittente: x509.Name, pubblica: rsa.RSAPublicKey) -> x509.CertificateBuilder:
    numero = x509.random_serial_number()
    return (
        x509.CertificateBuilder()
        .subject_name(soggetto)
        .issuer_name(emittente)
        .public_key(pubblica)
        .serial_number(numero)
    )


def _uso(**usi: bool) -> x509.KeyUsage:
    return x509.KeyUsage(**{"digital_signature": False, "key_cert_sign": False, "crl_sign": False} | _NESSUN_USO | usi)


def _nome(voci: list[tuple[x509.ObjectIdentifier, str]]) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, valore) for oid, valore in voci])


def _soggetto(carta: Carta) -> x509.Name:
    """C, O, OU, then names and tax code where the profile of the card has them (CN: `<CF>/<serial>.<hash>`)."""
    chi = carta.titolare
    impronta = base64.b64encode(hashlib.sha1(carta.numero.encode(), usedforsecurity=False).digest()).decode()
    voci = [
        (NameOID.COUNTRY_NAME, "IT"),
        (NameOID.ORGANIZATION_NAME, "Regione Esempio"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "Carte di prova"),
    ]
    if carta.con_nome:
        voci += [(NameOID.SURNAME, chi.cognome.upper()), (NameOID.GIVEN_NAME, chi.nome.upper())]
    if carta.nel_numero:
        voci.append((NameOID.SERIAL_NUMBER, f"TINIT-{carta.nel_numero}"))
    cn = f"{carta.nel_cn}/{carta.numero}.{impronta}" if carta.nel_cn else chi.nome_completo.upper()
    return _nome([*voci, (NameOID.COMMON_NAME, cn)])
