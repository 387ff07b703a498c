from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A CHECK lets pass what it cannot know: half a place has to be named."""

    dependencies = [("evidence", "0006_credit")]

    operations = [
        migrations.RemoveConstraint("feedback", "place_on_a_page"),
        migrations.AddConstraint(
            "feedback",
            models.CheckConstraint(
                name="place_on_a_page",
                condition=Q(x=None, y=None)
                | Q(
                    page__isnull=False,
                    x__isnull=False,
                    y__isnull=False,
                    x__gte=0,
                    x__lte=1,
                    y__gte=0,
                    y__lte=1,
                ),
            ),
        ),
    ]
