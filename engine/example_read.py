"""Reads the file of a published example; whatever in it cannot be used is named with its line."""

from __future__ import annotations

import re
from pathlib import Path

from engine import experiment_read, hyperparameters, quantities
from engine.comparison import MOST_UPDATES
from engine.errors import InputError, did_you_mean, quoted
from engine.examples import (
    DECIMAL,
    FRACTION,
    Conventions,
    Erratum,
    Example,
    Published,
    Source,
    Variant,
)
from engine.experiment import Experiment
from engine.json_lines import line_of
from engine.json_values import Reader

VERSION = 1
KEYS = (
    "format", "version", "title", "source", "notes", *experiment_read.KEYS,
    "published", "errata", "variants",
)  # fmt: skip
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def from_file(top: Reader, text: str, folder: Path) -> Example:
    """The example of a whole file; ``text`` is what it says, ``folder`` where it stands."""
    try:
        return example_of(top, folder)
    except InputError as error:
        # Only the data are checked by something that knows no place.
        line = line_of(text, str(error.values.get("where", "data")))
        raise InputError("Line {line}: {what}", line=line, what=error) from error


def example_of(top: Reader, folder: Path) -> Example:
    """The example of JSON values; InputError has its place as ``where``."""
    version = top.child("version").count(1, 10**9)
    if version > VERSION:
        raise InputError(
            "The example has the version {found}, this Backstep reads up to {known}; "
            "install a newer Backstep.",
            where=top.child("version").where,
            found=version,
            known=VERSION,
        )
    top.only(KEYS)
    title, source = _words(top.child("title")), _source(top.child("source"))
    top.child("parameters")  # a source's numbers belong to given weights, never to drawn ones
    experiment = experiment_read.experiment_of(top, folder)
    published = _all_published(top.child("published"), experiment)
    variants = _variants(top.child("variants"), experiment) if "variants" in top else ()
    return Example(
        title=title,
        source=source,
        experiment=experiment,
        published=published,
        errata=_errata(top.child("errata"), published, variants) if "errata" in top else (),
        variants=variants,
        notes=top.text("notes", ""),
    )


def _words(item: Reader) -> str:
    text = item.text_value().strip()
    if not text:
        raise InputError("{where} is empty; write a few words.", where=item.where)
    return text


def _source(item: Reader) -> Source:
    item.only(("name", "address"))
    address = item.text("address", "")
    # What opens with a click is a page of the web, never a program or a file.
    if address and not _ADDRESS.fullmatch(address):
        raise InputError(
            "{where} is {value}; write an address that begins with https:// or http://, or leave "
            "it out.",
            where=item.child("address").where,
            value=quoted(address),
        )
    return Source(_words(item.child("name")), address)


def _all_published(item: Reader, experiment: Experiment) -> tuple[Published, ...]:
    made: dict[str, Published] = {}
    for entry in item.readers():
        one = _published(entry, experiment)
        if one.name in made:
            raise InputError(
                "{where} is {value} for the second time; give every number a name of its own.",
                where=entry.child("name").where,
                value=quoted(one.name),
            )
        made[one.name] = one
    if not made:
        raise InputError("{where} is empty; give at least one printed number.", where=item.where)
    return tuple(made.values())


def _published(item: Reader, experiment: Experiment) -> Published:
    item.only(("name", "quantity", "printed", "update", "sample", "tolerance"))
    name, wanted = _words(item.child("name")), item.child("quantity")
    printed = _printed(item.child("printed"))
    quantity = quantities.quantity(wanted.text_value(), experiment.shape, wanted.where)
    update = item.child("update").count(1, MOST_UPDATES) if "update" in item else 1
    rows = quantities.batch_size(experiment, update)
    sample = item.child("sample").count(1, rows) if "sample" in item else 1
    tolerance = None
    if "tolerance" in item:
        tolerance = item.child("tolerance").number_value()
        if tolerance <= 0.0:
            raise InputError(
                "{where} is {value}; it must be greater than 0.",
                where=item.child("tolerance").where,
                value=quoted(item.get("tolerance")),
            )
    return Published(name, quantity, printed, update, sample, tolerance)


def _printed(item: Reader) -> str:
    """The digits, with the keyboard's minus."""
    text = item.text_value().strip().replace("−", "-")
    if not DECIMAL.fullmatch(text) and not FRACTION.fullmatch(text):
        raise InputError(
            "{where} is {value}; write the digits as printed, such as 0.3775, or a fraction, such "
            "as 3/5.",
            where=item.where,
            value=quoted(item.value),
        )
    return text


def _variants(item: Reader, experiment: Experiment) -> tuple[Variant, ...]:
    return tuple(_variant(entry, experiment) for entry in item.readers())


def _variant(item: Reader, experiment: Experiment) -> Variant:
    item.only(("name", "hyperparameters"))
    given = item.child("hyperparameters")
    given.only(Conventions._fields, hint="A variant changes conventions only.")
    if not given.mapping():
        raise InputError("{where} is empty; name a convention to change.", where=given.where)
    checked = hyperparameters.from_mapping(given.mapping(), given.where)
    changed = {key: getattr(checked, key) for key in given.mapping()}
    try:
        experiment.edited(**changed)
    except InputError as error:
        raise InputError(
            "{where} does not go with this example: {what}", where=given.where, what=error
        ) from error
    return Variant(_words(item.child("name")), changed)


def _errata(
    item: Reader, published: tuple[Published, ...], variants: tuple[Variant, ...]
) -> tuple[Erratum, ...]:
    names = [one.name for one in published]
    others = [variant.name for variant in variants]
    return tuple(_erratum(entry, names, others) for entry in item.readers())


def _erratum(item: Reader, published: list[str], variants: list[str]) -> Erratum:
    item.only(("printed", "correct", "explanation", "names", "variant"))
    names: tuple[str, ...] = ()
    if "names" in item:
        names = tuple(_one_of(entry, published) for entry in item.child("names").readers())
    return Erratum(
        printed=_words(item.child("printed")),
        correct=_words(item.child("correct")),
        explanation=_words(item.child("explanation")),
        names=names,
        variant=_one_of(item.child("variant"), variants) if "variant" in item else "",
    )


def _one_of(item: Reader, names: list[str]) -> str:
    name = item.text_value()
    if name not in names:
        raise InputError(
            "{where} is {value}; no such name is given in this file.{hint}",
            where=item.where,
            value=quoted(name),
            hint=did_you_mean(name, names),
        )
    return name
