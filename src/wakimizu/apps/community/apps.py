from django.apps import AppConfig


class CommunityRoom(AppConfig):
    name = "wakimizu.apps.community"
    label = "community"
