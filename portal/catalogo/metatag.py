"""The machine-readable side of the service sheet (schema.org GovernmentService), as R.SI.1.1 reads it."""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.catalogo.models import Servizio
from portal.catalogo.vocabolari import Categoria
from portal.enti.models import Ente

_PERICOLOSI = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def blocco(servizio: Servizio, ente: Ente) -> SafeString:
    """A data block: the content security policy does not take it for a script."""
    dati = json.dumps(descrizione(servizio, ente), ensure_ascii=False).translate(_PERICOLOSI)
    return format_html(
        '<script type="application/ld+json" data-element="metatag">{}</script>',
        mark_safe(dati),
    )


def descrizione(servizio: Servizio, ente: Ente) -> dict[str, Any]:
    """The service for search engines. Every text is non-empty: the audit counts the empty ones as missing."""
    ufficio = servizio.ufficio
    return {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": servizio.testo("titolo"),
        "serviceType": str(Categoria(servizio.categoria).label),
        "serviceOperator": {"@type": "GovernmentOrganization", "name": ente.nome},
        "areaServed": {"@type": "AdministrativeArea", "name": servizio.testo("copertura") or ente.nome},
        "audience": {"@type": "Audience", "audienceType": servizio.testo("destinatari")},
        "availableChannel": {
            "@type": "ServiceChannel",
            "name": servizio.testo("accesso"),
            "serviceUrl": ente.url(servizio.percorso_richiesta if servizio.online else servizio.get_absolute_url()),
            "serviceLocation": {
                "@type": "Place",
                "name": ufficio.nome,
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": ufficio.indirizzo,
                    "postalCode": ufficio.cap,
                    "addressLocality": ufficio.localita,
                },
            },
        },
    }
