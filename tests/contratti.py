"""The official contracts (WSDL, XSD, OpenAPI): read where they are, never copied into the repository."""

import os
from pathlib import Path

import pytest

PREDEFINITA = Path(__file__).resolve().parents[2] / "shared" / "contracts"


def cartella_contratti() -> Path:
    """The folder named by CASA_CONTRATTI, or the one beside the checkout; the test is skipped when it is not there."""
    cartella = Path(os.environ.get("CASA_CONTRATTI") or PREDEFINITA)
    if not cartella.is_dir():
        pytest.skip("servono i contratti ufficiali: imposta CASA_CONTRATTI")
    return cartella
