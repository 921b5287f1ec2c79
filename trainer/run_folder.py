"""A run is a folder: config.json, kernels.json on a GPU, metrics.jsonl and other logs, checkpoint.pt, result.json."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
from pathlib import Path

import torch

from trainer.errors import WorkFailed, WrongCommand

PACKAGES = ("torch", "numpy", "triton", "tokenizers", "transformers")


class RunFolder:
    """Reads and writes the files of one run; whatever must not be seen half-written is written aside and renamed."""

    def __init__(self, path: Path):
        self.path = Path(path)
        self.config_path = self.path / "config.json"
        self.metrics_path = self.path / "metrics.jsonl"
        self.evaluations_path = self.path / "evaluations.jsonl"
        self.samples_path = self.path / "samples.jsonl"
        self.events_path = self.path / "events.out.tfevents.0.zydeco"  # TensorBoard's
        self.checkpoint_path = self.path / "checkpoint.pt"
        self.result_path = self.path / "result.json"
        self.kernels_path = self.path / "kernels.json"
        self.held: int | None = None  # descriptor of the folder while this process alone may write there

    @property
    def logs(self) -> tuple[Path, ...]:
        """The files that grow with the steps."""
        return self.metrics_path, self.evaluations_path, self.samples_path, self.events_path

    @staticmethod
    def existing(path: Path) -> "RunFolder":
        run = RunFolder(path)
        if not run.config_path.is_file() or not run.checkpoint_path.is_file():
            raise WrongCommand(f"{path}: Cannot use this folder as a run: it has no config.json or no checkpoint yet.")
        return run

    def config(self) -> dict | None:
        """The configuration the run was started with, or nothing where there is no run yet."""
        return read_json(self.config_path) if self.config_path.is_file() else None

    def result(self) -> dict:
        return read_json(self.result_path)

    def hold(self) -> None:
        """Makes the folder and keeps other processes from training in it, until `release` or this process's end."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise WrongCommand(f"--out {self.path}: Cannot make the folder of the run: {problem.strerror}.")
        try:
            import fcntl
        except ImportError:
            return
        self.held = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.flock(self.held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WrongCommand(f"--out {self.path}: Cannot train here: another process does. Wait until it has ended.")
        except OSError:
            return  # a file system without locks

    def release(self) -> None:
        if self.held is not None:
            os.close(self.held)
            self.held = None

    def start(self, config: dict, tokenizer: Path | None = None) -> None:
        others = *self.logs, self.checkpoint_path, self.result_path, self.kernels_path
        left = [path.name for path in others if path.exists()]
        if left:
            raise WrongCommand(f"--out {self.path}: Cannot start a run here: the folder has {left[0]} of another one.")
        if tokenizer is not None and tokenizer.is_file():
            shutil.copyfile(tokenizer, self.path / "tokenizer.json")
        self.write_json(self.config_path, config)

    def write_json(self, path: Path, data: dict) -> None:
        self.write_aside(path, lambda aside: aside.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8"))

    def write_aside(self, path: Path, write) -> None:
        """Calls `write` on a path beside the given one, flushes it to disk and renames it."""
        aside = path.with_name(path.name + ".tmp")
        try:
            write(aside)
            with open(aside, "rb") as stream:
                os.fsync(stream.fileno())
            os.replace(aside, path)
        except (OSError, RuntimeError) as problem:
            aside.unlink(missing_ok=True)
            cause = problem if isinstance(problem, OSError) else problem.__context__
            why = cause.strerror if isinstance(cause, OSError) else problem
            kept = "The last good one stays in place." if path.exists() else "There is none yet."
            raise WorkFailed(f"{path}: Cannot write the file: {why}. {kept} Make room and start the command again.")

    def save_checkpoint(self, state: dict) -> None:
        def write(aside: Path) -> None:
            with open(aside, "wb") as stream:  # Python's files say that a disk is full, PyTorch's do not
                torch.save(state, stream)

        self.write_aside(self.checkpoint_path, write)

    def load_checkpoint(self) -> dict | None:
        if not self.checkpoint_path.is_file():
            return None
        try:
            return torch.load(self.checkpoint_path, map_location="cpu", weights_only=True)
        except Exception as problem:
            raise WorkFailed(
                f"{self.checkpoint_path}: Cannot read the checkpoint: {problem}. It did not get this way by an "
                "interrupted run; delete it to begin the run again."
            )

    def kernels(self, choose) -> dict:
        """The kernels that the run chose when it began; what `choose` says, and keeps, where it has not yet."""
        if not self.kernels_path.is_file():
            self.write_json(self.kernels_path, choose())
        return read_json(self.kernels_path)

    def log_sizes(self) -> dict[str, int]:
        return {path.name: path.stat().st_size for path in self.logs if path.is_file()}

    def cut_logs(self, sizes: dict[str, int]) -> None:
        """Forgets what was written after the checkpoint; a log that it does not name becomes empty."""
        for path in self.logs:
            size = sizes.get(path.name, 0)
            if not size:
                path.unlink(missing_ok=True)
                continue
            with open(path, "ab") as stream:
                if stream.tell() < size:
                    raise WorkFailed(f"{path}: Cannot resume: it is shorter than at the checkpoint. Bring it back.")
                stream.truncate(size)

    def metrics(self) -> list[dict]:
        if not self.metrics_path.is_file():
            return []
        try:
            return [json.loads(line) for line in self.metrics_path.read_text(encoding="utf-8").splitlines()]
        except ValueError as problem:
            raise WorkFailed(f"{self.metrics_path}: Cannot read the metrics of the run: {problem}.")


def read_json(path: Path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise WorkFailed(f"{path}: Cannot read this file of the run: {problem}. Give another --out to begin anew.")


def environment(threads: int, device: str) -> dict:
    """What the run was made with, for the record."""
    return {
        "python": platform.python_version(),
        **{name: version for name in PACKAGES if (version := version_of(name))},
        "platform": platform.platform(),
        "processors": os.cpu_count(),
        "threads": threads,
        "device": device,
        "accelerator": torch.cuda.get_device_name() if device == "cuda" and torch.cuda.is_available() else None,
        "git": git_version(),
    }


def version_of(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def git_version() -> str | None:
    here = Path(__file__).resolve().parent
    try:
        command = ["git", "-C", str(here), "describe", "--always", "--dirty", "--abbrev=12"]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return None
