"""What a browser fetches: named by its content, once, and not without end."""

import gzip

from layers.io.served import keep_served, served_folder


def test_the_same_text_is_kept_once_and_named_by_what_it_holds(tmp_path):
    first, again, other = (keep_served(text, tmp_path) for text in ("ä", "ä", "b"))
    assert first == again != other
    assert gzip.decompress((tmp_path / first).read_bytes()).decode() == "ä"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted({first, other})
    assert len(first) == 64 + len(".json.gz")


def test_the_oldest_is_let_go(tmp_path):
    names = [keep_served(str(n), tmp_path, most_n=2) for n in range(4)]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[2:])


def test_the_folder_is_this_processes_own():
    assert served_folder() == served_folder()
    assert served_folder().stat().st_mode & 0o077 == 0
