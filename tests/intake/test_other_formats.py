"""PDF, slides, tables, transcripts, messages, calendars, pages and texts: what each becomes."""

import io
from datetime import date

import openpyxl
import pytest
from pptx import Presentation
from pptx.util import Inches

from kb.intake.converted import OnlyAFile, Unusable
from kb.intake.formats.calendar import from_calendar
from kb.intake.formats.mail import from_mailbox, from_message
from kb.intake.formats.pdf import from_pdf
from kb.intake.formats.plain import from_etherpad, from_markdown, from_text
from kb.intake.formats.sheets import from_csv, from_sheets
from kb.intake.formats.slides import from_slides
from kb.intake.formats.transcript import from_transcript
from kb.intake.formats.web import from_web
from kb.intake.formats.zipped import from_zip
from kb.intake.sniffing import format_of
from kb.markup import render
from tests.intake.making import pdf, zipped


def piece(converted):
    (only,) = converted.pieces
    return only


def text(convert, data, name="a.file"):
    return piece(convert(data.encode() if isinstance(data, str) else data, name)).text


def page(number):
    return [
        (60, 800, 9, "Company Ltd confidential"),
        *([(60, 760, 20, "Panel minutes")] if number == 1 else []),
        (60, 720, 14, f"Item {number}"),
        (60, 700, 10, "The panel agreed that early market engagement lets suppliers ask what is"),
        (60, 688, 10, "meant, and that it costs less than putting it right afterwards, which all"),
        (60, 676, 10, "had seen."),
        (60, 650, 10, "• first point"),
        (78, 638, 10, "• a point below it"),
        (60, 626, 10, "• second point"),
        (290, 30, 9, f"Page {number} of 3"),
    ]


def test_a_pdf_has_headings_paragraphs_and_lists_by_how_they_are_set():
    converted = from_pdf(pdf([page(1)]), "a.pdf")
    assert piece(converted).title == "Panel minutes"
    assert (
        "## Item 1\n\nThe panel agreed that early market engagement lets suppliers ask what is meant, and that it "
        in (piece(converted).text)
    )
    assert "- first point\n    - a point below it\n- second point" in piece(converted).text


def test_what_stands_at_the_edge_of_every_page_is_left_out_and_counted():
    converted = from_pdf(pdf([page(1), page(2), page(3)]), "a.pdf")
    assert "Company" not in piece(converted).text
    assert "of 3" not in piece(converted).text
    assert converted.dropped.sentence() == "Left out: 3 headers and footers, 3 page numbers."


def test_bullets_that_are_drawn_are_bullets_too():
    lines = [
        (60, 700, 10, "We have talked of two things, at length."),
        (80, 670, 10, "one"),
        (100, 655, 10, "below it"),
    ]
    dots = "\n66 672 4 4 re f\n86 657 4 4 re f\n60 500 200 100 re f"
    assert from_pdf(pdf([lines], drawn=dots), "a.pdf").pieces[0].text.endswith("\n\n- one\n    - below it\n")


def test_bold_lines_of_a_pdf_are_headings():
    lines = [(60, 700, 10, "Next steps"), (60, 680, 10, "We will meet again, as was said before."),
             (60, 668, 10, "Nothing else was said.")]  # fmt: skip
    assert from_pdf(pdf([lines], bold=["Next steps"]), "a.pdf").pieces[0].title == "Next steps"


def test_a_pdf_of_pictures_is_kept_without_who_made_it():
    with pytest.raises(OnlyAFile, match="only pictures of pages") as raised:
        from_pdf(pdf([[]]), "a.pdf")
    assert raised.value.data.startswith(b"%PDF")
    assert b"Secret" not in raised.value.data


def test_pages_beyond_the_limit_are_said(monkeypatch):
    monkeypatch.setattr("kb.intake.formats.pdf.MOST_PAGES", 2)
    assert "one page beyond the limit" in from_pdf(pdf([page(1), page(2), page(3)]), "a.pdf").dropped.sentence()


def slides():
    deck = Presentation()
    deck.core_properties.author = "Somebody Secret"
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "Asking early"
    first.placeholders[1].text = "one"
    below = first.placeholders[1].text_frame.add_paragraph()
    below.text, below.level = "one and a half", 1
    first.notes_slide.notes_text_frame.text = "Say hello first."
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "Costs"
    table = second.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(1, 1).text = "what", "a|b"
    hidden = deck.slides.add_slide(deck.slide_layouts[5])
    hidden.shapes.title.text = "Not shown"
    hidden.element.set("show", "0")
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def test_slides_are_headings_with_their_points_tables_and_notes():
    converted = from_slides(slides(), "a.pptx")
    assert piece(converted).title == "Asking early"
    assert piece(converted).text == (
        "- one\n    - one and a half\n\n> Notes:\n> Say hello first.\n\n## Costs\n\n"
        "| what |   |\n| --- | --- |\n|   | a\\|b |\n"
    )
    assert converted.dropped.sentence() == "Left out: one hidden passage."


def test_a_small_spreadsheet_becomes_tables_of_its_values():
    book = openpyxl.Workbook()
    book.active.title = "Costs"
    book.active.append(["when", "what", "how much"])
    book.active.append([date(2020, 3, 31), "a|b", 3.0])
    other = book.create_sheet("Later")
    other.append(["x"])
    book.create_sheet("Secret").sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    converted = from_sheets(out.getvalue(), "a.xlsx")
    assert piece(converted).text == (
        "## Costs\n\n| when | what | how much |\n| --- | --- | --- |\n| 2020-03-31 | a\\|b | 3 |\n\n"
        "## Later\n\n| x |\n| --- |\n"
    )
    assert converted.dropped.sentence() == "Left out: one hidden passage."


def test_a_large_table_stays_a_file():
    with pytest.raises(OnlyAFile, match="more than 200 rows"):
        from_csv("\n".join(f"{n},x" for n in range(300)).encode(), "a.csv")


def test_tables_with_semicolons_and_quotes():
    assert text(from_csv, 'name;cost\n"Cake; large";30\n') == "| name | cost |\n| --- | --- |\n| Cake; large | 30 |\n"


CALL = """WEBVTT

1
00:00:35.960 --> 00:00:37.300
Jo Doe: Hello, everyone.

2
00:00:37.630 --> 00:00:39.610
Jo Doe: Shall we start?

3
00:00:40.000 --> 00:00:41.000
<v Sam Roe>Yes, please.</v>

4
00:12:40.000 --> 00:12:42.000
Sam Roe: We are back.

5
00:13:00.000 --> 00:13:02.000
Sam Roe: Item 2: Costs of the room.
"""


def test_turns_of_a_speaker_are_joined_and_long_pauses_are_headings():
    assert text(from_transcript, CALL) == (
        "**Jo Doe:** Hello, everyone. Shall we start? {#t-00-00-35}\n\n"
        "**Sam Roe:** Yes, please. {#t-00-00-40}\n\n"
        "## From 00:12:40\n\n**Sam Roe:** We are back. {#t-00-12-40}\n\n"
        "## Costs of the room\n\n**Sam Roe:** Item 2: Costs of the room. {#t-00-13-00}\n"
    )


def test_the_times_are_anchors_of_the_page():
    html = render(text(from_transcript, CALL)).html
    assert 'id="t-00-12-40"' in html
    assert "{#" not in html


SUBTITLES = "1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\nTwo.\n\n3\n00:00:03,000 --> 00:00:04,000\nThree.\n"


def test_subtitles_without_a_time_keep_their_words():
    converted = from_transcript(SUBTITLES.encode(), "a.srt")
    assert piece(converted).text == "One. Two. Three. {#t-00-00-01}\n"
    assert converted.dropped.sentence() == "Left out: one caption without a time."


def test_captions_without_their_heading_are_read():
    assert text(from_transcript, "00:00:01.000 --> 00:00:02.000\nOne.\n").startswith("One.")


MESSAGE = """From: Jo Doe <jo@example.org>
To: group@example.org
Subject: Re: [list] Notes of our call
Date: Tue, 31 Mar 2020 18:00:00 +0100
Message-ID: <one@example.org>
Content-Type: text/plain; charset=utf-8

Thank you all. Decisions:

- we ask early
- we meet again

-- 
Jo Doe, Company Ltd

On Mon, 30 Mar 2020 at 10:00, Sam Roe <sam@example.org> wrote:
> What did we say?
> And when?
"""  # noqa: W291  # the mark above a signature ends with a space


def test_a_message_is_what_it_says_without_its_tail():
    converted = from_message(MESSAGE.encode(), "a.eml")
    only = piece(converted)
    assert (only.title, only.date, only.date_from) == ("Notes of our call", "2020-03-31", "the message")
    assert only.text == "Thank you all. Decisions:\n\n- we ask early\n- we meet again\n"
    assert converted.dropped.sentence() == "Left out: 3 lines of earlier messages, one signature."


def test_what_is_quoted_between_own_words_stays():
    said = "Subject: x\nFrom: a@example.org\nDate: Tue, 31 Mar 2020 18:00:00 +0100\n\n> When?\n\nOn Monday.\n"
    assert text(from_message, said) == "> When?\n\nOn Monday.\n"


HTML_MESSAGE = """Subject: Notes
From: a@example.org
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/html; charset=utf-8

<p>We <b>agreed</b>.</p><div class="gmail_signature">Jo, Company Ltd</div>
<div class="gmail_quote">On Monday Sam wrote:<blockquote type="cite">Why?</blockquote></div>
--x
Content-Type: text/plain
Content-Disposition: attachment; filename="../../plan.txt"

The plan.
--x--
"""


def test_a_page_in_a_message_loses_its_tail_and_attached_files_are_taken_in_too():
    converted = from_message(HTML_MESSAGE.encode(), "a.eml")
    assert piece(converted).text == "We **agreed**.\n"
    assert [file.data for file in converted.files] == [b"The plan."]
    assert "2 lines of earlier messages, one signature" in converted.dropped.sentence()


def test_threads_of_a_mailbox_are_kept_together():
    answer = (
        MESSAGE.replace("one@", "two@")
        .replace("31 Mar", "1 Apr")
        .replace("To: group@example.org", "In-Reply-To: <one@example.org>")
    )
    other = MESSAGE.replace("one@", "three@").replace("Notes of our call", "Something else")
    box = "".join(f"From x@example.org Tue Mar 31 18:00:00 2020\n{each}\n" for each in (answer, MESSAGE, other))
    converted = from_mailbox(box.encode(), "a.mbox")
    assert [each.title for each in converted.pieces] == ["Notes of our call", "Something else"]
    lines = [line for line in converted.pieces[0].text.splitlines() if line.startswith("#")]
    assert lines == ["## 31 March 2020, Jo Doe", "## 1 April 2020, Jo Doe"]
    assert "@" not in converted.pieces[0].text


def test_messages_in_any_order_make_one_thread_each_once():
    def answering(number, before):
        return MESSAGE.replace("one@", f"{number}@").replace(
            "To: group@example.org", f"References: <{before}@example.org>"
        ).replace("Notes of our call", f"Subject {number}")  # fmt: skip

    third, second = answering("three", "two"), answering("two", "one")
    box = "".join(f"From x@example.org Tue Mar 31 18:00:00 2020\n{each}\n" for each in (MESSAGE, third, second, third))
    (only,) = from_mailbox(box.encode(), "a.mbox").pieces
    assert only.text.count("## 31 March") == 3


def test_a_line_of_a_mailbox_that_would_begin_a_message_reads_as_it_was_written():
    box = "From x@example.org Tue Mar 31 18:00:00 2020\n" + MESSAGE.replace(
        "Thank you all.", "Thank you.\n>From May 2021 on we agreed."
    )
    (only,) = from_mailbox(box.encode(), "a.mbox").pieces
    assert "From May 2021 on we agreed" in only.text


def test_threads_of_messages_in_a_zip_are_kept_together():
    answer = MESSAGE.replace("one@", "two@").replace("31 Mar", "1 Apr").replace("Jo Doe", "Sam Roe")
    other = MESSAGE.replace("one@", "three@").replace("Notes of our call", "Something else")
    made = {"b.eml": answer, "a.eml": MESSAGE, "c/d.eml": other, "plan.txt": "The plan."}
    converted = from_zip(zipped(made), "mail.zip")
    assert [each.title for each in converted.pieces] == ["Notes of our call", "Something else"]
    assert converted.pieces[0].text.count("## ") == 2
    assert [file.name for file in converted.files] == ["plan.txt"]
    assert len(from_zip(zipped({"a.eml": MESSAGE, "plan.txt": "The plan."}), "mail.zip").files) == 2


INVITATION = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1
SUMMARY:Monthly call
DTSTART;TZID=Europe/London:20200331T150000
DTEND;TZID=Europe/London:20200331T160000
LOCATION:Room 1
ORGANIZER;CN=Somebody Secret:mailto:a@example.org
ATTENDEE;CN=Somebody Secret:mailto:b@example.org
DESCRIPTION:Agenda:\\n1. Welcome\\n2. Costs
END:VEVENT
END:VCALENDAR
"""


def test_an_invitation_is_an_agenda_without_who_was_invited():
    converted = from_calendar(INVITATION.replace("\n", "\r\n").encode(), "a.ics")
    only = piece(converted)
    assert (only.title, only.date, only.kind) == ("Monthly call", "2020-03-31", "agenda")
    assert only.text == "Time: 15:00 to 16:00 (BST)  \nPlace: Room 1\n\nAgenda:\n\n1. Welcome\n2. Costs\n"
    assert converted.dropped.sentence() == "Left out: 2 addresses of people invited."


PAGE = """<!doctype html><html><head><title>Our notes</title><script>alert(1)</script></head><body>
<h1>Our notes</h1><p>Text <span style="font-weight:700">bold</span><span style="display:none">hidden</span>
<a href="javascript:alert(1)">odd</a> <a href="https://example.org">good</a></p>
<ul><li>one<ul><li>below</li></ul></li></ul><img src="https://example.org/spy.png" alt="a chart">
<svg><script>alert(1)</script></svg></body></html>"""


def test_a_page_keeps_its_text_and_nothing_that_runs_is_hidden_or_fetched():
    converted = from_web(PAGE.encode(), "a.html")
    only = piece(converted)
    assert only.title == "Our notes"
    assert only.text == (
        "Text **bold** odd [good](https://example.org)\n\n- one\n    - below\n\n[a chart](https://example.org/spy.png)\n"
    )
    assert "2 pieces of programs" in converted.dropped.sentence()
    assert "one hidden passage" in converted.dropped.sentence()


def test_a_pages_own_heading_is_better_than_the_name_of_its_window():
    page = "<title>Notes - Some Program</title><h1>Monthly call</h1><p>We met.</p>"
    assert from_web(page.encode(), "a.html").pieces[0].title == "Monthly call"
    without = "<title>Monthly call</title><h2>One</h2><p>x</p><h2>Two</h2><p>y</p>"
    assert from_web(without.encode(), "a.html").pieces[0].title == "Monthly call"


def test_plain_text_means_what_it_looks_like():
    said = "Monthly call\n\nATTENDANCE\n\nWe met.\n\nNext steps\n----------\n* one\n  * below\n* two\n\nLine\nLine\n"
    only = piece(from_text(said.encode(), "a.txt"))
    assert only.title == "Monthly call"
    assert only.text == "## ATTENDANCE\n\nWe met.\n\n## Next steps\n\n- one\n    - below\n- two\n\nLine  \nLine\n"


PAD = (
    '{"pad:notes":{"atext":{"text":"Our call\\n\\n* we met\\n","attribs":"*0+1"},"pool":{"numToAttrib":'
    '{"0":["author","a.secret"]}}},"globalAuthor:a.secret":{"name":"Somebody Secret"},"pad:notes:revs:0":{"x":1}}'
)


def test_a_pad_is_its_text_without_who_wrote_it():
    assert format_of(PAD.encode(), "notes.etherpad") == "etherpad"
    only = piece(from_etherpad(PAD.encode(), "notes.etherpad"))
    assert (only.title, only.text) == ("Our call", "- we met\n")


def test_what_hedgedoc_shows_of_other_sites_is_a_link_and_quotations_lose_their_signature():
    written = "# T\n\n{%youtube aaaaaaaaaaa %}\n\n> We move. [name=Somebody] [time=Tue, Mar 31, 2020] [color=red]\n"
    assert text(from_markdown, written) == "<https://www.youtube.com/watch?v=aaaaaaaaaaa>\n\n> We move.\n"


def test_what_only_hedgedoc_understands_is_said_another_way():
    pad = "# Call\n\n###### tags: `costs` `rooms`\n\n[TOC]\n\n:::info\nBring cake.\n:::\n\nText.\n"
    only = piece(from_markdown(pad.encode(), "a.md"))
    assert (only.title, only.tags, only.text) == ("Call", ("costs", "rooms"), "> Bring cake.\n\nText.\n")


@pytest.mark.parametrize("convert", [from_text, from_markdown, from_transcript, from_calendar, from_mailbox])
def test_a_file_with_nothing_in_it_says_so(convert):
    with pytest.raises(Unusable):
        convert(b"", "a.file")
