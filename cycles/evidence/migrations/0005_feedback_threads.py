import django.db.models.deletion
import ilc.core.ids
from django.db import migrations, models
from django.db.models import Q

ID = models.UUIDField(default=ilc.core.ids.uuid7, editable=False, primary_key=True, serialize=False)
STAMPS = [
    ("created_at", models.DateTimeField(auto_now_add=True)),
    ("updated_at", models.DateTimeField(auto_now=True)),
]
WHOM = [
    ("leaders", "My leaders"),
    ("colleague", "One colleague of this series"),
    ("series", "Anybody in this series"),
]


def moment() -> models.DateTimeField:
    return models.DateTimeField(blank=True, null=True)


def author() -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="%(class)s_given",
        to="participants.person",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0004_codes_and_rules"),
        ("participants", "0002_feedback_topic"),
        ("planning", "0009_events"),
        ("tries", "0002_commitments"),
    ]

    operations = [
        migrations.AddField("feedback", "edited_at", moment()),
        migrations.AddField("feedback", "withdrawn_at", moment()),
        migrations.AddField("feedback", "thanked_at", moment()),
        migrations.AddField("feedback", "opened_at", moment()),
        migrations.AddField("feedback", "page", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField("feedback", "x", models.FloatField(blank=True, null=True)),
        migrations.AddField("feedback", "y", models.FloatField(blank=True, null=True)),
        migrations.AlterField("feedback", "author", author()),
        migrations.AddConstraint(
            "feedback",
            models.CheckConstraint(
                condition=Q(page=None) | Q(page__gte=1, artifact__isnull=False),
                name="page_of_an_artifact",
            ),
        ),
        migrations.AddConstraint(
            "feedback",
            models.CheckConstraint(
                condition=Q(x=None, y=None)
                | Q(page__isnull=False, x__gte=0, x__lte=1, y__gte=0, y__lte=1),
                name="place_on_a_page",
            ),
        ),
        migrations.CreateModel(
            name="FeedbackReply",
            fields=[
                ("id", ID),
                *STAMPS,
                ("text", models.TextField()),
                ("read_at", moment()),
                ("edited_at", moment()),
                ("withdrawn_at", moment()),
                ("author", author()),
                (
                    "feedback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="evidence.feedback",
                    ),
                ),
            ],
            options={"verbose_name_plural": "feedback replies", "ordering": ["created_at"]},
        ),
        migrations.CreateModel(
            name="FeedbackRequest",
            fields=[
                ("id", ID),
                *STAMPS,
                ("text", models.CharField(max_length=240)),
                ("whom", models.CharField(choices=WHOM, max_length=10)),
                ("done_at", moment()),
                ("withdrawn_at", moment()),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="answers",
                        to="evidence.feedback",
                    ),
                ),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback_requests",
                        to="tries.try",
                    ),
                ),
                (
                    "colleague",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback_asked",
                        to="participants.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(done_at=None, withdrawn_at=None),
                        fields=("attempt",),
                        name="one_open_request_a_try",
                    ),
                    models.CheckConstraint(
                        condition=Q(whom="colleague", colleague__isnull=False)
                        | (~Q(whom="colleague") & Q(colleague=None)),
                        name="a_colleague_is_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedbackOffer",
            fields=[
                ("id", ID),
                *STAMPS,
                ("withdrawn_at", moment()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback_offers",
                        to="participants.person",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback_offers",
                        to="planning.series",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("series", "person"), name="one_offer_a_series")
                ],
            },
        ),
    ]
