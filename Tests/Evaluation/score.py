"""From verdicts to figures: how many copies were found, how many pairs were false. No files, no
programs; tested in test_score.py."""
import dataclasses

import chance
import rows


@dataclasses.dataclass(frozen=True)
class Copy:
    """An edited file and the original that it was made of."""
    edit: str
    name: str


@dataclasses.dataclass
class Recall:
    """One row of a table."""
    title: str
    bar: float | None
    how: str
    count: int
    found: int
    # Of the missed: those for a person to look at, and those in which nothing is left to recognise,
    # such as a crop to the white beside a drawing.
    similar: int
    blank: int
    missed: list

    @property
    def share(self):
        return self.found / self.count if self.count else None

    @property
    def passed(self):
        return self.bar is None or (self.count > 0 and self.found >= self.bar * self.count - 1e-9)


def is_fingerprintable(kind, line):
    """Fixed beforehand, from the original alone: 30 keypoints or a PDQ quality of 50; for a mesh,
    that there is a code of its shape or of its triangles."""
    if line.get("error"):
        return False
    if kind == "meshes":
        return bool(line.get("shape") or line.get("geometry"))
    return (line.get("keypoints") or 0) >= 30 or (line.get("quality") or 0) >= 50


def recall(kind, verdicts, names):
    """The rows, from the verdict of every copy: `verdicts` by Copy, `names` the fingerprintable
    originals. A copy without a verdict is missed."""
    result = []
    for row in rows.ROWS[kind]:
        figures = Recall(row.title, row.bar, row.how, 0, 0, 0, 0, [])
        for edit in row.edits:
            for name in names:
                copy = Copy(edit, name)
                if copy not in verdicts and edit in rows.DEEP:
                    # There is no host for it; nothing was pasted.
                    continue
                verdict = verdicts.get(copy)
                figures.count += 1
                if verdict in rows.FOUND[kind]:
                    figures.found += 1
                else:
                    figures.similar += verdict == "similar"
                    figures.blank += verdict == "not-fingerprintable"
                    figures.missed.append(copy)
        result.append(figures)
    return result


def false_pairs(pairs, verdicts):
    """Of pairs that have nothing in common, those that the program says have: every verdict but
    `none`, `similar` and `not-fingerprintable`."""
    return [
        (pair, verdict) for pair, verdict in zip(pairs, verdicts)
        if verdict not in rows.UNDECIDED
    ]


def pairs_of_originals(names, labels, maximum, seed):
    """All pairs of originals without a label in common, or as many of them as wished by chance."""
    names = sorted(names)
    pairs = [
        (one, other) for index, one in enumerate(names) for other in names[index + 1:]
        if not labels.alike(one, other)
    ]
    if maximum is None or len(pairs) <= maximum:
        return pairs
    random = chance.generator(seed, "pairs of originals")
    return [pairs[index] for index in sorted(random.choice(len(pairs), maximum, replace=False))]


def pairs_with_copies(names, edits, hosts, labels, count, seed):
    """Copies beside originals that they have nothing in common with, by chance, each pair once.
    A pasted picture has its host in common, too."""
    names = sorted(names)
    random = chance.generator(seed, "pairs with copies", *edits)
    pairs, tries = {}, 0
    while names and len(pairs) < count and tries < 20 * count:
        tries += 1
        edit = edits[int(random.integers(len(edits)))]
        name, other = (names[int(random.integers(len(names)))] for _ in range(2))
        if labels.alike(name, other):
            continue
        if edit in rows.DEEP and (name not in hosts or labels.alike(hosts[name], other)):
            continue
        pairs[Copy(edit, name), other] = None
    return list(pairs)


def hosts(names, wide, labels, seed):
    """The picture that each is pasted into: by chance, wide enough, without a label in common."""
    chosen = {}
    for name in names:
        random = chance.generator(seed, "host", name)
        for index in random.permutation(len(wide)):
            if not labels.alike(wide[index], name):
                chosen[name] = wide[index]
                break
    return chosen
