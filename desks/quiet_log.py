"""The log without the keys that stand in addresses: who reads it must not read the calendars or the wall screens."""

import logging
import re

#: /calendar/<token>.ics and /wall/<token>/
KEY = re.compile(r"(?<=/calendar/)[^/\s]+(?=\.ics)|(?<=/wall/)[^/\s?]+")


class WithoutTokens(logging.Filter):
    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(KEY.sub("…", arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


def keep_tokens_out():
    for name in ("django.request", "django.security.csrf", "django.server"):
        logging.getLogger(name).addFilter(WithoutTokens())
