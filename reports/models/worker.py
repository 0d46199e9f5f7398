from datetime import timedelta

from django.db import models

#: A worker unseen for longer is taken for dead (rule 16).
SILENCE = timedelta(minutes=1)


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
