"""Addresses of the sharing room."""

from django.urls import path

from wakimizu.apps.sharing.views import consultations, keeping, meetings, notices

urlpatterns = [
    path("desk/notices/", notices.notices, name="notices"),
    path("desk/notices/new/", notices.new, name="notice_new"),
    path("desk/notice/<int:number>/", notices.notice, name="notice"),
    path("desk/notice/<int:number>/correct/", notices.correct, name="notice_correct"),
    path("desk/notice/<int:number>/ask/", notices.ask, name="notice_ask"),
    path("desk/notice/<int:number>/withdraw/", notices.withdraw, name="notice_withdraw"),
    path("desk/notice/acknowledge/<int:number>/", notices.acknowledge, name="notice_acknowledge"),
    path("desk/notice/reply/<int:number>/", notices.reply, name="notice_reply"),
    path("desk/consultations/", consultations.consultations, name="consultations"),
    path("desk/consultations/new/", consultations.new, name="consultation_new"),
    path("desk/consultations/standard/<slug:code>/", consultations.standard, name="consultation_standard"),
    path("desk/consultation/<int:number>/", consultations.consultation, name="consultation"),
    path("desk/consultation/<int:number>/answer/", consultations.answer, name="consultation_answer"),
    path("desk/consultation/<int:number>/settle/", consultations.settle, name="consultation_settle"),
    path("desk/consultation/<int:number>/withdraw/", consultations.withdraw, name="consultation_withdraw"),
    path("desk/consultation/respond/<int:number>/", consultations.respond, name="opinion_respond"),
    path("desk/meetings/", meetings.meetings, name="meetings"),
    path("desk/meetings/new/", meetings.new, name="meeting_new"),
    path("desk/meetings/<int:number>/", meetings.meeting, name="meeting"),
    path("desk/meetings/<int:number>/change/", meetings.change, name="meeting_change"),
    path("desk/meetings/<int:number>/add/", meetings.add, name="meeting_add"),
    path("desk/meetings/<int:number>/step/<slug:name>/", meetings.step, name="meeting_step"),
    path("desk/meetings/item/<int:number>/up/", meetings.item_up, name="item_up"),
    path("desk/meetings/item/<int:number>/out/", meetings.item_out, name="item_out"),
    path("desk/meetings/item/<int:number>/minutes/", meetings.item_minutes, name="item_minutes"),
    path("desk/meetings/item/<int:number>/task/", meetings.item_task, name="item_task"),
    path("desk/tasks/", meetings.tasks, name="tasks"),
    path("desk/task/<int:number>/", meetings.task, name="task"),
    path("desk/calendar/", meetings.calendar, name="calendar"),
    path("desk/calendar/download/", meetings.calendar_file, name="calendar_file"),
    path("desk/sharing/", keeping.keeping, name="keeping"),
    path("desk/sharing/download/", keeping.keeping_csv, name="keeping_csv"),
    path("desk/sharing/rules/", keeping.rules_page, name="sharing_rules"),
]

without_language = [path("calendar/<str:token>.ics", meetings.calendar_feed, name="calendar_feed")]
