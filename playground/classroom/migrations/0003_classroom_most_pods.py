from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('classroom', '0002_own_cluster'),
    ]

    operations = [
        migrations.AddField(
            model_name='classroom',
            name='most_pods',
            field=models.PositiveIntegerField(default=100),
        ),
    ]
