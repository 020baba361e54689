"""Points of eventax's Yin-Yang drawing, as its sample_from_svg draws them: counts exactly, places as a distribution."""
import os
import sys

import numpy

from golden import SKIPPED, Comparison, block, tried

drawing = os.path.join(os.environ.get("SNNFLOW_DATA", ""), "yinyang", "yin_yang.svg")
if not os.path.exists(drawing):
    print("SKIPPED: SNNFLOW_DATA names no folder with yinyang/yin_yang.svg, so nothing was drawn from it")
    sys.exit(SKIPPED)
reference = block("yin_yang_svg_eventax")
comparison = Comparison()


def shape_at(x, y):
    """The shape seen at a point: 0 blue half, 1 red half, 2 red disc, 3 blue disc, 4 and 5 dots; -1 none."""
    left, right, centre = numpy.hypot(x - 0.25, y - 0.5), numpy.hypot(x - 0.75, y - 0.5), numpy.hypot(x - 0.5, y - 0.5)
    return numpy.select([left < 0.09, right < 0.09, left < 0.25, right < 0.25, centre > 0.5, y > 0.5], [4, 5, 2, 3, -1, 0], 1)


def at_edge(x, y):
    """Near a border, which the drawing's curves and the ends of its halves do not meet exactly."""
    across, along = shape_at(x + 3e-3, y) != shape_at(x - 3e-3, y), shape_at(x, y + 1e-2) != shape_at(x, y - 1e-2)
    return across | along


CLASS = numpy.array([0, 1, 1, 0, 2, 2])
for name in ("train", "val"):  # the drawing above, put beside eventax's own points
    first = numpy.array(reference[f"first3_{name}"])
    comparison.equal(f"{name}: the class of eventax's first points", CLASS[shape_at(*first.T)].tolist(), [0, 0, 0])

drawn = {}
for split, asked, size in (("train", 5000, "train_size"), ("valid", 1000, "val_size")):
    got = tried("data", "svg", {"split": split, "indices": list(range(reference[size]))}, file=drawing, train=5000, valid=1000)
    comparison.equal(f"{split} size", got["counts"][split], reference[size])
    drawn[split] = numpy.array([[*s["values"], s["label"]] for s in got["samples"]])
counts = numpy.bincount(drawn["train"][:, 2].astype(int)).tolist()
comparison.equal("classes of the training split", counts, reference["class_counts_train"])

x, y, label = drawn["train"].T
shape = shape_at(x, y)
edge = at_edge(x, y)
comparison.equal("classes of all points but those at edges", int(((CLASS[shape] != label) & ~edge).sum()), 0)

# Within each shape all places are equally likely: chi-squared over a grid, against the area of each shape in its cells.
fine = numpy.random.default_rng(0).random((2_000_000, 2))
fine = fine[~at_edge(*fine.T)]
area = shape_at(*fine.T)
for k in range(6):
    here, share = (shape == k) & ~edge, fine[area == k]
    low, high = share.min(0), share.max(0)
    grid = [numpy.histogram2d(*points.T, bins=6, range=list(zip(low, high)))[0].ravel()
            for points in (drawn["train"][here, :2], share)]
    expected = grid[1] / grid[1].sum() * grid[0].sum()
    used = expected >= 5
    chi = float(((grid[0] - expected)[used] ** 2 / expected[used]).sum())
    freedom = int(used.sum()) - 1
    comparison.equal(f"shape {k}: chi-squared {chi:.1f} with {freedom} degrees of freedom",
                     freedom > 5 and chi < freedom + 4 * (2 * freedom) ** 0.5, True)
    comparison.equal(f"shape {k} has half of its class", abs(int((shape == k).sum()) - 833) < 30, True)
comparison.finish(least=18)
