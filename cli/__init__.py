"""The shell command `flower`: one file per verb; each parses, calls the library, prints."""
