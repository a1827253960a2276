from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PraticheConfig(AppConfig):
    name = "pratiche"
    verbose_name = _("Pratiche")

    def ready(self) -> None:
        from notifiche import promemoria
        from notifiche.massivi import fonti
        from pagamenti import ritorni
        from portal.enti import in_mano
        from pratiche import mattino, receivers, riserve  # noqa: F401 - they register themselves
        from pratiche.fonti import Richiedenti
        from pratiche.in_mano import pratiche_in_mano
        from pratiche.operations import firme, integrazione, posti, preavviso, sul_permesso, tempi_firme, validita
        from pratiche.ritorni import alla_pratica

        promemoria.impara(integrazione.SCADENZA, integrazione.promemoria_integrazione)
        promemoria.impara(tempi_firme.SCADENZA, firme.promemoria_firma)
        promemoria.impara(posti.CONFERMA, posti.promemoria_posto)
        promemoria.impara(preavviso.SCADENZA, preavviso.promemoria_preavviso)
        promemoria.impara(validita.VALIDITA, validita.promemoria_validita)
        promemoria.impara(sul_permesso.RIPRESA, sul_permesso.promemoria_ripresa)
        fonti.impara(Richiedenti())
        ritorni.impara("pratica", alla_pratica)
        riserve.impara()
        in_mano.impara(pratiche_in_mano)
