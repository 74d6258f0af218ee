"""How good a model is: ranks of recorded steps, pathways, products; conservation, calibration.

Scoring rules, those of the reference (Joung et al., Nature 645, 115, 2025), so that figures
compare:

- A step is right when the SMILES of its whole product side, atom maps and stereo removed, equals
  the recorded one. The form compared is `flower.electrons.state_to_smiles` without stereo.
  It names every hydrogen, as a count on its atom, so it and the form with hydrogens written out
  as atoms determine each other: two flasks are equal in one exactly when they are in the other.
- Candidates are merged by that form and ranked by probability. Ties share the best rank.
- Another recorded product of the same reactants, anywhere in the file, is credited; the figures
  named "strict" are without that.
- The rank of a pathway is the worst of its steps' ranks. By its best route, the rule of the
  reference, it is the worst rank on the way from its start to a recorded end that is ranked best;
  where several next steps are recorded, one will do. The reference gives no credit there.
- The step in which nothing happens counts as a step; steps with and without it are also told
  separately.

Of steps without map numbers, as tables of single steps in minimal flasks have them:

- A step that balances is right when the whole product side equals the recorded one, as above; of
  one that does not, when all its recorded molecules are among those of the candidate. Charges
  count, so a product before its last proton transfer is another one; only stereo is set aside.

Of overall reactions, where no step is recorded but only what goes in and what comes out:

- The search runs from all that goes in, agents included. The product is found at k when it is
  among the new molecules of the k-th outcome or an earlier one, charge and stereo aside
  (`flower.evaluation.products.uncharged`).
- Several recorded products must all be in one and the same outcome; those that the flask holds
  already, as salts do, are not asked for.
- Where both sides are alike, nothing happens. Right is an outcome that is an end and whose new
  molecules, charge aside, are all in the flask: proton transfers count as nothing. Such flasks
  are told apart from the reactions.
- Given that it reacts: the same of the outcomes that are left, and renormalised, when it is known
  that the reactants do not stay as they are.
- A reaction that the model cannot be asked about counts as wrong.
"""

from flower.evaluation.calibration import Calibration, ReliabilityBin
from flower.evaluation.evaluate_file import evaluate
from flower.evaluation.reaction_result import InertScores, ReactionEvaluation, ReactionScores
from flower.evaluation.result import Evaluation
from flower.evaluation.scores import GroupScores
from flower.evaluation.steps import UnreadRow

__all__ = [
    "Calibration",
    "Evaluation",
    "GroupScores",
    "InertScores",
    "ReactionEvaluation",
    "ReactionScores",
    "ReliabilityBin",
    "UnreadRow",
    "evaluate",
]
