"""Which originals show the same artwork or are the same object by nature: by their names alone,
never by what the program under test says of them. Such pairs are listed, and count neither as
found nor as false."""
import json
import pathlib
import re

HERE = pathlib.Path(__file__).parent


class Labels:
    """The labels of every original, from the rules of a file: a pattern over package and path, and
    a name for what matches, which may use the pattern's groups."""

    def __init__(self, file, originals):
        self.rules = [
            (re.compile(rule["files"]), rule["name"]) for rule in json.loads(file.read_text())]
        self.of = {
            original["name"]: {
                match.expand(name).lower() for pattern, name in self.rules
                if (match := pattern.search(original["source"]))
            } for original in originals
        }

    def alike(self, one, other):
        """Whether two originals have a label in common."""
        return one == other or not self.of[one].isdisjoint(self.of[other])

    def groups(self):
        """Label by label, the originals that have it, where they are two or more."""
        members = {}
        for name in sorted(self.of):
            for label in self.of[name]:
                members.setdefault(label, []).append(name)
        return {label: names for label, names in sorted(members.items()) if len(names) > 1}


def pictures(originals):
    return Labels(HERE / "shared-artwork.json", originals)


def meshes(originals):
    return Labels(HERE / "mesh-twins.json", originals)
