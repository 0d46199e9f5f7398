"""Why an action was not done. The text of each is a sentence for the person who asked."""


class StepRefused(Exception):
    """The step cannot be done as things stand, though this person might do it (422)."""


class Stale(Exception):
    """Someone or something was first; the text says who (409)."""


class FilingRefused(Exception):
    """No desk can take the report now (409)."""


class KeyReused(Exception):
    """The same form was sent again with other content; `report` is the one that was kept (422)."""

    def __init__(self, report):
        super().__init__(report.number)
        self.report = report
