"""Addresses of deputies, their duty files and reception days."""

from django.urls import path

from deputies.views import activity, deed
from deputies.views.deputy import deputies, deputy, phone
from deputies.views.duty import duties, duties_advance, duty, duty_new
from deputies.views.duty_file import duty_file
from deputies.views.expense import expense, expense_new, expenses
from deputies.views.fund import budget, fund, funds
from deputies.views.plan import leave_withdraw, leaves, plan, publish
from deputies.views.reception import calendar, poster, reception, reception_new, receptions, station_calendar, visits
from deputies.views.roster import arrive, coming, leave, roster, seen, shift, take_back

app_name = "deputies"
urlpatterns = [
    path("deputies/", deputies, name="deputies"),
    path("deputies/<int:pk>/", deputy, name="deputy"),
    path("deputies/<int:pk>/phone/", phone, name="phone"),
    path("deputies/<int:pk>/file/", duty_file, name="duty_file"),
    path("duties/", duties, name="duties"),
    path("duties/new/", duty_new, name="duty_new"),
    path("duties/advance/", duties_advance, name="duties_advance"),
    path("duties/<int:pk>/", duty, name="duty"),
    path("expenses/", expenses, name="expenses"),
    path("expenses/<int:pk>/", expense, name="expense"),
    path("funds/", funds, name="funds"),
    path("funds/<int:station>/<int:year>/", fund, name="fund"),
    path("funds/<int:station>/<int:year>/budget/", budget, name="budget"),
    path("funds/<int:station>/<int:year>/new/", expense_new, name="expense_new"),
    path("receptions/", receptions, name="receptions"),
    path("receptions/new/", reception_new, name="reception_new"),
    path("receptions/plan/", plan, name="plan"),
    path("receptions/publish/", publish, name="publish"),
    path("receptions/visits/", visits, name="visits"),
    path("receptions/leaves/", leaves, name="leaves"),
    path("receptions/leaves/<int:pk>/withdraw/", leave_withdraw, name="leave_withdraw"),
    path("receptions/calendar.ics", calendar, name="calendar"),
    path("receptions/stations/<int:pk>/calendar.ics", station_calendar, name="station_calendar"),
    path("receptions/<int:pk>/", reception, name="reception"),
    path("receptions/<int:pk>/poster/", poster, name="poster"),
    path("receptions/<int:pk>/roster/", roster, name="roster"),
    path("receptions/<int:pk>/roster/shift/", shift, name="shift"),
    path("receptions/<int:pk>/arrivals/<int:deputy>/", arrive, name="arrive"),
    path("receptions/<int:pk>/arrivals/<int:deputy>/undo/", take_back, name="take_back"),
    path("receptions/<int:pk>/arrivals/<int:deputy>/yes/", coming, name="coming"),
    path("receptions/<int:pk>/arrivals/<int:deputy>/leave/", leave, name="leave"),
    path("receptions/<int:pk>/arrivals/<int:deputy>/seen/", seen, name="seen"),
    path("activities/", activity.activities, name="activities"),
    path("activities/new/", activity.activity_new, name="activity_new"),
    path("activities/<int:pk>/", activity.activity, name="activity"),
    path("activities/<int:pk>/edit/", activity.activity_edit, name="activity_edit"),
    path("activities/<int:pk>/report/", activity.activity_report, name="activity_report"),
    path("activities/<int:pk>/cancel/", activity.activity_cancel, name="activity_cancel"),
    path("activities/<int:pk>/restore/", activity.activity_restore, name="activity_restore"),
    path("activities/<int:pk>/sheet/", activity.activity_sheet, name="activity_sheet"),
    path("deeds/", deed.deeds, name="deeds"),
    path("deeds/new/", deed.deed_new, name="deed_new"),
    path("deeds/<int:pk>/", deed.deed, name="deed"),
]
