"""Hands that never touch the mouse: everything is reached by Tab and done by keys, as a keyboard user has to."""

import re

from playwright.sync_api import Page, expect

FAR = 260  # Tab presses after which something counts as out of reach
NAME = """() => {
  const el = document.activeElement
  if (!el || el === document.body) return ''
  const of = ids => (ids || '').split(' ').map(id => document.getElementById(id)?.innerText ?? '').join(' ')
  const legend = el.closest('fieldset')?.querySelector('legend')?.innerText ?? ''
  const own = el.getAttribute('aria-label') || of(el.getAttribute('aria-labelledby')) ||
    [...(el.labels ?? [])].map(one => one.innerText).join(' ') || el.innerText || el.value || ''
  return `${own} | ${legend}`.replace(/\\s+/g, ' ')
}"""
SEEN = """() => {
  const marked = el => el && ['outlineStyle', 'boxShadow'].some(name => getComputedStyle(el)[name] !== 'none')
  return marked(document.activeElement) || marked(document.activeElement.closest('label'))
}"""


class Keys:
    """One person's keyboard. Names are what a screen reader would say, as regular expressions."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def to(self, name: str) -> None:
        """Tab until the focus stands on what is called so, and can be seen there."""
        passed = []
        for _ in range(FAR):
            self.press("Tab")
            passed.append(self.page.evaluate(NAME))
            if re.search(name, passed[-1]):
                assert self.page.evaluate(SEEN), f"the focus on {name} cannot be seen"
                return
        raise AssertionError(f"no way by keyboard to {name!r} on {self.page.url}; passed {passed}")

    def open(self, name: str) -> None:
        """Follow a link or push a button, and wait for the page it leads to."""
        self.to(name)
        with self.page.expect_navigation():
            self.press("Enter")

    def push(self, name: str) -> None:
        """Push a button that stays on the page."""
        self.to(name)
        self.press("Enter")

    def write(self, name: str, text: str) -> None:
        self.to(name)
        self.press("Control+a")
        self.page.keyboard.type(text)

    def keys_into(self, name: str, keys: str) -> None:
        """A date or a time, part by part: digits and am or pm, as such fields take them."""
        self.to(name)
        self.page.keyboard.type(keys)

    def tick(self, name: str) -> None:
        self.to(name)
        self.press("Space")

    def choose(self, group: str, name: str) -> None:
        """One of several radio buttons: Tab into the group, then arrows."""
        self.to(group)
        for _ in range(20):
            if re.search(name, self.page.evaluate(NAME)):
                self.press("Space")
                return
            self.press("ArrowDown")
        raise AssertionError(f"no {name!r} among {group!r}")

    def pick(self, name: str, typed: str, wanted: str) -> None:
        """Type into a search field and take the suggestion that is called so."""
        self.write(name, typed)
        expect(self.page.get_by_role("option").filter(has_text=wanted).first).to_be_visible()
        for _ in range(20):
            self.press("ArrowDown")
            active = self.page.locator("[role=option][aria-selected=true], [role=option].active")
            if active.count() and wanted in active.first.inner_text():
                self.press("Enter")
                return
        raise AssertionError(f"no way by arrows to {wanted!r}")
