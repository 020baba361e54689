"""Who may include whom: the arrows of docs and README, held against every #include."""
import os
import pathlib
import re
import sys

# A module may include itself, what stands here, and the promise (engine/include/snnflow).
MODULES = {
    "base": [],
    "config": ["base"],
    "kernels": [],
    "registry": ["base", "kernels"],
    "plan": ["base", "config", "registry"],
    "graph": ["base"],
    "model": ["base", "registry", "plan", "kernels"],
    "train": ["base", "registry", "plan", "model", "graph"],
    "record": ["base", "train/results.hpp"],
    "run": ["base", "registry", "plan", "graph", "model", "train", "record"],
    "sweep": ["base", "config", "registry", "plan", "graph", "model", "train", "record", "run"],
    "port": ["base", "config", "registry", "plan", "model", "kernels", "sweep"],
    "cli": ["base", "config", "registry", "plan", "graph", "model", "train", "record", "run", "sweep", "port"],
}
# Other people's headers, and the only places that may include them. C++'s own and the system's are free.
LIBRARIES = {
    r"toml\+\+/": ["config"],
    r"(oneapi/)?tbb/|oneapi/": ["graph"],
    r"H5|hdf5": ["record", "plugins/data"],
    r"zip\.h": ["plugins/data"],
    r"dlfcn\.h": ["registry"],
    r"CLI/": ["cli"],
    r"Random123/": ["model"],
    r"nlohmann/": ["port", "record", "sweep", "cli", "plan/plan_json.cpp", "plan/identity.cpp"],
    r"Eigen/|unsupported/Eigen": ["kernels"],
    r"soci/|sqlite3\.h|libpq": ["sweep"],
    r"zlib\.h": ["record", "plugins/data"],
    r"pugixml": ["plugins/data"],
    r"fmt/": ["plan", "train", "record", "sweep", "port", "cli"],
    r"boost/": ["plugins/sampler", "plugins/pruner"],
}
STANDARD = re.compile(r"[a-z_0-9]+|immintrin\.h|xmmintrin\.h")  # <vector>, and the compiler's own for vector code
INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def wrong_with(place, quoted, header):
    """Why `place` (module, path inside engine/) may not include this; None where it may."""
    module, path = place
    if module == "promise":
        own = header.startswith("snnflow/") if quoted else STANDARD.fullmatch(header)
        return None if own else "the promise is made of itself and C++'s own headers"
    if module == "plugin":
        if quoted and "/" not in header:  # beside it
            return None
        own = header.startswith("snnflow/") or (not quoted and STANDARD.fullmatch(header))
        homes = [h for pattern, hs in LIBRARIES.items() if re.match(pattern, header) for h in hs]
        return None if own or path.rsplit("/", 1)[0] in homes else "a plugin may include the promise and C++'s own headers"
    if quoted:
        other = header.split("/")[0]
        if other in ("snnflow", module):
            return None
        allowed = MODULES[module]
        return None if other in allowed or header in allowed else f"{module} may include {', '.join(allowed) or 'nothing else'}"
    if module == "base" and not STANDARD.fullmatch(header):
        return "base may include C++'s own headers only"
    for pattern, homes in LIBRARIES.items():
        if re.match(pattern, header) and module not in homes and path not in homes:
            return f"only {', '.join(homes) or 'nobody'} may"
    return None


def main():
    top = pathlib.Path(os.environ.get("SNNFLOW_SOURCE", pathlib.Path(__file__).parent.parent))
    faults, seen = [], 0
    for file in sorted([*top.glob("engine/**/*"), *top.glob("plugins/**/*")]):
        if file.suffix not in (".cpp", ".hpp", ".h"):
            continue
        inside = file.relative_to(top).parts
        module = "plugin" if inside[0] == "plugins" else "promise" if inside[1] == "include" else inside[1]
        if module not in MODULES and module not in ("plugin", "promise"):
            faults.append(f"{file.relative_to(top)}: the module {module} is not in the table of tests/layering.py")
            continue
        for number, line in enumerate(file.read_text().splitlines(), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            seen += 1
            quoted, header = bool(found[1]), found[1] or found[2]
            path = "/".join(inside if module == "plugin" else inside[1:])
            why = wrong_with((module, path), quoted, header)
            if why:
                faults.append(f"{file.relative_to(top)}:{number}: includes {header}: {why}")
    print(*faults, sep="\n")
    print(f"{seen} includes, {len(faults)} where they may not be")
    return 1 if faults or seen < 100 else 0


sys.exit(main())
