"""What others find of the same copies: PDQ with its dihedral codes, and ORB keypoints with a
homography. Not bars; they tell how hard the copies are."""
import json

import cv2
import numpy
import pdqhash
from PIL import Image

import chance
import edit
import pictures
import rows
from score import Copy

# The distance that PDQ's authors call a match.
PDQ_DISTANCE_MAXIMUM = 31
ORB_SIDE = 512
ORB_KEYPOINTS = 500
ORB_INLIERS_MINIMUM = 10


def pixels(file):
    with Image.open(file) as image:
        image.draft("RGB", (ORB_SIDE, ORB_SIDE))
        image = pictures.on_white(image)
    # Both peers work on reduced pictures themselves; reducing here keeps their time down.
    image.thumbnail((ORB_SIDE, ORB_SIDE), Image.Resampling.BILINEAR)
    return numpy.asarray(image)


def pdq(cache, originals, names, edits):
    """Verdicts by Copy, and the share of false pairs between the originals."""
    files = {original["name"]: cache / original["file"] for original in originals}
    codes = {name: numpy.stack(pdqhash.compute_dihedral(pixels(files[name]))[0]) for name in names}
    verdicts = {}
    for name in names:
        for one in edits:
            file = edit.file_of(cache, "pictures", one, name)
            if not file.exists():
                continue
            code = pdqhash.compute(pixels(file))[0]
            distance = (codes[name] != code).sum(axis=1).min()
            verdicts[Copy(one, name)] = \
                "same-picture" if distance <= PDQ_DISTANCE_MAXIMUM else "none"
    return verdicts, codes


def pdq_false(codes, pairs):
    return sum(
        (codes[one] != codes[other][0]).sum(axis=1).min() <= PDQ_DISTANCE_MAXIMUM
        for one, other in pairs)


def orb(cache, originals, names, edits, sample, seed):
    """Verdicts by Copy for a sample of the originals."""
    files = {original["name"]: cache / original["file"] for original in originals}
    random = chance.generator(seed, "orb")
    chosen = sorted(random.choice(sorted(names), min(sample, len(names)), replace=False).tolist())
    features = {name: orb_features(files[name]) for name in chosen}
    verdicts = {}
    for name in chosen:
        for one in edits:
            file = edit.file_of(cache, "pictures", one, name)
            if file.exists():
                inliers = orb_inliers(features[name], orb_features(file))
                verdicts[Copy(one, name)] = \
                    "same-picture" if inliers >= ORB_INLIERS_MINIMUM else "none"
    return chosen, verdicts


def orb_features(file):
    grey = cv2.cvtColor(pixels(file), cv2.COLOR_RGB2GRAY)
    points, codes = cv2.ORB_create(ORB_KEYPOINTS).detectAndCompute(grey, None)
    return numpy.array([point.pt for point in points], dtype=numpy.float32), codes


def orb_inliers(one, other):
    if one[1] is None or other[1] is None or min(len(one[0]), len(other[0])) < 8:
        return 0
    pairs = [
        pair[0] for pair in cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(one[1], other[1], k=2)
        if len(pair) == 2 and pair[0].distance < 0.8 * pair[1].distance
    ]
    if len(pairs) < 8:
        return 0
    cv2.setRNGSeed(1)
    _, mask = cv2.findHomography(
        one[0][[pair.queryIdx for pair in pairs]], other[0][[pair.trainIdx for pair in pairs]],
        cv2.RANSAC, 5)
    return 0 if mask is None else int(mask.sum())


def measure(cache, originals, names, pairs, seed, sample):
    """Shares found by row title, kept in the cache: peers do not change with the program."""
    key = chance.digest(
        seed, "peers 1", sample, json.dumps([sorted(names), sorted(map(list, pairs))])).hex()
    kept = cache / "peers.json"
    if kept.exists():
        result = json.loads(kept.read_text())
        if result["key"] == key:
            return result
    edits = [one for row in rows.ROWS["pictures"] for one in row.edits]
    by_pdq, codes = pdq(cache, originals, names, edits)
    chosen, by_orb = orb(cache, originals, names, edits, sample, seed)
    result = {
        "key": key, "orbSample": len(chosen), "pdqPairs": len(pairs),
        "pdqFalse": int(pdq_false(codes, pairs)), "pdq": {}, "orb": {},
    }
    for row in rows.ROWS["pictures"]:
        for peer, verdicts in (("pdq", by_pdq), ("orb", by_orb)):
            found = [
                verdict == "same-picture" for copy, verdict in verdicts.items()
                if copy.edit in row.edits]
            result[peer][row.title] = sum(found) / len(found) if found else None
    kept.write_text(json.dumps(result, indent=1) + "\n")
    return result
