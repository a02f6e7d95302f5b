"""What a record's claims, findings and verdict are worth against the gold: found, missed, and said where nothing is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from extractor.record import Finding, Record


def judge_claims(record: Record, gold: Mapping[str, Any], n: Counter[str]) -> None:
    """Nothing; counts the claims of the prose that were found, missed and made up. A claim may be right by several topics (`or`)."""
    optional = set(gold.get("claims_optional", ()))
    read = {(claim.topic, claim.value, claim.qualifier) for claim in record.claims}
    right = set()
    for claim in gold["claims"]:
        n["claims"] += 1
        hits = {(topic, claim["value"], claim["qualifier"]) for topic in _topics(claim)} & read
        n["claims.found"] += bool(hits)
        n["claims.missed"] += not hits
        right |= hits
    n["claims.wrong"] += sum(topic not in optional for topic, _, _ in read - right)


def _topics(claim: Mapping[str, Any]) -> set[str]:
    return {claim["topic"], *claim.get("or", ())}


def judge_findings(record: Record, gold: Mapping[str, Any], n: Counter[str]) -> None:
    """Nothing; counts what the findings and the verdict say of contradictions, of the agency's own errors, and of clean reports."""
    raised = [finding for finding in record.findings if finding.severity in ("error", "warning")]
    _contradictions(raised, gold, n)
    errors, broken = gold.get("source_errors", ()), gold.get("broken_identities", ())
    _source_errors(raised, errors, n)
    if not errors and not broken:
        n["blameless"] += 1
        blamed = sum(f.cause == "source" and bool(f.cells) and not f.claims for f in raised)
        n["wrong_blame"] += blamed
        n["blameless.blamed"] += blamed > 0
    accepted = record.verdict == "accepted"
    if errors or broken or gold["contradicted"] or gold["uncertain"] or gold["lost"]:
        n["dirty"] += 1
        n["dirty.accepted"] += accepted
        n["verdict.right"] += not accepted
    else:
        n["clean"] += 1
        n["clean.accepted"] += accepted
        n["verdict.right"] += accepted
        n["clean.errors"] += sum(f.severity == "error" for f in record.findings)
        n["clean.warnings"] += sum(f.severity == "warning" for f in record.findings)


def _contradictions(raised: list[Finding], gold: Mapping[str, Any], n: Counter[str]) -> None:
    named = {topic for finding in raised for topic in finding.claims}
    others = {claim["topic"]: _topics(claim) for claim in gold["claims"]}
    allowed = set()
    for topic in set(gold["contradicted"]):
        topics = others.get(topic, {topic})
        allowed |= topics
        n["contradictions"] += 1
        n["contradictions.found"] += bool(named & topics)
    n["contradictions.false"] += len(named - allowed)


def _source_errors(raised: list[Finding], errors: Any, n: Counter[str]) -> None:
    firsts = {finding.suspect[0] for finding in raised if finding.suspect}
    for address in errors:
        about = [finding for finding in raised if address in finding.cells]
        n["source_errors"] += 1
        n["source_errors.found"] += bool(about)
        n["source_errors.blamed"] += any(finding.cause == "source" for finding in about)
        if about and address.startswith("requests/"):
            n["source_errors.locatable"] += 1
            n["source_errors.located"] += firsts == {address}
