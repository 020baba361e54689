"""Event recordings of N-MNIST: times, channels, splits; and recordings that cannot be."""
from reading import equal, finish, folder, real, refused, split

here = folder()


def record(path, *events):
    """Events (x, y, on, microseconds) in the 40-bit layout."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(bytes([x, y, on << 7 | t >> 16, t >> 8 & 255, t & 255]) for x, y, on, t in events))
    return path


for label in range(10):
    for k in range(3):
        record(here / "Train" / str(label) / f"{k:05}.bin", (label, k, 1, 1000 + k), (33, 33, 0, 250_500), (0, 0, 1, 120_000))
record(here / "Test" / "7" / "1.bin", (1, 2, 0, 5), (0, 240, 0, 0), (3, 4, 1, 10))

samples, answer = split("nmnist", train=here / "Train", test=here / "Test")
equal("shape", (answer["shape"], answer["classes"], answer["counts"]), ([2, 34, 34], 10, {"train": 30, "valid": 0, "test": 1}))
equal("labels", [s["label"] for s in samples], [k // 3 for k in range(30)])
near = [[round(t, 5) for t in s["times"]] for s in samples]
equal("times in order, in ms", near[4], [1.001, 120.0, 250.5])
equal("channels", samples[4]["units"], [34 * 34 + 34 + 1, 34 * 34, 33 * 34 + 33])
late = split("nmnist", "test", train=here / "Train", test=here / "Test")[0][0]
equal("the clock ran over", ([round(t, 5) for t in late["times"]], late["units"]), ([0.005, 8.202], [69, 34 * 34 + 4 * 34 + 3]))
samples, _ = split("nmnist", train=here / "Train", **{"from": 100.0, "until": 200.0})
equal("a window", [round(t, 5) for t in samples[0]["times"]], [20.0])
counts = split("nmnist", train=here / "Train", valid={"samples": 6})[1]["counts"]
equal("a part", counts, {"train": 24, "valid": 6, "test": 0})

refused("nmnist", "there is no file", "garrickorchard", train=here / "none")
refused("nmnist", "no folders 0 to 9", train=here)
bad = here / "bad" / "3" / "a.bin"
record(bad, (1, 1, 0, 5), (34, 0, 0, 6))
refused("nmnist", "3/a.bin", "byte 5", "(34, 0)", train=here / "bad")
bad.write_bytes(bytes(12))
refused("nmnist", "3/a.bin", "no multiple of five", "cut off at byte 10", train=here / "bad")
refused("nmnist", "is not after from", train=here / "Train", **{"from": 300.0, "until": 200.0})

where = real("nmnist")
if where is None:
    finish("SNNFLOW_DATA is not set, so only made-up recordings were read")
samples, answer = split("nmnist", first=20, train=where / "Train", test=where / "Test")
equal("the real ones", answer["counts"], {"train": 1000, "valid": 0, "test": 100})
equal("three saccades", all(250 < s["times"][-1] < 340 for s in samples), True)
finish()
