"""The published Yin-Yang split, bit for bit."""
import struct

from golden import Comparison, block, tried


def fnv1a64(data):
    h = 0xCBF29CE484222325
    for byte in data:
        h = (h ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{h:016x}"


reference = block("yin_yang_kriener")["splits"]
comparison = Comparison()
for split, ours in (("train", "train"), ("validation", "valid"), ("test", "test")):
    wanted = reference[split]
    got = tried("data", "yin-yang", {"split": ours, "indices": list(range(wanted["size"]))})
    comparison.equal(f"{split} size", got["counts"][ours], wanted["size"])
    values = [s["values"] for s in got["samples"]]
    labels = [s["label"] for s in got["samples"]]
    comparison.equal(f"{split} first five", values[:5], wanted["first5"])
    comparison.equal(f"{split} last", values[-1], wanted["last"])
    comparison.equal(f"{split} labels", labels[:10], wanted["labels_first10"])
    comparison.equal(f"{split} last label", labels[-1], wanted["last_label"])
    comparison.equal(f"{split} classes", [labels.count(c) for c in range(3)], wanted["class_counts"])
    comparison.equal(f"{split} all x and y", fnv1a64(b"".join(struct.pack("<2d", *v[:2]) for v in values)),
                     wanted["fnv1a64_of_all_xy_doubles_le"])
    comparison.equal(f"{split} mirrored", all(v[2:] == [1 - v[0], 1 - v[1]] for v in values), True)
comparison.finish(least=24)
