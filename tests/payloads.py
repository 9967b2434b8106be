"""Texts that attack pages, templates, spreadsheets and headers, and how a page is searched for
what they would have left behind."""

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from tests.client import Answer

SCRIPTS = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(3)>",
    '"><svg onload=alert(4)>',
    "'><svg/onload=alert(5)//",
    "<body onpageshow=alert(6)>",
    "<details open ontoggle=alert(7)>",
    '<input autofocus onfocus="alert(8)">',
    "<iframe srcdoc='<script>alert(9)</script>'></iframe>",
    '<a href="javascript:alert(10)">here</a>',
    "<a href='jav&#x09;ascript:alert(11)'>here</a>",
    '<form action="javascript:alert(12)"><button>go</button></form>',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<base href="https://evil.example/">',
    '<link rel=stylesheet href="//evil.example/x.css">',
    "<style>@import '//evil.example/x.css';</style>",
    "<math><mtext></p><style><img src=x onerror=alert(13)></style>",
    "<!--><img src=x onerror=alert(14)>-->",
    "]]><script>alert(15)</script>",
    "</textarea><script>alert(16)</script>",
    "</title><script>alert(17)</script>",
    "</option></select><script>alert(18)</script>",
    '" onmouseover="alert(19)" x="',
    "' onfocus='alert(20)' autofocus x='",
    "` onmouseover=alert(21) `",
    '" data-hx-get="https://evil.example" data-hx-trigger="load" x="',
    "&lt;script&gt;alert(22)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(23)&#62;",
    "\u003cimg src=x onerror=alert(24)\u003e",
    "%3Cscript%3Ealert(25)%3C/script%3E",
)
TEMPLATES = (
    "{{7*7}} and {{ 7 * 7 }}",
    "{% raw %}{{ 1 }}{% endraw %}",
    "{% for x in ().__class__.__base__.__subclasses__() %}x{% endfor %}",
    "{{ request.app.state.settings.secret_key }}",
    "{# a remark #} ${7*7} #{7*7} <%= 7*7 %>",
    "{0.__class__} %s %d %(1)s %% %n",
)
FORMULAS = (
    "=1+1",
    '=HYPERLINK("https://evil.example","here")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1;1)",
    "\uff1d1+1",
    '";=1+1;"',
)
LETTERS = (
    'O\'Brien "quoted" \\ back `tick` «guillemets»',
    "before \u202eright to left\u202c after",
    "\u2066isolate\u2069 \u200fmark",
    "Ελλάδα България Čeština 中文 🇪🇺 e\u0301",
    "'; DROP TABLE answer; --",
    "Set-Cookie: a=b Location: https://evil.example",
    "_x0041_ &amp; _x000D_ & ]]>",
    "../../etc/passwd ..\\..\\windows",
    "\U0001d54f\ud7a3 \ufffd \u2028line\u2029paragraph",
)
PAYLOADS = SCRIPTS + TEMPLATES + FORMULAS + LETTERS

# Bytes of a form that no text can be made of, percent-encoded as a browser would send them.
UNREADABLE = ("%00", "a%00b", "%01%02", "%1B%5B2J", "%7F", "%EF%BF%BE", "%EF%BF%BF", "%0Ba%0C")
BROKEN = ("%ED%A0%80", "%ED%B0%80x", "%FF%FE", "%C0%BC", "%E2%82", "%80", "%F5%80%80%80")

_ADDRESSES = ("href", "src", "action", "formaction", "poster", "data", "xlink:href", "srcdoc")
_OUTSIDE = "evil.example"


def plain(text: str) -> str:
    """The text as pages show it: runs of white space are one space."""
    return " ".join(text.split())


def shown(answer: Answer) -> str:
    """Everything a reader can see of a page: its text, and what stands in its fields."""
    typed = [e.get("value", "") for e in answer.all("input") if e.get("type") != "hidden"]
    return plain(" ".join([answer.words(), *typed]))


def missing(answer: Answer, texts: Iterable[str]) -> list[str]:
    """The texts that do not come out of the page as they were typed."""
    seen = shown(answer)
    return [text for text in texts if plain(text) not in seen]


def injected(answer: Answer) -> list[str]:
    """What in a page can only have come out of a text: scripts, handlers, addresses."""
    found = []
    for element in answer.tree.iter():
        if not isinstance(element.tag, str):
            continue
        found += [f"<{element.tag} {n}>" for n in element.attrib if n.lower().startswith("on")]
        if element.tag == "script" and not _is_ours(element):
            found.append("a script")
        if element.tag in ("iframe", "object", "embed", "base", "math", "style"):
            found.append(f"<{element.tag}>")
        if element.tag == "meta" and element.get("http-equiv"):
            found.append("a refresh")
        if not (element.tag == "img" and _is_drawing(element.get("src", ""))):
            found += [f"{n}={element.get(n)}" for n in _ADDRESSES if _is_bad(element.get(n))]
        for name, value in element.items():
            if name.startswith("data-hx-") and not name.endswith(("-vals", "-headers")):
                found += [f"{name}={value}"] if _OUTSIDE in value else []
    return found


def _is_ours(script) -> bool:
    if script.get("type") == "application/json":
        return "<" not in (script.text or "")
    return (script.get("src") or "").startswith("/static/") and not script.text


def _is_drawing(address: str) -> bool:
    """Our charts are pictures: as such they run nothing, and no text may have become markup."""
    drawn = unquote(address)
    if not drawn.startswith("data:image/svg+xml,"):
        return False
    tags = {part.split(None, 1)[0].strip("/>") for part in drawn.split("<")[1:]}
    return not tags & {"script", "foreignObject", "image", "use", "a", "img", "iframe"}


def _is_bad(address: str | None) -> bool:
    if address is None:
        return False
    squeezed = "".join(c for c in unquote(address) if c > " ").lower()
    if squeezed.startswith(("javascript:", "vbscript:", "data:")):
        return True
    return urlsplit(address).netloc == _OUTSIDE
