"""System check of rule 4, and the walk over the URLconf that `routes` shares with it."""

from dataclasses import dataclass

from django.core.checks import Error, register
from django.urls import URLPattern, get_resolver

from desks.models import Role


@dataclass(frozen=True)
class Route:
    path: str
    name: str
    callback: object

    @property
    def is_admin(self):
        """Pages of Django admin: its site checks the role for each of them."""
        site = getattr(self.callback, "admin_site", None) or getattr(
            getattr(self.callback, "model_admin", None), "admin_site", None
        )
        return getattr(site, "serves_administrators_only", False)

    @property
    def declared(self):
        return self.is_admin or hasattr(self.callback, "roles")

    @property
    def roles(self):
        """Sorted role names, or None where no login is needed."""
        if self.is_admin:
            return [Role.ADMINISTRATOR.value]
        return None if self.callback.roles is None else sorted(role.value for role in self.callback.roles)

    @property
    def methods(self):
        return ["GET", "HEAD", "POST"] if self.is_admin else sorted(self.callback.methods)


def routes(resolver=None, prefix="/", namespace=""):
    """Every Route of the URLconf, depth first."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Route(path, f"{namespace}{pattern.name or ''}", pattern.callback)
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern, path, inner)


@register("security")
def every_view_names_its_roles(app_configs=None, **kwargs):
    return [
        Error(
            f"The view of {route.path} does not say which roles it serves.",
            hint="Decorate it with desks.access.serves(...), or with open_to_all(reason).",
            id="posko.E001",
        )
        for route in routes()
        if not route.declared
    ]


@register("security")
def open_views_give_their_reason(app_configs=None, **kwargs):
    return [
        Error(
            f"The view of {route.path} needs no login and does not say why.",
            hint="Give desks.access.open_to_all a reason.",
            id="posko.E002",
        )
        for route in routes()
        if route.declared and route.roles is None and not getattr(route.callback, "open_because", "").strip()
    ]
