"""The pages about the portal: method, accessibility, privacy, contact."""

from dataclasses import dataclass
from typing import ClassVar

from app.dashboards.accessibility import AxeRun
from app.web.pages import Link, Page


@dataclass(frozen=True, kw_only=True)
class MethodPage(Page):
    """How figures are made."""

    template: ClassVar[str] = "dashboards/about_method.html"

    points_url: str
    indicators_url: str
    editions_url: str
    asked: tuple[tuple[str, tuple[Link, ...]], ...]  # each round with what it asks, on paper


@dataclass(frozen=True, kw_only=True)
class AccessibilityPage(Page):
    """The accessibility statement."""

    template: ClassVar[str] = "dashboards/about_accessibility.html"

    contact_url: str
    feedback_url: str
    run: AxeRun


@dataclass(frozen=True, kw_only=True)
class PrivacyPage(Page):
    """Which data the portal keeps of its visitors and users."""

    template: ClassVar[str] = "dashboards/about_privacy.html"

    contact_url: str
    feedback_url: str
    idle_minutes: int
    absolute_hours: int


@dataclass(frozen=True, kw_only=True)
class ContactPage(Page):
    """Whom to write to."""

    template: ClassVar[str] = "dashboards/about_contact.html"

    email: str
    feedback_url: str
    accessibility_url: str
