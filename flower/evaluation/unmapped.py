"""A recorded step without map numbers, as tables of single steps in minimal flasks write it."""

from __future__ import annotations

from flower.electrons import HYDROGEN, State, smiles_to_state, state_to_smiles
from flower.electrons.reaction_text import flask_and_products, has_map_numbers, tells_stereo
from flower.errors import InputError, shorten
from flower.evaluation.steps import END, RecordedStep, holds_products, pathway_of, read_recorded
from flower.records import StepRecord
from flower.steps import Step
from flower.steps.mapped import composition
from flower.steps.reading import read_step

NOT_MAPPED = "not mapped"
"""The kind of a step of which it is not known which electrons move."""


def read_unmapped(record: StepRecord) -> tuple[RecordedStep, State]:
    """Read `reactants>>products` of one step into what is scored and what the model is asked.

    Agents, as in `reactants>agents>products`, are part of the flask. If both sides balance, the
    products are the whole flask after the step, in the resonance form closest to the reactants
    where they can be mapped. If not, they are those of its molecules that were worth writing.
    Steps with map numbers are read as `read_recorded` does. Raises InputError with the reason if
    the line cannot be read, or if it does not balance and holds nothing new.

    >>> step, _ = read_unmapped(StepRecord(1, "CCBr.[OH-].[Na+]>>CCO"))
    >>> step.products, step.whole, step.kind
    ('CCO', False, 'not mapped')
    >>> step, _ = read_unmapped(StepRecord(1, "CCBr.[OH-]>>CCO.[Br-]"))
    >>> step.products, step.whole, step.kind
    ('CCO.[Br-]', True, 'substitution')
    """
    if has_map_numbers(record.reaction):
        return read_recorded(record)
    flask, made = flask_and_products(record.reaction)
    reactants, products = smiles_to_state(flask), smiles_to_state(made)
    before, after = (state_to_smiles(side, stereo=False) for side in (reactants, products))
    whole = is_balanced(reactants, products)
    kind = END if before == after else NOT_MAPPED
    if not whole and holds_products(before, after, whole=False):
        raise InputError(
            f"`{shorten(record.reaction)}` does not balance, and its products are all among its "
            "reactants. Write what the step makes."
        )
    if whole and kind != END:
        try:
            reading = read_step(f"{flask}>>{made}")
        except InputError:
            pass  # it cannot be mapped, but its products can be compared
        else:
            after = state_to_smiles(reading.products, stereo=False)
            kind = Step.between(reading.reactants, reading.products).kind
    step = RecordedStep(
        line=record.line,
        reactants=before,
        products=after,
        pathway=pathway_of(record),
        reaction_class=record.reaction_class,
        kind=kind,
        heavy_atoms=int((reactants.element > HYDROGEN).sum()),
        whole=whole,
        stereo=tells_stereo(record.reaction),
        columns=record.columns,
    )
    return step, reactants


def is_balanced(reactants: State, products: State) -> bool:
    """Whether both sides hold the same atoms, hydrogens and electrons."""
    return (
        +composition(reactants) == +composition(products)
        and reactants.electron_total == products.electron_total
    )
