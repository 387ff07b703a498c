"""Every page of the journey, as the person who opens it: accessible, fits a small phone, says nothing to the console.

Each page is opened at 320 px in light and in dark. Forms are also looked at with their errors shown. Pages do not
look different with PostgreSQL: there they are opened, measured and listened to, and the audit is left to SQLite's run
(docs/decisions/0084).
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, sync_playwright
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from participants.links import make_token
from tests.browsers import SPARING
from tests.look.stage import Stage, build

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

Address = Callable[[Stage], str]
ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = {
    "type": "rule",
    "values": ["color-contrast", "link-in-text-block"],
}  # all else is the same in the dark
SCHEMES: dict[str, Any] = {"light": ALL, "dark": COLOURS}
SMALL = """() => {
  const high = 'a.btn, button, summary, .chip, .nav a, .tabs a, .menu__list a, select, textarea, label.option, ' +
    'input:not([type=hidden], [type=checkbox], [type=radio])'
  const shown = el => el.checkVisibility({ visibilityProperty: true }) && el.getBoundingClientRect().width > 1
  const low = (all, least) => [...document.querySelectorAll(all)]
    .filter(el => shown(el) && el.getBoundingClientRect().height < least)
    .map(el => `${el.tagName} ${el.className} ${el.textContent.trim()}`)
  return [...low(high, 43.5), ...low('input:is([type=checkbox], [type=radio])', 19.5)]
}"""
EMPTIED = """form => {
  for (const el of form.elements) {
    if (el.matches('[type=checkbox], [type=radio]')) el.checked = false
    else if (el.matches('input:not([type=hidden], [type=submit], [type=file]), textarea')) el.value = ''
  }
  form.requestSubmit(form.querySelector('button:not([name], [type=button]), button[type=submit]'))
}"""


def to(view: str, kind: str = "", key: str = "", end: str = "") -> Address:
    """The address of `view` for one thing of the stage."""

    def address(stage: Stage) -> str:
        return reverse(view, args=[getattr(stage, kind)[key].pk] if kind else []) + end

    return address


def line_of(view: str, kind: str, key: str) -> Address:
    """The address of a line of the running series' plan."""

    def address(stage: Stage) -> str:
        return reverse(f"planning:{view}", args=[stage.series["running"].pk, getattr(stage, kind)[key].pk])

    return address


def linked(view: str, purpose: str, *of: tuple[str, str] | str) -> Address:
    """The address of a personal link."""

    def address(stage: Stage) -> str:
        ids = [one if isinstance(one, str) else getattr(stage, one[0])[one[1]].pk for one in of]
        return reverse(view, args=[make_token(purpose, *ids)])

    return address


def joining(view: str) -> Address:
    """The address of a public page of the series that is open to everybody."""
    return lambda stage: reverse(view, args=[stage.series["open"].join_code])


def with_person(view: str, session: str, who: str) -> Address:
    """A leader's page about one person at one session."""
    return lambda stage: reverse(view, args=[stage.sessions[session].pk, stage.people[who].pk])


def question(stage: Stage) -> str:
    one = stage.questions["open"]
    return reverse("roster:question", args=[one.series_id, one.pk])


def invited(stage: Stage) -> str:
    return reverse("participants:invitation", args=[make_token("invitation", stage.invitation.pk)])


def allied(stage: Stage) -> str:
    return reverse("reports:alliance", args=[stage.alliance.pk])


def contact(stage: Stage) -> str:
    """A contact of the follow-up plan, opened to be changed."""
    series = stage.series["ready"]
    return reverse("planning:follow-up-edit", args=[series.pk, stage.lines["visit"].pk])


def on_a_picture(stage: Stage) -> str:
    """Feedback on a file, with its pins."""
    address = reverse("evidence:feedback", args=[stage.tries["brought"].pk])
    return f"{address}?about={stage.artifacts['shared'].pk}"


BY_CODE = ("WXYZ",)
PAGES: list[tuple[str, str, Address]] = [
    # Home, for each role
    ("landing", "", to("home")),
    ("home-participant", "participant", to("home")),
    ("home-second", "second", to("home")),
    ("home-check-in", "Linh Ngo", to("home")),
    ("home-leader", "leader", to("home")),
    ("home-visitor", "visitor", to("home")),
    ("home-stranger", "stranger", to("home")),
    ("home-district", "district", to("home")),
    ("home-approver", "approver", to("home")),
    ("home-program", "program", to("home")),
    ("home-partner", "partner", to("home")),
    # The catalogue and a series
    ("catalogue-visitor", "visitor", to("planning:catalogue")),
    ("catalogue-leader", "leader", to("planning:catalogue")),
    ("catalogue-stranger", "stranger", to("planning:catalogue")),
    ("series-visitor", "visitor", to("planning:series", "series", "running")),
    ("series-participant", "participant", to("planning:series", "series", "running")),
    ("series-leader", "leader", to("planning:series", "series", "running")),
    ("series-district", "district", to("planning:series", "series", "running")),
    ("series-open", "stranger", to("planning:series", "series", "open")),
    ("series-submitted", "approver", to("planning:series", "series", "submitted")),
    ("series-cancelled", "leader", to("planning:series", "series", "cancelled")),
    ("series-completed", "leader", to("planning:series", "series", "done")),
    # The plan and its forms
    ("new", "leader", to("planning:new")),
    ("plan-bare", "leader", to("planning:plan", "series", "bare")),
    ("plan-ready", "leader", to("planning:plan", "series", "ready")),
    ("plan-running", "leader", to("planning:plan", "series", "running")),
    ("plan-participant", "participant", to("planning:plan", "series", "running")),
    ("plan-about", "leader", to("planning:about", "series", "ready")),
    ("plan-aims", "leader", to("planning:aims", "series", "ready")),
    ("plan-aims-bare", "leader", to("planning:aims", "series", "bare")),
    ("plan-aims-found", "leader", to("planning:aims", "series", "ready", end="?q=number")),
    ("plan-aims-not-found", "leader", to("planning:aims", "series", "ready", end="?q=zebra")),
    ("plan-host", "leader", to("planning:host", "series", "ready")),
    ("plan-audience", "leader", to("planning:audience", "series", "ready")),
    ("plan-audience-running", "leader", to("planning:audience", "series", "running")),
    ("plan-sessions", "leader", to("planning:sessions", "series", "ready")),
    ("plan-follow-up", "leader", to("planning:follow-up", "series", "ready")),
    ("plan-follow-up-nothing", "leader", to("planning:follow-up", "series", "bare")),
    ("plan-follow-up-edit", "leader", contact),
    ("plan-check", "leader", to("planning:check", "series", "ready")),
    ("plan-check-bare", "leader", to("planning:check", "series", "bare")),
    ("plan-check-district", "district", to("planning:check", "series", "running")),
    ("plan-team", "leader", to("planning:team", "series", "ready")),
    ("plan-return", "approver", to("planning:return", "series", "submitted")),
    ("plan-cancel", "leader", to("planning:cancel", "series", "running")),
    ("plan-support", "leader", to("planning:support", "series", "running")),
    ("plan-support-bare", "leader", to("planning:support", "series", "bare")),
    ("plan-support-read", "district", to("planning:support", "series", "running")),
    ("plan-support-edit", "leader", line_of("support-edit", "support", "pledged")),
    ("support-asked", "district", to("planning:asked")),
    ("support-asked-nothing", "approver", to("planning:asked")),
    ("support-answer", "district", to("planning:answer", "support", "asked")),
    ("support-kept", "district", to("planning:kept", "support", "differing")),
    ("plan-partners", "leader", to("planning:partners", "series", "running")),
    ("plan-partners-bare", "leader", to("planning:partners", "series", "ready")),
    ("plan-partners-program", "program", to("planning:partners", "series", "running")),
    ("plan-partner-new", "leader", to("planning:partner-new", "series", "ready")),
    ("plan-partner-edit", "leader", line_of("partner-edit", "lines", "partner")),
    ("plan-partner-link", "program", line_of("partner-link", "lines", "partner")),
    ("plan-contribution-new", "leader", to("planning:contribution-new", "series", "ready")),
    ("plan-contribution-edit", "leader", line_of("contribution-edit", "lines", "contribution")),
    ("plan-budget-new", "leader", to("planning:budget-new", "series", "ready")),
    ("plan-budget-edit", "leader", line_of("budget-edit", "lines", "budget")),
    ("plan-copy", "leader", to("planning:copy", "series", "running")),
    ("plan-history", "leader", to("planning:history", "series", "running")),
    ("session-new", "leader", to("planning:session-new", "series", "ready")),
    ("session-edit", "leader", to("planning:session-edit", "sessions", "ahead")),
    ("session-schedule", "leader", to("planning:session-schedule", "sessions", "ahead")),
    ("session-schedule-undated", "leader", to("planning:session-schedule", "sessions", "undated")),
    ("session-cancel", "leader", to("planning:session-cancel", "sessions", "ahead")),
    ("session-strands", "leader", to("planning:strands", "sessions", "today")),
    ("session-rooms", "leader", to("roster:rooms", "sessions", "today", "?even=1")),
    ("session-rooms-none", "leader", to("roster:rooms", "sessions", "ahead")),
    ("agenda", "leader", to("planning:agenda", "sessions", "today")),
    ("agenda-empty", "leader", to("planning:agenda", "sessions", "undated")),
    ("agenda-item", "leader", to("planning:agenda-edit", "items", "frames")),
    ("resources", "leader", to("planning:resources", "series", "running")),
    ("resources-participant", "participant", to("planning:resources", "series", "running")),
    ("resource", "leader", to("planning:resource", "resources", "card")),
    ("resource-new", "leader", to("planning:resource-new", "series", "running")),
    ("session-leader", "leader", to("planning:session", "sessions", "today")),
    ("session-participant", "participant", to("planning:session", "sessions", "today")),
    ("session-undated", "participant", to("planning:session", "sessions", "undated")),
    ("session-visitor", "visitor", to("planning:session", "sessions", "ahead")),
    # People and seats
    ("people-leader", "leader", to("roster:people", "series", "running")),
    ("people-district", "district", to("roster:people", "series", "running")),
    ("people-participant", "participant", to("roster:people", "series", "running")),
    ("people-nobody", "leader", to("roster:people", "series", "ready")),
    ("people-invite", "leader", to("roster:invite", "series", "running")),
    ("people-invite-former", "leader", to("roster:invite-former", "series", "running")),
    ("people-invite-school", "leader", to("roster:invite-school", "series", "running")),
    ("invite-list", "leader", to("roster:invite-list", "invite_lists", "review")),
    ("invite-list-good", "leader", to("roster:invite-list", "invite_lists", "review", "?show=good")),
    ("invite-list-sending", "leader", to("roster:invite-list", "invite_lists", "sending")),
    ("let-join", "leader", to("roster:let-join", "enrollments", "second")),
    ("questions", "leader", to("roster:questions", "series", "open")),
    ("question", "leader", question),
    ("answers", "leader", to("roster:answers", "series", "open")),
    ("answers-none", "leader", to("roster:answers", "series", "ended")),
    ("own-answers", "visitor", to("roster:own-answers", "series", "open")),
    ("people-add", "leader", to("roster:add", "series", "running")),
    ("register", "visitor", to("roster:register", "series", "ended")),
    ("register-full", "visitor", to("roster:register", "series", "running")),
    ("register-again", "participant", to("roster:register", "series", "running")),
    ("register-waiting", "far", to("roster:register", "series", "running")),
    ("join", "", joining("roster:join")),
    ("join-participant", "visitor", joining("roster:join")),
    ("join-register", "far", joining("roster:join-register")),
    ("poster", "", joining("roster:poster")),
    ("share", "leader", to("roster:share", "series", "open")),
    ("share-host-only", "leader", to("roster:share", "series", "running")),
    ("offer", "visitor", to("roster:offer", "series", "open")),
    ("withdraw", "participant", to("roster:withdraw", "series", "running")),
    ("calendar", "participant", to("roster:calendar")),
    ("calendar-none", "stranger", to("roster:calendar")),
    ("series-calendar", "leader", to("roster:series-calendar", "series", "running")),
    ("hours", "participant", to("roster:hours")),
    ("hours-none", "stranger", to("roster:hours")),
    ("hours-missing", "participant", to("roster:missing-ask")),
    ("missing", "leader", to("roster:missing", "series", "running")),
    ("missing-nothing", "leader", to("roster:missing", "series", "ready")),
    ("payroll", "leader", to("roster:payroll")),
    ("rule", "leader", to("planning:rule", "series", "ready")),
    ("originals", "leader", to("planning:originals", "series", "ready")),
    ("certificates", "participant", to("papers:certificates")),
    ("certificates-series", "leader", to("papers:series", "series", "running")),
    ("verify-ask", "", to("papers:verify-ask")),
    ("verify", "", lambda stage: reverse("papers:verify", args=[stage.certificates["valid"].code])),
    ("verify-withdrawn", "", lambda stage: reverse("papers:verify", args=[stage.certificates["gone"].code])),
    ("print", "leader", to("papers:pack", "sessions", "today")),
    ("print-nothing", "leader", to("papers:pack", "sessions", "undated")),
    ("paper", "leader", to("papers:paper", "papers", "ready")),
    # A session's day
    ("day", "leader", to("roster:day", "sessions", "today")),
    ("day-undated", "leader", to("roster:day", "sessions", "undated")),
    ("day-filtered", "leader", to("roster:day", "sessions", "today", "?show=not&q=o")),
    ("paper", "leader", to("roster:paper", "sessions", "today")),
    ("day-person", "leader", with_person("roster:day-person", "today", "participant")),
    ("day-clock", "leader", to("roster:clock", "sessions", "today")),
    ("day-clock-no-agenda", "leader", to("roster:clock", "sessions", "unclosed")),
    ("day-screen", "leader", to("roster:screen", "sessions", "today", "?names=1")),
    ("day-screen-after", "leader", to("roster:screen", "sessions", "held")),
    ("walk-in", "leader", to("roster:walk-in", "sessions", "today")),
    ("close", "leader", to("tries:close", "sessions", "unclosed")),
    ("close-all", "leader", to("tries:close", "sessions", "unclosed", "?all")),
    ("close-again", "leader", to("tries:close", "sessions", "held")),
    ("check-in", "participant", to("roster:check-in")),
    ("check-in-code", "second", lambda _: reverse("roster:check-in-code", args=BY_CODE)),
    ("check-in-code-visitor", "", lambda _: reverse("roster:check-in-code", args=BY_CODE)),
    (
        "check-in-link",
        "",
        linked("roster:check-in-link", "check-in", ("series", "running"), ("people", "second")),
    ),
    ("checked-in", "participant", to("roster:checked-in", "sessions", "today")),
    ("exit", "participant", to("followup:exit", "sessions", "today")),
    ("exit-link", "", linked("followup:exit-link", "exit", ("sessions", "held"), ("people", "participant"))),
    ("exit-done", "second", to("followup:exit", "sessions", "held")),
    ("commit", "participant", to("tries:commit", "sessions", "today")),
    # Events and claims
    ("events", "leader", to("roster:events")),
    ("events-past", "leader", to("roster:events", end="?show=past")),
    ("events-visitor", "visitor", to("roster:events")),
    ("event-new", "leader", to("roster:event-new")),
    ("event-new-program", "program", to("roster:event-new")),
    ("event", "leader", to("roster:event", "events", "today")),
    ("event-closed", "program", to("roster:event", "events", "closed")),
    ("event-cancelled", "leader", to("roster:event", "events", "cancelled")),
    ("event-visitor", "visitor", to("roster:event", "events", "today")),
    ("event-edit", "leader", to("roster:event-edit", "events", "ahead")),
    ("event-cancel", "leader", to("roster:event-cancel", "events", "ahead")),
    ("event-close", "leader", to("roster:event-close", "events", "today")),
    ("event-day", "leader", to("roster:event-day", "events", "today")),
    ("event-desk", "leader", to("roster:event-desk", "events", "today")),
    ("event-heads", "leader", to("roster:event-heads", "events", "closed")),
    ("event-paste", "leader", to("roster:event-paste", "events", "today")),
    ("name-list", "leader", to("roster:name-list", "lists", "review")),
    ("event-check-in", "participant", lambda _: reverse("roster:event-check-in", args=["TLTX"])),
    ("event-check-in-visitor", "", lambda _: reverse("roster:event-check-in", args=["TLTX"])),
    ("event-check-in-wrong", "", lambda _: reverse("roster:event-check-in", args=["QQQQ"])),
    ("event-checked-in", "Linh Ngo", to("roster:event-checked-in", "events", "today")),
    ("claims", "program", to("roster:claims")),
    ("claims-coach", "participant", to("roster:claims")),
    ("claim", "leader", to("roster:claim", "claims", "open")),
    ("claim-confirmed", "participant", to("roster:claim", "claims", "sure")),
    ("claim-new", "participant", to("roster:claim-new")),
    ("claim-none", "program", to("roster:claim-new")),
    ("coaches", "leader", to("roster:coaches", "series", "running")),
    ("kind", "program", to("planning:kind", "series", "running")),
    # Try, bring, look together
    ("tries-mine", "participant", to("tries:mine")),
    ("tries-none", "visitor", to("tries:mine")),
    ("try-plan", "participant", to("tries:plan", "sessions", "today")),
    ("try-plan-change", "second", to("tries:plan", "sessions", "held")),
    ("try-tell", "second", to("tries:tell", "tries", "planned")),
    ("try-not-yet", "second", to("tries:tell", "tries", "planned", "?say=not-yet")),
    ("try-wont", "second", to("tries:tell", "tries", "planned", "?say=wont")),
    ("try-told-again", "participant", to("tries:tell", "tries", "brought")),
    ("try-refined", "Joaquín Torres", to("tries:detail", "tries", "refined")),
    ("answer", "second", to("tries:answer", "sessions", "held")),
    ("answer-nothing", "Linh Ngo", to("tries:answer", "sessions", "held")),
    ("try-skip", "second", to("tries:skip", "tries", "planned")),
    ("try-decide", "participant", to("tries:decide", "tries", "brought")),
    ("try-refine", "Patrice Okafor", to("tries:refine", "tries", "adapted")),
    ("try-planned", "second", to("tries:detail", "tries", "planned")),
    ("try-brought", "participant", to("tries:detail", "tries", "brought")),
    ("try-decided", "Joaquín Torres", to("tries:detail", "tries", "decided")),
    ("try-skipped", "Mai Xiong", to("tries:detail", "tries", "skipped")),
    ("bring", "participant", to("evidence:bring", "tries", "brought")),
    ("bring-nothing", "Linh Ngo", to("evidence:bring", "tries", "told")),
    ("artifact-own", "participant", to("evidence:artifact", "artifacts", "private")),
    ("artifact-film", "participant", to("evidence:artifact", "artifacts", "film")),
    ("artifact-slides", "participant", to("evidence:artifact", "artifacts", "slides")),
    ("artifact-refused", "participant", to("evidence:artifact", "artifacts", "refused")),
    ("artifact-colleague", "second", to("evidence:artifact", "artifacts", "shared")),
    ("artifact-check", "participant", to("evidence:check", "artifacts", "private")),
    ("takedown-ask", "second", to("evidence:takedown-ask", "artifacts", "shared")),
    ("takedowns", "program", to("evidence:takedowns")),
    ("takedown-enter", "program", to("evidence:takedown-enter")),
    ("kept-files", "program", to("evidence:retention")),
    ("artifact-share", "participant", to("evidence:share", "artifacts", "shared")),
    ("artifact-share-permitted", "participant", to("evidence:share", "artifacts", "permitted")),
    ("artifact-permission", "participant", to("evidence:permission", "artifacts", "permitted")),
    ("takedown-answer", "participant", to("evidence:takedown-answer", "takedowns", "open")),
    ("look-leader", "leader", to("evidence:look", "sessions", "today")),
    ("look-participant", "second", to("evidence:look", "sessions", "today")),
    ("look-nothing", "leader", to("evidence:look", "sessions", "unclosed")),
    ("together-series", "leader", to("analysis:series", "series", "running")),
    ("together-series-participant", "participant", to("analysis:series", "series", "running")),
    ("together-series-none", "leader", to("analysis:series", "series", "ready")),
    ("together-prepare", "leader", to("analysis:prepare", "series", "running")),
    ("together-setup", "leader", to("analysis:setup", "runs", "prepared")),
    ("together-join", "participant", to("analysis:join")),
    ("together-join-visitor", "", lambda _: reverse("analysis:join-code", args=["BCDFG"])),
    ("together-soon", "participant", to("analysis:run", "runs", "prepared")),
    ("together-notice", "participant", to("analysis:run", "runs", "notice")),
    ("together-sort", "second", to("analysis:run", "runs", "sort")),
    ("together-change", "participant", to("analysis:run", "runs", "change")),
    ("together-after", "second", to("analysis:run", "runs", "concluded")),
    ("together-wall", "leader", to("analysis:wall", "runs", "notice")),
    ("together-wall-sort", "leader", to("analysis:wall", "runs", "sort")),
    ("together-wall-after", "leader", to("analysis:wall", "runs", "concluded")),
    ("together-lead", "leader", to("analysis:lead", "runs", "notice")),
    ("together-lead-prepared", "leader", to("analysis:lead", "runs", "prepared")),
    ("together-lead-after", "leader", to("analysis:lead", "runs", "concluded")),
    ("together-record", "participant", to("analysis:record", "runs", "concluded")),
    ("protocols", "leader", to("analysis:protocols")),
    ("protocol", "leader", to("analysis:protocol", "protocols", "own")),
    ("protocol-copy", "leader", to("analysis:protocol-copy", "protocols", "own")),
    ("feedback", "second", to("evidence:feedback", "tries", "brought")),
    ("feedback-pins", "second", on_a_picture),
    ("feedback-owner", "participant", on_a_picture),
    ("feedback-nothing", "Linh Ngo", to("evidence:feedback", "tries", "told")),
    ("feedback-answer", "participant", to("evidence:answer", "feedback", "second")),
    ("feedback-words", "second", to("evidence:words", "feedback", "second")),
    ("feedback-ask", "participant", to("evidence:ask", "tries", "brought")),
    ("feedback-helping", "participant", to("evidence:helping", "series", "running")),
    ("feedback-waiting", "leader", to("evidence:waiting", "series", "running")),
    # The library
    ("library", "stranger", to("library:find")),
    ("library-mine", "Bernadette Montgomery-Castellanos", to("library:find")),
    ("library-found", "second", to("library:find", end="?q=frames&grade=5")),
    ("library-nothing", "stranger", to("library:find", end="?q=zebra&grade=9")),
    ("library-strategy", "leader", to("library:strategy", "strategies", "frames")),
    ("library-strategy-edit", "leader", to("library:strategy-edit", "strategies", "frames")),
    ("library-resource", "stranger", to("library:resource", "resources", "library")),
    ("library-example", "second", to("library:example", "artifacts", "described")),
    ("library-example-own", "Daniel Whitfield", to("library:example", "artifacts", "released")),
    ("library-describe", "Daniel Whitfield", to("library:describe", "artifacts", "released")),
    ("library-use", "second", to("library:use-example", "artifacts", "described")),
    ("library-use-nowhere", "stranger", to("library:use-strategy", "strategies", "frames")),
    # Following up
    ("readiness", "leader", to("followup:readiness", "series", "running")),
    ("readiness-nobody", "leader", to("followup:readiness", "series", "ready")),
    ("nudge", "leader", to("followup:nudge", "series", "running")),
    # Figures
    ("dashboard", "district", to("reports:district", "districts", "madera")),
    ("dashboard-empty", "approver", to("reports:district", "districts", "conejo")),
    ("dashboard-program", "program", to("reports:district", "districts", "madera")),
    ("dashboard-alliance", "program", allied),
    ("insights", "leader", to("reports:series", "series", "running")),
    ("insights-empty", "leader", to("reports:series", "series", "ready")),
    ("reports", "program", to("reports:list")),
    ("reports-partner", "partner", to("reports:list")),
    ("report-new", "program", to("reports:new")),
    ("report", "program", to("reports:detail", "reports", "ready")),
    ("report-partner", "partner", to("reports:detail", "reports", "ready")),
    ("report-building", "program", to("reports:detail", "reports", "building")),
    # Districts, people, accounts
    ("districts", "program", to("districts:list")),
    ("districts-found", "program", to("districts:list", end="?q=Valley")),
    ("districts-not-found", "program", to("districts:list", end="?q=Nowhere")),
    ("alliances", "program", to("directory:alliances")),
    ("alliance", "program", lambda stage: reverse("directory:alliance", args=[stage.alliance.pk])),
    ("district-own", "district", to("districts:detail", "districts", "madera")),
    ("district-program", "program", to("districts:detail", "districts", "new")),
    ("profile", "participant", to("participants:profile")),
    ("profile-stranger", "stranger", to("participants:profile")),
    ("appointment", "stranger", to("participants:appointment-new")),
    ("invitation", "", invited),
    ("invitation-signed-in", "visitor", invited),
    ("unsubscribe", "", linked("participants:unsubscribe", "unsubscribe", ("people", "second"), "reminders")),
    ("privacy", "", to("privacy")),
    ("login", "", to("account_login")),
    ("signup", "", to("account_signup")),
    ("login-code", "", to("account_request_login_code")),
    ("password-reset", "", to("account_reset_password")),
    ("emails", "participant", to("account_email")),
    ("password", "participant", to("account_change_password")),
    ("logout", "participant", to("account_logout")),
    ("not-found", "participant", lambda _: "/no/such/page/"),
    ("forbidden", "participant", to("planning:session-edit", "sessions", "ahead")),
]
REFUSED = {"event-check-in-wrong": 422, "not-found": 404, "forbidden": 403}
# The forms whose errors are looked at, emptied and sent.
FORMS = (
    "new plan-about plan-audience plan-host plan-team plan-return plan-cancel session-schedule session-cancel "
    "event-new event-cancel event-desk event-heads claim-new "
    "people-invite people-invite-school questions people-add walk-in close check-in check-in-link exit try-plan "
    "try-tell try-skip "
    "try-decide try-refine bring-nothing artifact-check artifact-permission takedown-answer takedown-ask "
    "feedback feedback-pins feedback-words feedback-answer "
    "feedback-ask nudge profile appointment login signup"
).split()

AXE = Axe().axe_script
AUDITED = connection.vendor == "sqlite"
CUT = "[...document.querySelectorAll('.nav, .tabs')].some(list => list.scrollWidth > list.clientWidth)"


class Visit:
    """A page as somebody sees it, and all it said to the console."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.status = 0
        self.said: list[str] = []
        self.awaited: set[Request] = set()
        self.hears: dict[str, Callable[[Any], None]] = {
            "request": self._asked,
            "requestfinished": self._answered,
            "requestfailed": self._answered,
            "pageerror": lambda error: self.said.append(str(error)),
            "console": self._hear,
        }
        for event, hear in self.hears.items():
            page.on(event, hear)  # type: ignore[call-overload]

    def leave(self) -> None:
        """The tab as a new one would be; what it says from now on is not about this page. A stuck one is closed."""
        for event, hear in self.hears.items():
            self.page.remove_listener(event, hear)
        try:
            self.page.evaluate("sessionStorage.clear()")
            self.page.goto("about:blank")
            self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        except Error:
            self.page.close()

    def _asked(self, request: Request) -> None:
        self.awaited.add(request)

    def _answered(self, request: Request) -> None:
        self.awaited.discard(request)

    def _hear(self, message: ConsoleMessage) -> None:
        own_status = "status of" in message.text and message.location["url"] == self.page.url
        if message.type in ("error", "warning") and not own_status:
            self.said.append(message.text)

    def settle(self) -> None:
        """Wait until nothing has been under way for a moment (playwright's own "networkidle" takes half a second)."""
        quiet, deadline = 0, time.monotonic() + 15
        while quiet < 3:
            self.page.wait_for_timeout(30)  # milliseconds
            quiet = 0 if self.awaited else quiet + 1
            assert time.monotonic() < deadline, [one.url for one in self.awaited]

    def violations(self) -> list[str]:
        """Accessibility rules that the page breaks, in light and in dark."""
        found = []
        self.page.evaluate(AXE)
        for scheme, rules in SCHEMES.items():
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            options = {"runOnly": rules, "resultTypes": ["violations"]}
            for one in self.page.evaluate("options => axe.run(options)", options)["violations"]:
                nodes = [node["html"][:200] for node in one["nodes"][:3]]
                found.append(f"{scheme} {one['id']}: {nodes}")
        return found

    def problems(self) -> list[str]:
        found = self.violations() if AUDITED else []
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append("scrolls sideways")
        if self.page.evaluate(CUT):
            found.append("menu or tabs cut off at the edge")
        found += ["a link to nowhere"] * self.page.locator('a[href=""]').count()
        if (heads := self.page.locator("h1").count()) != 1:
            found.append(f"{heads} first headings")
        found += [f"small: {one}" for one in self.page.evaluate(SMALL)]
        return found + self.said


@pytest.fixture
def _django_db_helper() -> None:
    """Neither a transaction nor a flush around each test: the server writes, and `stage` cleans up once."""


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """Committed rows for all tests of this module; afterwards the database is as the migrations left it."""
    with django_db_blocker.unblock():
        before = connection.creation.serialize_db_to_string()
        try:
            yield build()
        finally:
            call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
            connection.creation.deserialize_db_from_string(before)


@pytest.fixture(scope="module")
def signed_in(stage: Stage) -> dict[str, str]:
    """Session keys by role, made before the browser's loop runs in this thread."""
    keys = {}
    for role in {role for _, role, _ in PAGES if role}:
        client = Client()
        client.force_login(stage.account(role))
        keys[role] = client.cookies["sessionid"].value
    return keys


@pytest.fixture(scope="module")
def server(signed_in: dict[str, str], stage: Stage) -> Iterator[LiveServer]:
    started = LiveServer("localhost")
    yield started
    started.stop()


@pytest.fixture(scope="module")
def browser(chromium: str, server: LiveServer) -> Iterator[Browser]:
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=SPARING)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def tabs(browser: Browser, server: LiveServer, signed_in: dict[str, str]) -> Iterator[Callable[[str], Page]]:
    """A phone for each role, signed in, with one tab: a new one would cost more than the page it shows."""
    made: dict[str, Page] = {}

    def of(role: str) -> Page:
        if role not in made:
            size: Any = {"width": 320, "height": 700}
            context = browser.new_context(base_url=server.url, viewport=size, reduced_motion="reduce")
            if role:
                cookie = {"name": "sessionid", "value": signed_in[role], "url": server.url}
                context.add_cookies([cookie])  # type: ignore[list-item]
            made[role] = context.new_page()
        elif made[role].is_closed():
            made[role] = made[role].context.new_page()
        return made[role]

    yield of
    for page in made.values():
        page.context.close()


@pytest.fixture
def visit(tabs: Callable[[str], Page], stage: Stage) -> Iterator[Callable[[str, Address], Visit]]:
    opened: list[Visit] = []

    def start(role: str, address: Address) -> Visit:
        found = Visit(tabs(role))
        opened.append(found)
        answer = found.page.goto(address(stage))
        found.status = answer.status if answer else 0
        found.settle()
        return found

    yield start
    for found in opened:
        found.leave()


@pytest.mark.parametrize(("name", "role", "address"), PAGES, ids=[name for name, _, _ in PAGES])
def test_page(visit: Callable[[str, Address], Visit], name: str, role: str, address: Address) -> None:
    shown = visit(role, address)
    assert shown.status == REFUSED.get(name, 200)
    assert shown.problems() == []


@pytest.mark.parametrize("name", FORMS)
def test_form_with_errors(visit: Callable[[str, Address], Visit], name: str) -> None:
    [(role, address)] = [(role, address) for known, role, address in PAGES if known == name]
    shown = visit(role, address)
    with shown.page.expect_navigation():
        shown.page.locator("main form.form[method=post]").first.evaluate(EMPTIED)
    assert shown.page.locator("main [role=alert]").first.is_visible()
    assert shown.problems() == []


def test_the_second_question_before_sharing_beyond_the_school(visit: Callable[[str, Address], Visit]) -> None:
    """Asked by a POST: as it comes, and with its errors."""
    shown = visit("participant", to("evidence:share", "artifacts", "shared"))
    shown.page.get_by_label("The library").check()
    for button in ("Save", "Permission is on file: share it"):
        with shown.page.expect_navigation():
            shown.page.get_by_role("button", name=button, exact=True).click()
        assert shown.page.get_by_role("heading", name="Share it beyond your school?").is_visible()
        assert shown.problems() == []
    assert shown.page.locator("main [role=alert]").first.is_visible()
    with shown.page.expect_navigation():
        shown.page.get_by_role("link", name="No, choose somebody else").click()
    assert shown.page.get_by_text("now shared: everybody in this series").is_visible()
