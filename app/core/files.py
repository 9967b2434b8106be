"""Files kept under the SHA-256 of their contents, outside any web root, written whole or not at
all."""

import contextlib
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import AppError


class FileDamaged(AppError):
    """A stored file is missing or its contents do not have its name."""

    default_code = "file_damaged"


@dataclass(frozen=True)
class StoredFile:
    """Where contents are kept: the hash is the name."""

    sha256: str
    size: int


def path_of(data_dir: Path, sha256: str) -> Path:
    """Return where the contents with this hash are kept."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("a file is named by its SHA-256")
    return data_dir / "files" / sha256[:2] / sha256[2:]


def store(data_dir: Path, contents: bytes) -> StoredFile:
    """Keep contents; on return they are on the disk, not only in memory."""
    stored = StoredFile(_sha256(contents), len(contents))
    path = path_of(data_dir, stored.sha256)
    if path.exists():
        return stored
    path.parent.mkdir(parents=True, exist_ok=True)
    if not _written_without_name(path, contents):
        _written_beside(path, contents)
    _sync_directory(path.parent)
    return stored


def _written_without_name(path: Path, contents: bytes) -> bool:
    """Write a file that has no name before it is whole: a kill leaves nothing of it.

    Not every system and disk can do this; False where nothing was written.
    """
    nameless = getattr(os, "O_TMPFILE", None)
    if nameless is None:
        return False
    try:
        handle = os.open(path.parent, os.O_WRONLY | nameless, 0o600)
    except OSError:
        return False
    with os.fdopen(handle, "wb") as file:
        file.write(contents)
        file.flush()
        os.fsync(file.fileno())
        try:
            # A directory must be named, or Python does not follow the link to the open file.
            os.link(f"/proc/self/fd/{file.fileno()}", path, src_dir_fd=file.fileno())
        except FileExistsError:
            return True  # somebody else stored the same contents
        except OSError:
            return False
    return True


def _written_beside(path: Path, contents: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(contents)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise


def remove(data_dir: Path, sha256: str) -> None:
    """Take contents away that nobody needs any more; nothing happens where they are not."""
    path_of(data_dir, sha256).unlink(missing_ok=True)


def read(data_dir: Path, sha256: str) -> bytes:
    """Return the contents with this hash, checked."""
    try:
        contents = path_of(data_dir, sha256).read_bytes()
    except FileNotFoundError:
        raise FileDamaged from None
    if _sha256(contents) != sha256:
        raise FileDamaged
    return contents


def _sha256(contents: bytes) -> str:
    return hashlib.sha256(contents).hexdigest()


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
