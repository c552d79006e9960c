from __future__ import annotations

from dateline.gather.shingles import band_keys, containment, key_of, resemblance, shingles, signature_of

TEXT = " ".join(f"word{number}" for number in range(120))


def test_a_text_with_an_edit_is_alike_and_another_is_not() -> None:
    one = signature_of(shingles(TEXT.split()))
    edited = signature_of(shingles(TEXT.replace("word60", "another").split()))
    other = signature_of(shingles([f"else{number}" for number in range(120)]))
    assert resemblance(one, edited) > 0.8
    assert resemblance(one, other) < 0.1
    assert set(band_keys(one)) & set(band_keys(edited))


def test_a_part_is_contained() -> None:
    whole, part = shingles(TEXT.split()), shingles(TEXT.split()[:60])
    alike = resemblance(signature_of(whole), signature_of(part))
    assert containment(alike, len(whole), len(part)) > 0.8


def test_nothing_is_like_nothing() -> None:
    assert signature_of(shingles([])) == ()
    assert resemblance((), ()) == 0
    assert containment(0, 0, 0) == 0


def test_keys_are_the_same_on_every_machine() -> None:
    assert key_of("name iso-SRB") == key_of("name iso-SRB") != key_of("name iso-HRV")
    assert 0 <= key_of("anything") < 2**62
