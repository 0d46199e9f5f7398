class Refused(Exception):
    """An action that cannot be done; the text is a sentence for the person who asked."""
