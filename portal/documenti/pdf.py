"""PDF documents from templates: tagged (PDF/UA-1), with embedded fonts. Slow: only in jobs, never inside a request."""

from functools import cache
from pathlib import Path
from typing import Any

from bootstrap_italia_template import __file__ as tema
from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML, URLFetcher
from weasyprint.text.fonts import FontConfiguration

FOGLI = Path(settings.BASE_DIR) / "templates" / "pdf"
CARATTERI = Path(tema).parent / "static" / "fonts"

# nothing is fetched from the network: images come as data, fonts from the installed package
risorse = URLFetcher(allowed_protocols=["file", "data"])


def rendi(modello: str, contesto: dict[str, Any]) -> bytes:
    """The PDF of a template under `templates/pdf/`."""
    caratteri, stile = _stile()
    pagina = HTML(string=render_to_string(modello, contesto), base_url=f"{FOGLI.as_uri()}/", url_fetcher=risorse)
    return bytes(pagina.write_pdf(stylesheets=[stile], font_config=caratteri, pdf_variant="pdf/ua-1"))


@cache
def _stile() -> tuple[FontConfiguration, CSS]:
    """The sheet and its fonts are parsed once per process: it halves the cost of a page."""
    caratteri = FontConfiguration()
    testo = (FOGLI / "documento.css").read_text(encoding="utf-8").replace("FONTS/", f"{CARATTERI.as_uri()}/")
    return caratteri, CSS(string=testo, font_config=caratteri, url_fetcher=risorse)
