"""Tables of text: columns, labels, splits, quotes; and tables that are none."""
import gzip

from reading import equal, finish, folder, real, refused, split

here = folder()


def file(name, text):
    data = text.encode() if isinstance(text, str) else text
    (here / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return here / name


plants = file("plants.csv", 'length,"kind, said",width\r\n1.5,rose,2\r\n-3e1,"a ""tulip""",0.25\r\n\r\n2,rose,4\r\n')
samples, answer = split("csv", train=plants, label="kind, said")
equal("values", [s["values"] for s in samples], [[1.5, 2], [-30, 0.25], [2, 4]])
equal("labels by the alphabet", [s["label"] for s in samples], [1, 0, 1])
equal("classes", (answer["classes"], answer["shape"]), (2, [2]))
samples, _ = split("csv", train=plants, label=1, columns=["width"], scale="min-max")
equal("one column, scaled", [s["values"] for s in samples], [[(2 - 0.25) / 3.75], [0], [1]])
samples, answer = split("csv", train=plants, targets=["width", "length"], columns=[0])
equal("targets", [s["target"] for s in samples], [[2, 1.5], [0.25, -30], [4, 2]])

numbers = file("numbers.txt.gz", "three lines\nof\ntext\n" + "".join(f"{k};{k % 3}\n" for k in range(30)))
settings = {"train": numbers, "delimiter": ";", "header": False, "skip": 3}
parts = {which: [s["values"][0] for s in split("csv", which, valid={"fraction": 0.2}, test={"samples": 5}, **settings)[0]]
         for which in ("train", "valid", "test")}
equal("sizes", {k: len(v) for k, v in parts.items()}, {"train": 19, "valid": 6, "test": 5})
equal("parts do not share", sorted(sum(parts.values(), [])), list(range(30)))
other = file("other.csv", "100,x\n-100,y\n0,x\n")
both = {"train": file("one.csv", "0,x\n10,y\n"), "test": other, "header": False, "scale": "min-max"}
equal("scaled as the training split", [s["values"] for s in split("csv", "test", **both)[0]], [[1], [0], [0]])
equal("few lines", split("csv", train=file("last.csv", "a,b\n1,0"))[1]["counts"]["train"], 1)

refused("csv", "there is no file", train=here / "none.csv")
refused("csv", "line 3 has 1 fields", train=file("ragged.csv", "a,b\n1,0\n2\n"))
refused("csv", "line 2, column 1 ('a')", "'one', which is no number", train=file("word.csv", "a,b\none,0\n"))
refused("csv", "line 2, column 1", "is empty", train=file("gap.csv", "a,b\n,0\n"))
refused("csv", "line 2, column 1", "'nan'", train=file("nan.csv", "a,b\nnan,0\n"))
refused("csv", "line 2", "never closed", train=file("quote.csv", 'a,b\n"1,0\n'))
refused("csv", "no column 'c'", "a, b", train=file("c.csv", "a,b\n1,0\n"), label="c")
refused("csv", "column 7, but there are 2", train=here / "c.csv", label=7)
refused("csv", "have no names", train=here / "c.csv", label="b", header=False)
refused("csv", "zero byte", train=file("zero.csv", "a,b\n1\0,0\n"))
refused("csv", "no rows", train=file("head.csv", "a,b\n"))
refused("csv", "not one character", train=plants, delimiter="::")
refused("csv", "run to 9999999", train=file("ids.csv", "a,b\n1,9999999\n2,5\n"))

if real("tabular") is None:
    finish("SNNFLOW_DATA is not set, so only made-up tables were read")
samples, answer = split("csv", train=real("tabular", "iris.csv"), header=False, skip=1, valid={"fraction": 0.2}, scale="min-max")
equal("iris", (answer["classes"], answer["counts"], answer["shape"]), (3, {"train": 120, "valid": 30, "test": 0}, [4]))
equal("iris is scaled", (min(min(s["values"]) for s in samples), max(max(s["values"]) for s in samples)), (0, 1))
equal("digits", split("csv", first=1, train=real("tabular", "digits.csv.gz"), header=False)[1]["counts"]["train"], 1797)
finish()
