"""PDND and ANPR: the whole call as the rules want it, and each way of getting it wrong."""

import base64
import hashlib
import json
import time
import uuid

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from portal.sandbox.chiavi import genera

PRIVATA = load_pem_private_key(genera("Ente di prova").privata, None)  # read once: it is the slow part of a call
CLIENT, FINALITA = "client-1", "finalita-1"
C021 = "C021-servizioAccertamentoStatoFamiglia"
C030 = "C030-servizioAccertamentoIdUnicoNazionale"
C020 = "C020-servizioAccertamentoResidenza"
GIULIA = "BNCGLI85D52H501T"


class Chiamata:
    """One call to an e-service; change its parts before `invia`."""

    def __init__(self, sandbox, servizio=C021, **criteri):
        self.url, self.servizio = sandbox.url, servizio
        self.corpo = {
            "idOperazioneClient": "1",
            "criteriRicerca": criteri or {"codiceFiscale": GIULIA},
            "datiRichiesta": {
                "dataRiferimentoRichiesta": "2026-11-22",
                "motivoRichiesta": "PR-2026-0001",
                "casoUso": servizio[:4],
            },
        }
        aud = f"https://modipa.anpr.interno.it/govway/rest/in/MinInternoPortaANPR/{servizio}/v1"
        self.evidenza = self._claim(
            aud=aud, purposeId=FINALITA, dnonce="1234567890123", userID="op1", userLocation="pc1", LoA="LOA3"
        )
        self.firma = self._claim(aud=aud, sub=CLIENT)
        self.assertion = self._claim(aud="auth.interop.pagopa.it/client-assertion", sub=CLIENT, purposeId=FINALITA)
        self.testata = {"kid": "k1", "typ": "JWT"}
        self.intestazioni = {}

    def _claim(self, **altri):
        adesso = int(time.time())
        return {"iss": CLIENT, "iat": adesso, "exp": adesso + 100, "jti": str(uuid.uuid4())} | altri

    def jws(self, claim):
        return jwt.encode(claim, PRIVATA, algorithm="RS256", headers=self.testata)

    def gettone(self, evidenza):
        digest = {"alg": "SHA256", "value": hashlib.sha256(evidenza.encode()).hexdigest()}
        return requests.post(
            f"{self.url}/pdnd/token.oauth2",
            data={
                "client_id": CLIENT,
                "client_assertion": self.jws({"digest": digest} | self.assertion),
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "grant_type": "client_credentials",
            },
        )

    def invia(self):
        evidenza = self.jws(self.evidenza)
        corpo = json.dumps(self.corpo).encode()
        digest = f"SHA-256={base64.b64encode(hashlib.sha256(corpo).digest()).decode()}"
        firmati = [{"digest": digest}, {"content-type": "application/json"}]
        voucher = self.gettone(evidenza).json()
        intestazioni = {
            "Authorization": f"Bearer {voucher.get('access_token')}",
            "Content-Type": "application/json",
            "Digest": digest,
            "Agid-JWT-Signature": self.jws({"signed_headers": firmati} | self.firma),
            "Agid-JWT-TrackingEvidence": evidenza,
        } | self.intestazioni
        base = f"{self.url}/anpr/govway/rest/in/MinInternoPortaANPR-PDND"
        return requests.post(f"{base}/{self.servizio}/v1/anpr-service-e002", data=corpo, headers=intestazioni)


def test_lo_stato_di_famiglia_di_giulia(sandbox):
    risposta = Chiamata(sandbox).invia()
    assert risposta.status_code == 200, risposta.text
    soggetti = risposta.json()["listaSoggetti"]["datiSoggetto"]
    assert [(s["generalita"]["nome"], s["legameSoggetto"]["codiceLegame"]) for s in soggetti] == [
        ("GIULIA", "1"),
        ("ANDREA", "2"),
        ("SOFIA", "3"),
        ("PIETRO", "3"),
    ]


def test_l_id_unico_e_poi_la_residenza(sandbox):
    trovato = Chiamata(sandbox, C030).invia().json()
    id_anpr = trovato["listaSoggetti"]["datiSoggetto"][0]["identificativi"]["idANPR"]
    soggetto = Chiamata(sandbox, C020, idANPR=id_anpr).invia().json()["listaSoggetti"]["datiSoggetto"][0]
    assert soggetto["generalita"]["codiceFiscale"] == {"codFiscale": GIULIA, "validitaCF": "1"}
    assert soggetto["residenza"][0]["indirizzo"]["comune"]["codiceIstat"] == "099901"


def test_chi_e_nato_all_estero_ha_una_localita(sandbox):
    soggetto = Chiamata(sandbox, codiceFiscale="LDRMNA93L57Z330D").invia().json()["listaSoggetti"]["datiSoggetto"][0]
    assert soggetto["generalita"]["luogoNascita"] == {
        "localita": {"descrizioneStato": "MAROCCO", "codiceStato": "Z330"}
    }


def test_chi_non_c_e_e_en122(sandbox):
    risposta = Chiamata(sandbox, codiceFiscale="RSSMRA80A01H501U").invia()
    assert (risposta.status_code, risposta.json()["listaErrori"][0]["codiceErroreAnomalia"]) == (404, "EN122")


def _cambia(parte, **valori):
    def cambia(chiamata):
        getattr(chiamata, parte).update(valori)

    return cambia


SBAGLIATE = {
    "corpo non quello firmato": (400, _cambia("intestazioni", Digest="SHA-256=x")),
    "aud con -PDND": (400, lambda c: c.firma.update(aud=c.firma["aud"].replace("ANPR/", "ANPR-PDND/"))),
    "aud con operazione": (400, lambda c: c.evidenza.update(aud=f"{c.evidenza['aud']}/anpr-service-e002")),
    "senza firma": (400, _cambia("intestazioni", **{"Agid-JWT-Signature": ""})),
    "signed_headers come stringa": (400, _cambia("firma", signed_headers="[]")),
    "senza evidenza": (400, _cambia("intestazioni", **{"Agid-JWT-TrackingEvidence": ""})),
    "evidenza senza utente": (400, lambda c: c.evidenza.pop("userID")),
    "digest non correlato": (400, _cambia("assertion", digest={"alg": "SHA256", "value": "0" * 64})),
    "scaduta": (400, _cambia("firma", exp=1)),
    "senza voucher": (401, _cambia("intestazioni", Authorization="")),
    "senza motivo": (400, lambda c: c.corpo["datiRichiesta"].pop("motivoRichiesta")),
    "caso d'uso di un altro": (400, lambda c: c.corpo["datiRichiesta"].update(casoUso="C030")),
    "data non data": (400, lambda c: c.corpo["datiRichiesta"].update(dataRiferimentoRichiesta="oggi")),
    "senza numero": (400, lambda c: c.corpo.pop("idOperazioneClient")),
}


@pytest.mark.parametrize(("stato", "rompi"), SBAGLIATE.values(), ids=SBAGLIATE.keys())
def test_una_chiamata_non_conforme_e_rifiutata(sandbox, stato, rompi):
    chiamata = Chiamata(sandbox)
    rompi(chiamata)
    risposta = chiamata.invia()
    assert (risposta.status_code, risposta.json()["status"]) == (stato, stato)


@pytest.mark.parametrize(
    "rompi",
    [
        lambda c: c.assertion.update(nbf=1),
        lambda c: c.assertion.pop("purposeId"),
        lambda c: c.assertion.update(sub="altro"),
        lambda c: c.assertion.update(aud="https://altro/"),
        lambda c: c.testata.update(x5c="x"),
        lambda c: c.testata.pop("kid"),
    ],
)
def test_una_assertion_non_conforme_non_ha_voucher(sandbox, rompi):
    chiamata = Chiamata(sandbox)
    rompi(chiamata)
    risposta = chiamata.gettone("evidenza")
    assert (risposta.status_code, "access_token" in risposta.json()) == (400, False)


def test_un_servizio_che_non_c_e(sandbox):
    assert Chiamata(sandbox, "C999-altro").invia().status_code == 404
