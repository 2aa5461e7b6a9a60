from django.apps import AppConfig


class OwnTablesConfig(AppConfig):
    name = "apps.own_tables"
    label = "own_tables"
    verbose_name = "Egna tabeller"
