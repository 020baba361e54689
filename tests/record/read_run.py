"""Prints what a run.h5 holds: each dataset with its named axes, and its attributes. --note writes into it."""
import sys

import h5py


def axes_of(dataset):
    named = []
    for axis, size in zip(dataset.dims, dataset.shape):
        if not axis.label:
            raise SystemExit(f"{dataset.name}: an axis has no name")
        is_scale = h5py.h5ds.is_scale(dataset.id)
        if not is_scale and (len(axis) != 1 or axis[0].shape != (size,)):
            raise SystemExit(f"{dataset.name}: axis {axis.label} has no scale of its length")
        named.append(f"{axis.label}={size}")
    return ", ".join(named)


def show(name, item):
    if isinstance(item, h5py.Dataset):
        print(f"/{name} ({axes_of(item)})")


if sys.argv[1] == "--note":
    with h5py.File(sys.argv[2], "r+") as file:
        file.attrs["note"] = "this run is for figure 3"
        file["/notes/rating"] = 5
else:
    with h5py.File(sys.argv[1]) as file:
        file.visititems(show)
        for name, value in file.attrs.items():
            print(f"@{name} {str(value)[:60]}")
        spikes = file["spikes/hidden"]
        first, count = spikes["offsets"][1, 2], spikes["counts"][1, 2]
        times = spikes["time"][first : first + count]
        assert len(times) == count and (times > 0).all()
        assert list(file["layer"].asstr()) == ["hidden", "output"]
    print("every axis has its scale")
