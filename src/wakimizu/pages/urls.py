"""Addresses of the pages that join rooms."""

from django.urls import path

from wakimizu.pages import district, views

urlpatterns = [
    path("", views.portal, name="portal"),
    path("promises/", views.promises, name="promises"),
    path("ledger/", views.ledger, name="ledger"),
    path("desk/", views.desk, name="desk"),
    path("desk/overview/", views.overview, name="overview"),
    path("desk/overview/<str:code>/", views.overview, name="overview_ward"),
    path("desk/district/", district.district_chooser, name="district_chooser"),
    path("desk/district/<str:code>/", district.district_sheet, name="district_sheet"),
    path("desk/overdue/", views.overdue, name="overdue"),
    path("desk/posts/", views.posts, name="posts"),
    path("desk/posts/<int:number>/relieve/", views.relieve, name="relieve"),
    path("desk/post/", views.choose_post, name="choose_post"),
]

without_language = [path("healthy", views.healthy, name="healthy")]
