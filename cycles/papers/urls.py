"""Addresses of certificates, of what is printed, and of checking a certificate."""

from django.urls import path

from cycles.papers.views import certificates, papers, verify

app_name = "papers"
urlpatterns = [
    path("me/certificates/", certificates.certificates, name="certificates"),
    path("me/hours/pdf/", papers.transcript, name="transcript"),
    path("certificates/<uuid:pk>.pdf", certificates.pdf, name="certificate"),
    path("certificates/p/<str:token>/", certificates.pdf_link, name="certificate-link"),
    path("certificates/<uuid:pk>/withdraw/", certificates.revoke, name="revoke"),
    path("certificates/<uuid:pk>/again/", certificates.again, name="again"),
    path("series/<uuid:pk>/certificates/", certificates.of_series, name="series"),
    path("sessions/<uuid:pk>/print/", papers.pack, name="pack"),
    path("papers/<uuid:pk>/", papers.paper, name="paper"),
    path("papers/<uuid:pk>.pdf", papers.pdf, name="pdf"),
    path("verify/", verify.ask, name="verify-ask"),
    path("verify/<str:code>/", verify.verify, name="verify"),
]
