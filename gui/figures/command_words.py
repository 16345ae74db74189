"""The words of `backstep figure`, checked; every mistake is one sentence."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from engine.command_words import count, parser_of
from engine.errors import InputError, quoted
from engine.grain import Grain
from gui.figures.export import suffix_of
from gui.figures.spec import SCALES, THEMES, FigureSpec, one_of, rows_of, size_of
from gui.figures.steps import GRAINS
from gui.numbers import DecimalSign, NumberFormat

_MOST_DECIMALS = 15
_SIGNS = (str(DecimalSign.POINT), str(DecimalSign.COMMA))
_TEXTS = ("text", "paths")


class FigureWords(NamedTuple):
    """``at`` None: where the session stands. ``sample`` counts from 0."""

    session: str
    at: str | None
    sample: int
    spec: FigureSpec
    scale: int
    outlines: bool
    out: Path


def figure_words(words: Sequence[str]) -> FigureWords:
    """What `figure` is asked to draw."""
    parser = parser_of("figure", "Draw a moment of a session as a picture; saves nothing else.")
    parser.add_argument("--out", metavar="FILE", help="ends in .png, .svg or .pdf")
    parser.add_argument(
        "--at",
        metavar="MOMENT",
        help="UPDATE[:PHASE[:UNIT[:TERM]]], as 3:backward-1:2:1; where the session stands if left "
        "out",
    )
    parser.add_argument("--sample", metavar="N", default="1", help="which sample of a batch")
    parser.add_argument("--scale", metavar="N", default="1", help="of a PNG: 1 to 4")
    add_look(parser)
    given = parser.parse_args(words)
    if not given.out:
        raise InputError("figure needs --out FILE; its ending, .png, .svg or .pdf, is the format.")
    suffix = suffix_of(Path(given.out))
    scale = _scale(given.scale)
    if suffix != ".png" and scale != 1:
        raise InputError("--scale is for PNG; SVG and PDF are sharp at every size.")
    return FigureWords(
        given.session,
        given.at,
        count("--sample", given.sample, 1) - 1,
        look_of(given),
        scale,
        _outlines(given.text),
        Path(given.out),
    )


class SequenceWords(NamedTuple):
    """``at`` None: from where the session stands. ``sample`` counts from 0."""

    session: str
    at: str | None
    sample: int
    spec: FigureSpec
    scale: int
    grain: Grain
    updates: int
    seconds: float
    outlines: bool
    out: Path


def sequence_words(words: Sequence[str]) -> SequenceWords:
    """What `sequence` is asked to draw."""
    parser = parser_of("sequence", "Draw every step of one or more updates; saves nothing else.")
    parser.add_argument(
        "--out", metavar="PATH", help="a new folder, or a .gif, .apng, .webp, .pdf or .html file"
    )
    parser.add_argument("--updates", metavar="N", default="1", help="how many updates; 1")
    parser.add_argument(
        "--grain", metavar="GRAIN", default="layer", help="term, unit, layer, pass or update"
    )
    parser.add_argument("--at", metavar="MOMENT", help="where to begin, as of `figure`")
    parser.add_argument("--sample", metavar="N", default="1", help="which sample of a batch")
    parser.add_argument("--scale", metavar="N", default="1", help="of pictures: 1 to 4")
    parser.add_argument("--seconds", metavar="S", default="1.5", help="for each step of a film")
    add_look(parser)
    given = parser.parse_args(words)
    if not given.out:
        raise InputError(
            "sequence needs --out; a name without an ending is a folder, .gif, .apng, .webp, .pdf "
            "and .html are files."
        )
    scale = _scale(given.scale)
    return SequenceWords(
        given.session,
        given.at,
        count("--sample", given.sample, 1) - 1,
        look_of(given),
        scale,
        Grain(one_of("--grain", given.grain, [str(grain) for grain in GRAINS])),
        count("--updates", given.updates, 1),
        _seconds(given.seconds),
        _outlines(given.text),
        Path(given.out),
    )


def _outlines(text: str) -> bool:
    return one_of("--text", text, _TEXTS) == "paths"


def _scale(text: str) -> int:
    return int(one_of("--scale", text, [str(scale) for scale in SCALES]))


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.02 <= seconds <= 60.0:
        raise InputError("--seconds is {value}; give 0.02 to 60.", value=quoted(text))
    return seconds


def add_look(parser: ArgumentParser) -> None:
    """The options that say what is shown and how."""
    parser.add_argument(
        "--show",
        metavar="PANELS",
        default="topology,equations",
        help="topology, equations, loss, weights; a comma beside it where there is room, a slash "
        "below it",
    )
    parser.add_argument("--theme", metavar="THEME", default="print", help="print, light or dark")
    parser.add_argument("--size", metavar="WxH", default="1200x800", help="in pixels")
    parser.add_argument("--title", metavar="TEXT", default="", help="above everything")
    parser.add_argument(
        "--caption", metavar="TEXT", help='below; written from the moment if left out, "" for none'
    )
    parser.add_argument("--decimals", metavar="N", default="4", help="of every number; 4")
    parser.add_argument("--decimal-sign", metavar="SIGN", default="point", help="point or comma")
    parser.add_argument(
        "--text", metavar="HOW", default="text", help="text, or paths: outlines, no font is needed"
    )


def look_of(given: Namespace) -> FigureSpec:
    """The choices that those options make; InputError where one cannot be."""
    width, height = size_of(given.size)
    decimals = count("--decimals", given.decimals, 0, _MOST_DECIMALS)
    sign = one_of("--decimal-sign", given.decimal_sign, _SIGNS)
    return FigureSpec(
        rows_of(given.show),
        given.title,
        given.caption,
        one_of("--theme", given.theme, tuple(THEMES)),
        width,
        height,
        NumberFormat(decimals, decimal_sign=DecimalSign(sign)),
    )
