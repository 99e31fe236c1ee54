"""Addresses of deputies, their duty files and reception days."""

from django.urls import path

from deputies.views.deputy import deputies, deputy, phone
from deputies.views.duty import duties, duties_advance, duty, duty_new
from deputies.views.duty_file import duty_file
from deputies.views.expense import expense, expense_new, expenses
from deputies.views.fund import budget, fund, funds
from deputies.views.reception import arrive, reception, reception_edit, reception_new, receptions, take_back

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
    path("receptions/<int:pk>/", reception, name="reception"),
    path("receptions/<int:pk>/edit/", reception_edit, name="reception_edit"),
    path("receptions/<int:pk>/arrivals/<int:deputy>/", arrive, name="arrive"),
    path("receptions/<int:pk>/arrivals/<int:deputy>/undo/", take_back, name="take_back"),
]
