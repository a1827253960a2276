"""Checking our metadata against the official XML schemas, where somebody has put them."""

from pathlib import Path
from typing import Any

from lxml import etree

from portal.identita.saml.xml import parse


def faults(xml: bytes, schema_file: Path) -> list[str]:
    """What the schema does not like, in its own words; empty when all is well. Raises OSError, etree.XMLSchemaError."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Beside(schema_file.parent))
    schema = etree.XMLSchema(etree.parse(schema_file, parser))
    schema.validate(parse(xml))
    return [f"{error.line}: {error.message}" for error in schema.error_log]


class _Beside(etree.Resolver):
    """The official schemas import some others from the web: they stand in the same folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def resolve(self, system_url: str, public_id: str, context: Any) -> Any:
        if system_url.startswith("http"):
            return self.resolve_filename(str(self.folder / Path(system_url).name), context)
        return None
