"""Addresses of the pages that join rooms."""

from django.urls import path

from wakimizu.pages import district, need, views
from wakimizu.pages.reports import views as reports
from wakimizu.pages.selfcheck import views as selfcheck
from wakimizu.pages.trace import views as trace

urlpatterns = [
    path("", views.portal, name="portal"),
    path("promises/", views.promises, name="promises"),
    path("ledger/", views.ledger, name="ledger"),
    path("desk/", views.desk, name="desk"),
    path("desk/overview/", views.overview, name="overview"),
    path("desk/overview/<str:code>/", views.overview, name="overview_ward"),
    path("desk/district/", district.district_chooser, name="district_chooser"),
    path("desk/district/<str:code>/", district.district_sheet, name="district_sheet"),
    path("desk/need/<int:number>/", need.need, name="need"),
    path("desk/overdue/", views.overdue, name="overdue"),
    path("desk/posts/", views.posts, name="posts"),
    path("desk/posts/<int:number>/relieve/", views.relieve, name="relieve"),
    path("desk/trace/<slug:kind>/<slug:key>/", trace.trace, name="trace"),
    path("trace/<slug:kind>/<slug:key>/", trace.public_trace, name="trace_public"),
    path("follow/<str:receipt>/path/", trace.path_of_a_voice, name="voice_path"),
    path("report/<int:year>/", reports.yearly_page, name="report_yearly"),
    path("report/<int:year>.pdf", reports.yearly_pdf, name="report_yearly_pdf"),
    path("desk/meeting/", reports.meeting_page, name="report_meeting"),
    path("desk/self-check/", selfcheck.self_checks, name="self_checks"),
    path("desk/self-check/<str:code>/<int:year>/", selfcheck.self_check, name="self_check"),
    path("desk/self-check/<str:code>/<int:year>/sign/", selfcheck.self_check_sign, name="self_check_sign"),
    path("self-check/<str:code>/<int:year>/", selfcheck.self_check_public, name="self_check_public"),
    path("desk/post/", views.choose_post, name="choose_post"),
]

without_language = [path("healthy", views.healthy, name="healthy")]
