"""Keep of the icon sprite only the icons that our pages show."""

from lxml import etree

_SVG = "{http://www.w3.org/2000/svg}"


def riduci(sprite: bytes, icone: set[str]) -> bytes:
    """The sprite with only the symbols named in `icone`; names that are no icon are ignored."""
    radice = etree.fromstring(sprite)
    for simbolo in radice.findall(f"{_SVG}symbol"):
        if simbolo.get("id") not in icone:
            radice.remove(simbolo)
    return etree.tostring(radice)
