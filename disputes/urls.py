"""Addresses of matters."""

from django.urls import path

from disputes.views import case, collect, convert, intake, issue, legal_aid, suggestion, targets, visitor

app_name = "disputes"
urlpatterns = [
    # issues and visitors
    path("issues/", issue.issues, name="issues"),
    path("issues/log/", intake.log_visit, name="log_visit"),
    path("issues/log/hints/", intake.intake_hints, name="intake_hints"),
    path("issues/log/draft/", intake.draft, name="intake_draft"),
    path("issues/log/discard/", intake.discard, name="intake_discard"),
    path("issues/<int:pk>/", issue.issue, name="issue"),
    path("issues/<int:pk>/receipt/", intake.receipt, name="receipt"),
    path("issues/<int:pk>/redirection/", intake.redirection, name="redirection"),
    path("activities/<int:pk>/collect/", collect.collect, name="collect"),
    path("visitors/<int:pk>/reveal/", visitor.reveal, name="reveal"),
    # the deputies' year
    path("deeds/missing/", targets.missing, name="missing"),
    # hearing cases
    path("cases/", case.cases, name="cases"),
    path("cases/new/", case.open_case, name="open_case"),
    path("cases/<int:pk>/", case.case, name="case"),
    path("cases/<int:pk>/papers/<slug:name>/", case.case_paper, name="case_paper"),
    # suggestions
    path("suggestions/", suggestion.suggestions, name="suggestions"),
    path("suggestions/convert/", convert.convert, name="convert"),
    path("suggestions/promises/", suggestion.promises, name="promises"),
    path("suggestions/<int:pk>/", suggestion.suggestion, name="suggestion"),
    path("suggestions/<int:pk>/paper/<slug:which>/", suggestion.suggestion_paper, name="suggestion_paper"),
    # legal aid
    path("legal-aid/", legal_aid.legal_aids, name="legal_aids"),
    path("legal-aid/new/", legal_aid.legal_aid_new, name="legal_aid_new"),
    path("legal-aid/enterprises/", legal_aid.aided_enterprises, name="aided_enterprises"),
    path("legal-aid/<int:pk>/", legal_aid.legal_aid, name="legal_aid"),
    path("legal-aid/<int:pk>/edit/", legal_aid.legal_aid_edit, name="legal_aid_edit"),
    path("legal-aid/<int:pk>/confirm/", legal_aid.legal_aid_confirm, name="legal_aid_confirm"),
]
