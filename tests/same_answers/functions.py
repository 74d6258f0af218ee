"""Calls of the public functions of `flower`, asked after the lines of shell.txt, in its folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import flower

AMIDE = "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"
SN2, SALT = "CCBr.[OH-].[Na+]", "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"


def told(results: Any) -> Any:
    """Of predictions and scores, and lists of them, their JSON."""
    if isinstance(results, (list, tuple)):
        return [told(one) for one in results]
    return results.to_json_dict() if hasattr(results, "to_json_dict") else results


def predict(*given: Any, **options: Any) -> Any:
    return told(flower.predict(*given, **{"beam": 2, **options}))


def network_of(smiles: str) -> list[object]:
    network = flower.predict(smiles, beam=2, network=True).network
    assert network is not None
    graph = network.to_networkx()
    return [sorted(graph.nodes(data=True)), sorted(graph.edges(data=True))]


def report_of(smiles: str) -> str:
    page = Path(mkdtemp(dir=".")) / "page.html"
    flower.write_report(flower.predict(smiles, beam=2, network=True), page, "as it is")
    return page.read_text(encoding="utf-8")


def notebook_of(smiles: str) -> str:
    shown: Any = flower.predict(smiles, beam=2)
    return str(shown._repr_html_())


FUNCTIONS: dict[str, Callable[[], Any]] = {
    "public names": lambda: sorted(
        # What was public must stay so; new names may come.
        set(flower.__all__) & set(Path("public_names.txt").read_text(encoding="utf-8").split())
    ),
    "predict one": lambda: predict(AMIDE),
    "predict many": lambda: predict([SN2, "C(", "O.[Pd]", "O"]),
    "predict an iterator": lambda: predict(iter([SN2, "CC=O.N"]), top=1),
    "predict what reacts": lambda: predict(SN2, reacts=True),
    "predict a target": lambda: predict("CC(=O)Cl.N", target="C=C=O"),
    "predict no target": lambda: predict(SN2, target="c1ccccc1"),
    "predict few steps": lambda: predict(AMIDE, max_steps=2, top=3),
    "predict few states": lambda: predict(AMIDE, max_states=2),
    "predict with heat": lambda: predict("C=CC=C.C=C", heat=True),
    "predict with light": lambda: predict("C.ClCl", light=True),
    "predict by drawing": lambda: predict(SN2, model="./drawn", samples=3, seed=4, evaluations=2),
    "predict with a loaded model": lambda: predict(SN2, model=flower.load_model("./tiny", "cpu")),
    "predict nothing": lambda: predict([]),
    "predict with no beam": lambda: predict("C", beam=0),
    "predict for no time": lambda: predict("C", time_limit_s=0.0),
    "predict with a wrong model": lambda: predict("C", model="nowhere"),
    "predict what is no SMILES": lambda: predict("C("),
    "predict of an unknown option": lambda: predict("C", width=3),
    "iterate over predictions": lambda: told(list(flower.iter_predictions([SN2, "X"], beam=2))),
    "products of outcomes": lambda: [
        (one.products, one.smiles, [s.kind for s in one.steps], [s.description for s in one.steps])
        for one in flower.predict(AMIDE, beam=2).outcomes
    ],
    "arrows of steps": lambda: [
        (step.mapped, step.arrows) for step in flower.predict(AMIDE, beam=2).outcomes[0].steps
    ],
    "network": lambda: network_of(SN2),
    "report": lambda: report_of("CC(=O)Cl.N"),
    "notebook": lambda: notebook_of("CC(=O)Cl.N"),
    "step one": lambda: told(flower.step(AMIDE)),
    "step many": lambda: told(flower.step([SN2, "C(", "O"], top=2, reacts=True)),
    "step by drawing": lambda: told(flower.step(SN2, model="./drawn", samples=5, seed=2)),
    "step with no top": lambda: told(flower.step("C", top=0)),
    "iterate over steps": lambda: told(list(flower.iter_steps(["O", SN2], model="./tiny"))),
    "score one": lambda: told(flower.score("CCBr.[OH-]>>CCO.[Br-]")),
    "score a mechanism": lambda: told(
        flower.score(
            flower.Mechanism(
                "amide",
                ("CC(=O)Cl.N>>CC([O-])(Cl)[NH3+]", "CC([O-])(Cl)[NH3+]>>CC(=O)[NH3+].[Cl-]"),
            )
        )
    ),
    "score many": lambda: told(flower.score(["C>>C", "CC>>C", "CCBr.[OH-]>>CCO.[Br-]"])),
    "score of another model": lambda: told(flower.score("CCBr.[OH-]>>CCO.[Br-]", model="./tiny")),
    "score what is no step": lambda: told(flower.score("CC")),
    "iterate over scores": lambda: told(list(flower.iter_scores(["C>>C", "no step"]))),
    "draw a step": lambda: flower.draw(SALT).svg,
    "draw a prediction": lambda: flower.draw(flower.predict(SN2, beam=2)).svg,
    "draw a step that loses a carbon": lambda: flower.draw("CC>>C").svg,
    "draw darkly": lambda: flower.draw(SALT, flower.DrawingSettings(theme="dark")).svg,
    "draw narrowly": lambda: flower.draw(SALT, flower.DrawingSettings(width=0)).svg,
    "expand": lambda: flower.expand("CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O"),
    "expand by a mechanism": lambda: flower.expand(
        "BrCc1ccccc1.CC(C)=[N+]([O-])[O-].[O-]C([O-])=O>>O=Cc1ccccc1", "hass.yaml"
    ),
    "expand to nothing": lambda: flower.expand("c1ccccc1>>CCCCCC"),
    "check mechanisms": lambda: flower.check_mechanisms("hass.yaml"),
    "read mechanisms": lambda: list(flower.read_mechanisms("wrong.txt")),
    "read reactants": lambda: list(flower.read_reactants("flasks.csv")),
    "read weights": lambda: flower.read_weights("weights.csv"),
    "read wrong weights": lambda: flower.read_weights("bad_weights.csv"),
    "model info": lambda: flower.model_info("./tiny"),
    "list models": lambda: [one.name for one in flower.list_models(".")],
    "a state": lambda: flower.state_to_smiles(flower.smiles_to_state("OC(=O)c1ccccc1")),
    "an unreadable state": lambda: flower.smiles_to_state("c1ccc"),
    "evaluate": lambda: told(flower.evaluate("steps.csv", model="./tiny", limit=5)),
    "evaluate reactions": lambda: told(flower.evaluate("reactions.csv", model="./tiny", beam=1)),
    "predict a file": lambda: [
        flower.predict_file("few.smi", "few.jsonl", beam=2, written="json", workers=1),
        Path("few.jsonl").read_text(encoding="utf-8"),
    ],
    "step a file": lambda: flower.step_file("few.smi", "few.txt", workers=1, top=1),
    "score a file": lambda: flower.score_file("wrong.txt", "scored.txt", workers=1),
    "search settings": lambda: flower.SearchSettings(beam=3, reacts=True).beam,
    "wrong search settings": lambda: flower.SearchSettings(minimum_probability=1.0),
    "wrong branching": lambda: flower.SearchSettings(branching=0),
    "wrong service settings": lambda: flower.ServeSettings(max_atoms=0),
    "wrong drawing settings": lambda: flower.DrawingSettings(theme="pink"),
    "wrong training settings": lambda: flower.TrainSettings(epochs=-1),
    "wrong network settings": lambda: flower.NetworkSettings(width=25, heads=2),
    "wrong fine-tuning settings": lambda: flower.FinetuneSettings(method="some"),
    "wrong energies": lambda: flower.EnergySettings(solvent="beer"),
}
