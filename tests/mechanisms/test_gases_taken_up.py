"""No carbon or sulfur dioxide is left beside hydroxide or an alkoxide at an end."""

import pytest

from tests.mechanisms.ways import end_of, way_of


@pytest.mark.parametrize(
    ("reaction", "left"),
    [
        ("O=C(CC(=O)[O-])c1ccccc1.[Na+].O>>CC(=O)c1ccccc1", "O=C([O-])O"),
        ("N#CC(C(=O)[O-])C1CCCCC1.[Na+].O>>N#CCC1CCCCC1", "O=C([O-])O"),
        ("COC(=O)C1CCCC1=O.[Na+].[Cl-].O.CS(C)=O>>O=C1CCCC1", "O=C([O-])O"),
        ("NC(=O)c1ccccc1.BrBr.[OH-].[OH-].[OH-].[Na+].[Na+].[Na+]>>Nc1ccccc1", "O=C([O-])O"),
        ("[O-]C(=O)C1OC1c1ccccc1.[Na+].O>>O=CCc1ccccc1", "O=C([O-])O"),
        (
            "CCOC(=O)OC(=O)c1ccccc1.[N-]=[N+]=[N-].[Na+].O>>[N-]=[N+]=NC(=O)c1ccccc1",
            "CCOC(=O)[O-]",
        ),
        ("CCOC(=O)OC(=O)c1ccccc1.[BH4-].[BH4-].[Na+].[Na+].O>>OCc1ccccc1", "CCOC(=O)[O-]"),
        ("O=S1OCCO1.[N-]=[N+]=[N-].[Na+]>>OCCN=[N+]=[N-]", "O=S([O-])O"),
        (
            "CNc1cc(C#N)ccc1[N+](=O)[O-].O=S([O-])S(=O)[O-].[Na+].[Na+].CO.O>>CNc1cc(C#N)ccc1N",
            "O=S([O-])O",
        ),
    ],
)
def test_a_strong_base_takes_up_the_gas_that_leaves(reaction: str, left: str) -> None:
    end = end_of(way_of(reaction))
    assert left in end
    assert not {"O=C=O", "O=S=O"} & set(end)


def test_an_acid_leaves_the_gas_alone() -> None:
    assert "O=C=O" in end_of(way_of("CC(=O)CC(=O)O.OS(=O)(=O)O.O>>CC(C)=O"))
