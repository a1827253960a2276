"""The sample people are coherent: codes, families, and the table in the README."""

import re
from pathlib import Path

from codicefiscale import codicefiscale

from portal.base.codice_fiscale import controlla
from portal.sandbox import persone

README = Path(persone.__file__).with_name("README.md")


def test_i_codici_fiscali_sono_giusti_e_dicono_la_persona():
    for una in persone.PERSONE:
        assert controlla(una.codice_fiscale) == una.codice_fiscale
        letto = codicefiscale.decode(una.codice_fiscale)
        assert letto["birthdate"].date() == una.data_nascita
        assert (letto["gender"], letto["birthplace"]["code"]) == (una.sesso, una.luogo_nascita.belfiore)
        assert letto["raw"]["lastname"] == codicefiscale.encode_lastname(una.cognome)
        assert letto["raw"]["firstname"] == codicefiscale.encode_firstname(una.nome)


def test_nessuno_e_doppio():
    for campo in ("codice_fiscale", "id_anpr"):
        valori = [getattr(una, campo) for una in persone.PERSONE]
        assert len(set(valori)) == len(valori)


def test_ogni_famiglia_ha_un_solo_intestatario_e_una_sola_casa():
    for una in persone.PERSONE:
        membri = persone.famiglia(una)
        assert [membro.legame for membro in membri].count("1") == 1
        assert {membro.residenza for membro in membri} == {una.residenza}


def test_la_tabella_del_readme_e_quella_vera():
    riga = r"^\| ([^|]+) \| `([A-Z0-9]{16})` \| (?:level|none|susp)[^|]* \| (yes|no) \|"
    assert re.findall(riga, README.read_text(), re.MULTILINE) == [
        (una.nome_completo, una.codice_fiscale, "yes" if una.cie else "no") for una in persone.PERSONE
    ]


def test_anche_quella_delle_persone_di_eidas():
    righe = re.findall(r"^\| ([^|]+) \| `(EIDA[A-Z0-9]{10})` \| (\d) \|", README.read_text(), re.MULTILINE)
    assert righe == [(una.nome_completo, una.identificativo, str(una.livello)) for una in persone.EUROPEE]
