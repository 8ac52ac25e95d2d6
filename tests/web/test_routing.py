"""Where the module of a page lies: so that whoever knows an address finds it."""

import re
from pathlib import Path

import pytest

from kb.web.routing import PAGES

FOLDERS = {path.parent.name for path in (Path(__file__).parents[2] / "kb/web/pages").glob("*/__init__.py")}
BEGINNINGS = {"document": {"d"}, "login": {"login", "logout"}}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_page_lies_in_the_folder_named_as_all_its_addresses_begin(page):
    begins = {re.split(r"[/.]", route.path)[1] for route in page.router.routes}
    folder = [one for one in FOLDERS if begins <= BEGINNINGS.get(one, {one})]
    assert page.__name__.split(".")[3:-1] == folder
