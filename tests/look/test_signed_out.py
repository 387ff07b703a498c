"""Forms of pages whose session ran out, in a real browser: through sign-in and back, with everything filled in."""

from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from cycles.evidence.models import Artifact, ArtifactImage, DeidentificationCheck, Feedback, MaskBox, Upload
from participants.models import Person
from tests import factories as make
from tests.cast import Cast
from tests.evidence.rows import artifact
from tests.evidence.test_masking import portrait, saved
from tests.journeys.harness import until
from tests.look.test_masks import boxes, pull

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "sentence-frames-3"


def enter(tab: Page, who: Person) -> None:
    """Signed in by a cookie; the account gets a password for the next time."""
    assert who.user
    who.user.set_password(PASSWORD)
    who.user.save()
    client = Client()
    client.force_login(who.user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    tab.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": key, "domain": "localhost", "path": "/"}]
    )


def sign_in_again(tab: Page, who: Person) -> None:
    assert who.user
    tab.get_by_label("Email").fill(who.user.email)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()


def kept(tab: Page) -> list[str]:
    found: list[str] = tab.evaluate(
        "Object.keys(sessionStorage).filter((key) => key.startsWith('ilc:draft:'))"
    )
    return found


@pytest.fixture
def photo(cast: Cast) -> Artifact:
    one: Artifact = artifact(make.attempt(cast.bob, cast.first, state="tried"), checked=False)
    ArtifactImage.objects.filter(artifact=one).delete()
    for number in (0, 1):
        file = ContentFile(saved(portrait(), "JPEG"), "page.jpg")
        ArtifactImage.objects.create(artifact=one, number=number, media_type="image/jpeg", file=file)
    return one


def test_feedback_that_was_sent_too_late_is_in_the_form_after_signing_in(tab: Page, cast: Cast) -> None:
    one = artifact(make.attempt(cast.bob, cast.first, state="tried"), visibility="series")
    page = f"{reverse('evidence:feedback', args=[one.attempt_id])}?about={one.pk}"
    enter(tab, cast.ben)
    tab.goto(page)
    tab.get_by_label("What works").check()
    tab.get_by_label("In a few words").fill("The frames got the quiet pairs talking.")
    Session.objects.all().delete()
    tab.get_by_role("button", name="Send to Bob").click()
    tab.wait_for_url("**/accounts/login/**")
    sign_in_again(tab, cast.ben)
    tab.wait_for_url(f"**{page}")
    expect(tab.get_by_text("What you had typed is here again.")).to_be_visible()
    expect(tab.get_by_label("What works")).to_be_checked()
    expect(tab.get_by_label("In a few words")).to_have_value("The frames got the quiet pairs talking.")
    tab.get_by_role("button", name="Send to Bob").click()
    expect(tab.get_by_text("Thank you. Bob")).to_be_visible()
    expect(tab.get_by_label("In a few words")).to_have_value("")
    assert kept(tab) == []
    assert [said.text for said in Feedback.objects.all()] == ["The frames got the quiet pairs talking."]


def test_boxes_and_ticks_come_back_and_nobody_elses(tab: Page, cast: Cast, photo: Artifact) -> None:
    page = reverse("evidence:check", args=[photo.pk])
    enter(tab, cast.bob)
    tab.goto(page)
    expect(tab.locator(".mask__svg")).to_be_visible()
    pull(tab, (0.25, 0.25), (0.5, 0.5))
    drawn: list[dict[str, Any]] = boxes(tab)
    tab.get_by_label("No face, and nobody").check()
    Session.objects.all().delete()
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.reload()
    tab.wait_for_url("**/accounts/login/**")
    assert len(kept(tab)) == 1
    sign_in_again(tab, cast.bob)
    tab.wait_for_url(f"**{page}")
    expect(tab.get_by_label("No face, and nobody")).to_be_checked()
    expect(tab.locator(".mask__box")).to_have_count(1)
    assert boxes(tab) == drawn
    tab.get_by_role("button", name="Cover these places").click()
    expect(tab.get_by_text("The covered copy is being made").first).to_be_visible()
    assert MaskBox.objects.count() == 1
    expect(
        tab.get_by_label("No face, and nobody")
    ).to_be_checked()  # not sent yet: the button sends boxes alone
    enter(tab, cast.charlie)
    tab.goto(reverse("home"))
    assert len(kept(tab)) == 1  # under its owner's account, for no other to read
    enter(tab, cast.bob)
    tab.goto(page)
    for name in ("student's name", "student number", "school or class"):
        tab.get_by_label(name).check()
    tab.get_by_role("button", name="Save, then choose").click()
    expect(tab.get_by_role("heading", name="Who may see it?")).to_be_visible()
    assert kept(tab) == []
    assert DeidentificationCheck.objects.count() == 1


def test_clear_it_forgets_what_came_back(tab: Page, cast: Cast, photo: Artifact) -> None:
    enter(tab, cast.bob)
    tab.goto(reverse("evidence:check", args=[photo.pk]))
    tab.get_by_label("No face, and nobody").check()
    tab.goto(reverse("home"))
    tab.goto(reverse("evidence:check", args=[photo.pk]))
    expect(tab.get_by_label("No face, and nobody")).to_be_checked()
    tab.get_by_role("button", name="Clear it").click()
    expect(tab.get_by_label("No face, and nobody")).not_to_be_checked()
    assert kept(tab) == []


def test_a_list_that_follows_by_itself_leaves_chosen_files_where_they_are(
    tab: Page, cast: Cast, photo: Artifact
) -> None:
    Artifact.objects.filter(pk=photo.pk).update(state="received")
    page = reverse("evidence:bring", args=[photo.attempt_id])
    enter(tab, cast.bob)
    tab.goto(page)
    Session.objects.all().delete()
    tab.locator("#id_uploads").set_input_files(
        {"name": "poster.jpg", "mimeType": "image/jpeg", "buffer": saved(portrait(), "JPEG")}
    )
    link = tab.get_by_role("link", name="Sign in in a new tab")
    expect(link).to_be_visible(timeout=10_000)
    assert urlsplit(tab.url).path == page
    expect(link).to_have_attribute("target", "_blank")
    expect(tab.get_by_text("1 file ready to send")).to_be_visible()
    tab.get_by_role("button", name="Send", exact=True).click()
    expect(tab.locator(".coming").get_by_role("link", name="Sign in")).to_be_visible()
    with tab.context.expect_page() as opened:
        link.click()
    sign_in_again(opened.value, cast.bob)
    opened.value.wait_for_url(f"**{page}")
    expect(link).to_have_count(0, timeout=10_000)
    expect(tab.get_by_text("poster.jpg arrived.")).to_be_visible(timeout=10_000)
    assert Upload.objects.filter(attempt=photo.attempt_id, name="poster.jpg").exists()


def test_a_list_asks_once_and_not_again_until_somebody_is_back(
    tab: Page, cast: Cast, photo: Artifact
) -> None:
    Artifact.objects.filter(pk=photo.pk).update(state="received")
    page = reverse("evidence:bring", args=[photo.attempt_id])
    receipt = reverse("evidence:receipt", args=[photo.attempt_id])
    enter(tab, cast.bob)
    tab.goto(page)
    Session.objects.all().delete()
    line = tab.locator("[data-signed-out]")
    expect(line).to_have_role("status")
    expect(line.get_by_role("link")).to_have_attribute(
        "href", f"/accounts/login/?next={quote(page, safe='')}"
    )
    tab.evaluate(
        """() => {
          window.asks = { asked: 0, held: 0 };
          document.addEventListener('htmx:beforeRequest', (event) => {
            window.asks[event.defaultPrevented ? 'held' : 'asked'] += 1;
          });
        }"""
    )
    until(lambda: tab.evaluate("window.asks.held") >= 2, 15, "it would have asked twice")
    assert tab.evaluate("window.asks.asked") == 0
    tab.evaluate("dispatchEvent(new Event('focus'))")
    until(lambda: tab.evaluate("window.asks.asked") == 1, 15, "back without signing in: asked once")
    expect(line).to_be_visible()
    until(lambda: tab.evaluate("window.asks.held") >= 4, 15, "it would have asked on")
    assert tab.evaluate("window.asks.asked") == 1
    enter(tab, cast.bob)
    with tab.expect_response(f"**{receipt}"):
        tab.evaluate("dispatchEvent(new Event('focus'))")
    expect(line).to_have_count(0)
    assert urlsplit(tab.url).path == page


def test_whoever_presses_a_button_is_still_sent_to_sign_in(tab: Page, cast: Cast) -> None:
    enter(tab, cast.bob)
    tab.goto(reverse("library:find"))
    Session.objects.all().delete()
    tab.get_by_role("searchbox").first.fill("frames")
    tab.wait_for_url("**/accounts/login/**")
