"""Who a view serves (rule 4). A view without one of these decorators stops the server from starting."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from .models import Area, Role

EVERYONE_WITH_A_LOGIN = tuple(Role)


def area_or_404(user, code):
    """An area of this person; one outside is as if it never was."""
    return get_object_or_404(Area.objects.visible_to(user), pk=code)


def method_refused(methods):
    words = _("This address cannot be used that way. Go back and use the buttons of the page.")
    return HttpResponseNotAllowed(methods, words, content_type="text/plain; charset=utf-8")


def serves(*roles, methods=("GET",)):
    """Serve only these roles (403 for others) and methods (405). HEAD comes with GET."""
    methods = (*methods, "HEAD") if "GET" in methods else methods

    def decorate(view):
        @wraps(view)
        def checked(request, *args, **kwargs):
            if request.user.role not in roles:
                raise PermissionDenied
            if request.method not in methods:
                return method_refused(methods)
            return view(request, *args, **kwargs)

        checked.roles = frozenset(roles)
        checked.methods = methods
        return checked

    return decorate


def open_to_all(reason, *, methods=("GET",)):
    """Serve without a login; `reason` says, on the line, why that is safe."""
    methods = (*methods, "HEAD") if "GET" in methods else methods

    def decorate(view):
        @wraps(view)
        def checked(request, *args, **kwargs):
            if request.method not in methods:
                return method_refused(methods)
            return view(request, *args, **kwargs)

        checked.roles = None
        checked.open_because = reason
        checked.methods = methods
        return login_not_required(checked)

    return decorate
