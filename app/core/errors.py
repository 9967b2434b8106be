"""Refusals as exceptions: each carries a status, a message code and parameters, never a
sentence."""

from collections.abc import Mapping, Sequence
from typing import ClassVar


class AppError(Exception):
    """Something the portal refuses; `code` names its sentence in `app.core.messages`."""

    status_code: int = 500
    default_code: ClassVar[str] = "failed"

    def __init__(self, code: str | None = None, /, **params: object) -> None:
        self.code = code or self.default_code
        self.params = params
        super().__init__(self.code)


class NotFound(AppError):
    """The thing does not exist, or the reader may not know that it does."""

    status_code = 404
    default_code = "not_found"


class Forbidden(AppError):
    """The reader is known and may not do this."""

    status_code = 403
    default_code = "forbidden"


class Conflict(AppError):
    """The state changed meanwhile, or does not allow this act."""

    status_code = 409
    default_code = "conflict"


class Refused(AppError):
    """What was sent cannot be accepted."""

    status_code = 422
    default_code = "refused"


class PartsRefused(AppError):
    """Parts of what was sent cannot be accepted, so nothing is; each part has its reason.

    A reason says where (`pointer`), why (`code`) and in words (`detail`); it may hold more.
    """

    status_code = 422
    default_code = "parts_refused"

    def __init__(self, parts: Sequence[Mapping[str, object]], status: int = 422) -> None:
        self.parts = tuple(parts)
        self.status_code = status
        super().__init__()


class TooLarge(AppError):
    """More was sent than is accepted."""

    status_code = 413
    default_code = "too_large"


class TooManyRequests(AppError):
    """Too many attempts in a short time; `retry_after` is in seconds."""

    status_code = 429
    default_code = "too_many_requests"

    def __init__(
        self, code: str | None = None, /, *, retry_after: int = 300, **params: object
    ) -> None:
        self.retry_after = retry_after
        super().__init__(code, minutes=max(1, -(-retry_after // 60)), **params)


class NotAuthenticated(AppError):
    """Nobody is signed in."""

    status_code = 401
    default_code = "not_authenticated"


class FreshAuthenticationNeeded(AppError):
    """The person must prove again who they are."""

    status_code = 401
    default_code = "fresh_authentication_needed"


class Unavailable(AppError):
    """The portal cannot do this just now; trying again later may work."""

    status_code = 503
    default_code = "unavailable"

    def __init__(
        self, code: str | None = None, /, *, retry_after: int = 10, **params: object
    ) -> None:
        self.retry_after = retry_after
        super().__init__(code, **params)


class StartRefused(AppError):
    """The server or a command does not start in this state."""

    default_code = "start_refused"
