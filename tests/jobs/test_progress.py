"""How far a long piece of work is."""

from kb.jobs import Progress


def test_what_is_done_soon_shows_nothing(capsys):
    progress = Progress("Indexing")
    progress.begin(2)
    progress.advance(1)
    progress.advance(1)
    progress.end()
    assert (progress.done, progress.total) == (2, 2)
    assert capsys.readouterr() == ("", "")


def test_what_takes_longer_says_how_far_it_is_where_there_is_no_terminal(capsys, monkeypatch):
    now = 0.0
    monkeypatch.setattr("kb.jobs.progress.time.monotonic", lambda: now)
    progress = Progress("Indexing")
    progress.begin(100)
    now = 12.0
    progress.advance(40)
    assert "Indexing: 40 of 100" in capsys.readouterr().err
