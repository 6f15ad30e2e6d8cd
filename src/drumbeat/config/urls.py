"""Every address of the house."""

from django.urls import include, path

urlpatterns = [path("", include("drumbeat.web.urls"))]
handler400 = "drumbeat.web.feedback.bad_request"
handler403 = "drumbeat.web.feedback.forbidden"
handler404 = "drumbeat.web.feedback.not_found"
handler500 = "drumbeat.web.feedback.server_error"
