"""Receipts to be pulled (contract: gpd_payments.json): the fall-back when a push was lost."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse

from portal.sandbox.models import Ricevuta
from portal.sandbox.risposte import api, problema, riguarda


@api("GET")
def elenco(request: HttpRequest, ente: str) -> HttpResponse:
    """The receipts of an ente, newest first, in pages that start from 0."""
    pagine = Paginator(Ricevuta.objects.filter(ente=ente).order_by("-pk"), int(request.GET.get("pageSize", 20)))
    pagina = pagine.get_page(int(request.GET.get("pageNum", 0)) + 1)
    return JsonResponse({
        "currentPageNumber": pagina.number - 1,
        "length": len(pagina),
        "totalPages": pagine.num_pages,
        "results": [
            {
                "organizationFiscalCode": una.ente,
                "iuv": una.iuv,
                "debtor": una.debitore,
                "paymentDateTime": una.creata_il,
                "status": "CREATED",
            }
            for una in pagina
        ],
    })  # fmt: skip


@api("GET")
def ricevuta(request: HttpRequest, ente: str, iuv: str) -> HttpResponse:
    """The XML of a receipt, the first one if the notice was paid twice."""
    una = Ricevuta.objects.filter(ente=ente, iuv=iuv).first()
    if una is None:
        return riguarda(problema(404, "Not Found", "no receipt"), iuv)
    return riguarda(HttpResponse(una.xml, content_type="application/xml; charset=utf-8"), iuv)
