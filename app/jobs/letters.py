"""Letters: what a mail says, as plain text and as HTML, made from the same parts.

A letter is written in the transaction of what it tells, which knows no settings; so the address of
the portal stands in it as a mark, and the worker puts it there when it sends.
"""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from app.core.i18n import current_locale, gettext
from app.core.settings import PROJECT_ROOT
from app.jobs.kinds import KINDS, title

PORTAL_MARK = "[[portal]]"  # the public address, without a closing slash
STOP_MARK = "[[stop]]"  # the address that switches mails of this kind off


@dataclass(frozen=True)
class Letter:
    """A mail ready to be kept: one line of subject, and the same said twice."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Parts:
    """What both forms of a letter are made of."""

    language: str
    heading: str
    greeting: str
    paragraphs: tuple[str, ...]
    action: str
    url: str
    footer: str
    stop: str  # the words of the link that switches such mails off; empty: it is duty
    stop_url: str


def write_letter(
    name: str,
    kind: str,
    place: tuple[str, str, str],
    facts: Mapping[str, str],
    path: str,
) -> Letter:
    """Write a letter in the current language; `place` is cycle, reporter and point."""
    parts = _parts(name, kind, title(kind, *place, facts), facts.get("text", ""), path)
    page = _template().render(letter=parts)
    return Letter(parts.heading, _plain(parts), page)


def _parts(name: str, kind: str, heading: str, written: str, path: str) -> Parts:
    is_duty = KINDS[kind].duty
    return Parts(
        language=current_locale(),
        heading=heading,
        greeting=gettext("Dear {name},").format(name=name),
        paragraphs=tuple(p.strip() for p in written.split("\n\n") if p.strip()),
        action=gettext(KINDS[kind].action),
        url=PORTAL_MARK + path,
        footer=gettext(
            "The portal for reporting on science diplomacy sent this mail. Answers to it are not "
            "read. Mail can be read on its way, so it repeats nothing of what countries write."
        ),
        stop="" if is_duty else gettext("Stop mails of this kind"),
        stop_url="" if is_duty else STOP_MARK,
    )


def _plain(parts: Parts) -> str:
    blocks = [
        parts.greeting,
        f"{parts.heading}.",
        *parts.paragraphs,
        f"{parts.action}:\n{parts.url}",
        f"-- \n{parts.footer}",
    ]
    if parts.stop:
        blocks.append(f"{parts.stop}:\n{parts.stop_url}")
    return "\n\n".join(blocks) + "\n"


@cache
def _template() -> Template:
    # An environment of its own: letters know no pages, and everything in them is escaped.
    made = Environment(
        loader=FileSystemLoader(PROJECT_ROOT / "templates" / "mail"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return made.get_template("letter.html")


def addressed(body: str, public_url: str, stop_url: str, *, as_html: bool = False) -> str:
    """Put the addresses where their marks stand."""
    write = html.escape if as_html else str
    return body.replace(PORTAL_MARK, write(public_url)).replace(STOP_MARK, write(stop_url))
