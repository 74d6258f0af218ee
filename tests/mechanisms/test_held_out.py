"""Five classes have no mechanism: with them the cards measure how a model learns a new class."""

import pytest

from flower.mechanisms import expand

HELD_OUT = {
    "Appel bromination": "OCc1ccccc1.BrC(Br)(Br)Br.c1ccccc1P(c1ccccc1)c1ccccc1>>BrCc1ccccc1",
    "Menshutkin reaction": "CCN(CC)CC.BrCc1ccccc1>>CC[N+](CC)(CC)Cc1ccccc1",
    "phosphonium salt": "BrCc1ccccc1.CCCP(CCC)CCC>>CCC[P+](CCC)(CCC)Cc1ccccc1",
    "nitration": "COc1ccccc1.O[N+](=O)[O-].OS(=O)(=O)O>>COc1ccc([N+](=O)[O-])cc1",
    "SEM ether": "OCc1ccccc1.ClCOCC[Si](C)(C)C.[H-].[Na+]>>C[Si](C)(C)CCOCOCc1ccccc1",
    "SEM ether by an amine": (
        "Oc1ccccc1.ClCOCC[Si](C)(C)C.CCN(C(C)C)C(C)C>>C[Si](C)(C)CCOCOc1ccccc1"
    ),
    "oxime of a ketone": "CC(=O)c1ccccc1.NO.CC(=O)[O-].[Na+]>>CC(=NO)c1ccccc1",
    "oxime of an aldehyde": "O=Cc1ccccc1.NO.Cl>>ON=Cc1ccccc1",
}


@pytest.mark.parametrize("reaction", HELD_OUT.values(), ids=HELD_OUT)
def test_a_class_kept_for_fine_tuning_is_not_expanded(reaction: str) -> None:
    assert expand(reaction) == ()
