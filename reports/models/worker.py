from datetime import timedelta

from django.db import models

from desks.models import Role

#: A worker unseen for longer is taken for dead (rule 16), and who is told so on every page.
SILENCE = timedelta(minutes=1)
TOLD_OF_SILENCE = (Role.COORDINATOR, Role.OFFICIAL)


class WorkerBeatQuerySet(models.QuerySet):
    def alive(self, now):
        return self.filter(seen_at__gte=now - SILENCE)


class WorkerBeat(models.Model):
    """When a worker was last at work; each has its own row, so that workers never wait for each other."""

    name = models.CharField(primary_key=True, max_length=120)
    seen_at = models.DateTimeField(db_index=True)

    objects = WorkerBeatQuerySet.as_manager()

    def __str__(self):
        return self.name
