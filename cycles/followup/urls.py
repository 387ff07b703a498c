from django.urls import path

from cycles.followup.views import ready, survey

app_name = "followup"
urlpatterns = [
    path("series/<uuid:pk>/readiness/", ready.table, name="readiness"),
    path("series/<uuid:pk>/nudge/", ready.nudge, name="nudge"),
    path("sessions/<uuid:pk>/exit/", survey.exit_survey, name="exit"),
    path("exit/<str:token>/", survey.exit_link, name="exit-link"),
]
