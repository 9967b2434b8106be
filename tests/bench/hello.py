"""The bare hello: an application that sends ready bytes and does nothing else."""

from fastapi import FastAPI, Response

BODY = b"hello " * 100


def app() -> FastAPI:
    """Return the application."""
    made = FastAPI(openapi_url=None)

    @made.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @made.get("/")
    async def hello() -> Response:
        return Response(BODY, media_type="text/plain")

    return made
