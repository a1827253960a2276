"""`make test-spid` believes the tool only when it got to the end."""

from scripts.prova_spid import Giro, difetti

CASI = {"1", "2", "70", "71"}
SPID = Giro("SPID", "spid", "spid-sp-public", "https://idp.invalid", 200, risposte=True)
CIE = Giro("CIE", "cie", "cie-sp-public", "https://idp.invalid", 200, risposte=True)


def prova(titolo: str = "una prova", *, esito: str = "success") -> dict[str, str]:
    return {"test_id": "", "test": titolo, "value": "403", "result": esito}


def rapporto(*risposte: str) -> dict[str, list[dict[str, str]]]:
    return {
        "metadata": [prova()],
        "authnrequest": [prova()],
        "response": [prova(f"Test [{caso}] una risposta") for caso in risposte],
    }


def test_tutto_provato_e_tutto_bene() -> None:
    assert list(difetti(SPID, "", rapporto(*CASI), CASI)) == []
    assert list(difetti(CIE, "", rapporto("1", "2"), CASI)) == []


def test_una_risposta_non_provata_e_un_difetto() -> None:
    assert list(difetti(SPID, "", rapporto("1", "2", "71"), CASI)) == ["risposte non provate: 70"]


def test_una_parte_senza_prove_e_un_difetto() -> None:
    assert "nessuna prova di authnrequest" in list(difetti(SPID, "", rapporto(*CASI) | {"authnrequest": []}, CASI))


def test_nessun_rapporto() -> None:
    assert len(list(difetti(SPID, "", {}, CASI))) == 3


def test_lo_strumento_che_si_arrende_lo_scrive_soltanto() -> None:
    """spid_sp_test ends with 0 when the login page answers 500: only its log says so."""
    riga = "CRITICAL:__main__:Errors occourred during Check"
    assert list(difetti(SPID, f"{riga}\naltro", rapporto(*CASI), CASI)) == [riga]


def test_una_prova_fallita_e_un_difetto() -> None:
    prove = rapporto(*CASI) | {"metadata": [prova(esito="failure"), prova(esito="warning")]}
    assert list(difetti(SPID, "", prove, CASI)) == ["metadata: una prova (403)"]


def test_una_risposta_sbagliata_e_provata_e_fallita() -> None:
    prove = rapporto("1", "2", "70")
    prove["response"].append(prova("Test [71] una risposta", esito="failure"))
    assert list(difetti(SPID, "", prove, CASI)) == ["response: Test [71] una risposta (403)"]
