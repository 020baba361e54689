"""Drawings: which elements are read, which shape a point belongs to, how many samples each gets."""
import math

from reading import equal, finish, folder, refused, split

here = folder()


def drawing(name, body, box="0 0 10 10"):
    (here / name).write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">\n{body}\n</svg>\n')
    return here / name


def points(path, which="train", **settings):
    samples, answer = split("svg", which, file=path, **settings)
    return [(s["label"], *s["values"]) for s in samples], answer


same = {  # one square from 2 to 6, drawn in many ways
    "rect": '<rect x="2" y="2" width="4" height="4"/>',
    "polygon": '<polygon points="2,2 6,2 6 6 2 6"/>',
    "polyline": '<polyline points="2 2 6 2,6 6 2 6"/>',
    "absolute": '<path d="M2 2H6V6H2z"/>',
    "relative": '<path d="m2,2h4v4h-4z"/>',
    "lines": '<path d="M 2 2 6 2 6 6 L2,6"/>',
    "compact": '<path d="M2 2l4-0 0 4-4.0e0 0Z"/>',
    "moved": '<rect width="4" height="4" transform="translate(2 2)"/>',
    "scaled": '<g transform="translate(2,2) scale(4)"><rect width="1" height="1"/></g>',
    "turned": '<rect width="4" height="4" transform="rotate(90) translate(2,-6)"/>',
    "matrix": '<rect width="1" height="1" transform="matrix(4 0 0 4 2 2)"/>',
    "group": '<g><a><rect x="2px" y="2" width="4" height="4"/></a></g>',
    "curve": '<path d="M2 2C3 2 5 2 6 2 6 3 6 5 6 6Q4 6 2 6L2 2z"/>',
}
for name, body in same.items():
    found, answer = points(drawing(name + ".svg", body), train=400, normalise=False)
    low, high = [min(p[k] for p in found) for k in (1, 2)], [max(p[k] for p in found) for k in (1, 2)]
    equal(name, [round(x, 1) for x in low + high], [2, 2, 6, 6])
    quarters = [sum((x > 4) == right and (y > 4) == down for _, x, y in found) for right in (0, 1) for down in (0, 1)]
    equal(f"{name} is covered evenly: {quarters}", sum((q - 100) ** 2 / 100 for q in quarters) < 16, True)

round_ones = {  # one disc around (5, 5) of radius 3
    "circle": '<circle cx="5" cy="5" r="3"/>',
    "ellipse": '<ellipse cx="5" cy="5" rx="3" ry="3"/>',
    "arcs": '<path d="M2 5a3 3 0 0 1 6 0 3 3 0 0 1-6 0"/>',
    "flags": '<path d="M2 5a3 3 0 016 0 3,3 0 01-6 0z"/>',
    "large": '<path d="M5 2 A3 3 0 1 1 2 5 A3 3 0 0 1 5 2"/>',
    "too small": '<path d="M2 5a1 1 0 0 1 6 0 1 1 0 0 1-6 0"/>',
    "round rect": '<rect x="2" y="2" width="6" height="6" rx="3"/>',
    "smooth": '<path d="M2 5C2 3.3431 3.3431 2 5 2S8 3.3431 8 5 6.6569 8 5 8 2 6.6569 2 5"/>',
}
for name, body in round_ones.items():
    found, _ = points(drawing("round.svg", body), train=600, normalise=False)
    radius = [math.hypot(x - 5, y - 5) for _, x, y in found]
    equal(f"{name}: within the disc, and all of it", (max(radius) < 3.002, sum(r > 3 / math.sqrt(2) for r in radius) in range(250, 351)), (True, True))

colours = """<rect width="10" height="10" fill="#00f"/>
<rect width="10" height="5" style="fill: Red; stroke: none"/>
<g fill="lime"><circle cx="5" cy="5" r="2"/><circle cx="1" cy="1" r="1"/></g>
<rect x="8" y="8" width="2" height="2" fill="rgb(0, 0, 255)"/>
<rect width="9" height="9" fill="none"/><rect width="9" height="9" display="none"/><rect width="9" height="9" opacity="0"/>
<line x1="0" x2="3"/><title>three colours</title>"""
path = drawing("colours.svg", colours)
found, answer = points(path, train=1000, valid=30)
equal("classes, equally many", (answer["classes"], [sum(p[0] == c for p in found) for c in range(3)]), (3, [333] * 3))


def topmost(x, y):
    if x > 8 and y > 8:
        return 0
    if math.hypot(x - 5, y - 5) < 2 or math.hypot(x - 1, y - 1) < 1:
        return 2
    return 1 if y < 5 else 0


equal("the topmost shape", [p for p in found if topmost(10 * p[1], 10 * p[2]) != p[0]], [])
equal("equal over shapes", sum(p[0] == 2 and p[1] < 0.2 for p in found), 166)
equal("another draw for valid", set(found) & set(points(path, "valid", train=1000, valid=30)[0]), set())
equal("another seed", found == points(path, train=1000, seed=1)[0], False)
equal("the same again", found, points(path, train=1000)[0])
mirrored = split("svg", file=path, train=30, mirror=True)[0]
equal("mirrored", all(s["values"][2:] == [1 - s["values"][0], 1 - s["values"][1]] for s in mirrored), True)
ring = '<path fill-rule="{}" d="M0 0H10V10H0Z M3 3H7V7H3Z"/>'
inside = {rule: sum(0.3 < x < 0.7 and 0.3 < y < 0.7 for _, x, y in points(drawing("ring.svg", ring.format(rule)), train=500)[0])
          for rule in ("evenodd", "nonzero")}
equal("fill rules", (inside["evenodd"], inside["nonzero"] > 40), (0, True))

for words, body in {
    ("line 2, <use>", "not supported"): '<use href="#a"/>',
    ("line 3, <text id=\"a\">", "not supported"): '<g>\n<text id="a">A</text></g>',
    ("line 2, <style>", "not supported"): "<defs><style>.a{fill:red}</style></defs>",
    ("line 2, <rect>", "no plain colour", "#rrggbb"): '<rect width="1" height="1" fill="url(#a)"/>',
    ("line 2, <rect>", "has a unit"): '<rect width="1mm" height="1"/>',
    ("line 2, <rect>", "clip-path"): '<rect width="1" height="1" clip-path="url(#a)"/>',
    ("line 2, <path id=\"p\">", "character 9", "number"): '<path id="p" d="M 1 1 L x 2"/>',
    ("begins with M",): '<path d="L 1 1"/>',
    ("'B' is no command",): '<path d="M 0 0 B 1 1"/>',
    ("'turn' with 1 numbers is no transform",): '<rect width="1" height="1" transform="turn(3)"/>',
    ("beyond 1e9",): '<rect width="1e9" height="1" transform="scale(1e9)"/>',
    ("no filled shapes",): "<g/>",
    ("less than 1/4000",): '<path d="M0 0 L10 10 L10 10.002Z"/>',
    ("is no XML",): "<g>",
}.items():
    refused("svg", *words, file=drawing("bad.svg", body))
refused("svg", "there is no file", file=here / "none.svg")
refused("svg", "less than the 3 classes", file=path, train=2)
finish()
