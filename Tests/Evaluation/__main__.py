"""Measures how well copies are recognised. scripts/evaluate starts it."""
import argparse
import json
import pathlib
import sys

import evaluation
import examples
import peers
import program
import report
import score

ROOT = pathlib.Path(__file__).resolve().parents[2]


def options():
    parser = argparse.ArgumentParser(prog="scripts/evaluate", description=__doc__)
    parser.add_argument("--pictures", type=int, metavar="N", help="at most N pictures; 0: none")
    parser.add_argument("--meshes", type=int, metavar="N", help="at most N meshes; 0: none")
    parser.add_argument("--quick", action="store_true",
                        help="80 pictures and 40 meshes, fewer pairs, no peers; writes no document")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--cache", type=pathlib.Path, default=ROOT / ".evaluate", metavar="FOLDER")
    parser.add_argument("--prepare", action="store_true", help="only write corpus and edits")
    parser.add_argument("--no-peers", action="store_true", help="leave PDQ and ORB out")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "docs/fingerprints.md",
                        metavar="FILE", help="the document whose generated parts are written")
    return parser.parse_args()


def main():
    chosen = options()
    cache = chosen.cache.resolve()
    counts = {
        "pictures": 80 if chosen.quick else None, "meshes": 40 if chosen.quick else None,
    }
    for kind in counts:
        if getattr(chosen, kind) is not None:
            counts[kind] = getattr(chosen, kind)
    kinds = [kind for kind in counts if counts[kind] != 0]
    if chosen.prepare:
        for kind in kinds:
            found = evaluation.prepare(cache, kind, counts[kind], chosen.seed, chosen.jobs)
            print(f"{kind}: {len(found[1])} originals in {cache / kind}")
        return 0

    under_test = program.Program(chosen.jobs)
    print(f"the program under test: {under_test.path}", file=sys.stderr)
    results, texts = [], {}
    for kind in kinds:
        result = evaluation.evaluate(
            cache, kind, counts[kind], chosen.seed, under_test,
            copies_count=5_000 if chosen.quick else 60_000,
            deep_count=500 if chosen.quick else 20_000)
        results.append(result)
        keep(cache, result)
        others = None
        if kind == "pictures" and not chosen.quick and not chosen.no_peers:
            pairs = score.pairs_of_originals(result.names, result.labels, None, chosen.seed)
            others = peers.measure(cache, result.corpus["originals"], result.names, pairs,
                                   chosen.seed)
        texts[kind] = report.part(result, others)
        print(f"\n## {kind}\n\n{texts[kind]}", flush=True)
    print("\n" + ", ".join(
        f"{what}: {seconds:.0f} s" for what, seconds in under_test.seconds.items()))
    if not chosen.quick:
        texts["corpus"] = report.corpus(results)
        if "pictures" in kinds:
            texts["examples"] = examples.write(
                cache, under_test, chosen.output.parent, chosen.seed)
        document = chosen.output.read_text()
        for part, text in texts.items():
            document = report.replaced(document, part, text)
        chosen.output.write_text(document)
    misses = [miss for result in results for miss in result.misses()]
    for miss in misses:
        print(f"missed: {miss}", file=sys.stderr)
    return 1 if misses else 0


def keep(cache, result):
    """Everything by name, for whoever looks for the reason of a miss."""
    content = {
        "missed": {
            row.title: [f"{copy.edit}/{copy.name}" for copy in row.missed]
            for row in result.recall},
        "false": {
            what: [[report.shown(one), report.shown(other), verdict]
                   for (one, other), verdict in pairs]
            for what, pairs in result.false.items()},
        "alike": [[one, other, verdict] for (one, other), verdict in result.alike],
        "groups": result.labels.groups(),
        "looks": {
            name: {what: line.get(what) for what in ("keypoints", "quality", "notFingerprintable")}
            for name, line in result.fingerprints.items()},
        "notFingerprintable": result.not_fingerprintable,
        "failed": result.failed,
    }
    (cache / result.kind / "result.json").write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
