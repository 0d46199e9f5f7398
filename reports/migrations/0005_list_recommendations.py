"""What officials have recommended on incidents so far enters the list of recommendations."""

from django.db import migrations


def list_recommendations(apps, editor):
    Event = apps.get_model("reports", "Event")
    Recommendation = apps.get_model("reports", "Recommendation")
    Step = apps.get_model("reports", "RecommendationStep")
    told = Event.objects.filter(kind="recommended", recommendation=None).select_related("report").order_by("pk")
    for event in told.iterator(chunk_size=2000):
        row = Recommendation.objects.create(
            election_id=event.report.election_id,
            area_id=event.area_id,
            text=event.text,
            classification=event.classification,
            event=event,
            addressed_to_id=event.to_desk_id,
            proposed_at=event.at,
            proposed_by_id=event.actor_id,
            state="proposed",
        )
        Step.objects.create(recommendation=row, to_state="proposed", at=event.at, by_id=event.actor_id)


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_daily_reports")]

    operations = [migrations.RunPython(list_recommendations, migrations.RunPython.noop)]
