"""How requests are read from the wire: by the parser written in C, with a limit for their head."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES = 64 << 10
# Both are named where the portal is served: no accident of what is installed.
LOOP = "asyncio"


class LimitedProtocol(HttpToolsProtocol):
    """The parser would collect a head that never ends."""

    _is_head = False
    _seen = 0

    def on_message_begin(self) -> None:
        """Begin to count."""
        self._is_head, self._seen = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is whole: bodies are counted where they are read."""
        self._is_head = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Read what came, and refuse to go on when the head is too long."""
        super().data_received(data)
        if self._is_head:
            self._seen += len(data)
            if self._seen > MOST_HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response("The head of the request is too long.")
