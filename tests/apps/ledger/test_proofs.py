"""A receipt's proof holds offline, without a database, and any change to it is seen."""

import hashlib
import json
import sys

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import NOW
from wakimizu.apps.ledger import merkle
from wakimizu.apps.ledger.operations import seal_entries
from wakimizu.apps.ledger.proofs import check_proof
from wakimizu.apps.ledger.queries import prove, verify
from wakimizu.apps.ledger.registry import origins, prover
from wakimizu.apps.voices.operations import erase_voice

leaves_of = st.lists(st.binary(max_size=40), max_size=70).map(lambda contents: [merkle.leaf_hash(c) for c in contents])


def rfc_root(contents):
    """MTH as RFC 9162 section 2.1.1 writes it, word by word."""
    n = len(contents)
    if n == 0:
        return hashlib.sha256(b"").digest()
    if n == 1:
        return hashlib.sha256(b"\x00" + contents[0]).digest()
    k = _split(n)
    return hashlib.sha256(b"\x01" + rfc_root(contents[:k]) + rfc_root(contents[k:])).digest()


def rfc_path(m, contents):
    """PATH as RFC 9162 section 2.1.3.1 writes it."""
    n = len(contents)
    if n <= 1:
        return []
    k = _split(n)
    if m < k:
        return [*rfc_path(m, contents[:k]), rfc_root(contents[k:])]
    return [*rfc_path(m - k, contents[k:]), rfc_root(contents[:k])]


def _split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_root_and_paths_are_those_of_the_rfc(contents):
    leaves = [merkle.leaf_hash(content) for content in contents]
    assert merkle.root(leaves) == rfc_root(contents)
    for m in range(len(contents)):
        assert merkle.path(leaves, m) == rfc_path(m, contents)


@given(leaves_of)
def test_every_path_leads_to_the_root(leaves):
    root = merkle.root(leaves)
    for index, leaf in enumerate(leaves):
        assert merkle.root_from_path(leaf, index, len(leaves), merkle.path(leaves, index)) == root


@given(leaves_of.filter(len), st.data())
def test_a_wrong_path_leads_elsewhere(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    path, size = merkle.path(leaves, index), len(leaves)
    root = merkle.root(leaves)
    assert merkle.root_from_path(hashlib.sha256(b"x").digest(), index, size, path) != root
    assert merkle.root_from_path(leaves[index], index, size, [*path, b"\0" * 32]) is None
    assert merkle.root_from_path(leaves[index], size, size, path) is None
    assert merkle.root_from_path(leaves[index], -1, size, path) is None
    if path:
        assert merkle.root_from_path(leaves[index], index, size, path[:-1]) is None
        at = data.draw(st.integers(0, len(path) - 1))
        changed = bytes([path[at][0] ^ 1]) + path[at][1:]
        assert merkle.root_from_path(leaves[index], index, size, [*path[:at], changed, *path[at + 1 :]]) != root


def test_no_leaf_no_path():
    with pytest.raises(IndexError):
        merkle.path([], 0)
    with pytest.raises(IndexError):
        merkle.path([b""], -1)


@pytest.fixture
def proof(town):
    """The proof document of the fourth of seven voices, under the second seal."""
    town.say()
    seal_entries(NOW)
    voices = [town.say(f"道路の陥没 その{n}") for n in range(7)]
    assert prover()(voices[3].receipt) is None, "not sealed yet"
    seal_entries(NOW)
    return prover()(voices[3].receipt)


def test_it_holds(proof):
    checked = check_proof(proof)
    assert checked.ok and "seal 2" in checked.sentence


def test_it_names_the_chain_that_the_city_publishes(proof):
    assert json.loads(proof)["chain"] == verify(NOW).head


def test_any_changed_part_is_seen(proof):
    """Every value of the document matters but the seal's number, which the chain stands for."""
    for key, value in json.loads(proof).items():
        if key in ("seal", "receipt"):
            continue
        for changed in _changes(value):
            document = json.dumps(json.loads(proof) | {key: changed}, ensure_ascii=False)
            assert not check_proof(document).ok, f"{key} = {changed!r}"


def _changes(value):
    if isinstance(value, int):
        return [value + 1, str(value), None]
    if isinstance(value, list):
        return [value[:-1], [*value, "00" * 32], [_other(value[0]), *value[1:]], None]
    if isinstance(value, dict):
        return [value | {key: _other(part)} for key, part in value.items() if isinstance(part, str)]
    return [value[:at] + _other(value[at]) + value[at + 1 :] for at in range(0, len(value), 5)]


def _other(text):
    return ("1" if text[0] == "0" else "0") + text[1:]


@pytest.mark.parametrize("document", ["", "[]", "null", "3", '"x"', "{}", '{"format":"wakimizu-proof-1"}', "[" * 9])
def test_what_is_no_proof_gets_a_sentence(document):
    checked = check_proof(document)
    assert not checked.ok and checked.sentence


def test_what_never_was_has_no_proof(town):
    assert prove("receive_voice", "voices.Voice", 4711) is None
    assert prover()("AAAA-AAAA-AAAA") is None


def test_the_command_proves_and_checks(town, tmp_path, capsys):
    voice = town.say()
    with pytest.raises(CommandError):
        call_command("ledger", "prove", voice.receipt)
    call_command("ledger", "seal", stdout=sys.stdout)
    capsys.readouterr()
    call_command("ledger", "prove", voice.receipt, stdout=sys.stdout)
    document = capsys.readouterr().out
    file = tmp_path / "proof.json"
    file.write_text(document)
    call_command("ledger", "check", str(file), stdout=sys.stdout)
    file.write_text(document.replace('"index": 0', '"index": 1'))
    with pytest.raises(SystemExit):
        call_command("ledger", "check", str(file), stdout=sys.stdout)
    with pytest.raises(CommandError):
        call_command("ledger", "check", str(tmp_path / "none.json"))


def test_erasing_a_voice_leaves_the_ledger_valid_and_its_old_proof_true(town):
    voice = town.say("花子の家の前の道路が陥没しています")
    seal_entries(NOW)
    before = prover()(voice.receipt)
    erase_voice(town.actor("hq_head", "hq-road"), voice=voice, because="本人の求め")
    seal_entries(NOW)
    assert verify(NOW, origins()).faults == []
    voice.refresh_from_db()
    assert "花子" not in voice.text
    assert check_proof(before).ok
    after = prover()(voice.receipt)
    assert after is None or "花子" not in after
    assert after is None or check_proof(after).ok
