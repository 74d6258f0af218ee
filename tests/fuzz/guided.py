"""The process of the engine `atheris`: `flower` is instrumented while it is imported."""

import runpy


def main() -> None:
    """Import what is fuzzed, instrumented, and feed it."""
    import atheris

    with atheris.instrument_imports(include=["flower"]):
        import tests.fuzz.targets  # noqa: F401
    runpy.run_module("tests.fuzz.child", run_name="__main__")


if __name__ == "__main__":
    main()
