"""Loss curves of a comparison, as a table and as a picture."""

from __future__ import annotations

from pathlib import Path


def draw_curves(folder: Path, curves: dict[str, list[list[list[float]]]]) -> list[str]:
    """Writes curves.tsv and curves.png; returns the names of the files. `curves`: by set, then by seed."""
    rows = ["set\tseed\tstep\tloss"]
    for name, seeds in curves.items():
        for seed, points in enumerate(seeds, start=1):
            rows += [f"{name}\t{seed}\t{step}\t{loss:.6f}" for step, loss in points]
    (folder / "curves.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 5))
    axes = figure.add_subplot(xlabel="step", ylabel="loss, nats a token")
    for color, (name, seeds) in enumerate(curves.items()):
        for seed, points in enumerate(seeds):
            label = name if seed == 0 else None
            axes.plot(*zip(*smooth(points)), color=f"C{color}", alpha=0.7, linewidth=1, label=label)
    axes.legend()
    figure.savefig(folder / "curves.png", dpi=120)
    return ["curves.tsv", "curves.png"]


def smooth(points: list[list[float]]) -> list[tuple[float, float]]:
    """Running mean over a fiftieth of the curve."""
    width = max(1, len(points) // 50)
    chunks = [points[max(0, i - width + 1) : i + 1] for i in range(len(points))]
    return [(chunk[-1][0], sum(loss for _, loss in chunk) / len(chunk)) for chunk in chunks]
