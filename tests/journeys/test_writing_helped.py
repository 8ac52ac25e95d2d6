"""What helps somebody who writes, in real browsers: pictures, names, buttons and keys, and what is kept meanwhile."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browsing import PHONE
from tests.journeys.steps import late_scripts
from tests.journeys.test_writing import club, opened  # noqa: F401

pytestmark = pytest.mark.browser

PASTE = """async () => {
  const canvas = document.createElement("canvas"), data = new DataTransfer();
  canvas.width = canvas.height = 40;
  data.items.add(new File([await new Promise((done) => canvas.toBlob(done))], "image.png", { type: "image/png" }));
  const text = document.querySelector("textarea[name=text]");
  text.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def text_of(page):
    return page.get_by_label("Text", exact=True)


def says(page, text):
    expect(text_of(page)).to_have_value(text)


def test_notes_with_a_pasted_picture_are_written_found_and_corrected_from_a_phone(club, opened, library):  # noqa: F811
    server, _ = club
    page = opened("ned", "/")
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Write").click()
    page.get_by_label("Group").select_option("north")
    page.get_by_label("Title").fill("First call")
    page.get_by_label("Date").fill("2024-01-15")
    text_of(page).fill("We drew xylophones.\n\n")
    page.wait_for_load_state()  # whoever pastes a picture before the scripts are there sees that nothing came
    page.evaluate(PASTE)
    says(page, "We drew xylophones.\n\n![describe this picture](new/picture.png)")
    page.keyboard.type("Two xylophones")  # the words to be written over are selected
    says(page, "We drew xylophones.\n\n![Two xylophones](new/picture.png)")
    expect(page.locator(".preview img")).to_have_attribute("alt", "Two xylophones")
    page.get_by_role("button", name="Save").click()
    shown = page.get_by_role("img", name="Two xylophones")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 40
    assert list((library.notes / "north").glob("2024-01-15-notes*/picture.png"))
    assert server.finds("xylophones", within=1)

    phone = opened("lea", page.url, viewport=PHONE, has_touch=True, is_mobile=True)
    phone.get_by_role("link", name="Edit", exact=True).tap()
    expect(phone.locator(".preview")).to_contain_text("We drew")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    text = text_of(phone)
    text.fill(text.input_value().replace("drew", "built"))
    phone.get_by_role("button", name="Save").tap()
    expect(phone.get_by_role("article")).to_contain_text("We built xylophones.")


def test_without_a_script_files_come_with_the_form(club, opened, library, tmp_path):  # noqa: F811
    image = io.BytesIO()
    Image.new("RGB", (40, 40)).save(image, "PNG")
    page = opened("ned", "/new?kind=page&group=north", java_script_enabled=False)
    page.get_by_label("Title").fill("A plan")
    text_of(page).fill("Look at this.")
    page.get_by_label("Add files").set_input_files({"name": "My plan.png", "mimeType": "", "buffer": image.getvalue()})
    page.get_by_role("button", name="Add them now").click()
    says(page, "Look at this.\n\n![describe this picture](new/my-plan.png)\n")
    expect(page.locator(".preview img")).to_be_visible()
    text_of(page).fill("![Our plan](new/my-plan.png)")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("img", name="Our plan")).to_be_visible()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_role("link", name="Replace, describe or take away files").click()
    page.get_by_label("What it shows").fill("The plan of 2024")
    page.get_by_role("button", name="Keep these words").click()
    expect(page.get_by_role("status")).to_contain_text("in the text now")
    made = next((library.notes / "north").glob("a-plan*.md"))
    assert f"![The plan of 2024]({made.stem}/my-plan.png)" in made.read_text()


def test_keys_and_names_help_and_everything_can_be_undone(club, opened, library):  # noqa: F811
    library.document("north/jam.md", "# Jam\n\n## How it is made\n", id="jam001", title="All about jam", tags=["jam"])
    server, _ = club
    assert server.finds("made")
    page = opened("ned", "/new?kind=page&group=north")
    text_of(page).focus()
    page.keyboard.type("- one")
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    says(page, "- one\n- two\n")
    page.keyboard.press("Control+b")
    page.keyboard.type("bold")
    says(page, "- one\n- two\n**bold**")
    page.keyboard.press("Control+End")
    page.keyboard.type(" [[jam")
    option = page.get_by_role("option", name="All about jam")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(text_of(page)).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    page.keyboard.press("Enter")
    says(page, "- one\n- two\n**bold** [[All about jam]]")
    page.keyboard.type(" [[All about jam#made")
    page.get_by_role("option", name="How it is made").click()
    page.keyboard.type(" #ja")
    expect(page.get_by_role("option", name="jam")).to_be_visible()
    page.keyboard.press("Tab")
    says(page, "- one\n- two\n**bold** [[All about jam]] [[All about jam#How it is made]] #jam")
    for _ in range(100):
        page.keyboard.press("Control+z")
    says(page, "")

    bold = page.get_by_role("button", name="Bold")
    bold.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(bold).to_be_focused()
    expect(page.locator(".toolbar button[tabindex='0']")).to_have_count(1)


def test_what_was_not_saved_is_there_when_somebody_comes_back(club, opened):  # noqa: F811
    page = opened("ned", "/new?kind=page&group=north")
    page.get_by_label("Title").fill("Half a thought")
    text_of(page).fill("It began with")
    expect(page.locator(".count")).to_have_text("3 words")
    expect(page.locator(".kept")).to_contain_text("not saved yet", timeout=15_000)
    page.close()  # without a question, and without saving

    again = opened("ned", "/new?kind=page&group=north")
    expect(again.locator(".offer")).to_contain_text("“Half a thought”, today at")
    again.get_by_role("link", name="Go on").click()
    says(again, "It began with")
    expect(again.get_by_label("Title")).to_have_value("Half a thought")
    again.goto("/unsaved")
    again.get_by_role("button", name="Drop it").click()
    expect(again.get_by_role("main")).to_contain_text("Nothing.")


def test_a_file_that_is_refused_is_said_where_it_was_put_and_leaves_nothing_behind(club, opened):  # noqa: F811
    page = opened("ned", "/new?kind=page&group=north")
    text_of(page).fill("Before.")
    page.locator("#f-files").set_input_files({"name": "broken.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(page.locator(".sending .wrong")).to_contain_text("broken.png is damaged")
    says(page, "Before.")


def test_what_is_written_and_chosen_before_the_scripts_are_there_is_kept(club, opened):  # noqa: F811
    page = opened("ned", "/new?kind=page&group=north")
    with late_scripts(page):
        page.reload(wait_until="commit")
        text_of(page).fill("Quick as a quokka.\n")
        page.get_by_label("Add files").set_input_files({"name": "plan.csv", "mimeType": "", "buffer": b"a,b\n"})
    expect(text_of(page)).to_have_value(re.compile(r"quokka.*\(new/plan\.csv\)", re.DOTALL))
    expect(page.locator(".kept")).to_contain_text("Kept at")
