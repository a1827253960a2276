"""Samples of what this room tells, for the previews of the office."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifiche.anteprime import Esempio, fra, registra
from notifiche.operations import DaPagare

NAV, IMPORTO = "301000000000000017", 3200


def _contenuto(**altro: Any) -> dict[str, Any]:
    return {"oggetto": gettext("Diritti di segreteria"), "riferimento": "3010 0000 0000 0000 17", **altro}


def _da_pagare() -> dict[str, Any]:
    scade = fra(30).date()
    return _contenuto(azione=_("Vai al pagamento"), scadenza=scade, avviso=DaPagare(NAV, IMPORTO))


def _pagato() -> dict[str, Any]:
    return _contenuto(azione=_("Vai alla quietanza"), contesto={"importo": IMPORTO, "pagata_il": fra(-1)})


registra(
    Esempio(tipo="pagamenti.emesso", quando=_("quando un avviso si può pagare"), contenuto=_da_pagare),
    Esempio(tipo="pagamenti.promemoria", quando=_("prima che un avviso scada"), contenuto=_da_pagare),
    Esempio(tipo="pagamenti.pagato", quando=_("quando arriva la ricevuta del pagamento"), contenuto=_pagato),
)
