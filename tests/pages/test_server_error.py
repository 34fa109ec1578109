"""The page for a fault of ours stands by itself: whatever broke, it is shown, in the reader's language."""

import pytest
from django.test import RequestFactory
from django.utils.translation import override

from wakimizu.pages.views import server_error


@pytest.mark.parametrize(
    ("address", "home", "words"), [("/ledger/", "/", "数分後"), ("/en/ledger/", "/en/", "a few minutes")]
)
@pytest.mark.parametrize("served_before", ["ja", "en"])
def test_it_asks_no_database_and_no_session(address, home, words, served_before):
    """This test may not open the database, so neither may the page."""
    with override(served_before):
        response = server_error(RequestFactory().get(address))
    page = response.content.decode()
    assert response.status_code == 500
    assert f'class="button" href="{home}"' in page
    assert words in page
