"""wrk, for answers that take less time than a client in Python: its rate is the server's own."""

import re
import subprocess
from collections.abc import Mapping

_RATE = re.compile(r"^Requests/sec:\s+([\d.]+)$", re.MULTILINE)
_WRONG = re.compile(r"^\s*(Non-2xx or 3xx responses|Socket errors):.*$", re.MULTILINE)


def rate(
    port: int, path: str, clients: int, seconds: int = 2, headers: Mapping[str, str] | None = None
) -> float:
    """Ask one address from many connections; return answers a second, any but 2xx fails."""
    told = [f"-H{name}: {value}" for name, value in (headers or {}).items()]
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", *told]
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"],
        capture_output=True,
        text=True,
        timeout=seconds + 60,
        check=False,
    )
    found, wrong = _RATE.search(done.stdout), _WRONG.search(done.stdout)
    if done.returncode or found is None or wrong is not None:
        raise RuntimeError(f"{path}: {wrong[0] if wrong else done.stderr[-1000:]}")
    return float(found[1])
