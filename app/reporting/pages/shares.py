"""A derived share with what it is worked out from, so that a page can follow what is typed."""

from dataclasses import dataclass

from app.domain.answers import canonical_decimal
from app.domain.derived import parts_of_share, share_places
from app.domain.observations import ObservationKey
from app.reporting.addresses import field_id
from app.reporting.work import Work


@dataclass(frozen=True)
class Share:
    """What a derived share is worked out from: fields of the page, and what is stored."""

    part_id: str
    whole_id: str
    part: str
    whole: str
    places: int


def share_of(work: Work, key: ObservationKey) -> Share | None:
    """Return the parts of a derived share; None for a value of another kind."""
    data = work.draft.data
    parts = parts_of_share(work.index, key, data.cutoff)
    if parts is None:
        return None
    numbers = (data.observations[one].number if one in data.observations else None for one in parts)
    part, whole = ("" if number is None else canonical_decimal(number) for number in numbers)
    places = share_places(work.index.indicators[key.indicator])
    return Share(field_id(str(parts[0])), field_id(str(parts[1])), part, whole, places)
