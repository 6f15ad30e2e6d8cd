"""Pages and their files go out compressed, and are not sent twice."""

from __future__ import annotations

import gzip

import pytest

pytestmark = pytest.mark.django_db  # closing an answer looks for it

GZIP = {"Accept-Encoding": "gzip, br"}
STYLES = "/static/app.css"


def whole(answer) -> bytes:
    content = b"".join(answer.streaming_content)
    answer.close()
    return content


@pytest.mark.parametrize("path", [STYLES, "/static/app.js"])
def test_files_are_compressed_for_who_takes_it(client, path):
    plain, small = client.get(path), client.get(path, headers=GZIP)

    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    packed, text = whole(small), whole(plain)
    assert gzip.decompress(packed) == text
    assert len(packed) < len(text)


def test_a_page_is_compressed(client):
    answer = client.get("/start", headers=GZIP)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"Let us set up your books." in gzip.decompress(answer.content)


def test_a_file_that_a_browser_has_is_not_sent_again(client):
    first = client.get(STYLES, headers=GZIP)
    assert whole(first)
    assert "ETag" not in first.headers

    has = {"If-Modified-Since": first.headers["Last-Modified"]}
    again = client.get(STYLES, headers={**GZIP, **has})
    assert (again.status_code, whole(again)) == (304, b"")


def test_what_is_small_already_stays_as_it_is(client):
    font = client.get("/static/fonts/inter-latin-opsz-normal.woff2", headers=GZIP)
    assert "Content-Encoding" not in font.headers
    assert whole(font)


@pytest.mark.parametrize("how", [{"method": "HEAD"}, {"HTTP_RANGE": "bytes=0-9"}])
def test_a_part_of_a_file_is_counted_as_it_lies(client, how):
    asked = {"method": "GET", "HTTP_ACCEPT_ENCODING": "gzip"} | how
    answer = client.generic(asked.pop("method"), STYLES, **asked)

    assert "Content-Encoding" not in answer.headers
    assert len(whole(answer)) <= 10
