"""What stands in the library, found as on its page."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cycles.library.choices import EntryKind, LookedFor
from cycles.library.queries import MOST, Card, Wanted, search
from ilc.api.permissions import AccountReads
from participants.choices import Grade


class LibraryQuery(serializers.Serializer[Any]):
    """What to look for. Every word has to be there; the last may be unfinished."""

    q = serializers.CharField(required=False, max_length=200, allow_blank=True, default="")
    kind = serializers.ChoiceField(EntryKind.choices, required=False)
    grade = serializers.ChoiceField(Grade.choices, required=False)
    subject = serializers.CharField(required=False, max_length=60)
    standard = serializers.CharField(required=False, max_length=60, help_text="a code, or its beginning")
    strategy = serializers.CharField(required=False, max_length=120, help_text="the beginning of its name")
    language = serializers.ChoiceField(LookedFor.choices, required=False)
    after = serializers.CharField(
        required=False, max_length=20, default="", help_text="key of the page before"
    )


class CardSerializer(serializers.Serializer[Card]):
    """One thing of the library, as of now. `id` is the strategy's, the resource's or the artifact's."""

    kind = serializers.ChoiceField(EntryKind.choices)
    id = serializers.UUIDField(source="pk")
    what = serializers.CharField(source="label", help_text="what kind of thing, in words")
    title = serializers.CharField()
    for_whom = serializers.CharField(source="note", help_text="grades and subject")
    about = serializers.CharField()
    credit = serializers.CharField()
    language = serializers.CharField(help_text="empty for plain English")
    strategies = serializers.SerializerMethodField(help_text="their names")

    def get_strategies(self, one: Card) -> list[str]:
        return one.strategies


class FoundSerializer(serializers.Serializer[Any]):
    """One page of what was found."""

    number = serializers.IntegerField(help_text=f"how many, up to {MOST}")
    is_more = serializers.BooleanField(help_text="there are more than that: another word narrows it down")
    after = serializers.CharField(help_text="key for the next page; empty on the last one")
    results = CardSerializer(many=True)


class LibraryView(APIView):
    """Strategies, resources and released examples."""

    permission_classes = (AccountReads,)

    @extend_schema(parameters=[LibraryQuery], responses=FoundSerializer)
    def get(self, request: Request) -> Response:
        asked = LibraryQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        filters = {name: data.get(name, "") for name in Wanted.__dataclass_fields__}
        user: Any = request.user
        found = search(user, data["q"], Wanted(**filters), data["after"])
        told = {
            "number": found.number,
            "is_more": found.is_more,
            "after": found.after,
            "results": found.cards,
        }
        return Response(FoundSerializer(told).data)
