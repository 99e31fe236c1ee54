"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from liaison.views import assessment, closing, dashboard, flowing, functions, home, postings, quiet, search, work
from liaison.views import help as guide
from stations.views import account

admin.site.site_header = admin.site.site_title = _("参考数据管理")
admin.site.index_title = _("区划、站点、单位、账号与规则")
admin.site.login, admin.site.logout = account.admin_sign_in, account.sign_out
admin.site.password_change = account.password

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", account.sign_in, name="sign_in"),
    path("sign-out/", account.sign_out, name="sign_out"),
    path("password/", account.password, name="password"),
    path("text-size/", guide.text_size, name="text_size"),
    path("help/", guide.help, name="help"),
    path("search/", search.search, name="search"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/work/", work.work, name="work"),
    path("assessments/", assessment.assessments, name="assessments"),
    path("assessments/new/", assessment.open_round, name="open_round"),
    path("assessments/<int:pk>/", assessment.assessment, name="assessment"),
    path("stations/quiet/", quiet.quiet_stations, name="quiet_stations"),
    path("stations/<int:pk>/close/", closing.station_close, name="station_close"),
    path("stations/<int:pk>/postings/", postings.station_postings, name="station_postings"),
    path("", include("stations.urls")),
    path("activities/functions/", functions.functions, name="functions"),
    path("", include("deputies.urls")),
    path("", include("disputes.urls")),
    path("<str:kind>/<int:pk>/move/<slug:name>/", flowing.move, name="move"),
    path("<str:kind>/<int:pk>/deadline/", flowing.deadline, name="deadline"),
    path("<str:kind>/<int:pk>/audit/", flowing.audit, name="audit"),
    path("admin/", admin.site.urls),
]

handler400 = "liaison.views.errors.bad_request"
handler403 = "liaison.views.errors.forbidden"
handler404 = "liaison.views.errors.not_found"
handler500 = "liaison.views.errors.failed"
