"""Many files and long ones: the rest goes in, nothing twice, and memory doesn't grow."""

import os
import threading
import time
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import AddReport, Corpus, FileProblem, Progress, SomeFilesFailed, WritingFailed
from rag.ingest import long, slices
from rag.ingest.slices import passages_of_slices, sliced
from rag.load import document_id, make_document
from rag.store import Store

PARAGRAPH = (
    "The council of ward {n} met in {y}. It settled matter {n} by vote, as it had before.\n\n"
)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@settings(max_examples=60)
@given(
    text=st.text(alphabet="ab. \n", max_size=400),
    cuts=st.lists(st.integers(0, 400), max_size=5),
)
def test_slices_give_the_same_passages_however_a_text_comes(text: str, cuts: list[int]) -> None:
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[a:b] for a, b in pairwise(edges)]
    document = make_document(text, title="t", source="s")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slices, "SLICE", 40)
        found = [
            [
                one
                for part in passages_of_slices(document, sliced(how), characters=20)
                for one in part
            ]
            for how in ([text], pieces)
        ]
    assert found[0] == found[1]
    assert "".join(one.text for one in found[0]) == (text if text.strip() else "")
    for one in found[0]:
        assert one.span.of(text) == one.text
        assert all(sentence.of(text) == one.quote(sentence) for sentence in one.sentences)
    assert len({one.id for one in found[0]}) == len(found[0])


def test_a_long_file_read_in_pieces_is_the_same_document(
    tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "".join(PARAGRAPH.format(n=n, y=1900 + n) for n in range(150))
    path = write(tmp_path, "long_file.txt", "\ufeff" + text.replace("\n", "\r\n"))
    monkeypatch.setattr(long, "LONG", 1000)
    monkeypatch.setattr(long, "_PIECE", 777)
    monkeypatch.setattr(slices, "SLICE", 3000)
    corpus.add(path)
    (info,) = corpus.documents()
    assert (info.id, info.title) == (document_id(text), "long file")
    assert corpus.document(info.id).text == text
    assert "1977" in corpus.ask("When did the council of ward 77 meet?").text
    assert corpus.add(path).unchanged == (info,)


def test_a_long_file_that_changes_while_it_is_read_leaves_nothing(
    tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "long.txt", "".join(PARAGRAPH.format(n=n, y=n) for n in range(90)))
    monkeypatch.setattr(long, "LONG", 1000)

    def tell(step: object) -> None:
        with path.open("a") as file:
            file.write("One more line.\n")

    monkeypatch.setattr("rag.ingest.reading._digest", lambda _: tell(None) or "")
    real = long.survey

    def survey(where: Path) -> long.LongText:
        tell(None)
        return real(where)

    monkeypatch.setattr("rag.ingest.reading.survey", survey)
    with pytest.raises(FileProblem, match="changed while it was read"):
        corpus.add(path)
    assert corpus.documents() == []
    assert corpus._index.store._passages.count() == 0


def test_two_files_that_swap_their_texts(tmp_path: Path, corpus: Corpus) -> None:
    one = write(tmp_path, "1.txt", "The first text tells of honey.")
    other = write(tmp_path, "2.txt", "The second text tells of bridges.")
    corpus.add([one, other])
    write(tmp_path, "1.txt", "The second text tells of bridges.")
    write(tmp_path, "2.txt", "The first text tells of honey.")
    assert len(corpus.add([one, other]).replaced) == 2
    texts = {info.source: corpus.document(info.id).text for info in corpus.documents()}
    assert texts[str(one.resolve())] == "The second text tells of bridges."
    assert texts[str(other.resolve())] == "The first text tells of honey."


def test_a_renamed_file_is_noticed_and_not_embedded_again(tmp_path: Path, corpus: Corpus) -> None:
    path = write(tmp_path, "old.txt", "Bees make honey from nectar.")
    corpus.add(path)
    path.rename(tmp_path / "new.txt")
    steps = []
    report = corpus.add(tmp_path / "new.txt", on_progress=steps.append)
    assert [info.title for info in report.renamed] == ["new"]
    assert [info.source for info in corpus.documents()] == [str((tmp_path / "new.txt").resolve())]
    assert "old.txt" not in str(corpus.ask("What do bees make?").citations)


def test_what_fails_is_in_the_report_and_the_rest_is_in(tmp_path: Path, corpus: Corpus) -> None:
    for number in range(30):
        write(tmp_path, f"d/{number}.txt", f"Note {number} is about matter {number}.")
    write(tmp_path, "d/empty.txt", "")
    with pytest.raises(SomeFilesFailed) as failed:
        corpus.add(tmp_path / "d")
    assert len(failed.value.report.added) == len(corpus.documents()) == 30
    assert "empty.txt" in failed.value.report.failed[0]


def test_the_disk_is_full(tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.add(write(tmp_path, "a.txt", "Bees make honey."))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "write", full)
        with pytest.raises(WritingFailed, match=r"No space left.*add the rest again") as problem:
            corpus.add(write(tmp_path, "b.txt", "Mills burn down."))
    assert "\n" not in str(problem.value)
    assert [info.title for info in corpus.documents()] == ["a"]
    corpus.add(tmp_path / "b.txt")
    assert len(corpus.documents()) == 2


def test_a_folder_is_kept_in_step(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "notes"
    write(folder, "1.txt", "The first note tells of honey.")
    write(folder, "2.txt", "The second note tells of mills.")
    outside = write(tmp_path, "outside.txt", "This one is elsewhere.")
    corpus.add(outside)
    stop = threading.Event()
    seen: list[AddReport] = []
    watching = threading.Thread(
        target=lambda: seen.extend(corpus.watch(folder, stop=stop)), daemon=True
    )
    watching.start()
    try:
        wait_for(lambda: titles(corpus) == ["1", "2", "outside"])
        time.sleep(1.5)
        write(folder, "3.txt", "The third note tells of bridges.")
        (folder / "2.txt").unlink()
        (folder / "1.txt").rename(folder / "moved.txt")
        outside.unlink()
        wait_for(lambda: titles(corpus) == ["3", "moved", "outside"])
    finally:
        stop.set()
        watching.join(timeout=20)
    assert not watching.is_alive()


def test_a_folder_is_kept_in_step_for_some(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "notes"
    write(folder, "1.txt", "The first note tells of honey.")
    write(folder, "2.txt", "The second note tells of mills.")
    assert len(corpus.mirror(folder).added) == 2
    (folder / "2.txt").unlink()
    report = corpus.mirror(folder, groups=["staff"])
    assert [info.title for info in report.removed] == ["2"]
    assert titles(corpus.seen_by([])) == []
    assert titles(corpus.seen_by(["staff"])) == ["1"]
    (folder / "1.txt").unlink()
    assert [info.title for info in corpus.mirror(folder, groups=["staff"]).removed] == ["1"]
    assert titles(corpus) == []


def test_a_member_of_an_archive_is_known_again(tmp_path: Path, corpus: Corpus) -> None:
    with ZipFile(tmp_path / "notes.zip", "w") as archive:
        archive.writestr("1.txt", "The first note tells of honey.")
    corpus.add(tmp_path / "notes.zip")
    (info,) = corpus.documents()
    kept = corpus._index.kept
    assert kept and (kept.digest_of(info.source) or ("", ""))[1]
    assert corpus.add(tmp_path / "notes.zip").unchanged == (info,)


def test_the_members_of_an_archive_are_told_one_after_another(
    tmp_path: Path, corpus: Corpus
) -> None:
    texts = {f"{n}.txt": "".join(PARAGRAPH.format(n=n, y=y) for y in range(300)) for n in range(4)}
    with ZipFile(tmp_path / "notes.zip", "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    steps: list[Progress] = []
    corpus.add(tmp_path / "notes.zip", on_progress=steps.append)
    assert {step.total for step in steps} == {sum(map(len, texts.values()))}
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert len(set(done)) > len(texts)
    assert done[-1] == steps[-1].total


def test_a_clock_that_is_set_back_hides_no_change(
    tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New contents of the same size, with times that say that they are older, or the same."""
    ahead, back = 4_000_000_000, 1_000_000_000
    note, packed = tmp_path / "note.txt", tmp_path / "notes.zip"
    for when, year in ((ahead, 1907), (ahead, 1917), (back, 1927), (back, 1937)):
        monkeypatch.setattr(time, "time", lambda when=when: float(when))
        note.write_text(f"The bridge of Quebec fell in {year}.")
        with ZipFile(packed, "w") as archive:
            archive.writestr(ZipInfo("mill.txt"), f"The mill of Lowell burned in {year}.")
        for path in (note, packed):
            os.utime(path, (when, when))
        report = corpus.add([note, packed])
        assert len(report.added or report.replaced) == 2
        for question in ("When did the bridge of Quebec fall?", "When did the mill burn?"):
            assert str(year) in corpus.ask(question).citations[0].quote
        assert len(corpus.documents()) == 2
        assert len(corpus.add([note, packed]).unchanged) == 2


def test_a_folder_that_went_away_takes_nothing_with_it(tmp_path: Path, corpus: Corpus) -> None:
    write(tmp_path / "notes", "1.txt", "The first note tells of honey.")
    corpus.mirror(tmp_path / "notes")
    (tmp_path / "notes").rename(tmp_path / "elsewhere")
    with pytest.raises(FileProblem, match="no such folder"):
        corpus.mirror(tmp_path / "notes")
    assert titles(corpus) == ["1"]


def titles(corpus: Corpus) -> list[str]:
    return [info.title for info in corpus.documents()]


def wait_for(fact: object) -> None:
    for _ in range(400):
        if fact():  # type: ignore[operator]
            return
        time.sleep(0.1)
    raise AssertionError("it didn't come about in 40 s")
