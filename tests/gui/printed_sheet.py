"""Reads a printed worksheet back into numbers, from the text that pdftotext finds in it."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from tests.engine.by_hand import Key

NUMBER = r"−?\d+(?:\.\d+)?"
# What stands left of "=", with its name in tests/engine/by_hand.py. Indices have one digit here.
# Behind one of these signs the same letters belong to a formula.
INSIDE = r"(?<![=·−+(∂])"
LEFT: dict[str, str] = {
    r"∂L∂a(\d)\((\d)\)=": "path",
    r"∂L∂yˆ(\d?)=": "path",
    r"f′\(z(\d)\((\d)\)\)=": "slope",
    r"∂L∂w(\d)(\d)\((\d)\)=": "dw",
    r"∂L∂b(\d)\((\d)\)=": "db",
    r"w(\d)(\d)\((\d)\)←": "w",
    r"b(\d)\((\d)\)←": "b",
    r"z(\d)\((\d)\)=": "z",
    r"a(\d)\((\d)\)=": "a",
    r"δ(\d)\((\d)\)=": "delta",
    r"L=": "loss",
}


class Printed(NamedTuple):
    """One variant: the inputs that are printed, and every result."""

    x: list[Decimal]
    y: list[Decimal]
    W: list[list[list[Decimal]]]
    b: list[list[Decimal]]
    activations: list[str]
    rate: Decimal
    decimals: int
    results: dict[Key, Decimal]


def text_of(pdf: Path) -> str:
    """The text in the order in which it was drawn; pages end with a form feed."""
    command = ["pdftotext", "-raw", "-enc", "UTF-8", str(pdf), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def pages(text: str) -> dict[int, str]:
    """The pages of each variant as one text without spaces or line ends, letters upright."""
    found: dict[int, str] = {}
    for page in text.split("\f")[:-1]:
        number = re.search(r"Variant (\d+)", page)
        assert number is not None, page
        plain = "".join(unicodedata.normalize("NFKC", page).split())
        plain = re.sub(r"page\d+of\d+$", "", plain)
        label = rf"^.*?Variant{number[1]}(:answers)?(?=[∂fwbzaδLFBGN])"
        found[int(number[1])] = found.get(int(number[1]), "") + re.sub(label, "", plain, count=1)
    return found


def number(text: str) -> Decimal:
    return Decimal(text.replace("−", "-"))


def read(plain: str) -> Printed:
    """What one variant's pages say."""
    given, work = re.split(r"(?=Forwardpass,layer1)", plain, maxsplit=1)
    given = given[given.index("Given") :]
    x = [number(v) for v in re.findall(rf"x\d=({NUMBER}?)(?=[xyL])", given)]
    y = [number(v) for v in re.findall(rf"y\d?=({NUMBER}?)(?=[yL])", given)]
    W, b = _parameters(given)
    rounded = re.search(r"to(\d)decimals", plain)
    rate = re.search(rf"η=({NUMBER}?)Sample", given)
    assert rounded is not None
    assert rate is not None
    activations = re.findall(r"Forwardpass,layer\d(identity|sigmoid|tanh|ReLU|relu)", work)
    decimals = int(rounded[1])
    names = [name.lower() for name in activations]
    return Printed(x, y, W, b, names, number(rate[1]), decimals, _results(work, decimals, len(W)))


def _parameters(given: str) -> tuple[list[list[list[Decimal]]], list[list[Decimal]]]:
    W: list[list[list[Decimal]]] = []
    b: list[list[Decimal]] = []
    for layer, unit, row in re.findall(r"Layer(\d),unit(\d)(.*?)(?=Layer|$)", given):
        if len(W) < int(layer):
            W.append([])
            b.append([])
        assert len(W[-1]) == int(unit) - 1
        W[-1].append([number(v) for v in re.findall(rf"w\d\d\(\d\)=({NUMBER}?)(?=[wbL])", row)])
        bias = re.search(rf"b\d\(\d\)=({NUMBER})$", row)
        assert bias is not None
        b[-1].append(number(bias[1]))
    return W, b


def _results(work: str, decimals: int, layers: int) -> dict[Key, Decimal]:
    """Each result: the number with all decimals that ends what follows its left side."""
    starts: list[tuple[int, int, Key]] = []
    for pattern, name in LEFT.items():
        for found in re.finditer(INSIDE + pattern, work):
            indices = [int(part) for part in found.groups() if part]
            if name == "path" and "ˆ" in pattern:
                indices = [*(indices or [1]), layers]
            key: Key = (name, *indices[-1:], *indices[:-1])
            starts.append((found.start(), found.end(), key))
    starts.sort()
    made: dict[Key, Decimal] = {}
    ends = [start for start, _, _ in starts[1:]]
    for (_, begin, key), end in zip(starts, [*ends, len(work)], strict=True):
        answer = re.search(rf"=(−?\d+\.\d{{{decimals}}})(?:[A-Z][A-Za-zδ].*)?$", work[begin:end])
        assert answer is not None, (key, work[begin:end])
        assert key not in made, key
        made[key] = number(answer[1])
    return made
