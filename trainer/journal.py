"""The logs of a run while it goes: metrics, evaluations and samples as JSON lines, and all of them for TensorBoard."""

from __future__ import annotations

import contextlib
import json

from trainer.errors import WorkFailed
from trainer.event_file import EventFile
from trainer.run_folder import RunFolder


class Journal:
    """Appends; a process that is not the first writes nothing."""

    def __init__(self, run: RunFolder, first: bool):
        self.run = run
        self.first = first

    def __enter__(self) -> "Journal":
        if self.first:
            paths = (self.run.metrics_path, self.run.evaluations_path, self.run.samples_path)
            self.metrics, self.evaluations, self.samples = (open(path, "a", encoding="utf-8") for path in paths)
            self.events = EventFile(self.run.events_path)
        return self

    def __exit__(self, *failure) -> None:
        if self.first:
            for stream in (self.metrics, self.evaluations, self.samples, self.events):
                with contextlib.suppress(OSError) if any(failure) else self.writing():
                    stream.close()

    @contextlib.contextmanager
    def writing(self):
        try:
            yield
        except OSError as problem:
            raise WorkFailed(
                f"{self.run.path}: Cannot write the logs of the run: {problem.strerror}. The last checkpoint stays in "
                "place. Make room and start the command again."
            )

    def step(self, line: dict) -> None:
        """A step's numbers; a reader may follow the file while the run goes."""
        if not self.first:
            return
        with self.writing():
            write_line(self.metrics, line)
            self.events.scalars(line["step"], {f"train/{name}": line[name] for name in line if name != "step"})

    def evaluation(self, entry: dict) -> None:
        """What the model made of held-out text, and what it wrote, after a step."""
        if not self.first:
            return
        step, samples = entry["step"], entry["samples"]
        numbers = {"held-out/bits_per_byte": entry["bits_per_byte"]}
        numbers |= {f"held-out/{source}": bits for source, bits in entry["bits_per_byte_by_source"].items()}
        numbers |= {f"tasks/{name}": task["accuracy"] for name, task in entry.get("tasks", {}).items()}
        with self.writing():
            write_line(self.evaluations, {name: value for name, value in entry.items() if name != "samples"})
            self.events.scalars(step, numbers)
            for number, text in enumerate(samples):
                write_line(self.samples, {"step": step, "sample": number, "text": text})
                self.events.text(step, f"samples/{number}", text)

    def sizes(self) -> dict[str, int]:
        """How long the logs are now, on disk."""
        if not self.first:
            return {}
        with self.writing():
            for stream in (self.metrics, self.evaluations, self.samples, self.events):
                stream.flush()
        return self.run.log_sizes()


def write_line(stream, data: dict) -> None:
    stream.write(json.dumps(data, ensure_ascii=False) + "\n")
    stream.flush()
