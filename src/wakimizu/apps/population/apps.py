from django.apps import AppConfig


class PopulationRoom(AppConfig):
    name = "wakimizu.apps.population"
    label = "population"
