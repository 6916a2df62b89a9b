"""The figures as Markdown, put between the markers of docs/fingerprints.md."""
import collections
import re

import rows

# So many names are told of each; the rest is in the cache.
NAMES_MAXIMUM = 12


def replaced(text, part, content):
    """`text` with the part between its markers replaced; prose around stays."""
    pattern = re.compile(
        rf"(<!-- evaluate:{re.escape(part)} -->\n).*?(<!-- /evaluate -->)", re.S)
    if not pattern.search(text):
        raise SystemExit(f"docs/fingerprints.md has no part <!-- evaluate:{part} -->")
    return pattern.sub(lambda match: match[1] + "\n" + content.strip() + "\n\n" + match[2], text)


def percent(share, digits=1):
    return "–" if share is None else f"{100 * share:.{digits}f}%"


def table(heads, lines):
    cells = ["| " + " | ".join(heads) + " |", "|" + "|".join(["---"] * len(heads)) + "|"]
    return "\n".join(cells + ["| " + " | ".join(map(str, line)) + " |" for line in lines])


def recall(evaluation, peers=None):
    heads = ["Edit", "How", "Bar", "Found", "Copies", "Missed", "Similar", "Blank"]
    if peers:
        heads += ["PDQ", "ORB"]
    lines = []
    for row in evaluation.recall:
        mark = "" if row.passed else " ✗"
        line = [
            row.title, row.how, percent(row.bar, 0), percent(row.share) + mark, f"{row.count:,}",
            len(row.missed), row.similar, row.blank]
        if peers:
            line += [percent(peers["pdq"].get(row.title), 0),
                     percent(peers["orb"].get(row.title), 0)]
        lines.append(line)
    return table(heads, lines)


def false_pairs(evaluation):
    share = rows.PAIRS_A_FALSE_ONE[evaluation.kind]
    lines = [
        [what, f"{pairs:,}", len(evaluation.false[what]), f"1 in {share:,}"]
        for what, pairs in evaluation.pairs.items()]
    text = table(["Pairs without anything in common", "Pairs", "False", "Bar"], lines)
    named = [
        f"- {shown(one)} and {shown(other)}: `{verdict}`"
        for what in evaluation.pairs for (one, other), verdict in evaluation.false[what]]
    if named:
        text += "\n\nFalse pairs:\n\n" + "\n".join(named[:NAMES_MAXIMUM])
        if len(named) > NAMES_MAXIMUM:
            text += f"\n- and {len(named) - NAMES_MAXIMUM} more"
    return text


def shown(one):
    """A file as a reader finds it: the original's name, and the edit."""
    return f"{one.name} ({one.edit})" if hasattr(one, "edit") else one


def alike(evaluation):
    """Pairs that share artwork or are twins by their names, and what was said of them."""
    said = collections.Counter(verdict for _, verdict in evaluation.alike)
    names = {name for pair, _ in evaluation.alike for name in pair}
    groups = [
        label for label, members in evaluation.labels.groups().items()
        if len(names.intersection(members)) > 1]
    told = ", ".join(f"`{verdict}` {count:,}" for verdict, count in said.most_common())
    return (
        f"{len(evaluation.alike):,} pairs in {len(groups)} groups are left out by the rules of"
        f" `Tests/Evaluation/{label_file(evaluation.kind)}`. The program says of them:"
        f" {told or 'nothing'}.")


def label_file(kind):
    return "shared-artwork.json" if kind == "pictures" else "mesh-twins.json"


def summary(evaluation):
    blank = evaluation.not_fingerprintable
    share = len(blank) / max(1, len(evaluation.originals))
    text = (
        f"{len(evaluation.originals)} originals, {len(evaluation.names)} of them fingerprintable;"
        f" {percent(share)} are not (bar: at most"
        f" {percent(rows.NOT_FINGERPRINTABLE_MAXIMUM, 0)})")
    return text + (": " + ", ".join(blank[:NAMES_MAXIMUM])
                   + (" …" if len(blank) > NAMES_MAXIMUM else "") if blank else "") + "."


def missed(evaluation):
    """The originals whose copies are missed most often: a few hard ones make most of the misses."""
    counts = collections.Counter(
        copy.name for row in evaluation.recall if row.bar is not None for copy in row.missed)
    copies = sum(len(row.edits) for row in rows.ROWS[evaluation.kind] if row.bar is not None)
    lines = []
    for name, count in counts.most_common(NAMES_MAXIMUM):
        line = evaluation.fingerprints[name]
        looks = {what: line.get(what) for what in ("keypoints", "quality")}
        about = ", ".join(f"{what} {value}" for what, value in looks.items() if value is not None)
        lines.append(f"- {name}: {count} of {copies} copies" + (f" ({about})" if about else ""))
    if not lines:
        return ""
    return (
        f"Missed are {sum(counts.values()):,} copies of {len(counts)} originals, most often of:\n\n"
        + "\n".join(lines))


def part(evaluation, peers=None):
    parts = [
        summary(evaluation), recall(evaluation, peers),
        "Of the missed, `similar` are for a person to look at, and in blank ones too little is left"
        " to recognise (`not-fingerprintable`)."]
    if peers:
        parts.append(
            "PDQ: the least distance between the copy's code and the original's eight, at most 31"
            f" of 256 bits ({peers['pdqFalse']} false of {peers['pdqPairs']:,} pairs of originals)."
            " ORB: 500 keypoints, a homography with ten inliers, on"
            f" {peers['orbSample']} originals; its false pairs are not measured.")
    if evaluation.failed:
        parts.append(
            f"Failed: {len(evaluation.failed)} files or pairs, for example "
            + "; ".join(f"{what}: {why}" for what, why in evaluation.failed[:3]) + ".")
    parts += [false_pairs(evaluation), alike(evaluation), missed(evaluation)]
    return "\n\n".join(text for text in parts if text)


def corpus(evaluations):
    """Where the originals come from."""
    lines = []
    counts = collections.defaultdict(lambda: collections.Counter())
    versions = {}
    for evaluation in evaluations:
        for original in evaluation.originals:
            counts[original["package"]][evaluation.kind] += 1
        versions.update(evaluation.corpus["versions"])
    for package in sorted(counts):
        lines.append([
            package, versions.get(package, ""), counts[package]["pictures"] or "",
            counts[package]["meshes"] or ""])
    total = [sum(count[kind] for count in counts.values()) for kind in ("pictures", "meshes")]
    lines.append(["together", "", *total])
    return table(["Package", "Version", "Pictures", "Meshes"], lines)
