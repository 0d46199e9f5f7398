"""Addresses that are keys: each has a token, worked out from a random number in its row and the site's secret.

A copy of the database alone opens nothing; the site's secret alone does not either.
"""

import secrets

from django.utils.crypto import constant_time_compare, salted_hmac


def new_nonce():
    return secrets.token_hex(16)


def token_of(row, salt):
    proof = salted_hmac(salt, f"{row.pk}:{row.nonce}", algorithm="sha256").hexdigest()
    return f"{row.pk}-{proof[:40]}"


def row_by_token(rows, token):
    """The one of `rows` that this token opens, or None."""
    number, _dash, _proof = token.partition("-")
    if not (token.isascii() and number.isdigit() and len(number) < 19):
        return None
    row = rows.filter(pk=int(number)).first()
    return row if row and constant_time_compare(row.token, token) else None
