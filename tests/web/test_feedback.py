"""What is shown instead of a page."""

import pytest
from django.test import RequestFactory

from drumbeat.web import feedback


@pytest.mark.parametrize(
    ("handler", "code", "sentence"),
    [
        (feedback.not_found, 404, "There is no page here."),
        (feedback.forbidden, 403, "This page is not open to you."),
    ],
)
def test_an_error_page_is_called_as_django_calls_it(handler, code, sentence):
    answer = handler(RequestFactory().get("/nothing"), exception=Exception("why"))

    assert answer.status_code == code
    assert sentence in answer.content.decode()
    assert "why" not in answer.content.decode()


def test_a_mistake_of_ours_is_answered_without_the_database():
    answer = feedback.server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "Nothing was sent or charged." in answer.content.decode()
