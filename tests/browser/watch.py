"""What a browser complains about while it shows our pages."""

import re


class Watch:
    """Collects console errors, script errors and requests that leave the origin.

    What the content security policy refuses is a console error too. So is the status of a page that is
    meant to be 404 or 409; that one line is no problem when it speaks of the page itself.
    """

    def __init__(self, context, origin):
        self.origin = origin
        self.problems = []
        self.refused_pages = set()
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))

    def _request(self, request):
        if not request.url.startswith((self.origin + "/", "data:", "blob:")):
            self.problems.append(f"request to {request.url}")

    def _response(self, response):
        if response.status >= 500:
            self.problems.append(f"{response.status} for {response.url}")
        if response.status >= 400 and response.request.is_navigation_request():
            self.refused_pages.add(response.url)

    def _console(self, message):
        if message.type != "error":
            return
        url = message.location.get("url", "")
        if re.match(r"Failed to load resource: .* status of 4\d\d", message.text) and url in self.refused_pages:
            return
        self.problems.append(f"console: {message.text} ({url})")
