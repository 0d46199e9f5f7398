class Refused(Exception):
    """An action that cannot be done; the text is a sentence for the person who asked."""


class KeyReused(Refused):
    """The same form was sent again with other content; what came first is kept."""
