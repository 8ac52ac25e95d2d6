"""A site below a path, such as https://example.org/club, whether the web server in front takes the path off or not."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


def own_path(scope: Scope) -> str:
    """The path of a request below that of the site."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


class PublicPathMiddleware:
    """Tells the application which part of an address is not its own (`root_path`, ASGI HTTP specification 2.3)."""

    def __init__(self, app: ASGIApp, public_path: str) -> None:
        self._app = app
        self._public = public_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._public:
            path: str = scope["path"]
            inside = path == self._public or path.startswith(f"{self._public}/")
            scope = {**scope, "root_path": self._public, "path": path if inside else self._public + path}
        await self._app(scope, receive, send)
