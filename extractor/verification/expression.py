"""The expressions of rule files: sums of cells and comparisons of such sums, and nothing else.

One text serves every use. It is parsed once and evaluated on linear forms, so a rule is known as coefficients before any
document is read: checking is adding integers, and decoding gets its equations from the same words.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from extractor.record import Number

LONGEST = 1000  # characters; the longest expression shipped has about 120
MOST_NODES = 200
LARGEST = 10**9
WHOLE = "whole"
EARLIER = "before:"  # in front of a cell's address: the cell of the year before

# A name in an expression → the variables it stands for. `many` where a group or "*" may be meant.
Resolve = Callable[[str, bool], tuple[str, ...]]

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
    WHOLE: lambda value, _: type(value) is int or bool(value == int(value)),
}
_SYMBOLS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.GtE: ">=", ast.LtE: "<=", ast.Gt: ">", ast.Lt: "<",
}
_FUNCTIONS = ("cell", "before", "sum_of", WHOLE)
_NODES = (
    ast.Expression, ast.BoolOp, ast.And, ast.Compare, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.UnaryOp, ast.USub, ast.Call,
    ast.Name, ast.Load, ast.Constant, *_SYMBOLS,
)
_EVALUATED = (ast.UnaryOp, ast.BinOp, ast.Compare, ast.Call, ast.Name, ast.Constant)


class ExpressionError(ValueError):
    """An expression that is not allowed, or names something that is not there. Says what was expected."""


@dataclass(frozen=True, slots=True)
class LinearForm:
    """A sum of variables with whole coefficients, and a constant. A variable is a cell's address, or a name like `title_year`."""

    terms: Mapping[str, int]
    constant: int = 0

    def plus(self, other: LinearForm, times: int = 1) -> LinearForm:
        """This form plus a multiple of another; terms that cancel are gone."""
        terms = dict(self.terms)
        for variable, weight in other.terms.items():
            terms[variable] = terms.get(variable, 0) + times * weight
        return LinearForm({v: w for v, w in terms.items() if w}, self.constant + times * other.constant)

    def value(self, values: Mapping[str, Number]) -> Number:
        """The sum on these values. KeyError where a variable has none."""
        total: Number = self.constant
        for variable, weight in self.terms.items():
            total += weight * values[variable]
        return total

    def renamed(self, old: str, new: str) -> LinearForm:
        """The same sum with one variable called otherwise."""
        return LinearForm({new if v == old else v: w for v, w in self.terms.items()}, self.constant) if old in self.terms else self


@dataclass(frozen=True, slots=True)
class Relation:
    """Two sums compared; `comparison` is one of == != >= <= > < or "whole" (the left side has no fraction)."""

    lhs: LinearForm
    comparison: str
    rhs: LinearForm
    difference: LinearForm  # left less right: zero where an equality holds

    @classmethod
    def of(cls, lhs: LinearForm, comparison: str, rhs: LinearForm) -> Relation:
        """The comparison of two sums."""
        return cls(lhs, comparison, rhs, lhs.plus(rhs, -1))

    def holds(self, values: Mapping[str, Number]) -> bool:
        """Whether it is true of these values. KeyError where a variable has none."""
        return _COMPARE[self.comparison](self.difference.value(values), 0)

    def failing(self, figures: Iterable[Number]) -> set[Number]:
        """The figures among these of which it is not true; for a relation with one variable."""
        (weight,), constant, holds = self.difference.terms.values(), self.difference.constant, _COMPARE[self.comparison]
        return {figure for figure in figures if not holds(weight * figure + constant, 0)}

    def renamed(self, old: str, new: str) -> Relation:
        """The same comparison with one variable called otherwise."""
        return Relation(self.lhs.renamed(old, new), self.comparison, self.rhs.renamed(old, new), self.difference.renamed(old, new))


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was found harmless."""

    text: str
    body: ast.expr
    _evaluator: Any

    @property
    def across_years(self) -> bool:
        """Whether it names a cell of the year before."""
        return any(isinstance(node, ast.Name) and node.id == "before" for node in ast.walk(self.body))

    def relations(self, resolve: Resolve, earlier: Resolve | None = None) -> tuple[Relation, ...]:
        """The comparisons that it is made of, all of which must hold; `earlier` resolves the cells of the year before.

        ExpressionError where it compares nothing.
        """
        found = self._evaluate(resolve, earlier)
        if not isinstance(found, tuple):
            raise ExpressionError("compares nothing: expected ==, !=, >=, <=, >, < or whole(…)")
        return found

    def form(self, resolve: Resolve) -> LinearForm:
        """The sum that it stands for. ExpressionError where it is a comparison."""
        found = self._evaluate(resolve)
        if isinstance(found, tuple):
            raise ExpressionError("is a comparison: expected a sum of cells")
        return _form(found)

    def _evaluate(self, resolve: Resolve, earlier: Resolve | None = None) -> Any:
        from simpleeval import InvalidExpression

        self._evaluator.functions = {
            "cell": lambda name: LinearForm({resolve(_text(name), False)[0]: 1}),
            "before": lambda name: LinearForm({EARLIER + (earlier or _no_year)(_text(name), False)[0]: 1}),
            "sum_of": lambda *names: LinearForm(dict.fromkeys([v for n in names for v in resolve(_text(n), True)], 1)),
            WHOLE: lambda value: (Relation.of(_form(value), WHOLE, LinearForm({})),),
        }
        try:
            return self._evaluator.eval(self.text, self.body)
        except InvalidExpression as error:
            raise ExpressionError(str(error)) from error


def parse(text: str, names: frozenset[str]) -> Expression:
    """The expression, checked to hold nothing but sums and comparisons of cells and `names`. ExpressionError says what was wrong."""
    if len(text) > LONGEST:
        raise ExpressionError(f"is {len(text)} characters long: expected at most {LONGEST}")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"is no expression: {error}") from error
    called: set[int] = set()
    for count, node in enumerate(ast.walk(tree), 1):
        if count > MOST_NODES:
            raise ExpressionError(f"has more than {MOST_NODES} parts")
        _refuse(node, called, names)
    return Expression(text, tree.body, _evaluator(names))


def _no_year(name: str, many: bool) -> tuple[str, ...]:
    raise ExpressionError(f"before({name!r}) needs the table of the year before: expected in `assert` or `when` of rows or columns")


def _evaluator(names: frozenset[str]) -> Any:
    from simpleeval import SimpleEval

    evaluator = SimpleEval(operators=_OPERATORS, functions={}, names={name: LinearForm({name: 1}) for name in names})
    evaluator.nodes = {node: evaluator.nodes[node] for node in _EVALUATED}
    # simpleeval's own `and` keeps the last operand only; here every comparison counts.
    evaluator.nodes[ast.BoolOp] = lambda node: tuple(r for value in node.values for r in _relations(evaluator.eval("", value)))
    return evaluator


def _refuse(node: ast.AST, called: set[int], names: frozenset[str]) -> None:
    if not isinstance(node, _NODES):
        raise ExpressionError(f"{type(node).__name__} is not allowed: expected sums of cells and comparisons of sums")
    if isinstance(node, ast.Call):
        if not isinstance(node.func, ast.Name) or node.func.id not in _FUNCTIONS or node.keywords:
            raise ExpressionError(f"{ast.unparse(node)[:60]!r} is not allowed: expected a call of {', '.join(_FUNCTIONS)}")
        if not node.args or (len(node.args) > 1 and node.func.id != "sum_of"):
            raise ExpressionError(f"{ast.unparse(node)[:60]!r}: expected one name in quotes{', or several for sum_of' * bool(node.args)}")
        called.add(id(node.func))
    elif isinstance(node, ast.Name) and id(node) not in called and node.id not in names:
        raise ExpressionError(f"no name {node.id!r} here: expected {', '.join(sorted(names)) or 'cells only'}")
    elif isinstance(node, ast.Compare) and len(node.ops) != 1:
        raise ExpressionError("a chain of comparisons is not allowed: join two comparisons with `and`")
    elif isinstance(node, ast.Constant) and not (type(node.value) is str or (type(node.value) is int and node.value <= LARGEST)):
        raise ExpressionError(f"{str(node.value)[:40]!r} is not allowed: expected a name in quotes or a whole number up to {LARGEST}")


def _form(value: object) -> LinearForm:
    if isinstance(value, LinearForm):
        return value
    if type(value) is int:
        return LinearForm({}, value)
    raise ExpressionError(f"{str(value)[:40]!r} is no sum: expected cells and whole numbers")


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ExpressionError("cell and sum_of take names in quotes")


def _relations(value: object) -> tuple[Relation, ...]:
    if isinstance(value, tuple):
        return value
    raise ExpressionError("`and` joins comparisons only")


def _add(a: object, b: object) -> LinearForm:
    return _form(a).plus(_form(b))


def _subtract(a: object, b: object) -> LinearForm:
    return _form(a).plus(_form(b), -1)


def _negate(a: object) -> LinearForm:
    return LinearForm({}).plus(_form(a), -1)


def _multiply(a: object, b: object) -> LinearForm:
    for factor, other in ((_form(a), _form(b)), (_form(b), _form(a))):
        if not factor.terms:
            return LinearForm({}).plus(other, factor.constant)
    raise ExpressionError("a product of two cells is no sum: expected a whole number as one factor")


def _comparison(symbol: str) -> Callable[[object, object], tuple[Relation, ...]]:
    return lambda a, b: (Relation.of(_form(a), symbol, _form(b)),)


_OPERATORS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: _add, ast.Sub: _subtract, ast.Mult: _multiply, ast.USub: _negate,
    **{node: _comparison(symbol) for node, symbol in _SYMBOLS.items()},
}
