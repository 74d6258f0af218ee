"""Agents call the tools of `flower mcp`, here through the client of the protocol's own SDK."""

import json
import re
import sys
from base64 import b64decode
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

import flower
from flower.agents.server import create_server
from flower.serving import ServeSettings
from tests.cli.shell import ENVIRONMENT, PROGRAM, inside
from tests.toy_model import AMIDE, ToyModel

anyio = pytest.importorskip("anyio", reason="needs the extra `mcp`")
sdk = pytest.importorskip("mcp", minversion=None, reason="needs the extra `mcp`")
if not hasattr(sdk, "Client"):
    pytest.skip("needs version 2 of the SDK", allow_module_level=True)

STEP = "CC(=O)Cl.N>>CC([O-])(Cl)[NH3+]"


def ask(work: Callable[[Any], Awaitable[Any]], server: Any = None) -> Any:
    """Do what an agent does with a client, of a server with the toy model unless told."""

    async def run() -> Any:
        async with sdk.Client(server or create_server(ToyModel())) as client:
            return await work(client)

    return anyio.run(run)


def call(name: str, settings: ServeSettings | None = None, **arguments: Any) -> Any:
    server = create_server(ToyModel(), settings)
    return ask(lambda client: client.call_tool(name, arguments), server)


def sentence(result: Any) -> str:
    """Return the one sentence of a refusal, which is all that it holds."""
    assert result.is_error
    (told,) = result.content
    assert "\n" not in told.text
    assert "Traceback" not in told.text
    return str(told.text)


def test_each_tool_has_a_description_and_schemas_that_forbid_what_is_unknown() -> None:
    tools = ask(lambda client: client.list_tools()).tools
    assert [tool.name for tool in tools] == [
        "predict",
        "step",
        "score",
        "explain",
        "complete",
        "map",
        "draw",
    ]
    for tool in tools:
        assert len(tool.description) > 80
        assert tool.input_schema["additionalProperties"] is False
        assert all("description" in told for told in tool.input_schema["properties"].values())
        assert tool.annotations.read_only_hint
        assert (tool.output_schema is None) == (tool.name == "draw")


def test_predict_answers_what_the_library_answers() -> None:
    told = call("predict", reactants=AMIDE, beam=4, top=2)
    alone = flower.predict(AMIDE, model=ToyModel(), beam=4, top=2)
    assert told.structured_content == json.loads(json.dumps(alone.to_json_dict()))
    assert json.loads(told.content[0].text) == told.structured_content


def test_step_answers_what_the_library_answers() -> None:
    told = call("step", reactants=AMIDE, top=3)
    alone = flower.step(AMIDE, model=ToyModel(), top=3)
    assert told.structured_content == json.loads(json.dumps(alone.to_json_dict()))


def test_complete_answers_what_the_library_answers() -> None:
    told = call("complete", reactants=AMIDE, most=2, least=0.0)
    alone = flower.complete(AMIDE, model=ToyModel(), most=2, least=0.0)
    assert told.structured_content == json.loads(json.dumps(alone.to_json_dict()))


def test_explain_answers_what_the_library_answers() -> None:
    told = call("explain", reactants=AMIDE, product="CC(=O)NCc1ccccc1", beam=2)
    alone = flower.explain(AMIDE, "CC(=O)NCc1ccccc1", model=ToyModel(), beam=2)
    assert told.structured_content == json.loads(json.dumps(alone.to_json_dict()))


def test_map_answers_what_the_library_answers() -> None:
    told = call("map", reaction="COC(=O)C>>OC(=O)C", beam=2)
    alone = flower.map("COC(=O)C>>OC(=O)C", model=ToyModel(), beam=2)
    assert told.structured_content == json.loads(json.dumps(alone.to_json_dict()))
    assert alone.missing == ("[OH-]",)


def test_score_answers_what_the_library_answers() -> None:
    told = call("score", steps=[STEP])
    alone = flower.score(STEP, model=ToyModel())
    assert told.structured_content == json.loads(json.dumps(alone.to_json_dict()))


def test_what_is_predicted_is_drawn_as_a_picture() -> None:
    outcome = call("predict", reactants=AMIDE).structured_content["outcomes"][0]
    told = call("draw", steps=[step["mapped"] for step in outcome["steps"]])
    (picture,) = told.content
    assert picture.mime_type == "image/png"
    assert b64decode(picture.data).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("predict", {"reactants": "C("}, "C("),
        ("predict", {}, "`reactants`: Field required; see the schema of the tool `predict`."),
        ("predict", {"reactants": "C", "colour": 1}, "`colour`: Extra inputs are not permitted"),
        ("predict", {"reactants": "C", "beam": 10**6}, "`beam`: "),
        ("step", {"reactants": 3}, "`reactants`: "),
        ("score", {"steps": []}, "`steps`: "),
        ("score", {"steps": ["C>>CC"]}, "C>>CC"),
        ("draw", {"steps": ["C>>CC"]}, "C>>CC"),
        ("cook", {}, "choose predict, step, score, explain, complete, map, draw."),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(
    name: str, arguments: dict[str, Any], told: str
) -> None:
    assert told in sentence(call(name, **arguments))


@pytest.mark.parametrize("name", ["predict", "step"])
def test_a_flask_too_large_is_refused(name: str) -> None:
    told = sentence(call(name, ServeSettings(max_atoms=4), reactants="CCCCC"))
    assert "5 heavy atoms" in told


def test_a_mechanism_too_long_is_refused() -> None:
    told = sentence(call("score", ServeSettings(max_score_steps=1), steps=[STEP, STEP]))
    assert "2 elementary steps" in told


def test_without_the_sdk_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flower.agents.server.find_spec", lambda name: None)
    result = inside("mcp")
    assert result.exit_code == 2
    assert 'pip install "flower-mechanisms[mcp]"' in result.stderr


@pytest.mark.slow
def test_over_stdin_and_stdout_an_agent_predicts_and_leaves(tmp_path: Path) -> None:
    """The process ends when the client goes, and says nothing on stdout but the protocol."""
    parameters = sdk.StdioServerParameters(
        command=sys.executable, args=[*PROGRAM[1:], "mcp"], env=ENVIRONMENT, cwd=tmp_path
    )

    async def work(client: Any) -> Any:
        assert client.server_info.name == "flower"
        assert "SMILES" in client.instructions
        refused = await client.call_tool("step", {"reactants": "C("})
        assert refused.is_error
        return await client.call_tool("predict", {"reactants": AMIDE, "top": 1})

    told = ask(work, parameters).structured_content
    assert told["model"] == "flower-base"
    assert told["outcomes"][0]["products"][0] == "CC(=O)NCc1ccccc1"


def test_the_page_tells_the_tools_and_their_limits() -> None:
    page = Path(flower.__file__).parent / "docs" / "how_to" / "agents.md"
    text = page.read_text(encoding="utf-8")
    tools = ask(lambda client: client.list_tools()).tools
    assert re.findall(r"^\| `(\w+)` \|", text, re.M) == [tool.name for tool in tools]
    limits = ServeSettings()
    for told in (
        f"`--max-atoms` ({limits.max_atoms} ",
        f"`--time-limit-s` ({limits.time_limit_s:g})",
        f"`--max-score-steps` ({limits.max_score_steps})",
    ):
        assert told in text
    assert limits.workers == 8
    assert "at most eight at once" in text


def test_the_help_and_the_reference_name_every_tool() -> None:
    from flower.agents.tools import TOOLS

    *names, last = (tool.name for tool in TOOLS)
    told = f"{', '.join(names)} and {last}"
    assert f"Offer {told} to agents as tools" in " ".join(inside("mcp", "--help").stdout.split())
    page = Path(flower.__file__).parent / "docs" / "reference" / "command_line.md"
    assert f"| `flower mcp` | {told} as [tools" in page.read_text(encoding="utf-8")
