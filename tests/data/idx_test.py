"""The MNIST family: pixels, labels, splits; and files that are not what they say."""
import gzip
import os
import struct

from reading import equal, finish, folder, real, refused, split

here = folder()


def idx(name, shape, data, kind=8, magic=b"\0\0"):
    data = magic + bytes([kind, len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + bytes(data)
    (here / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return here / name


images = [[(7 * k + p) % 256 for p in range(6)] for k in range(20)]
flat = [p for image in images for p in image]
labels = [k % 4 for k in range(20)]
train = idx("train-images-idx3-ubyte.gz", (20, 2, 3), flat)
idx("train-labels-idx1-ubyte.gz", (20,), labels)
test = idx("t10k-images-idx3-ubyte", (5, 2, 3), flat[:30])
idx("t10k-labels-idx1-ubyte", (5,), labels[:5])

samples, answer = split("idx", train=train, test=test)
equal("values", [s["values"] for s in samples], [[p / 255 for p in image] for image in images])
equal("labels", [s["label"] for s in samples], labels)
equal("shape", (answer["shape"], answer["classes"], answer["counts"]), ([1, 2, 3], 4, {"train": 20, "valid": 0, "test": 5}))

parts = {}
for seed in (0, 1):
    for which in ("train", "valid"):
        parts[which, seed] = [s["values"][0] for s in split("idx", which, train=train, valid={"fraction": 0.25}, seed=seed)[0]]
    equal("sizes", (len(parts["train", seed]), len(parts["valid", seed])), (15, 5))
    equal("both parts make the whole", sorted(parts["train", seed] + parts["valid", seed]), sorted(i[0] / 255 for i in images))
equal("another seed, another part", parts["valid", 0] == parts["valid", 1], False)
equal("the same seed, the same part", [s["values"][0] for s in split("idx", "valid", train=train, valid={"fraction": 0.25})[0]],
      parts["valid", 0])

moved = idx("answers", (20,), labels)
equal("labels named", split("idx", train={"file": train, "labels": moved.name})[1]["classes"], 4)
refused("idx", "there is no file", "dataset-fashion-mnist", train=here / "none-images.gz")
refused("idx", "no IDX file", train=idx("a-images", (20, 2, 3), flat, magic=b"\1\2"))
refused("idx", "type 13", "byte 2", train=idx("b-images", (20, 2, 3), flat, kind=13))
refused("idx", "ends at byte 136", "4294967295 entries", train=idx("c-images", (2**32 - 1, 1, 1), flat))
refused("idx", "at byte 8", train=idx("d-images", (2**32 - 1, 2**16, 2**16), flat))
refused("idx", "goes on after byte", train=idx("e-images.gz", (19, 2, 3), flat))
refused("idx", "labels", "not there", train=idx("f-images", (20, 2, 3), flat))
refused("idx", "20 images", "5 entries", train={"file": train, "labels": "t10k-labels-idx1-ubyte"})
(here / "g-images.gz").write_bytes(train.read_bytes()[:-30])
refused("idx", "cut off", train=here / "g-images.gz")
refused("idx", "wants 30 samples", train=train, valid={"samples": 30})

mnist = real("mnist", "train-images-idx3-ubyte.gz")
if mnist is None or not os.path.exists(mnist):
    finish("SNNFLOW_DATA names no folder with mnist, so only made-up images were read")
samples, answer = split("idx", first=10, train=mnist, valid={"samples": 5000}, test=mnist.with_name("t10k-images-idx3-ubyte.gz"))
equal("MNIST", (answer["shape"], answer["classes"], answer["counts"]), ([1, 28, 28], 10, {"train": 55000, "valid": 5000, "test": 10000}))
samples, _ = split("idx", first=10, train=mnist)
equal("MNIST's first labels", [s["label"] for s in samples], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
finish()
