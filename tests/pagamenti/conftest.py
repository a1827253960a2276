"""What the tests of the room share."""

import pytest
from lxml import etree

from pagamenti.models import Avviso
from portal.enti.models import Ente
from portal.identita.models import Persona
from tests.contratti import cartella_contratti
from tests.makers import un_avviso


@pytest.fixture
def avviso(ente: Ente, giulia: Persona) -> Avviso:
    """A notice of Giulia, 25 euro."""
    return un_avviso(di=giulia, ente=ente)


@pytest.fixture
def schema() -> etree.XMLSchema:
    """The official XSD of the station's messages."""
    return etree.XMLSchema(file=str(cartella_contratti() / "pagopa/wsdl/xsd/paForNode.xsd"))
