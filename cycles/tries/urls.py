from django.urls import path

from cycles.tries.views import closing, commitments, doing, planning, telling

app_name = "tries"
urlpatterns = [
    path("tries/", planning.mine, name="mine"),
    path("sessions/<uuid:pk>/close/", closing.close, name="close"),
    path("sessions/<uuid:pk>/commit/", commitments.commit, name="commit"),
    path("sessions/<uuid:pk>/commit/autosave/", commitments.autosave, name="commit-autosave"),
    path("sessions/<uuid:pk>/commitments/", commitments.answer, name="answer"),
    path("commit/p/<str:token>/", commitments.commit_link, name="commit-link"),
    path("commit/p/<str:token>/autosave/", commitments.link_autosave, name="commit-link-autosave"),
    path("sessions/<uuid:pk>/try/", planning.plan, name="plan"),
    path("sessions/<uuid:pk>/try/start/", planning.start, name="start"),
    path("sessions/<uuid:pk>/try/autosave/", doing.autosave_plan, name="autosave-plan"),
    path("tries/<uuid:pk>/", doing.detail, name="detail"),
    path("tries/<uuid:pk>/tell/", telling.tell, name="tell"),
    path("tries/<uuid:pk>/autosave/", doing.autosave, name="autosave"),
    path("tries/<uuid:pk>/undo/", telling.undo, name="undo"),
    path("tries/<uuid:pk>/skip/", doing.skip, name="skip"),
    path("tries/<uuid:pk>/reopen/", doing.reopen, name="reopen"),
    path("tries/<uuid:pk>/decide/", doing.decide, name="decide"),
    path("tries/<uuid:pk>/refine/", planning.refine, name="refine"),
]
