import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _punta_alle_offerte(apps, schema_editor):
    """Each request knows the place that it was offered: there was one at most."""
    Candidatura, OffertaPosto = (apps.get_model("pratiche", nome) for nome in ("Candidatura", "OffertaPosto"))
    for offerta in OffertaPosto.objects.iterator():
        Candidatura.objects.filter(pk=offerta.candidatura_id).update(offerta=offerta)


class Migration(migrations.Migration):
    dependencies = [
        ("pratiche", "0029_avvisi_a_chi_riceve"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="offertaposto",
            name="candidatura",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="offerte", to="pratiche.candidatura"
            ),
        ),
        migrations.CreateModel(
            name="PuntiAssegnati",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("codice", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="codice")),
                ("creato_il", models.DateTimeField(auto_now_add=True, verbose_name="creato il")),
                ("criterio", models.CharField(max_length=60, verbose_name="criterio")),
                ("punti", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="punti")),
                ("motivo", models.TextField(verbose_name="perché")),
            ],
            options={
                "verbose_name": "punti assegnati",
                "verbose_name_plural": "punti assegnati",
                "ordering": ["creato_il", "pk"],
            },
        ),
        migrations.AddField(
            model_name="candidatura",
            name="cambio",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="pratiche.offertaposto",
            ),
        ),
        migrations.AddField(
            model_name="candidatura",
            name="offerta",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="pratiche.offertaposto",
            ),
        ),
        migrations.AddField(
            model_name="candidatura",
            name="soggetto",
            field=models.CharField(
                blank=True, editable=False, max_length=64, verbose_name="impronta di chi occupa il posto"
            ),
        ),
        migrations.AddField(
            model_name="tornata",
            name="cambi_entro",
            field=models.DateField(null=True, verbose_name="rinunce e passaggi fino al"),
        ),
        migrations.AddField(
            model_name="tornata",
            name="inizia_il",
            field=models.DateField(null=True, verbose_name="primo giorno"),
        ),
        migrations.AlterField(
            model_name="offertaposto",
            name="stato",
            field=models.CharField(
                choices=[
                    ("proposta", "Da confermare"),
                    ("accettata", "Confermata"),
                    ("rinunciata", "Rinuncia"),
                    ("scaduta", "Non confermata in tempo"),
                    ("lasciata", "Lasciata per un posto preferito"),
                ],
                default="proposta",
                editable=False,
                max_length=20,
                verbose_name="stato",
            ),
        ),
        migrations.AlterField(
            model_name="passaggio",
            name="genere",
            field=models.CharField(
                choices=[
                    ("presentata", "Richiesta presentata"),
                    ("avviata", "Procedimento avviato dall'ufficio"),
                    ("protocollata", "Numero di protocollo assegnato"),
                    ("pagata", "Pagamento ricevuto"),
                    ("presa_in_carico", "Presa in carico dall'ufficio"),
                    ("trasferita", "Passata a un altro ufficio"),
                    ("integrazione_richiesta", "L'ufficio ha chiesto informazioni o documenti"),
                    ("integrazione_ricevuta", "Risposta ricevuta dall'ufficio"),
                    ("integrazione_chiusa", "Tempo per rispondere finito"),
                    ("integrazione_prorogata", "Più tempo per rispondere"),
                    ("integrazione_annullata", "L'ufficio non aspetta più la risposta"),
                    ("preavviso", "Preavviso di rigetto: l'ufficio pensa di non accogliere la richiesta"),
                    ("osservazioni", "Osservazioni ricevute dall'ufficio"),
                    ("preavviso_chiuso", "Tempo per le osservazioni finito"),
                    ("preavviso_annullato", "L'ufficio ha ritirato il preavviso di rigetto"),
                    ("parere_chiesto", "Chiesto il parere di un altro ufficio"),
                    ("parere_dato", "Parere arrivato"),
                    ("parere_ritirato", "Il parere non serve più"),
                    ("parte", "Un'altra persona o un ente partecipa alla pratica"),
                    ("memoria", "Memoria di chi partecipa ricevuta dall'ufficio"),
                    ("sollecitata", "Chiesto l'intervento di chi ha il potere sostitutivo"),
                    ("accolta", "Richiesta accolta"),
                    ("accolta_per_silenzio", "Richiesta accolta per silenzio: il termine è passato"),
                    ("provvedimento", "Procedimento concluso con un provvedimento"),
                    ("attestazione_chiesta", "Chiesta l'attestazione"),
                    ("attestazione_rilasciata", "Attestazione rilasciata"),
                    ("respinta", "Richiesta respinta"),
                    ("respinta_per_silenzio", "Richiesta respinta per silenzio: il termine è passato"),
                    ("ritirata", "Richiesta ritirata"),
                    ("archiviata", "Pratica archiviata"),
                    ("riaperta", "Pratica riaperta dall'ufficio"),
                    ("risegnalata", "Riaperta: il problema c'è ancora"),
                    ("unita", "Unita a un'altra segnalazione"),
                    ("graduatoria_provvisoria", "Graduatoria provvisoria pubblicata"),
                    ("osservazioni_graduatoria", "Osservazioni alla graduatoria ricevute"),
                    ("valore_corretto", "L'ufficio ha corretto un dato dopo una verifica"),
                    ("punti_assegnati", "Punti assegnati dall'ufficio"),
                    ("graduatoria_definitiva", "Graduatoria definitiva pubblicata"),
                    ("posto_offerto", "Posto assegnato, da confermare"),
                    ("posto_confermato", "Posto confermato"),
                    ("posto_rinunciato", "Rinuncia al posto"),
                    ("posto_scaduto", "Posto non confermato in tempo"),
                    ("cambio_offerto", "Si è liberato un posto che preferisci"),
                    ("cambio_fatto", "Passaggio al posto che preferisci"),
                    ("cambio_chiuso", "Il posto resta quello confermato"),
                    ("riesame_avviato", "L'ufficio valuta se togliere il permesso"),
                    ("permesso_sospeso", "Permesso sospeso"),
                    ("permesso_revocato", "Permesso revocato"),
                    ("permesso_annullato", "Permesso annullato"),
                    ("permesso_rinunciato", "Rinuncia al permesso"),
                ],
                max_length=30,
                verbose_name="che cosa è successo",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidatura",
            constraint=models.UniqueConstraint(
                condition=models.Q(("soggetto", ""), _negated=True),
                fields=("tornata", "soggetto"),
                name="pratiche_una_domanda_per_soggetto",
            ),
        ),
        migrations.AddConstraint(
            model_name="offertaposto",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stato", "proposta")),
                fields=("candidatura",),
                name="pratiche_una_proposta_per_volta",
            ),
        ),
        migrations.AddConstraint(
            model_name="offertaposto",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stato", "accettata")),
                fields=("candidatura",),
                name="pratiche_un_posto_per_ciascuno",
            ),
        ),
        migrations.AddField(
            model_name="puntiassegnati",
            name="candidatura",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="assegnati", to="pratiche.candidatura"
            ),
        ),
        migrations.AddField(
            model_name="puntiassegnati",
            name="operatore",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.RunPython(_punta_alle_offerte, migrations.RunPython.noop),
    ]
