from django.apps import apps


def constraints_of(app):
    """Names of the constraints that the models of an app declare."""
    return {row.name for model in apps.get_app_config(app).get_models() for row in model._meta.constraints}
