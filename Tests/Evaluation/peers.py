"""What others find of the same copies: PDQ with its dihedral codes, and ORB keypoints with a
homography. Not bars; they tell how hard the copies are.

Distances are measured once for all originals and kept in the cache, since they do not change with
the program under test; the shares are then taken of the originals that the program can fingerprint.
"""
import json
import os

import cv2
import numpy
import pdqhash
from PIL import Image

import chance
import edit
import edits_pictures
import pictures
import rows

# The distance that PDQ's authors call a match.
PDQ_DISTANCE_MAXIMUM = 31
SIDE = 512
ORB_KEYPOINTS = 500
ORB_INLIERS_MINIMUM = 10
ORB_SAMPLE = 60


def measure(cache, originals, names, pairs, seed):
    """Shares found by row title, of the originals `names`; false ones of `pairs` for PDQ."""
    kept = distances(cache, originals, seed)
    codes = {
        name: numpy.array([list(bytes.fromhex(code)) for code in kept["codes"][name]], numpy.uint8)
        for name in names}
    false = sum(
        int(numpy.unpackbits(codes[one] ^ codes[other][0], axis=1).sum(axis=1).min())
        <= PDQ_DISTANCE_MAXIMUM for one, other in pairs)
    result = {
        "pdqPairs": len(pairs), "pdqFalse": false, "pdq": {}, "orb": {},
        "orbSample": len(set(kept["sample"]).intersection(names)),
    }
    for row in rows.ROWS["pictures"]:
        near = [
            distance <= PDQ_DISTANCE_MAXIMUM for one in row.edits
            for name, distance in kept["pdq"][one].items() if name in codes]
        agreed = [
            inliers >= ORB_INLIERS_MINIMUM for one in row.edits
            for name, inliers in kept["orb"][one].items() if name in codes]
        result["pdq"][row.title] = sum(near) / len(near) if near else None
        result["orb"][row.title] = sum(agreed) / len(agreed) if agreed else None
    return result


def distances(cache, originals, seed):
    names = sorted(one["name"] for one in originals)
    key = chance.digest(seed, "peers 2", edits_pictures.VERSION, ORB_SAMPLE, *names).hex()
    file = cache / "pictures" / "peers.json"
    if file.exists():
        kept = json.loads(file.read_text())
        if kept["key"] == key:
            return kept
    random = chance.generator(seed, "orb")
    sample = sorted(random.choice(names, min(ORB_SAMPLE, len(names)), replace=False).tolist())
    edits = list(edits_pictures.EDITS)
    kept = {"key": key, "sample": sample, "codes": {},
            "pdq": {one: {} for one in edits}, "orb": {one: {} for one in edits}}
    files = {one["name"]: cache / one["file"] for one in originals}
    for name in names:
        image = pixels(files[name])
        codes = numpy.stack(pdqhash.compute_dihedral(image)[0])
        kept["codes"][name] = [numpy.packbits(code).tobytes().hex() for code in codes]
        features = orb_features(image) if name in sample else None
        for one in edits:
            copy = edit.file_of(cache, "pictures", one, name)
            if not copy.exists():
                continue
            image = pixels(copy)
            kept["pdq"][one][name] = int((codes != pdqhash.compute(image)[0]).sum(axis=1).min())
            if features is not None:
                kept["orb"][one][name] = orb_inliers(features, orb_features(image))
    partial = file.with_name("peers.json.new")
    partial.write_text(json.dumps(kept) + "\n")
    os.replace(partial, file)
    return kept


def pixels(file):
    with Image.open(file) as image:
        image.draft("RGB", (SIDE, SIDE))
        image = pictures.on_white(image)
    # Both peers work on reduced pictures themselves; reducing here keeps their time down.
    image.thumbnail((SIDE, SIDE), Image.Resampling.BILINEAR)
    return numpy.asarray(image)


def orb_features(image):
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
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
