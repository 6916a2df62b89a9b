"""Picks the files of the corpus from unpacked packages and writes them as originals.

corpus.json says which packages, which of their files, and how many of them at most; which of many
is picked by the seed and the name alone. cache/KIND/corpus.json then says of every original where
it came from.
"""
import fnmatch
import hashlib
import json
import pathlib
import re
import tarfile
import zipfile

import chance
import meshes
import packages
import pictures

HERE = pathlib.Path(__file__).parent
KINDS = {"pictures": pictures, "meshes": meshes}
# Thirty edits of each are written and compared.
ORIGINALS_MAXIMUM = {"pictures": 440, "meshes": 110}


def prepare(cache, kind, seed):
    """Writes cache/KIND/originals and answers the list of originals, in the order of their names:
    dictionaries with `name`, `file`, `package` and `source`, the path within the package."""
    most = ORIGINALS_MAXIMUM[kind]
    rules = json.loads((HERE / "corpus.json").read_text())[kind]
    found = cache / kind / "corpus.json"
    wish = hashlib.sha256(
        json.dumps([rules, most, seed, KINDS[kind].VERSION]).encode()).hexdigest()
    if found.exists():
        corpus = json.loads(found.read_text())
        if corpus["wish"] == wish:
            return corpus
    versions = {}
    for rule in rules:
        source = rule.get("source", "debian")
        exact = rule["package"] + (f"=={rule['version']}" if "version" in rule else "")
        versions[rule["package"]] = packages.fetch(cache, rule["package"], exact, source)
    rules = [rule for rule in rules if versions[rule["package"]]]
    originals, seen = [], set()
    for rule in rules:
        taken = 0
        for path in candidates(cache, rule, seed):
            if taken == rule["most"]:
                break
            original = write(cache, kind, rule, path, seen)
            if original:
                originals.append(original)
                taken += 1
    originals.sort(key=lambda original: chance.digest(seed, "corpus", original["source"]))
    kept = sorted(originals[:most], key=lambda original: original["name"])
    files = {original["file"] for original in kept}
    for path in (cache / kind / "originals").iterdir():
        if str(path.relative_to(cache)) not in files:
            path.unlink()
    corpus = {"wish": wish, "versions": versions, "originals": kept}
    found.write_text(json.dumps(corpus, indent=1) + "\n")
    return corpus


def candidates(cache, rule, seed):
    """The rule's files, in the order of chance."""
    folder = cache / "unpacked" / rule["package"]
    for pattern in rule.get("nested", []):
        unpack_nested(folder, pattern)
    # Patterns are for the path within the packages; where the cache is must not matter.
    sources = {
        path: str(path.relative_to(folder.parent)) for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()}
    paths = [
        path for path, source in sources.items()
        if any(fnmatch.fnmatch(source, pattern) for pattern in rule["include"])
        and not any(fnmatch.fnmatch(source, pattern) for pattern in rule.get("exclude", []))
    ]
    return sorted(paths, key=lambda path: chance.digest(seed, "pick", sources[path]))


def unpack_nested(folder, pattern):
    for archive in list(folder.rglob("*")):
        if not archive.is_file() or not fnmatch.fnmatch(str(archive), pattern):
            continue
        inner = archive.with_name(archive.name + ".unpacked")
        if inner.exists():
            continue
        if archive.name.endswith(".tar.gz"):
            with tarfile.open(archive) as content:
                content.extractall(inner, filter="data")
        else:
            with zipfile.ZipFile(archive) as content:
                content.extractall(inner)


def write(cache, kind, rule, path, seen):
    """Writes one original, unless its file is not of this kind, too small, or there already."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest in seen:
        return None
    source = path.relative_to(cache / "unpacked")
    name = f"{rule['package']}-{short(source)}-{digest[:6]}"
    folder = cache / kind / "originals"
    folder.mkdir(parents=True, exist_ok=True)
    file = KINDS[kind].write_original(path, source, folder / name, rule)
    if file is None:
        return None
    seen.add(digest)
    return {
        "name": name, "file": str(file.relative_to(cache)), "package": rule["package"],
        "source": str(source),
    }


def short(source):
    """The last words of a path: the whole would be too long for a name."""
    words = re.sub(r"[^a-z0-9]+", "-", str(source.with_suffix("")).lower()).split("-")
    kept = []
    while words and len("-".join(kept)) + len(words[-1]) < 36:
        kept.insert(0, words.pop())
    return "-".join(kept)
