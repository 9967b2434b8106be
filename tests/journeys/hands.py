"""Ways to use a page: with a pointer, without the script, by the keyboard alone."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

STOPS = 400  # presses of Tab after which a control counts as out of reach

# Is the focus on the wanted control, does the page show where it is, and which way is nearer?
_FOCUS = """wanted => {
  const stops = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
  )].filter(e => e.checkVisibility() && !e.disabled);
  const to = stops.findIndex(e => wanted === e || wanted.contains(e));
  const at = document.activeElement;
  if (!at || at === document.body)
    return {there: false, ring: true, back: to > stops.length / 2, what: "the page"};
  const choice = at.closest(".choice");
  const shown = choice ? [...choice.querySelectorAll(".ecl-radio__box, .ecl-checkbox__box")] : [at];
  const ring = shown.some(e => {
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
      && !/, 0\\)$/.test(style.outlineColor)
      && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  });
  const there = wanted === at || wanted.contains(at);
  return {there, ring, back: to < stops.indexOf(at), what: at.outerHTML.slice(0, 200)};
}"""


@dataclass(frozen=True)
class Pointer:
    """Somebody who clicks, with or without the script."""

    name: str
    has_script: bool = True

    def press(self, control: Locator) -> None:
        """Press a button, a link or the head of a fold."""
        control.click()

    def type(self, control: Locator, text: str) -> None:
        """Replace what stands in a field."""
        control.fill(text)

    def day(self, control: Locator, day: date) -> None:
        """Fill in a date."""
        control.fill(day.isoformat())

    def choose(self, control: Locator, value: str) -> None:
        """Choose from a menu."""
        control.select_option(value)

    def pick(self, options: Locator, value: str) -> None:
        """Pick one of several options."""
        self.tick(options.locator(f'input[value="{value}"]'))

    def tick(self, box: Locator) -> None:
        """Tick a box by what is written beside it."""
        box.locator("xpath=..").locator("label").click()

    def attach(self, control: Locator, file: Path) -> None:
        """Choose a file."""
        control.set_input_files(file)


@dataclass(frozen=True)
class Keyboard:
    """Somebody who has only keys, and who must always see where they are."""

    name: str
    has_script: bool = True

    def press(self, control: Locator) -> None:
        """Press a button, a link or the head of a fold."""
        self._reach(control).press("Enter")

    def type(self, control: Locator, text: str) -> None:
        """Replace what stands in a field."""
        keys = self._reach(control)
        keys.press("Control+A")
        keys.type(text)

    def day(self, control: Locator, day: date) -> None:
        """Fill in a date part by part, in the order of the browser's own language."""
        for written in ("%d%m%Y", "%m%d%Y"):
            if control.input_value() == day.isoformat():
                return
            keys = self._reach(control)
            for _ in range(3):
                keys.press("ArrowLeft")  # to the first part
            keys.type(day.strftime(written))
        assert control.input_value() == day.isoformat()

    def choose(self, control: Locator, value: str) -> None:
        """Choose from a menu by going through it."""
        keys = self._reach(control)
        for _ in range(control.locator("option").count()):
            if control.input_value() == value:
                return
            keys.press("ArrowDown")
        assert control.input_value() == value

    def pick(self, options: Locator, value: str) -> None:
        """Pick one of several options with the arrows."""
        wanted = options.locator(f'input[value="{value}"]')
        keys = self._reach(options)
        keys.press("Space")
        for _ in range(options.locator("input").count()):
            if wanted.is_checked():
                return
            keys.press("ArrowDown")
        assert wanted.is_checked()

    def tick(self, box: Locator) -> None:
        """Tick a box."""
        self._reach(box).press("Space")
        expect(box).to_be_checked()

    def attach(self, control: Locator, file: Path) -> None:
        """Choose a file in the dialogue of the browser."""
        keys = self._reach(control)
        with control.page.expect_file_chooser() as chooser:
            keys.press("Space")
        chooser.value.set_files(file)

    def _reach(self, control: Locator) -> "_Keys":
        """Go with Tab, forwards or back, to the control; every stop shows where it is."""
        keys = _Keys(control.page)
        for stop in range(STOPS):
            at = control.evaluate(_FOCUS)
            assert at["ring"] or not stop, f"no focus to be seen at {at['what']}"
            if at["there"]:
                return keys
            keys.press("Shift+Tab" if at["back"] else "Tab")
        raise AssertionError(f"{control} is not reached with Tab")


@dataclass(frozen=True)
class _Keys:
    page: Page

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)


Hand = Pointer | Keyboard
HANDS: tuple[Hand, ...] = (
    Pointer("with the script"),
    Pointer("without the script", has_script=False),
    Keyboard("by the keyboard alone"),
)
