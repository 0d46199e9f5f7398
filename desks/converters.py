"""Parts of addresses that are more than a word or a number."""

from django.urls import register_converter


class AreaCode:
    regex = r"[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{4})?)?)?"

    def to_python(self, value):
        return value

    to_url = to_python


register_converter(AreaCode, "area")
