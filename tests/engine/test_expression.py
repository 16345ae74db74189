"""A user's formula: what it computes, and the sentence for everything that is not a formula."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.arrays import Array
from engine.errors import InputError
from engine.expression import Expression
from engine.expression_reader import ONE_ARGUMENT

X = np.random.default_rng(0).uniform(0.1, 0.9, (50, 3))
x1, x2, x3 = X.T


def message(text: str, inputs: int = 2) -> str:
    with pytest.raises(InputError) as caught:
        Expression.parse(text, inputs)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2*x1 + 3*x2 + 10", 2 * x1 + 3 * x2 + 10),
        ("-x1**2", -(x1**2)),
        ("+x1 - -x2", x1 + x2),
        ("x1 ** x2 ** x3", x1 ** (x2**x3)),
        ("x1/x2/x3", x1 / x2 / x3),
        ("(x1 - x2)*(x1 + x2)", (x1 - x2) * (x1 + x2)),
        ("sin(2*pi*x1)*exp(-x2)", np.sin(2 * np.pi * x1) * np.exp(-x2)),
        (
            "max(x1, x2, 0.5) - min(x1, x3)",
            np.maximum(np.maximum(x1, x2), 0.5) - np.minimum(x1, x3),
        ),
        ("log(x1) + ln(x2) + log10(x3) + log2(x3)", np.log(x1 * x2) + np.log10(x3) + np.log2(x3)),
        ("1/(1 + e**(-1000*x1))", 1 / (1 + np.exp(-1000 * x1))),
        ("1/(1 + exp(10000*x1))", np.zeros(50)),
        ("1e-3*x1 + .5 + 2.", 1e-3 * x1 + 2.5),
        ("7", np.full(50, 7.0)),
        ("\n 2·x1 − 3 × x2\t÷ 4 ", 2 * x1 - 3 * x2 / 4),
        ("x₁ + π\u00a0", x1 + np.pi),
    ],
)
def test_that_a_formula_means_what_it_means_in_numpy(text: str, expected: Array) -> None:
    values = Expression.parse(text, 3)(X)
    assert values.dtype == np.float64
    assert values.shape == (50,)
    np.testing.assert_allclose(values, expected, rtol=1e-14, atol=1e-300)


@pytest.mark.parametrize("name", sorted(set(ONE_ARGUMENT) - {"ln", "sign", "abs", "ceil", "floor"}))
def test_that_each_function_agrees_with_the_math_module(name: str) -> None:
    values = Expression.parse(f"{name}(x1)", 1)(X[:, :1])
    expected = [getattr(math, name)(value) for value in x1]
    np.testing.assert_allclose(values, expected, rtol=1e-14)


def test_that_sign_and_rounding_know_negative_numbers() -> None:
    x = np.array([[-1.5], [0.0], [2.5]])
    assert Expression.parse("sign(x1)", 1)(x).tolist() == [-1, 0, 1]
    assert Expression.parse("abs(x1)", 1)(x).tolist() == [1.5, 0, 2.5]
    assert Expression.parse("floor(x1)", 1)(x).tolist() == [-2, 0, 2]
    assert Expression.parse("ceil(x1)", 1)(x).tolist() == [-1, 0, 3]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("2*x1 +", 6),
        ("x1)", 3),
        ("(x1", 1),
        ("x1 x2", 4),
        ("  x1 +* x2", 7),
        ("·x1", 1),
        ("π π", 3),
    ],
)
def test_that_a_syntax_error_names_its_column(text: str, column: int) -> None:
    assert f"cannot be read at column {column}." in message(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "The formula is empty"),
        (" \n", "The formula is empty"),
        ("y + 1", "The name y at column 1"),
        ("1 + X1", "The name X1 at column 5 of the formula “1 + X1” is not known."),
        ("1 + X1", "Did you mean 'x1'?"),
        ("x3", "x3 at column 1 of the formula “x3” does not exist: the last input is x2."),
        ("x0 + 1", "The name x0"),
        ("x1 + sine(x2)", "The function sine at column 6"),
        ("x1 + sine(x2)", "Did you mean 'sin'?"),
        ("Tanh(x1)", "Did you mean 'tanh'?"),
        ("print(x1)", "The function print"),
        ("sin + 1", "sin at column 1 of the formula “sin + 1” is a function. Write sin(…)."),
        ("sin()", "takes one number in its brackets, not 0"),
        ("sin(x1, 5)", "takes one number in its brackets, not 2"),
        ("sin(1,5)", "The comma in “1,5” at column 5"),
        ("max(x1)", "takes two or more numbers in its brackets, not 1"),
        ("2*x1 + 0,5", "The comma in “0,5” at column 8 of the formula “2*x1 + 0,5” parts two"),
        ("1,5*x1", "Write decimals with a point: 1.5."),
        ("max(0,05, x1)", "Write decimals with a point: 0.05."),
        ("0,05*x1 + max(1,2)", "Write decimals with a point: 0.05."),
        ("1,000,000*x1", "Write decimals with a point."),
        ("x1, x2", "Write decimals with a point."),
        ("x1^2", "“^” at column 3 of the formula “x1^2” is not a power here. Write **"),
        ("x1²", "Write **, as in x1**2."),
        ("y = 2*x1", "Write only what stands to the right of it"),
        ("x1 + 2x2", "An operator is missing at column 7 of the formula “x1 + 2x2”. Write 2*x2."),
        ("3 (x1)", "An operator is missing at column 3"),
        ("2e*x1", "Write 2*e."),
        ("x1(x2)", "To multiply, write x1*(…)."),
        ("(x1 + 1)(x2)", "To multiply, write (…)*(…)."),
        ("pi(2)", "“pi” at column 1 of the formula “pi(2)” is not a function."),
        ("__import__('os').system('ls')", "“__import__('os').system” at column 1"),
        ("__import__('os')", "The function __import__ at column 1"),
        ("1 + __import__", "The name __import__ at column 5"),
        ("x1.tofile('a')", "“x1.tofile” at column 1"),
        ("sin.__class__", "“sin.__class__” at column 1"),
        ("1 + 'abc'", "“'abc'” at column 5"),
        ("f'{x1}'", "is not allowed"),
        ("True", "“True” at column 1 of the formula “True” is not allowed."),
        ("None*x1", "“None”"),
        ("x1 < x2", "“x1 < x2”"),
        ("x1 and x2", "“x1 and x2”"),
        ("x1 if x2 else 1", "“x1 if x2 else 1”"),
        ("x1 // 2", "“x1 // 2”"),
        ("x1 % 2", "“x1 % 2”"),
        ("~x1", "“~x1”"),
        ("x1[0]", "“x1[0]”"),
        ("[x1]", "“[x1]”"),
        ("lambda: 1", "“lambda: 1”"),
        ("max(*x1)", "“*x1” at column 5"),
        ("x1 # two", "The character “#” at column 4"),
        ("x1\\", "The character “\\” at column 3"),
        ("x1;x2", "The character “;”"),
        ("x1\x00", "The character '\\x00' at column 3"),
        ("x1\ud800", "The character '\\ud800' at column 3"),
        ("x1" * 600, "has 1200 characters; give at most 1000."),
        ("-" * 900 + "x1", "is nested too deeply"),
        ("+".join(["x1"] * 300), "has too many terms"),
        ("9**9**9", "“9**9**9” at column 1 of the formula “9**9**9” is not a finite number."),
        ("x1 + 9**9**9**9", "“9**9**9” at column 9"),
        ("9" * 400, "is not a finite number"),
        ("1e999*x1", "“1e999” at column 1"),
        ("2 + 1/0", "“1/0” at column 5"),
        ("sqrt(-1)", "“sqrt(-1)” at column 1"),
        ("x1/(2 - 2)", "“x1/(2 - 2)” at column 1 of the formula “x1/(2 - 2)” divides by zero."),
    ],
)
def test_that_what_is_not_a_formula_gets_a_sentence_with_its_place(text: str, part: str) -> None:
    assert part in message(text)


@settings(max_examples=300)
@given(
    st.one_of(
        st.text(max_size=40),
        st.text(alphabet="x12.,+-*/()[]e _π'\"=:<sincomaxj#\\\n{}%~", max_size=30),
    )
)
def test_that_any_text_is_a_formula_or_an_input_error(text: str) -> None:
    try:
        formula = Expression.parse(text, 2)
        formula.check_range(-1.0, 1.0)
        values = formula(X[:, :2])
    except InputError as error:
        str(error).encode()
        return
    assert np.isfinite(values).all()


def test_that_a_sample_without_a_finite_number_is_named() -> None:
    formula = Expression.parse("1/x1 + 0*x3", 3)
    with pytest.raises(InputError, match=r"no finite number at x1 = 0, x3 = 0\.3\."):
        formula(np.array([[1.0, 0.0, 0.0], [0.0, 0.2, 0.3]]))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1/x1", "divides by zero at x1 = 0."),
        ("1/(x1 - 0.3)", "divides by zero at x1 = 0.3."),
        ("1/x2**2", "divides by zero at x2 = 0."),
        ("x1**-1", "divides by zero at x1 = 0."),
        ("x1/(x1 - x1)", "divides by zero at x1 = -1."),
        ("x2/sin(3*x1 - 1)", "divides by zero at x1 = -0.713864, x2 = -1."),
        ("sin(x1)/x1", "divides by zero at x1 = 0."),
        ("1/(x1 - 0.3)**2", "divides by zero at x1 = 0.3."),
        ("x1/abs(x2 + 0.123)", "x2 = -0.123."),
        ("1/((x1 - 0.1)**2 + (x2 - 0.6)**2)", "divides by zero at x1 = 0.1, x2 = 0.6."),
        ("log(x1)", "gives no finite number at x1 = -1."),
        ("sqrt(x1)", "gives no finite number at x1 = -1."),
    ],
)
def test_that_a_division_by_zero_is_found_where_random_samples_miss_it(
    text: str, place: str
) -> None:
    with pytest.raises(InputError) as caught:
        Expression.parse(text, 2).check_range(-1.0, 1.0)
    assert place in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "1/(1 + x1**2)",
        "1/(floor(x1) + 0.5)",
        "1/((x1 - 0.3)**2 + 1e-9)",
        "1/(1 + exp(100*x1))",
        "1/exp(-500*x1)",
        "1/(1 - x1)**2",
        "1/(x1 - 1)",
        "x1/2",
        "5",
        "1/(x1*x1*x2*x2*x3*x3*x4*x4*x5*x5 + 1)",
    ],
)
def test_that_a_formula_that_is_finite_in_the_range_is_accepted(text: str) -> None:
    Expression.parse(text, 5).check_range(-1.0, 1.0)
