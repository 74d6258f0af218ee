"""What all verbs that work through a file have in common: going on, processes, progress, damage.

A verb reads *items* (flasks, reactions, mechanisms, rows), makes something of each, and writes it.
What it reads, makes and writes is its own; the rest is told here once:

- `FileJob` is the driver. It opens the outputs, refuses those that are inputs, says how far a run
  that was stopped had come, passes over what is done, reads to the place where a damaged file
  breaks off, and writes what became of some items, with a note of what is to be counted. What a
  verb counts is the sum of its notes, those of earlier runs included, so a run that was stopped
  tells the same figures in the end as one that was not.
- `CheckpointedFiles` are outputs that grow together and bear their names once complete, and the one
  format of checkpoint: JSON lines beside the first output, of which each says how many items are
  done, how long the files were then, and what they held, in digests that also hold the line before.
  What a kill tears off, or damage spoils, ends the lines that hold; the run goes on after the last.
- `map_in_order` lends out processes of this machine, `map_on_ray` of a cluster; a line that kills
  its process costs itself alone. `Workers` says which, and how many; one works here.
- `FileProgress` is what is told after each addition, of every verb alike.

A verb, then, is: read, check, and

    with FileJob([output], about, inputs=[source], restart=restart, progress=progress) as job:
        for piece in job.through(items, identity, source, work):
            job.add(identities of its items, texts, {"lines": number of them})
        job.finish()

Nothing here knows of molecules or models.
"""

from flower.jobs.driver import FileJob, FileProgress, Stream, Tell
from flower.jobs.engine import Engine, Workers
from flower.jobs.files import sha256
from flower.jobs.workers import Lost, Piece, available_cores, map_here, map_in_order

__all__ = [
    "Engine", "FileJob", "FileProgress", "Lost", "Piece", "Stream", "Tell", "Workers",
    "available_cores", "map_here", "map_in_order", "sha256",
]  # fmt: skip
