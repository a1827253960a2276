"""What leaves for PDND and ANPR, claim by claim, and what each answer means."""

import base64
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import jwt
import pytest
import yaml
from django.conf import settings as impostazioni
from pytest_django import Settings

from portal.base.errors import GatewayError
from portal.pdnd.anpr import C021, C030, Traccia, interroga
from portal.pdnd.chiavi import chiave_privata
from tests.portal.pdnd.conftest import Piattaforme

AUDIENCE = "https://modipa.anpr.interno.it/govway/rest/in/MinInternoPortaANPR/C021-servizioAccertamentoStatoFamiglia/v1"
CRITERI = {"idANPR": "AB10001CD"}


def traccia(motivo: str = "ZTL-2026-000001") -> Traccia:
    return Traccia(
        operazione="17",
        motivo=motivo,
        utente="pseudonimo",
        postazione="portale",
        jti_evidenza="jti-evidenza",
        jti_firma="jti-firma",
    )


def letto(token: str, audience: str = AUDIENCE) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token whose signature is right."""
    claim = jwt.decode(token, chiave_privata().public_key(), algorithms=["RS256"], audience=audience)
    return jwt.get_unverified_header(token), claim


def test_l_asserzione_ha_esattamente_i_claim_ammessi(piattaforme: Piattaforme) -> None:
    interroga(C021, CRITERI, traccia())
    modulo = piattaforme.ultima("token").modulo
    assert modulo.keys() == {"client_id", "client_assertion", "client_assertion_type", "grant_type"}
    testata, claim = letto(modulo["client_assertion"], impostazioni.PDND_AUDIENCE)
    assert testata == {"kid": impostazioni.PDND_KID, "alg": "RS256", "typ": "JWT"}
    assert claim.keys() == {"iss", "sub", "aud", "purposeId", "jti", "iat", "exp", "digest"}
    assert claim["iss"] == claim["sub"] == modulo["client_id"]
    assert claim["purposeId"] == impostazioni.PDND_FINALITA_C021
    assert all(isinstance(claim[nome], int) for nome in ("iat", "exp"))


def test_il_voucher_e_legato_all_evidenza_e_il_corpo_alla_firma(piattaforme: Piattaforme) -> None:
    interroga(C021, CRITERI, traccia())
    chiamata = piattaforme.ultima("ANPR")
    assert chiamata.percorso.endswith("/C021-servizioAccertamentoStatoFamiglia/v1/anpr-service-e002")
    assert chiamata.intestazioni["Authorization"] == "Bearer gettone"
    evidenza = chiamata.intestazioni["Agid-JWT-TrackingEvidence"]
    _, claim = letto(evidenza)
    assert claim.keys() == {
        "aud", "iss", "purposeId", "iat", "exp", "jti", "dnonce", "userID", "userLocation", "LoA",
    }  # fmt: skip
    assert (len(claim["dnonce"]), claim["userID"], claim["LoA"]) == (13, "pseudonimo", "LOA3")
    _, asserzione = letto(piattaforme.ultima("token").modulo["client_assertion"], impostazioni.PDND_AUDIENCE)
    assert asserzione["digest"] == {"alg": "SHA256", "value": hashlib.sha256(evidenza.encode()).hexdigest()}
    impronta = "SHA-256=" + base64.b64encode(hashlib.sha256(chiamata.corpo).digest()).decode()
    assert chiamata.intestazioni["Digest"] == impronta
    _, firma = letto(chiamata.intestazioni["Agid-JWT-Signature"])
    assert firma["signed_headers"] == [{"digest": impronta}, {"content-type": "application/json"}]


@pytest.mark.parametrize(("servizio", "criteri"), [(C021, CRITERI), (C030, {"codiceFiscale": "BNCGLI85D52H501T"})])
def test_la_richiesta_rispetta_il_contratto(piattaforme: Piattaforme, servizio: Any, criteri: dict[str, str]) -> None:
    cartella = Path(os.environ.get("CASA_CONTRATTI", impostazioni.BASE_DIR.parent / "shared" / "contracts"))
    contratto = next(iter(cartella.glob(f"anpr/{servizio.caso_uso}-*.yaml")), None)
    if contratto is None:
        pytest.skip("i contratti di ANPR non sono su questa macchina")
    interroga(servizio, criteri, traccia())
    corpo = json.loads(piattaforme.ultima("ANPR").corpo)
    schema = {**yaml.safe_load(contratto.read_text(encoding="utf-8")), "$ref": "#/components/schemas/RichiestaE002"}
    jsonschema.validate(corpo, schema)
    assert corpo["datiRichiesta"]["motivoRichiesta"] == "ZTL-2026-000001"
    assert corpo["datiRichiesta"]["casoUso"] == servizio.caso_uso


@pytest.mark.parametrize("motivo", ["", "  "])
def test_senza_una_pratica_non_si_chiede_niente(piattaforme: Piattaforme, motivo: str) -> None:
    with pytest.raises(ValueError, match="pratica"):
        interroga(C021, CRITERI, traccia(motivo))
    assert not piattaforme.chiamate


def test_un_voucher_revocato_si_chiede_di_nuovo_una_volta(piattaforme: Piattaforme) -> None:
    piattaforme.anpr = [(401, {}), (200, {"idOperazioneANPR": "58"})]
    assert interroga(C021, CRITERI, traccia()).operazione_anpr == "58"
    assert (piattaforme.quante("token"), piattaforme.quante("ANPR")) == (2, 2)
    piattaforme.anpr = [(401, {})]
    with pytest.raises(GatewayError) as errore:
        interroga(C021, CRITERI, traccia())
    assert errore.value.chiuso
    assert piattaforme.quante("ANPR") == 4


def test_lo_stesso_voucher_serve_finche_vale(piattaforme: Piattaforme, settings: Settings) -> None:
    from portal.pdnd.voucher import voucher

    assert {voucher("finalita", digest="uno") for _ in range(3)} == {"gettone"}
    assert piattaforme.quante("token") == 1
    voucher("finalita", digest="due")
    voucher("altra", digest="uno")
    assert piattaforme.quante("token") == 3
    piattaforme.token = [(200, {"access_token": "breve", "expires_in": 60})]
    voucher("finalita", digest="breve")
    voucher("finalita", digest="breve")  # it would expire on the way
    assert piattaforme.quante("token") == 5


@pytest.mark.parametrize("stato", [400, 401, 403])
def test_un_accordo_sospeso_chiude_il_canale(piattaforme: Piattaforme, stato: int) -> None:
    piattaforme.token = [(stato, {})]
    with pytest.raises(GatewayError) as errore:
        interroga(C021, CRITERI, traccia())
    assert (errore.value.evento, errore.value.chiuso, errore.value.permanent) == ("pdnd_rifiuta", True, False)


def test_chi_non_e_nel_registro_non_e_un_guasto(piattaforme: Piattaforme) -> None:
    piattaforme.anpr = [(404, {"listaErrori": [{"codiceErroreAnomalia": "EN122", "tipoErroreAnomalia": "E"}]})]
    assert interroga(C021, CRITERI, traccia()).soggetti == []


@pytest.mark.parametrize(
    ("stato", "corpo", "evento", "definitivo"),
    [
        (404, {"title": "NotFound"}, "anpr_risponde_404", True),
        (400, {"title": "InvalidRequestContent"}, "anpr_risponde_400", True),
        (429, {}, "anpr_risponde_429", False),
        (503, {}, "anpr_risponde_503", False),
        (200, b"<html>", "anpr_illeggibile", False),
        (200, [], "anpr_illeggibile", False),
    ],
)
def test_i_guasti_si_distinguono(
    piattaforme: Piattaforme, stato: int, corpo: Any, evento: str, definitivo: bool
) -> None:
    piattaforme.anpr = [(stato, corpo)]
    with pytest.raises(GatewayError) as errore:
        interroga(C021, CRITERI, traccia())
    assert (errore.value.evento, errore.value.permanent) == (evento, definitivo)
    assert not errore.value.incerto  # a question may always be asked again


def test_in_produzione_senza_chiave_le_domande_aspettano(settings: Settings) -> None:
    settings.PRODUZIONE = True
    with pytest.raises(GatewayError) as errore:
        interroga(C021, CRITERI, traccia())
    assert errore.value.chiuso
    settings.PDND_CHIAVE_PRIVATA = "non è una chiave"
    with pytest.raises(GatewayError) as errore:
        chiave_privata()
    assert errore.value.evento == "pdnd_chiave_illeggibile"


def test_la_chiave_di_sviluppo_si_fa_una_volta_e_la_legge_solo_il_proprietario(
    settings: Settings, tmp_path: Path
) -> None:
    settings.CASA_DATI = tmp_path
    prima = chiave_privata().private_numbers()
    assert chiave_privata().private_numbers() == prima
    file = tmp_path / "chiavi" / "pdnd.pem"
    assert file.stat().st_mode & 0o077 == 0
