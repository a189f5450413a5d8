from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cluster', '0003_cluster_worker'),
    ]

    operations = [
        migrations.AddField(
            model_name='cluster',
            name='most_pods',
            field=models.PositiveIntegerField(null=True),
        ),
    ]
