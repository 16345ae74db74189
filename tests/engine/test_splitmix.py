"""The streams of one seed, against published outputs and Python's own integers."""

from __future__ import annotations

import numpy as np
import pytest

from engine.splitmix import StreamName, epoch_order, split_order, splitmix64, stream

# Published outputs of the sequential generator for the seed 1234567.
PUBLISHED = [
    6457827717110365317,
    3203168211198807973,
    9817491932198370423,
    4593380528125082431,
    16408922859458223821,
]


def sequential(state: int, count: int) -> list[int]:
    """The generator as the paper prints it, in unbounded integers."""
    mask = 2**64 - 1
    outputs: list[int] = []
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        outputs.append(z ^ (z >> 31))
    return outputs


def test_that_a_key_selects_an_output_of_the_published_generator() -> None:
    assert splitmix64(1234567, np.arange(5, dtype=np.uint64)).tolist() == PUBLISHED
    assert [int(splitmix64(1234567, k)) for k in range(5)] == PUBLISHED


def test_that_a_second_key_starts_the_generator_at_the_first_result() -> None:
    inner = sequential(99, 4)[3]
    expected = sequential(inner, 6)
    assert splitmix64(99, 3, np.arange(6, dtype=np.uint64)).tolist() == expected


@pytest.mark.parametrize("seed", [0, 1, 2**63 - 1])
def test_that_every_allowed_seed_agrees_with_unbounded_integers(seed: int) -> None:
    assert splitmix64(seed, np.arange(50, dtype=np.uint64)).tolist() == sequential(seed, 50)


def test_that_an_epoch_order_is_the_stable_argsort_of_the_hashes() -> None:
    hashes = sequential(sequential(7, 3)[2], 100)
    expected = sorted(range(100), key=hashes.__getitem__)
    assert epoch_order(7, 2, 100, shuffle=True).tolist() == expected


def test_that_epochs_and_seeds_have_orders_of_their_own() -> None:
    orders = {
        tuple(epoch_order(seed, epoch, 50, shuffle=True).tolist())
        for seed in range(5)
        for epoch in range(20)
    }
    assert len(orders) == 100


def test_that_without_shuffle_every_epoch_is_in_order() -> None:
    assert epoch_order(3, 8, 6, shuffle=False).tolist() == [0, 1, 2, 3, 4, 5]


def test_that_orders_are_permutations_and_cannot_be_written() -> None:
    for order in (epoch_order(1, 0, 500, True), epoch_order(1, 0, 500, False), split_order(1, 500)):
        assert order.dtype == np.int64
        assert sorted(order.tolist()) == list(range(500))
        with pytest.raises(ValueError, match="read-only"):
            order[0] = 1


def test_that_the_split_is_not_the_order_of_an_epoch() -> None:
    split = split_order(0, 40).tolist()
    assert all(split != epoch_order(0, epoch, 40, True).tolist() for epoch in range(100))


def test_that_each_index_comes_first_about_equally_often() -> None:
    first = [int(epoch_order(0, epoch, 10, True)[0]) for epoch in range(2000)]
    counts = np.bincount(first, minlength=10)
    # chi-squared with 9 degrees of freedom: 27.9 is its 0.999 quantile
    assert float(((counts - 200) ** 2 / 200).sum()) < 27.9


def test_that_streams_of_one_seed_are_fixed_and_differ() -> None:
    names: tuple[StreamName, ...] = ("weights", "data", "noise")
    drawn = [stream(5, name).random(4).tolist() for name in names]
    assert drawn == [stream(5, name).random(4).tolist() for name in names]
    assert len({tuple(numbers) for numbers in drawn}) == 3
    children = np.random.SeedSequence(5).spawn(4)
    assert drawn[0] == np.random.default_rng(children[1]).random(4).tolist()


def test_that_an_order_of_no_samples_is_empty() -> None:
    assert epoch_order(0, 0, 0, True).tolist() == []
