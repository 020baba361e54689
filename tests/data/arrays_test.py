"""What both readers of dense arrays, hdf5 and npz, refuse: samples without numbers, and numbers that are not finite."""
import h5py
import numpy

from reading import finish, folder, refused

here = folder()
for name, shape in (("channels", (3, 0)), ("steps", (3, 0, 2))):
    empty = here / f"no_{name}.h5"
    with h5py.File(empty, "w") as file:
        file.create_dataset("values", shape, "f4")
    refused("hdf5", "'values' has no numbers in a sample", train=empty)
    numpy.savez(empty.with_suffix(".npz"), x=numpy.zeros(shape))
    refused("npz", "array 'x' has no numbers in a sample", train=empty.with_suffix(".npz"))
for name, written, said in (("large", {"x": [[1.0], [1e300]], "y": [0, 1]}, "too large for single precision, first in sample 1"),
                            ("aims", {"x": [[1.0], [2.0]], "targets": [[0.0, 0.0], [numpy.inf, 0.0]]}, "not finite, first in sample 1")):
    numpy.savez(here / f"{name}.npz", **written)
    refused("npz", said, train=here / f"{name}.npz")
    with h5py.File(here / f"{name}.h5", "w") as file:
        for key, array in written.items():
            file[{"x": "values", "y": "labels"}.get(key, key)] = array
    refused("hdf5", said, train=here / f"{name}.h5")

finish()
