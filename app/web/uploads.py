"""Files of a posted form: counted while they come in, never held whole once they are too large."""

from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartParser


@dataclass(frozen=True)
class Upload:
    """A file that came with a form; the name is what the browser says and is only shown.

    A file beyond the limit has its size and no contents.
    """

    name: str
    content_type: str
    contents: bytes = field(repr=False)
    size: int


class LimitedParser(MultiPartParser):
    """Reads the parts of a form and drops what a file has beyond the limit; the other fields of
    the form are read all the same, so that it can be shown again as it was filled in."""

    def __init__(self, *given: Any, max_file_bytes: int, **options: Any) -> None:
        super().__init__(*given, **options)
        self.max_file_bytes = max_file_bytes
        self.sizes: dict[UploadFile, int] = {}

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Count the bytes of a file, and pass them on up to the limit."""
        file = self._current_part.file
        if file is not None:
            self.sizes[file] = self.sizes.get(file, 0) + end - start
            if self.sizes[file] > self.max_file_bytes:
                return
        super().on_part_data(data, start, end)

    async def parse(self) -> FormData:
        """Read the form; each file says how large it was when it was sent."""
        parsed = await super().parse()
        for file, size in self.sizes.items():
            file.size = size
        return parsed


async def received(file: UploadFile, name: str, max_file_bytes: int) -> Upload:
    """Return a file as it came, without contents when they are beyond the limit."""
    size = file.size or 0
    contents = b"" if size > max_file_bytes else await file.read()
    return Upload(name, file.content_type or "application/octet-stream", contents, size)
