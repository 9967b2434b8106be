"""Posted forms: own limits, every field declared, text that can be stored; then a strict Pydantic
model."""

import re
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, TypeVar, get_args, get_origin

from fastapi import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import FormParser, MultiPartException

from app.core.errors import Refused, TooLarge
from app.core.settings import Settings
from app.web.uploads import LimitedParser, Upload, received

# What every form of the portal carries besides its own fields.
TECHNICAL_FIELDS = frozenset({"csrf"})
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def _whole_number(value: object) -> object:
    # int("1_000") and int("١٢") are Python's liberties, not what a form may send.
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,18}", value.strip()):
        raise ValueError("not_a_number")
    return value


WholeNumber = Annotated[int, BeforeValidator(_whole_number)]


class FormModel(BaseModel):
    """Base of all form models: unknown fields are refused, numbers are never floats."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        """Refuse a declaration that would let through what a form must not send."""
        super().__pydantic_init_subclass__(**options)
        if cls.model_config.get("extra") != "forbid":
            raise TypeError(f"{cls.__name__} must refuse unknown fields")
        for name, info in cls.model_fields.items():
            kinds = {info.annotation, *get_args(info.annotation)}
            if float in kinds or Decimal in kinds:
                raise TypeError(f"{cls.__name__}.{name}: read numbers with the domain's parser")
            if int in kinds and not any(isinstance(m, BeforeValidator) for m in info.metadata):
                raise TypeError(f"{cls.__name__}.{name}: use WholeNumber")


Model = TypeVar("Model", bound=FormModel)


@dataclass(frozen=True)
class PostedFields:
    """The fields of a posted form as they came."""

    values: Mapping[str, tuple[str, ...]]
    files: Mapping[str, Upload]

    def first(self, name: str) -> str:
        """Return the only or first value of a field, or an empty text."""
        return self.values.get(name, ("",))[0]


class FormRefused(Refused):
    """A form that does not fit its model; `problems` gives the message code of each field."""

    default_code = "form_refused"

    def __init__(self, problems: Mapping[str, str], code: str | None = None) -> None:
        super().__init__(code)
        self.problems = dict(problems)


async def read_fields(request: Request) -> PostedFields:
    """Read the body of a form once, within the limits of the settings."""
    known = getattr(request.state, "posted_fields", None)
    if isinstance(known, PostedFields):
        return known
    fields = await _parse_body(request)
    request.state.posted_fields = fields
    return fields


async def read_form(request: Request, model: type[Model]) -> Model:
    """Read the body of a form into a model, or refuse it."""
    return bind(await read_fields(request), model)


def form(model: type[Model]) -> Callable[[Request], Coroutine[Any, Any, Model]]:
    """Return a dependency that reads the form into `model`: `Annotated[X, Depends(form(X))]`."""

    async def read(request: Request) -> Model:
        return await read_form(request, model)

    return read


def bind(fields: PostedFields, model: type[Model]) -> Model:
    """Turn posted fields into a model; raises FormRefused with a code per field."""
    values: dict[str, object] = {}
    for name, sent in fields.values.items():
        if name in TECHNICAL_FIELDS:
            continue
        info = model.model_fields.get(name)
        if info is None:
            raise FormRefused({}, "unknown_field")
        if _takes_many(info.annotation):
            values[name] = sent
        elif len(sent) > 1:
            raise FormRefused({}, "repeated_field")
        else:
            values[name] = sent[0]
    for name, upload in fields.files.items():
        if name not in model.model_fields:
            raise FormRefused({}, "unknown_field")
        values[name] = upload
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise FormRefused(_problems(error)) from None


_CODES = {
    "missing": "field_missing",
    "string_too_long": "field_too_long",
    "string_too_short": "field_too_short",
    "int_parsing": "field_not_a_number",
    "enum": "field_not_a_choice",
    "literal_error": "field_not_a_choice",
    "bool_parsing": "field_not_a_choice",
}


def _problems(error: ValidationError) -> dict[str, str]:
    problems: dict[str, str] = {}
    for item in error.errors(include_input=False, include_url=False, include_context=False):
        name = str(item["loc"][0]) if item["loc"] else ""
        if item["type"] == "string_too_short" and "at least 1 " in item["msg"]:
            problems.setdefault(name, "field_missing")
        elif item["type"] == "value_error" and "not_a_number" in item["msg"]:
            problems.setdefault(name, "field_not_a_number")
        else:
            problems.setdefault(name, _CODES.get(item["type"], "field_refused"))
    return problems


def _takes_many(annotation: Any) -> bool:
    return get_origin(annotation) in (tuple, list, frozenset, set)


async def _parse_body(request: Request) -> PostedFields:
    settings: Settings = request.app.state.settings
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type not in _FORM_TYPES:
        return PostedFields({}, {})
    try:
        parsed = await _run_parser(request, content_type, settings)
    except MultiPartException as error:
        if "maximum" in error.message.lower():
            raise TooLarge("too_many_fields") from None
        raise Refused("refused") from None
    except FormParserError:
        raise Refused("refused") from None
    values: dict[str, tuple[str, ...]] = {}
    files: dict[str, Upload] = {}
    try:
        items = parsed.multi_items()
        if len(items) > settings.max_form_fields:
            raise TooLarge("too_many_fields")
        for name, value in items:
            if isinstance(value, UploadFile):
                if value.filename:
                    shown = _clean(value.filename)[:255]
                    files[_clean(name)] = await received(value, shown, settings.max_file_bytes)
            else:
                if len(value.encode("utf-8", "surrogatepass")) > settings.max_field_bytes:
                    raise TooLarge("too_large", limit=f"{settings.max_field_bytes >> 10} KiB")
                name = _clean(name)
                values[name] = (*values.get(name, ()), _clean(value))
    finally:
        await parsed.close()
    return PostedFields(values, files)


async def _run_parser(request: Request, content_type: str, settings: Settings) -> FormData:
    if content_type == "multipart/form-data":
        return await LimitedParser(
            request.headers,
            request.stream(),
            max_files=20,
            max_fields=settings.max_form_fields,
            max_part_size=settings.max_field_bytes,
            max_file_bytes=settings.max_file_bytes,
        ).parse()
    return await FormParser(
        request.headers,
        request.stream(),
        max_fields=settings.max_form_fields,
        max_part_size=3 * settings.max_field_bytes,  # percent-encoded; the text is counted after
    ).parse()


_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _clean(text: str) -> str:
    """Normalise line ends; refuse characters that no database or document can hold."""
    if _FORBIDDEN.search(text):
        raise Refused("text_unreadable")
    return text.replace("\r\n", "\n").replace("\r", "\n")
