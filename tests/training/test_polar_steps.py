"""Names of textbook steps that are kept aside are not trained on."""

import pandas as pd

from tests.training.polar_steps import is_kept_aside, steps_of

NAMES = [f"name {number}" for number in range(1000)]


def test_about_three_names_of_ten_are_kept_aside_always_the_same():
    aside = [name for name in NAMES if is_kept_aside(name)]
    assert 0.25 < len(aside) / len(NAMES) < 0.35
    assert aside == [name for name in reversed(NAMES) if is_kept_aside(name)][::-1]
    assert not is_kept_aside("Carboxylic acid deprotonation")


def test_steps_are_told_in_the_style_of_the_library():
    rows = pd.DataFrame({"reaction_name": ["one"], "rsmi": ["[NH3:1].[H+:2]>>[NH4+:1]"]})
    assert list(steps_of(rows)["conditions"]) == ["library"]
