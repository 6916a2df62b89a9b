"""One kind of file evaluated from end to end: corpus, edits, verdicts, figures."""
import dataclasses

from PIL import Image

import chance
import corpus
import edit
import edits_meshes
import edits_pictures
import labels
import report
import rows
import score
from score import Copy


@dataclasses.dataclass
class Evaluation:
    kind: str
    corpus: dict
    originals: list
    fingerprints: dict
    names: list
    labels: labels.Labels
    recall: list
    # By what was compared: how many pairs, and the false ones with their verdicts.
    pairs: dict
    false: dict
    alike: list
    failed: list

    @property
    def not_fingerprintable(self):
        return [one["name"] for one in self.originals if one["name"] not in self.names]

    def count_pairs(self):
        return sum(self.pairs.values())

    def count_false(self):
        return sum(map(len, self.false.values()))

    def misses(self):
        """The bars that are missed, in words; empty when all are reached."""
        result = [
            f"{self.kind}: {row.title}: {100 * (row.share or 0):.1f}% of {row.count} found,"
            f" bar {100 * row.bar:g}%"
            for row in self.recall if not row.passed]
        share = rows.PAIRS_A_FALSE_ONE[self.kind]
        for what, pairs in self.pairs.items():
            if len(self.false[what]) * share > pairs:
                result.append(
                    f"{self.kind}: {what}: {len(self.false[what])} false of {pairs} pairs,"
                    f" bar 1 in {share}")
        part = len(self.not_fingerprintable) / max(1, len(self.originals))
        if part > rows.NOT_FINGERPRINTABLE_MAXIMUM:
            result.append(
                f"{self.kind}: {100 * part:.1f}% are not fingerprintable,"
                f" bar {100 * rows.NOT_FINGERPRINTABLE_MAXIMUM:g}%")
        return result


def prepare(cache, kind, most, seed, jobs):
    """Corpus and edits as files. Answers the corpus, the originals used, their labels and hosts."""
    found = corpus.prepare(cache, kind, seed)
    everything = found["originals"]
    alike = getattr(labels, kind)(everything)
    files = {one["name"]: cache / one["file"] for one in everything}
    hosts = {}
    if kind == "pictures":
        # Of the whole corpus, so that a run with a part of it asks for the same copies.
        wide = [
            name for name, file in files.items()
            if width(file) >= edits_pictures.HOST_WIDTH_MINIMUM]
        hosts = score.hosts(list(files), wide, alike, seed)
    originals = sorted(
        everything, key=lambda one: chance.digest(seed, "subset", one["name"]))[:most]
    originals.sort(key=lambda one: one["name"])
    edit.write_edits(
        cache, kind, {one["name"]: files[one["name"]] for one in originals},
        {name: files[host] for name, host in hosts.items()}, seed, jobs)
    return found, originals, alike, hosts


def evaluate(cache, kind, most, seed, program, copies_count, deep_count):
    found, originals, alike, hosts = prepare(cache, kind, most, seed, program.jobs)
    files = {one["name"]: cache / one["file"] for one in originals}
    lines = dict(zip(files, program.fingerprint(list(files.values()))))
    names = [name for name, line in lines.items() if score.is_fingerprintable(kind, line)]
    edits = list((edits_pictures if kind == "pictures" else edits_meshes).EDITS)
    plain = [one for one in edits if one not in rows.DEEP]

    def file(one):
        return edit.file_of(cache, kind, one.edit, one.name) if isinstance(one, Copy) \
            else files[one]

    # All that is compared plainly goes through one run, so that every file is read once.
    copies = [Copy(one, name) for one in plain for name in names]
    between = score.pairs_of_originals(names, alike, None, seed)
    beside = score.pairs_with_copies(names, plain, hosts, alike, copies_count, seed)
    related = [
        (one, other) for index, one in enumerate(names) for other in names[index + 1:]
        if alike.alike(one, other)]
    asked = [(copy.name, copy) for copy in copies] + between + \
        [(other, copy) for copy, other in beside] + related
    answers = program.compare([(file(one), file(other)) for one, other in asked])
    said = [answer["verdict"] for answer in answers]
    verdicts = dict(zip(copies, said))
    place = len(copies)
    pairs, false = {}, {}
    for what, part in (("originals", between), ("copies and other originals", beside)):
        pairs[what] = len(part)
        false[what] = score.false_pairs(part, said[place:place + len(part)])
        place += len(part)
    related = list(zip(related, said[place:]))
    if kind == "pictures":
        deep(program, file, names, hosts, alike, seed, deep_count, verdicts, pairs, false)
    failed = [(name, line["error"]) for name, line in lines.items() if line.get("error")]
    failed += [
        (report.shown(one) + " and " + report.shown(other), answer.get("error"))
        for (one, other), answer in zip(asked, answers) if answer["verdict"] is None]
    return Evaluation(
        kind, found, originals, lines, names, alike, score.recall(kind, verdicts, names), pairs,
        false, related, failed)


def deep(program, file, names, hosts, alike, seed, count, verdicts, pairs, false):
    """Pasted pictures, and as many pairs as affordable that have nothing in common."""
    edits = sorted(rows.DEEP)
    copies = [Copy(one, name) for one in edits for name in names if name in hosts]
    beside = score.pairs_with_copies(names, edits, hosts, alike, count, seed)
    asked = [(copy.name, copy) for copy in copies] + [(other, copy) for copy, other in beside]
    answers = program.compare([(file(one), file(other)) for one, other in asked], deep=True)
    said = [answer["verdict"] for answer in answers]
    verdicts.update(zip(copies, said))
    what = "pasted pictures and other originals, deep comparison"
    pairs[what] = len(beside)
    false[what] = score.false_pairs(beside, said[len(copies):])


def width(file):
    with Image.open(file) as image:
        return image.width
