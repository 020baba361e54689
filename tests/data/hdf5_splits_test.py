"""Splits of HDF5 files: fractions, numbers, speakers, masks; and what they may not share."""
import h5py
import numpy

from reading import equal, finish, folder, real, refused, split

here = folder()
path = here / "speech.h5"
with h5py.File(path, "w") as file:
    for name, kind in (("times", numpy.float32), ("units", numpy.uint16)):
        rows = file.create_dataset(f"spikes/{name}", (40,), h5py.vlen_dtype(kind))
        for k in range(40):
            rows[k] = numpy.array([k / 1000, k / 100], kind) if name == "times" else numpy.array([k, 1], kind)
    file["labels"] = numpy.arange(40) % 4
    file["extra/speaker"] = numpy.arange(40) // 10
    file["extra/repetition"] = numpy.arange(40) % 5
    file["mask"] = (numpy.arange(40) % 8 == 3).astype(numpy.uint16) + 4 * (numpy.arange(40) % 8 == 5).astype(numpy.uint16)


def members(which, **settings):
    """Which samples a split has: channel of the first spike, or for sample 0 and 1 ..."""
    return [round(s["times"][0]) for s in split("hdf5", which, **settings)[0]]


def parts(**settings):
    return {which: members(which, **settings) for which in ("train", "valid", "test")
            if which in settings}


everything = list(range(40))
got = parts(train=path, valid={"speakers": [1, 3]})
equal("speakers", got, {"train": [k for k in everything if k // 10 in (0, 2)], "valid": [k for k in everything if k // 10 in (1, 3)]})
got = parts(train=path, test={"speakers": [2]}, split_by="extra/repetition")
equal("another dataset", got["test"], [k for k in everything if k % 5 == 2])
got = parts(train=path, test={"mask": "mask", "bit": 2}, valid={"mask": "mask", "bit": 0})
equal("bits of a mask", (got["test"], got["valid"]), ([5, 13, 21, 29, 37], [3, 11, 19, 27, 35]))
equal("training has the rest", got["train"], [k for k in everything if k % 8 not in (3, 5)])
equal("a mask without a bit", members("test", train=path, test={"mask": "mask"}), [k for k in everything if k % 8 in (3, 5)])
got = parts(train=path, test={"mask": "mask", "bit": 2}, valid={"fraction": 0.2})
equal("a fraction of what a mask leaves", (len(got["valid"]), len(got["train"])), (7, 28))
equal("nothing twice", sorted(sum(got.values(), [])), everything)
got = parts(train={"file": path, "speakers": [0, 1]}, valid={"samples": 4}, test={"speakers": [3]})
equal("a part of two speakers", (len(got["train"]), len(got["valid"]), max(got["train"] + got["valid"]) < 20), (16, 4, True))
got = parts(train={"file": path, "fraction": 0.5}, valid={"fraction": 0.25})
equal("half and a quarter", (len(got["train"]), len(got["valid"]), len(set(sum(got.values(), [])))), (20, 10, 30))
equal("drawn anew by another seed", members("valid", train=path, valid={"samples": 9}) == members("valid", train=path, valid={"samples": 9}, seed=1),
      False)
equal("part of another file", len(members("test", train=path, test={"file": path, "samples": 3})), 3)

refused("hdf5", "sample 3 is in the valid split and in the test split", train=path, valid={"mask": "mask", "bit": 0}, test={"mask": "mask"})
refused("hdf5", "no speaker 7", train=path, valid={"speakers": [7]})
refused("hdf5", "no dataset 'extra/age'", "split_by", train=path, valid={"speakers": [1]}, split_by="extra/age")
refused("hdf5", "no dataset 'masc'", train=path, valid={"mask": "masc"})
refused("hdf5", "wants 50 samples, but 40", train=path, valid={"samples": 50})
refused("hdf5", "train", "none of", train=path, valid={"fraction": 1.0})
refused("hdf5", "no key 'fractoin'", "fraction", train=path, valid={"fractoin": 0.1})
refused("hdf5", "above 0, up to 1", train=path, valid={"fraction": 1.5})
refused("hdf5", "both fraction and samples", train=path, valid={"fraction": 0.1, "samples": 3})
refused("hdf5", "bit, but no mask", train=path, valid={"fraction": 0.1, "bit": 3})
refused("hdf5", "names no file", train={"fraction": 0.5})

broken = here / "broken.h5"
with h5py.File(broken, "w") as file:
    file.create_dataset("values", (1 << 30, 4), "f8", chunks=(1024, 4))
refused("hdf5", "4294967296 entries", "0 bytes", train=broken)

where = real("braille", "braille7_nir.h5")
if where is None:
    finish("SNNFLOW_DATA is not set, so only made-up files were read")
_, answer = split("hdf5", first=0, train=where, test={"mask": "pool/val_split_mask", "bit": 9}, valid={"samples": 100}, values="pool/x",
                  labels="pool/y")
equal("Braille", (answer["counts"], answer["classes"]), ({"train": 778, "valid": 100, "test": 280}, 7))
_, answer = split("hdf5", first=0, train=where.with_name("braille27_th10_train.h5"), test={"speakers": [0, 1, 2]}, split_by="extra/repetition")
equal("letters", (sum(answer["counts"].values()), answer["classes"]), (4320, 27))
finish()
