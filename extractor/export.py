"""Records as JSON and back, every number digit for digit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import simplejson
from simplejson.encoder import encode_basestring as _quoted

from extractor.record import Candidate, Cell, Claim, Finding, Implied, Message, Record
from extractor.text import Damage, Span

# Allowed raw in JSON, but a terminal obeys the first kind and a reader of lines breaks at the second.
_UNSAFE = (*map(chr, range(0x7F, 0xA0)), "\u2028", "\u2029")
_ANY_UNSAFE = re.compile(f"[{''.join(_UNSAFE)}]")
_ENCODER = simplejson.JSONEncoder(ensure_ascii=False, use_decimal=True, namedtuple_as_object=False, check_circular=False)


def to_json(record: Record) -> str:
    """The record as one line of JSON; amounts have the digits of the source, and what is optional and empty is left out."""
    optional: dict[str, Any] = {}
    if record.extra:
        optional["extra"] = [dict(row) for row in record.extra]
    if record.checks:
        optional["checks"] = dict(record.checks)
    return line({
        "path": record.path, "sha256": record.sha256, "title": record.title, "organization": record.organization,
        "year": record.year, "published": record.published, "form": record.form, "editions": dict(record.editions),
        "verdict": record.verdict,
        "cells": simplejson.RawJSON(f"{{{', '.join([_cell(address, cell) for address, cell in record.cells.items()])}}}"),
        "claims": [_claim(claim) for claim in record.claims],
        "findings": [_finding(finding) for finding in record.findings],
        "readers": [dict(reader) for reader in record.readers],
        "damage": [{"kind": d.kind, "count": d.count} | ({"detail": d.detail} if d.detail else {}) for d in record.damage],
        **optional, "error": record.error,
    })


def line(plain: Any) -> str:
    """Plain values as one line of JSON that no terminal obeys; decimals have every digit."""
    text: str = _ENCODER.encode(plain)
    if not any(map(text.__contains__, _UNSAFE)):  # asked one by one they are found faster than by the pattern
        return text
    return _ANY_UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _cell(address: str, cell: Cell) -> str:
    """A cell as JSON with its address before it: cells are nine tenths of a record, which the encoder need not look through."""
    value, status, evidence, printed, unit, reason, candidates, implied = cell
    text = (
        f'{_quoted(address)}: {{"value": {"null" if value is None else value}, "status": "{status}", "evidence": {_place(evidence)}, '
        f'"printed": {"null" if printed is None else _quoted(printed)}'
    )
    if unit is not None:
        text += f', "unit": {_quoted(unit)}'
    if reason is not None:
        text += f', "reason": {_quoted(reason)}'
    if candidates:
        text += f', "candidates": [{", ".join(map(_candidate, candidates))}]'
    if implied is not None:
        proof, conditional = ", ".join(map(_quoted, implied.proof)), "true" if implied.conditional else "false"
        text += f', "implied": {{"value": {implied.value}, "proof": [{proof}], "conditional": {conditional}}}'
    return text + "}"


def _candidate(candidate: Candidate) -> str:
    value = "null" if candidate.value is None else candidate.value
    return f'{{"value": {value}, "evidence": {_place(candidate.evidence)}, "reader": {_quoted(candidate.reader)}}}'


def _place(span: Span | None) -> str:
    return "null" if span is None else f"[{span[0]}, {span[1]}]"


def _claim(claim: Claim) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "topic": claim.topic, "value": claim.value, "qualifier": claim.qualifier, "scope": claim.scope,
        "evidence": claim.evidence, "quote": claim.quote,
    }
    if claim.parts:
        plain["parts"] = claim.parts
    if claim.match is not None:
        plain["match"] = claim.match
    return plain


def _finding(finding: Finding) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "rule": finding.rule, "severity": finding.severity, "cause": finding.cause,
        "cells": finding.cells, "claims": finding.claims, "suspect": finding.suspect, "proposed": dict(finding.proposed),
        "message": {"zh": finding.message.zh, "en": finding.message.en}, "evidence": finding.evidence,
    }
    if finding.reasons:
        plain["reasons"] = [{"zh": reason.zh, "en": reason.en} for reason in finding.reasons]
    return plain


def from_json(text: str) -> Record:
    """The record that `to_json` wrote. Raises ValueError for what is no such record."""
    plain = simplejson.loads(text, use_decimal=True)
    try:
        return _record(plain)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no record: {error!r}") from error


_PLAIN = ("path", "sha256", "verdict", "title", "organization", "year", "published", "form", "editions", "error")


def _record(plain: Mapping[str, Any]) -> Record:
    return Record(
        **{key: plain[key] for key in _PLAIN},
        cells={address: _read_cell(cell) for address, cell in plain["cells"].items()},
        claims=tuple(_read_claim(claim) for claim in plain["claims"]),
        findings=tuple(_read_finding(finding) for finding in plain["findings"]),
        readers=tuple(plain["readers"]),
        damage=tuple(Damage(d["kind"], d["count"], d.get("detail", "")) for d in plain["damage"]),
        extra=tuple(plain.get("extra", ())),
        checks=plain.get("checks", {}),
    )


def _read_cell(plain: Mapping[str, Any]) -> Cell:
    implied = plain.get("implied")
    return Cell(
        value=plain["value"], status=plain["status"], evidence=_read_span(plain["evidence"]), printed=plain["printed"],
        unit=plain.get("unit"), reason=plain.get("reason"),
        candidates=tuple(Candidate(c["value"], _read_span(c["evidence"]), c["reader"]) for c in plain.get("candidates", ())),
        implied=None if implied is None else Implied(implied["value"], tuple(implied["proof"]), implied["conditional"]),
    )


def _read_claim(plain: Mapping[str, Any]) -> Claim:
    return Claim(
        topic=plain["topic"], value=plain["value"], qualifier=plain["qualifier"], scope=plain["scope"],
        evidence=Span(*plain["evidence"]), quote=plain["quote"], parts=tuple(plain.get("parts", ())), match=plain.get("match"),
    )


def _read_finding(plain: Mapping[str, Any]) -> Finding:
    return Finding(
        rule=plain["rule"], severity=plain["severity"], cause=plain["cause"], message=Message(**plain["message"]),
        cells=tuple(plain["cells"]), claims=tuple(plain["claims"]), suspect=tuple(plain["suspect"]), proposed=plain["proposed"],
        evidence=tuple(Span(*span) for span in plain["evidence"]),
        reasons=tuple(Message(**reason) for reason in plain.get("reasons", ())),
    )


def _read_span(plain: list[int] | None) -> Span | None:
    return None if plain is None else Span(*plain)
