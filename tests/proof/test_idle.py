"""A connection on which nothing came for a while still takes the next request."""

import http.client
import time

from tests.database import one_database
from tests.portal_process import HOST, START_SECONDS, portal

PAUSE = 6  # longer than servers keep idle connections unless they are told otherwise


@one_database
def test_a_request_after_a_pause_is_answered_on_the_same_connection(database_url, tmp_path):
    """Somebody reads before typing on; a proxy keeps connections for the next reader."""
    with portal(database_url, tmp_path) as served:
        connection = http.client.HTTPConnection(HOST, served.port, timeout=START_SECONDS)
        try:
            for pause in (0, PAUSE):
                time.sleep(pause)
                connection.request("GET", "/health/live")
                answer = connection.getresponse()
                assert (answer.status, bool(answer.read())) == (200, True)
                assert connection.sock is not None
        finally:
            connection.close()
