import uuid

from django.db import migrations, models

import notifiche.models.messaggio

STANZE = ("pratiche", "pagamenti", "appuntamenti", "fascicolo")


def dai_genere_e_filo(apps, schema_editor):
    """What the rows written so far would have been born with."""
    Messaggio, Consegna = apps.get_model("notifiche", "Messaggio"), apps.get_model("notifiche", "Consegna")
    for stanza in STANZE:
        Messaggio.objects.filter(tipo__startswith=f"{stanza}.").update(genere=stanza)
    for messaggio in Messaggio.objects.select_related("destinatario", "ente").iterator():
        radice = f"{messaggio.ente.codice}:{messaggio.riferimento}"
        filo = uuid.uuid5(messaggio.destinatario.codice, radice) if messaggio.riferimento else messaggio.codice
        Consegna.objects.filter(messaggio=messaggio).update(filo=filo)


class Migration(migrations.Migration):
    dependencies = [
        ("documenti", "0001_initial"),
        ("notifiche", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="messaggio",
            name="allegati",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="documenti.documento", verbose_name="allegati"
            ),
        ),
        migrations.AddField(
            model_name="messaggio",
            name="genere",
            field=models.CharField(
                choices=[
                    ("pratiche", "Pratiche"),
                    ("pagamenti", "Pagamenti"),
                    ("appuntamenti", "Appuntamenti"),
                    ("fascicolo", "Deleghe e dati personali"),
                    ("promemoria", "Promemoria"),
                    ("informazioni", "Informazioni dal Comune"),
                ],
                default="informazioni",
                max_length=20,
                verbose_name="genere",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="messaggio",
            name="riservato",
            field=models.BooleanField(
                default=False,
                help_text="Fuori dal portale esce solo l'avviso che c'è un messaggio",
                verbose_name="riservato",
            ),
        ),
        migrations.AddField(
            model_name="messaggio",
            name="servizio",
            field=models.CharField(blank=True, max_length=100, verbose_name="codice del servizio"),
        ),
        migrations.AddField(
            model_name="messaggio",
            name="utile_fino",
            field=models.DateTimeField(
                default=notifiche.models.messaggio.fra_tre_giorni,
                help_text="Dopo, una copia non ancora partita non parte più: il messaggio resta nel portale",
                verbose_name="utile fino al",
            ),
        ),
        migrations.AddField(
            model_name="consegna",
            name="filo",
            field=models.UUIDField(
                editable=False,
                help_text="Le copie di un filo partono una dopo l'altra, su ogni canale",
                null=True,
                verbose_name="filo",
            ),
        ),
        migrations.RunPython(dai_genere_e_filo, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="consegna",
            name="filo",
            field=models.UUIDField(
                editable=False,
                help_text="Le copie di un filo partono una dopo l'altra, su ogni canale",
                verbose_name="filo",
            ),
        ),
    ]
