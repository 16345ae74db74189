"""Worksheets as they are printed: the key's numbers, the boxes, the papers, the same bytes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from engine.errors import InputError
from engine.experiment import Experiment
from engine.session import Session
from engine.session import write as write_session
from engine.worksheet import Task, Variant, make, parse_ask
from gui.__main__ import main
from gui.numbers import DecimalSign
from gui.worksheets.export import ANSWERS, PUPILS, pdf, write
from gui.worksheets.sheet import Page, Paper, Sheet, pages
from gui.worksheets.words import task_text
from tests.engine.by_hand import half_away, work
from tests.engine.worksheet_networks import ARTICLE, RELU, TANH, network
from tests.gui import printed_sheet

SHEET = Sheet("A network", Paper.A4, key=False)
NETWORKS = {"article": ARTICLE, "relu": RELU, "tanh": TANH}
DECIMAL = re.compile(r"\d\.\d")

needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None and not shutil.which("apt-get"),
    reason="pdftotext reads the printed text; `dev.py test` installs it on Debian",
)


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> QApplication:
    return qapp


def sheet_pages(variants: tuple[Variant, ...], *, key: bool, paper: Paper = Paper.A4) -> list[Page]:
    return pages(variants, Sheet("A network", paper, key))


@needs_pdftotext
@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("decimals", [2, 3])
def test_that_every_number_of_the_key_follows_from_the_printed_inputs(
    name: str, decimals: int, tmp_path: Path
) -> None:
    task = Task(variants=4, seed=decimals, decimals=decimals)
    write(make(NETWORKS[name], task), SHEET, tmp_path)
    printed = printed_sheet.pages(printed_sheet.text_of(tmp_path / ANSWERS))
    assert sorted(printed) == [1, 2, 3, 4]
    for text in printed.values():
        it = printed_sheet.read(text)
        assert it.decimals == decimals
        assert it.results == work(it.activations, it.W, it.b, it.x, it.y, it.rate, it.decimals)
    given = [printed_sheet.read(text)[:4] for text in printed.values()]
    assert all(one not in given[:place] for place, one in enumerate(given))


@needs_pdftotext
def test_that_the_pupils_pages_have_the_same_text_up_to_the_answers(tmp_path: Path) -> None:
    write(make(ARTICLE, Task(variants=2)), SHEET, tmp_path)
    pupils = printed_sheet.pages(printed_sheet.text_of(tmp_path / PUPILS))
    key = printed_sheet.pages(printed_sheet.text_of(tmp_path / ANSWERS))
    for number, text in pupils.items():
        given, asked = text.split("Forwardpass,layer1", 1)
        assert DECIMAL.search(asked) is None
        table = given[given.index("Given") :]
        assert table in key[number]
        assert "Name" in given
        assert "not yet" not in text


@needs_pdftotext
def test_that_what_is_not_asked_but_needed_is_given(tmp_path: Path) -> None:
    (variant,) = make(ARTICLE, Task(ask=parse_ask("delta")))
    write([variant], SHEET, tmp_path)
    text = printed_sheet.pages(printed_sheet.text_of(tmp_path / PUPILS))[1]
    for step in variant.steps:
        shown = f"{step.value:.3f}".replace("-", "−")
        if step.term.what == "activation":
            assert f"a{step.term.unit + 1}({step.term.layer})={shown}" in text
    assert "Forwardpass" not in text
    assert text.count("δ1(3)=") == 1


@pytest.mark.parametrize("paper", list(Paper))
def test_that_the_same_seed_gives_the_same_bytes(paper: Paper) -> None:
    made = [
        pdf(sheet_pages(make(TANH, Task(variants=2, seed=3)), key=key, paper=paper))
        for key in (True, True, False)
    ]
    assert made[0] == made[1]
    assert made[0] != made[2]


@needs_pdftotext
@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, "595 x 842"), (Paper.LETTER, "612 x 792")])
def test_that_the_paper_has_its_size(paper: Paper, size: str, tmp_path: Path) -> None:
    write(make(TANH, Task()), SHEET._replace(paper=paper), tmp_path)
    for name in (PUPILS, ANSWERS):
        told = subprocess.run(
            ["pdfinfo", str(tmp_path / name)], capture_output=True, text=True, check=True
        ).stdout
        assert f"Page size:       {size}" in told


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize(
    "experiment",
    [
        ARTICLE,
        RELU,
        network(1, (8, "tanh"), (1, "identity")),
        network(2, (3, "sigmoid"), (2, "sigmoid"), batch_size=3),
        network(2, (2, "leaky_relu"), (3, "softmax")),
    ],
    ids=["article", "relu", "wide", "batch", "softmax"],
)
def test_that_no_block_crosses_the_edge_of_a_page_and_both_files_break_alike(
    experiment: Experiment, paper: Paper
) -> None:
    variants = make(experiment, Task())
    pupils, key = (sheet_pages(variants, key=key, paper=paper) for key in (False, True))
    places = [[[top for top, _ in page.blocks] for page in made] for made in (pupils, key)]
    assert places[0] == places[1]
    for page in key:
        ends = [top + block.height for top, block in page.blocks]
        starts = [top for top, _ in page.blocks[1:]]
        assert all(end <= start + 0.01 for end, start in zip(ends, starts, strict=False))
        assert ends[-1] <= paper.pixels.height() - 60
        assert not page.blocks[-1][1].heading


@pytest.mark.parametrize("decimals", range(1, 7))
def test_that_the_example_of_rounding_is_right(decimals: int) -> None:
    (variant,) = make(network(1, (1, "identity")), Task(ask=parse_ask("z"), decimals=decimals))
    text = task_text(variant, SHEET.numbers(variant))
    example = re.search(r"as in (0\.\d+) → (0\.\d+)\.$", text)
    assert example is not None
    before, after = Decimal(example[1]), Decimal(example[2])
    assert half_away(before, decimals) == after
    assert before != after


@needs_pdftotext
def test_that_a_comma_stands_in_every_number_where_it_is_chosen(tmp_path: Path) -> None:
    experiment = network(2, (2, "leaky_relu"), (1, "identity"))
    sheet = SHEET._replace(sign=DecimalSign.COMMA)
    write(make(experiment, Task(variants=2)), sheet, tmp_path)
    text = printed_sheet.text_of(tmp_path / ANSWERS)
    assert re.findall(r"\d\.\d", text) == []
    assert len(re.findall(r"\d,\d", text)) > 100


def test_that_the_task_says_what_is_asked_and_how_to_round() -> None:
    (variant,) = make(TANH, Task(ask=parse_ask("z,a"), decimals=2))
    text = task_text(variant, SHEET.numbers(variant))
    assert text.startswith("Work out z and a of one update of this network by hand.")
    assert "2 decimals" in text
    assert "0.025 → 0.03" in text


# The command


@pytest.fixture
def session(tmp_path: Path) -> Path:
    path = tmp_path / "tanh.backstep.json"
    write_session(Session(title="Three units", experiment=TANH), path)
    return path


def command(*words: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, without a display."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "QT_QPA_PLATFORM")}
    return subprocess.run(
        [sys.executable, "-m", "gui", "worksheet", *words],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


def test_that_the_command_writes_both_files_and_names_them(session: Path, tmp_path: Path) -> None:
    out = tmp_path / "class" / "7b"
    done = command(str(session), "--variants", "3", "--seed", "5", "--out", str(out))
    assert done.stderr == ""
    assert done.returncode == 0
    assert done.stdout.splitlines() == [str(out / PUPILS), str(out / ANSWERS)]
    variants = make(TANH, Task(variants=3, seed=5))
    for name, key in ((PUPILS, False), (ANSWERS, True)):
        expected = pdf(pages(variants, Sheet("Three units", Paper.A4, key)))
        assert (out / name).read_bytes() == expected


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--variants", "0"], "--variants is"),
        (["--variants", "2000"], "at most 1000"),
        (["--ask", "z,deltas"], "Did you mean 'delta'?"),
        (["--paper", "a5"], "--paper is"),
        (["--decimal-sign", "dot"], "--decimal-sign is"),
        (["--decimals", "9"], "decimals is 9"),
        (["--seed", "-1"], "--seed is"),
        (["--colour"], "does not know"),
    ],
)
def test_that_bad_words_end_in_one_sentence_and_write_nothing(
    words: list[str], part: str, session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["worksheet", str(session), "--out", str(out), *words]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert part in told.err
    assert not out.exists()


def test_that_500_variants_with_too_few_digits_write_nothing(session: Path, tmp_path: Path) -> None:
    write_session(Session(experiment=network(1, (1, "sigmoid"))), session)
    out = tmp_path / "out"
    words = ["--variants", "500", "--decimals", "1", "--ask", "a", "--out", str(out)]
    done = command(str(session), *words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("backstep: Rounded to 1 decimal there are not 500 variants")
    assert len(done.stderr.splitlines()) == 1
    assert not out.exists()


def test_that_a_folder_that_cannot_be_made_is_told(session: Path, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    with pytest.raises(InputError, match="cannot be made"):
        write(make(TANH, Task()), SHEET, in_the_way / "sheets")


def test_that_a_file_in_the_way_leaves_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / ANSWERS).mkdir()
    with pytest.raises(InputError, match="it is a folder"):
        write(make(TANH, Task()), SHEET, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [ANSWERS]
