"""Pages of the report list, whose cost does not grow with the number of reports."""

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.utils.functional import cached_property

from .lines import lines_of

#: Reports are counted up to this number; of more the list says that there are more.
COUNTED = 1_000
#: No page lies further: what is that old is found by a filter, not by turning pages.
LAST_PAGE = 20_000


class ReportPaginator(Paginator):
    """Counts no further than COUNTED and still goes on page after page.

    Only the keys of a page are looked for, in an index; the Lines behind them are read last.
    """

    def __init__(self, reports, per_page):
        super().__init__(reports.order_by("-pk"), per_page)

    @cached_property
    def counted(self):
        """How many there are, or one more than COUNTED: the newest, which the first pages show too, are in memory."""
        return self.object_list.values("pk")[: COUNTED + 1].count()

    @property
    def count(self):
        return min(self.counted, COUNTED)

    @property
    def has_more(self):
        """Whether there are more than `count`."""
        return self.counted > COUNTED

    def validate_number(self, number):
        try:
            return super().validate_number(number)
        except PageNotAnInteger:
            raise
        except EmptyPage:
            if self.has_more and 1 <= int(number) <= LAST_PAGE:
                return int(number)
            raise

    def page(self, number):
        """The page; past the end of what was not counted, the last one that was."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        keys = self.object_list.values("pk")[start : start + self.per_page + 1]
        rows = lines_of(self.object_list.model.objects.filter(pk__in=keys).order_by("-pk"))
        if not rows and number > self.num_pages:
            return self.page(self.num_pages)
        return ReportPage(rows, number, self)


class ReportPage(Page):
    def __init__(self, rows, number, paginator):
        super().__init__(rows[: paginator.per_page], number, paginator)
        self.goes_on = len(rows) > paginator.per_page

    def has_next(self):
        return self.goes_on

    def next_page_number(self):
        return self.number + 1
