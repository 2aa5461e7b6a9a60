from importlib import import_module

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "apps.goals"
    label = "goals"
    verbose_name = "Mål och indikatorer"

    def import_models(self) -> None:
        super().import_models()
        import_module("apps.goals.area_models")
        import_module("apps.goals.merge_models")
