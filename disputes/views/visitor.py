"""The one page that shows who a visitor is: for the visitor's own station, with a reason that is kept."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from deputies.forms.deputy import ReasonForm
from disputes.models import Issue, Visitor
from stations.views.flowing import stage_shown


@require_http_methods(["GET", "POST"])
def reveal(request, pk):
    """The identity is in the answer to a POST and nowhere else: neither an address nor a cookie carries it."""
    person = get_object_or_404(Visitor.objects.visible_to(request.user).select_related("station"), pk=pk)
    form, told = ReasonForm(request.POST or None), None
    form.fields["reason"].error_messages["required"] = _("请写明为什么要查看来访人的身份。")
    if request.method == "POST" and form.is_valid():
        told = person.reveal(by=request.user, reason=form.cleaned_data["reason"])
    issues = Issue.objects.visible_to(request.user).filter(visits__visitor=person).distinct().order_by("-pk")[:20]
    back = next((issue for issue in issues if str(issue.pk) == request.GET.get("issue")), None)
    return render(request, "disputes/visitor_reveal.html", {
        "visitor": person, "form": form, "told": told, "back": back, "form_failed": bool(form.errors),
        "issues": [{"thing": issue, "stage": stage_shown(issue)} for issue in issues],
    })
