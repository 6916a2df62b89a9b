#!/usr/bin/env python3
"""How long PyPI's peers take for fingerprints of the same files, one thread, as JSON Lines.

    fingerprint_speed.py [--rounds N] FILE...

Of every file: iscc-lib's Data-Code and Instance-Code in one pass. Of every JPEG and PNG besides:
decoding with Pillow, PDQ with OpenCV's ORB from the file, and PDQ alone at 512 x 512, one code and
all eight. The figures are processor time, the median of the rounds; every round repeats what is
measured until it takes a twentieth of a second. Needs scripts/peers/requirements.txt.
"""
import os

# Before the libraries are loaded, which read them once.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[variable] = "1"

import argparse
import importlib.metadata
import json
import pathlib
import statistics
import time

import cv2
import iscc_lib
import numpy
import pdqhash
from PIL import Image

ROUND_SECONDS_MINIMUM = 0.05
PDQ_SIDE = 512
ORB_FEATURES = (300, 500)


def seconds(work, rounds):
    """The median of the rounds, per call, in processor time of the whole process."""
    work()
    start = time.process_time()
    work()
    once = max(time.process_time() - start, 1e-6)
    repeats = max(1, round(ROUND_SECONDS_MINIMUM / once))
    figures = []
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(repeats):
            work()
        figures.append((time.process_time() - start) / repeats)
    return statistics.median(figures)


def tell(package, what, file, figure, **more):
    print(json.dumps({
        "peer": f"{package} {importlib.metadata.version(package)}", "what": what,
        "file": str(file), "seconds": float(f"{figure:.4g}"), **more}), flush=True)


def whole_file(file, rounds):
    size = file.stat().st_size
    figure = seconds(lambda: iscc_lib.gen_sum_code_v0(str(file)), rounds)
    tell("iscc-lib", "data + instance", file, figure, bytes=size,
         mebibytesPerSecond=float(f"{size / 2**20 / figure:.4g}"))


def opened(file):
    with Image.open(file) as image:
        return numpy.asarray(image.convert("RGB"))


def picture(file, rounds):
    height, width = opened(file).shape[:2]
    sides = {"width": width, "height": height}
    tell("pillow", "open", file, seconds(lambda: opened(file), rounds), **sides)
    for features in ORB_FEATURES:
        orb = cv2.ORB_create(features)

        def both():
            pixels = opened(file)
            pdqhash.compute(pixels)
            orb.detectAndCompute(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), None)

        tell("pdqhash", f"open + pdq + orb {features}", file, seconds(both, rounds), **sides)
    small = numpy.asarray(Image.fromarray(opened(file)).resize((PDQ_SIDE, PDQ_SIDE)))
    sides = {"width": PDQ_SIDE, "height": PDQ_SIDE}
    tell("pdqhash", "pdq", file, seconds(lambda: pdqhash.compute(small), rounds), **sides)
    tell("pdqhash", "pdq, all eight", file,
         seconds(lambda: pdqhash.compute_dihedral(small), rounds), **sides)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    for features in ORB_FEATURES:
        orb = cv2.ORB_create(features)
        tell("opencv-python-headless", f"orb {features}", file,
             seconds(lambda: orb.detectAndCompute(grey, None), rounds), **sides)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("files", nargs="+", type=pathlib.Path, metavar="FILE")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    for file in options.files:
        whole_file(file, options.rounds)
        if file.suffix.lower() in {".jpg", ".jpeg", ".png"}:
            picture(file, options.rounds)


if __name__ == "__main__":
    main()
