"""Addresses of the voices room. A receipt code in an address is the resident's own key; it is never written to a log."""

from django.urls import path

from wakimizu.apps.voices import views
from wakimizu.apps.voices.imports import views as importing
from wakimizu.apps.voices.learning import views as learning

urlpatterns = [
    path("say/", views.voice_new, name="voice_new"),
    path("say/<str:receipt>/thanks/", views.voice_thanks, name="voice_thanks"),
    path("follow/", views.track, name="track"),
    path("follow/<str:receipt>/", views.voice_track, name="voice_track"),
    path("follow/<str:receipt>/reopen/", views.voice_reopen, name="voice_reopen"),
    path("follow/<str:receipt>/proof/", views.voice_proof, name="voice_proof"),
    path("voices/", views.voices_public, name="voices_public"),
    path("answers/", views.needs_public, name="needs_public"),
    path("answers/<int:number>/", views.need_public, name="need_public"),
    path("map/", views.needs_map, name="needs_map"),
    path("map/needs.geojson", views.need_points, name="need_points"),
    path("map/base.geojson", views.base_map, name="base_map"),
    path("desk/note/", views.voice_note, name="voice_note"),
    path("desk/voice/<int:number>/", views.voice, name="voice"),
    path("desk/voice/<int:number>/contact/", views.voice_contact, name="voice_contact"),
    path("desk/voice/<int:number>/<slug:name>/", views.voice_act, name="voice_act"),
    path("desk/needs/", views.needs, name="needs"),
    path("desk/need/<int:number>/<slug:name>/", views.need_act, name="need_act"),
    path("desk/part/<int:number>/<slug:name>/", views.part_act, name="part_act"),
    path("desk/import/voices/", importing.voices_import, name="voices_import"),
    path("desk/import/voices/<int:number>/columns/", importing.voices_import_columns, name="voices_import_columns"),
    path("desk/import/voices/<int:number>/values/", importing.voices_import_values, name="voices_import_values"),
    path("desk/import/voices/<int:number>/take/", importing.voices_import_take, name="voices_import_take"),
    path("desk/import/voices/result/<int:number>/", importing.voices_import_result, name="voices_import_result"),
    path("desk/import/voices/result/<int:number>/stop/", importing.voices_import_stop, name="voices_import_stop"),
    path("desk/import/voices/result/<int:number>/download/", importing.voices_import_lines, name="voices_import_lines"),
    path("desk/routing/", views.routing, name="routing"),
    path("desk/gathering/", learning.gathering, name="gathering"),
    path("desk/language/", learning.language, name="language"),
    path("desk/language/learn/", learning.language_learn, name="language_learn"),
    path("desk/language/alone/", learning.language_alone, name="language_alone"),
    path("desk/language/<int:number>/use/", learning.language_use, name="language_use"),
    path("desk/language/<int:number>/stop/", learning.language_stop, name="language_stop"),
]

without_language = [
    path("photo/<int:number>/", views.photo, name="photo"),
    path("letter/<int:number>/", views.letter, name="letter"),
    path("letter/<str:receipt>/<int:number>/", views.letter, name="letter_by_receipt"),
    path("photo/<str:receipt>/<int:number>/", views.photo, name="photo_by_receipt"),
]
