"""A scanner of viruses for tests: answers as clamd does."""

import socketserver
import struct
import threading
from contextlib import contextmanager


class Clamd(socketserver.BaseRequestHandler):
    """What clamd does with INSTREAM; contents with the word VIRUS are infected."""

    def handle(self):
        """Answer one connection."""
        with self.request.makefile("rb") as sent:
            assert sent.read(10) == b"zINSTREAM\0"
            contents = b""
            while size := struct.unpack("!I", sent.read(4))[0]:
                contents += sent.read(size)
        found = b"Test.Virus FOUND" if b"VIRUS" in contents else b"OK"
        self.request.sendall(b"stream: " + found + b"\0")


@contextmanager
def clamd():
    """Run a scanner on this machine and give its address."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
