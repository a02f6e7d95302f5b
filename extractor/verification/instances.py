"""Checks put to every place of every form: what a check's text means there, as comparisons of sums, before any document is read.

Loading refuses a check that names a row, column or cell which the forms do not have, or whose expression is anything but sums.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TypeVar

from extractor.errors import ContentError
from extractor.form import Form, Forms
from extractor.record import Message, Status
from extractor.verification.checks import ALONE, BLANK_AS_ZERO, NAMES, Check, Outcome, Result, message, read_checks
from extractor.verification.expression import EARLIER, Expression, ExpressionError, LinearForm, Relation, Resolve, parse
from extractor.verification.identities import Equation, Identities

_Key = TypeVar("_Key")
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Instance:
    """A check at one place: `name` is the row's or column's id, the cell's address, or what the check goes through ("claim").

    `needs` are all variables that it uses, `cells` those that are cells, in printed order, the year before's last, and `order` all
    of them, cells first; `lone` is the cell of a check that needs this one alone and asks nothing else. `held` is its outcome where
    it is satisfied, `held_with_blanks` where it is so with blanks as 0.
    """

    check: Check
    name: str
    when: tuple[Relation, ...]
    asserts: tuple[Relation, ...]
    needs: frozenset[str]
    cells: tuple[str, ...]
    order: tuple[str, ...]
    lone: str | None
    held: Outcome
    held_with_blanks: Outcome

    @classmethod
    def of(cls, check: Check, name: str, when: tuple[Relation, ...], asserts: tuple[Relation, ...], cells: tuple[str, ...]) -> Instance:
        """The instance of these comparisons; `cells` are those that it may use, in printed order."""
        needs = frozenset(v for relation in (*asserts, *when) for v in (*relation.lhs.terms, *relation.rhs.terms))
        used = tuple(filter(needs.__contains__, cells))
        lone = name if check.for_each == "cell" and needs == {name} and not check.organization else None
        order = (*used, *sorted(needs.difference(used)))
        held = Outcome(check.id, name, "satisfied", "", used)
        return cls(check, name, when, asserts, needs, used, order, lone, held, held._replace(hypothesis=BLANK_AS_ZERO))

    def lacking(self, address: str, status: Status) -> Outcome:
        """Its outcome where the cell at an address gives it no figure."""
        treated = self.check.blank if status == "blank" else self.check.missing
        result: Result = "violated" if treated == "fail" else "not_applicable" if treated == "not_applicable" else "unknown"
        return Outcome(self.check.id, self.name, result, f"{status}: {address}", self.cells)


@dataclass(frozen=True)
class CellCheck:
    """A check that asks of each cell alone: `first` is the position of its first instance among those of the form."""

    first: int
    instances: tuple[Instance, ...]

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """The cells, one for each instance."""
        return tuple(instance.name for instance in self.instances)

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """What it asks of a cell, under which conditions as well."""
        return (*self.instances[0].when, *self.instances[0].asserts)

    @cached_property
    def lacking(self) -> Mapping[Status, tuple[Outcome, ...]]:
        """What it says of cells without a figure, by their status."""
        statuses: tuple[Status, ...] = ("blank", "lost", "review")
        return {status: tuple(i.lacking(i.name, status) for i in self.instances) for status in statuses}


@dataclass(frozen=True)
class Places:
    """Every check at every place of a form, `instances`, sorted by how they are evaluated: the others by their position among them.

    `hard` are in the order of the form's identities; `needed` are the cells of these.
    """

    instances: tuple[Instance, ...]
    of_cells: tuple[CellCheck, ...]
    hard: tuple[tuple[int, Instance], ...]
    others: tuple[tuple[int, Instance], ...]
    needed: frozenset[str]

    @classmethod
    def of(cls, groups: Iterable[Sequence[Instance]]) -> Places:
        """The places of these checks, each with its instances."""
        instances: list[Instance] = []
        of_cells: list[CellCheck] = []
        single: list[tuple[int, Instance]] = []
        for group in groups:
            if group and all(instance.lone is not None for instance in group):
                of_cells.append(CellCheck(len(instances), tuple(group)))
            else:
                single += enumerate(group, len(instances))
            instances += group
        hard, others = (tuple((n, i) for n, i in single if i.check.hard == wanted) for wanted in (True, False))
        return cls(tuple(instances), tuple(of_cells), hard, others, frozenset(a for _, i in hard for a in i.needs))


@dataclass(frozen=True, slots=True)
class CompiledReading:
    """One admissible reading in one edition. `title` None: a single cell, named by its form. `units` are those of its amounts."""

    check: Check
    topic: str
    match: str
    title: Message | None
    form: LinearForm
    when: tuple[Relation, ...]
    units: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Readings:
    """The readings of one check on one topic, in the editions of a report; `cells` are those of any."""

    check: Check
    readings: tuple[CompiledReading, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Checks:
    """All checks, and what they compile to: by (table, edition), by (table, edition, edition of the year before) where they look
    back on it, and `alone` by what they go through where that is no table.

    Ask `of(form)` for the instances of a form: in `compiled` a check of single cells stands once, not two hundred times.
    """

    checks: tuple[Check, ...]
    compiled: Mapping[tuple[str, str], tuple[Instance, ...]]
    across: Mapping[tuple[str, str, str], tuple[Instance, ...]]
    readings: Mapping[tuple[str, str], tuple[CompiledReading, ...]]
    alone: Mapping[str, tuple[Instance, ...]]
    _expanded: dict[tuple[str, str], Places] = field(default_factory=dict, init=False, repr=False, compare=False)
    _identities: dict[tuple[str, str], Identities] = field(default_factory=dict, init=False, repr=False, compare=False)
    _topics: dict[tuple[tuple[str, str], ...], Mapping[str, Sequence[Readings]]] = field(
        default_factory=dict, init=False, repr=False, compare=False,
    )

    def __iter__(self) -> Iterator[Check]:
        return iter(self.checks)

    def __len__(self) -> int:
        return len(self.checks)

    @cached_property
    def by_id(self) -> Mapping[str, Check]:
        """Checks by id."""
        return {check.id: check for check in self.checks}

    @cached_property
    def hard(self) -> Mapping[str | None, int]:
        """Table → how many hard checks it has."""
        return Counter(check.table for check in self.checks if check.hard)

    @cached_property
    def across_years(self) -> frozenset[str]:
        """The ids of the checks that need the reports of other years."""
        instances = (*(i for some in self.across.values() for i in some), *self.alone["year"])
        return frozenset(instance.check.id for instance in instances)

    def of(self, form: Form) -> Places:
        """Every check at every place of a form; put to its cells when first asked for."""
        key = form.table, form.edition
        if key not in self._expanded:
            self._expanded[key] = Places.of([*_places(pattern, form)] for pattern in self.compiled[key])
        return self._expanded[key]

    def identities(self, form: Form) -> Identities:
        """The hard checks of a form as one system of equations; compiled when first asked for."""
        key = form.table, form.edition
        if key not in self._identities:
            hard = ((i, i.asserts[0].difference) for i in self.compiled[key] if i.check.hard)
            self._identities[key] = Identities.of(form, (Equation(i.check.id, i.name, d.terms, d.constant) for i, d in hard))
        return self._identities[key]

    def topics(self, forms: Iterable[Form]) -> Mapping[str, Sequence[Readings]]:
        """Topic → its readings in a report of these forms, check by check; sorted when first asked for."""
        key = tuple((form.table, form.edition) for form in forms)
        if key not in self._topics:
            found: dict[str, dict[str, list[CompiledReading]]] = {}
            for reading in (reading for table in key for reading in self.readings[table]):
                found.setdefault(reading.topic, {}).setdefault(reading.check.id, []).append(reading)
            self._topics[key] = {
                topic: [
                    Readings(some[0].check, tuple(some), tuple(dict.fromkeys(a for reading in some for a in reading.form.terms)))
                    for some in by_check.values()
                ]
                for topic, by_check in found.items()
            }
        return self._topics[key]

    def only(self, check_id: str) -> Checks:
        """One check alone. KeyError where there is none of that id."""
        kept = self.by_id[check_id]
        return replace(
            self, checks=(kept,),
            compiled={key: tuple(i for i in some if i.check is kept) for key, some in self.compiled.items()},
            across={key: tuple(i for i in some if i.check is kept) for key, some in self.across.items()},
            readings={key: tuple(r for r in some if r.check is kept) for key, some in self.readings.items()},
            alone={key: tuple(i for i in some if i.check is kept) for key, some in self.alone.items()},
        )


def load_checks(files: Path | Sequence[Path], forms: Forms) -> Checks:
    """The checks in YAML files, or in a folder of them, compiled. Raises ContentError naming file, check, key and what was expected."""
    paths = sorted(files.glob("*.yaml")) if isinstance(files, Path) else files
    if not paths:
        raise ContentError(f"{files}: no check files (*.yaml) here", "point --content at a folder that has rules/checks/")
    checks: dict[str, Check] = {}
    compilers: dict[str, _Compiler] = {}
    instances: dict[tuple[str, str], list[Instance]] = {(form.table, form.edition): [] for form in forms}
    across: dict[tuple[str, str, str], list[Instance]] = {}
    readings: dict[tuple[str, str], list[CompiledReading]] = {key: [] for key in instances}
    alone: dict[str, list[Instance]] = {name: [] for name in ALONE}
    for path in paths:
        for check in read_checks(path, forms):
            if check.id in checks:
                raise ContentError(f"{path}: {check.id}: id: there is another check of this id", "give each check an id of its own")
            checks[check.id] = check
            compiler = compilers[check.id] = _Compiler(path, check)
            for form in forms:
                if check.table not in (None, form.table) or form.edition not in check.editions:
                    continue
                readings[form.table, form.edition] += compiler.readings(form)
                if not compiler.across:
                    instances[form.table, form.edition] += compiler.instances(form)
                    continue
                for earlier in (forms.get(form.table, e) for e in forms.editions(form.table) if e in check.editions_before):
                    across.setdefault((form.table, form.edition, earlier.edition), []).extend(compiler.instances(form, earlier))
            if check.assert_ and check.for_each in alone:
                alone[check.for_each].append(compiler.instance(check.for_each, _no_cells, ()))
    for some in instances.values():
        _refuse_cycle(some, compilers)
    return Checks(
        tuple(checks.values()), _frozen(instances), _frozen(across), _frozen(readings), _frozen(alone),
    )


def _frozen(lists: Mapping[_Key, list[_Item]]) -> dict[_Key, tuple[_Item, ...]]:
    return {key: tuple(some) for key, some in lists.items()}


def _refuse_cycle(instances: Sequence[Instance], compilers: Mapping[str, _Compiler]) -> None:
    """Nothing. Raises ContentError where hard checks make a total a part of its own parts: only noughts could satisfy them."""
    parts: dict[str, set[str]] = {}
    made_by: dict[str, str] = {}
    for instance in instances:
        for whole, rest in _decompositions(instance):
            parts.setdefault(whole, set()).update(rest)
            made_by[whole] = instance.check.id
    try:
        TopologicalSorter(parts).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        rule = max((made_by[cell] for cell in circle if cell in made_by), key=list(compilers).index)
        raise compilers[rule].error("assert", f"a cycle: each of these is a part of the next: {', '.join(circle)}") from None


def _decompositions(instance: Instance) -> Iterator[tuple[str, Iterable[str]]]:
    """Each cell that a hard check makes the sum of several others."""
    if instance.check.hard:
        relation = instance.asserts[0]
        for whole, rest in ((relation.lhs.terms, relation.rhs.terms), (relation.rhs.terms, relation.lhs.terms)):
            if len(whole) == 1 < len(rest) and min(rest.values()) > 0:
                yield next(iter(whole)), rest


def linear_form(check: Check, form: Form) -> Mapping[str, LinearForm]:
    """The check's equations in one edition: row or column id → a form that is 0 where it holds. Empty unless the check is hard."""
    if not check.hard or check.table != form.table or form.edition not in check.editions:
        return {}
    return {i.name: i.asserts[0].difference for i in _Compiler(Path(check.id), check).instances(form)}


def _no_cells(name: str, many: bool) -> tuple[str, ...]:
    raise ExpressionError(f"cell {name!r} needs a table: expected names only")


@dataclass(frozen=True)
class _Compiler:
    """One check's texts, parsed once, and put to every place of a form."""

    path: Path
    check: Check

    @cached_property
    def _assert(self) -> Expression:
        return self._parse("assert", self.check.assert_)

    @cached_property
    def _when(self) -> Expression | None:
        return self._parse("when", self.check.when) if self.check.when else None

    @cached_property
    def across(self) -> bool:
        """Whether it looks back on the year before."""
        if not self.check.assert_:
            return False
        found = self._assert.across_years or (self._when is not None and self._when.across_years)
        if found and self.check.for_each not in ("row", "column"):
            raise self.error("for_each", "before(…) needs a table: expected for_each row or column")
        if found and self.check.hard:
            raise self.error("hard", "a check across years is not hard: an error may stand in either report")
        return found

    def instances(self, form: Form, earlier: Form | None = None) -> Iterator[Instance]:
        """The check at every row or column of the form; for its cells once, with `value` standing for each.

        `earlier`: the form of the report of the year before, for a check that looks back on it.
        """
        check = self.check
        for row in check.rows:
            if row not in form.row:
                raise self.error("rows", f"no row {row!r} in edition {form.edition}: expected of {', '.join(form.row)}")
        before = tuple(EARLIER + address for address in earlier.addresses) if earlier else ()
        if check.for_each == "column":
            for column in form.columns:
                back = _resolver(earlier, None, column.id) if earlier else None
                yield self.instance(column.id, _resolver(form, None, column.id), (*form.addresses, *before), back)
        elif check.for_each == "row":
            for row_id in check.rows or form.row:
                back = _resolver(earlier, row_id, None) if earlier else None
                yield self.instance(row_id, _resolver(form, row_id, None), (*form.addresses, *before), back)
        elif check.for_each == "cell":
            yield self.instance("value", _resolver(form, None, None), form.addresses)

    def instance(self, name: str, resolve: Resolve, printed: tuple[str, ...], earlier: Resolve | None = None) -> Instance:
        """The check at one place; `printed` are the addresses that its cells may have, in order."""
        asserts = self._relations("assert", self._assert, resolve, earlier)
        when = self._relations("when", self._when, resolve, earlier) if self._when else ()
        if self.check.hard and (len(asserts) != 1 or asserts[0].comparison != "=="):
            raise self.error("assert", "a hard check is one equality: expected … == …")
        return Instance.of(self.check, name, when, asserts, printed)

    def readings(self, form: Form) -> Iterator[CompiledReading]:
        """The check's admissible readings in the form's edition."""
        when = self._relations("when", self._when, _no_cells) if self._when and self.check.readings else ()
        for reading in self.check.readings:
            if reading.editions is not None and form.edition not in reading.editions:
                continue
            expression = self._parse(f"readings.{reading.match}", reading.value, frozenset())
            try:
                found = expression.form(_resolver(form, None, None))
            except ExpressionError as error:
                raise self.error(f"readings.{reading.match}", f"{reading.value!r}: {error}") from error
            if len(found.terms) > 1 and reading.title is None:
                raise self.error(f"readings.{reading.match}.title", "expected a title, since the reading adds several cells")
            title = message(reading.title) if reading.title else None
            columns = {address: form.column[address.rsplit("/", 1)[1]] for address in found.terms}
            units = {address: column.unit for address, column in columns.items() if column.kind == "amount"}
            yield CompiledReading(self.check, reading.topic, reading.match, title, found, when, units)

    def _parse(self, key: str, text: str, names: frozenset[str] | None = None) -> Expression:
        try:
            return parse(text, NAMES[self.check.for_each] if names is None else names)
        except ExpressionError as error:
            raise self.error(key, f"{text[:80]!r}: {error}") from error

    def _relations(self, key: str, expression: Expression, resolve: Resolve, earlier: Resolve | None = None) -> tuple[Relation, ...]:
        try:
            found = expression.relations(resolve, earlier)
        except ExpressionError as error:
            raise self.error(key, f"{expression.text[:80]!r}: {error}") from error
        for relation in found:
            if both := relation.lhs.terms.keys() & relation.rhs.terms.keys():
                raise self.error(key, f"{expression.text[:80]!r}: a cycle: {min(both)} is held against itself")
        return found

    def error(self, key: str, what: str) -> ContentError:
        """What is wrong with the check, by file, check and key."""
        return ContentError(f"{self.path}: {self.check.id}: {key}: {what}", "the forms in rules/forms/ name the rows and columns")


def _places(pattern: Instance, form: Form) -> Iterator[Instance]:
    check = pattern.check
    if check.for_each != "cell":
        yield pattern
        return
    for address in form.addresses:
        _, row_id, column_id = address.split("/")
        if (check.kinds and form.column[column_id].kind not in check.kinds) or (check.rows and row_id not in check.rows):
            continue
        when, asserts = (tuple(r.renamed("value", address) for r in some) for some in (pattern.when, pattern.asserts))
        yield Instance.of(check, address, when, asserts, (address, *pattern.cells))


def _resolver(form: Form, row: str | None, column: str | None) -> Resolve:
    """Names → addresses: a row's in a column, a column's in a row, `row/column` anywhere; with `many` also groups and `*`."""

    def resolve(name: str, many: bool) -> tuple[str, ...]:
        row_name, slash, column_name = name.partition("/")
        if not slash:
            if row is None and column is None:
                raise ExpressionError(f"{name!r}: expected row/column")
            row_name, column_name = (row, name) if row is not None else (name, column or "")
        rows = [form.row[row_name]] if row_name in form.row else []
        if many and not rows:
            rows = [r for r in form.rows if row_name == "*" or r.id.startswith(f"{row_name}.")]
        if not rows:
            raise ExpressionError(f"no row {row_name!r} in table {form.table}, edition {form.edition}: expected of {', '.join(form.row)}")
        found = [f"{form.table}/{r.id}/{c}" for r in rows for c in r.columns if c == column_name or (many and column_name == "*")]
        if not found:
            columns = ", ".join(dict.fromkeys(c for r in rows for c in r.columns))
            raise ExpressionError(f"no column {column_name!r} in row {row_name!r}, edition {form.edition}: expected of {columns}")
        return tuple(found)

    return resolve
