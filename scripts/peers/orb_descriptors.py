#!/usr/bin/env python3
"""Writes descriptors of real pictures and of edited copies of some of them, for `benchmarks
similarity --base --edits`: OpenCV's ORB, 300 of each picture, at 640 pixels.

    scripts/peers/orb_descriptors.py FOLDER --base base.bin --edits edits.bin

Needs: pip install opencv-python-headless numpy
"""
import argparse
import pathlib
import random

import cv2
import numpy

SIDE = 640
DESCRIPTORS_MINIMUM = 100
ORB = cv2.ORB_create(nfeatures=300, scaleFactor=1.2, nlevels=8, fastThreshold=10)


def scaled(picture):
    height, width = picture.shape[:2]
    scale = SIDE / max(height, width)
    size = (max(1, int(width * scale)), max(1, int(height * scale)))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)


def load(path):
    picture = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if picture is None or picture.dtype != numpy.uint8 or min(picture.shape[:2]) < 150:
        return None
    if picture.ndim == 2:
        picture = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
    if picture.shape[2] == 4:
        alpha = picture[:, :, 3:].astype(numpy.float32) / 255
        picture = (picture[:, :, :3] * alpha + 255 * (1 - alpha)).astype(numpy.uint8)
    return scaled(picture)


def describe(picture):
    _, found = ORB.detectAndCompute(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), None)
    return numpy.zeros((0, 32), numpy.uint8) if found is None else found


def edits(picture):
    """Two crops, a turn, half the size at JPEG quality 40, on a larger ground, lighter with noise
    and an overlay."""
    height, width = picture.shape[:2]
    yield scaled(picture[int(height * 0.15) : int(height * 0.85), int(width * 0.1) : int(width * 0.85)])
    yield scaled(picture[int(height * 0.2) : int(height * 0.65), int(width * 0.25) : int(width * 0.7)])
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 17, 0.9)
    yield cv2.warpAffine(picture, turn, (width, height), borderValue=(255, 255, 255))
    half = cv2.resize(picture, (width // 2, height // 2))
    yield scaled(cv2.imdecode(cv2.imencode(".jpg", half, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], 1))
    ground = numpy.full((int(height * 1.5), int(width * 1.5), 3), 90, numpy.uint8)
    ground[::16] = 140
    ground[height // 4 : height // 4 + height, width // 4 : width // 4 + width] = picture
    yield scaled(ground)
    noise = numpy.random.default_rng(1).normal(0, 8, picture.shape)
    lighter = numpy.clip(picture.astype(numpy.float32) * 1.25 + 10 + noise, 0, 255).astype(numpy.uint8)
    cv2.putText(lighter, "SALE 50% OFF", (width // 8, height // 2), 0, 2, (0, 0, 255), 5)
    yield lighter


def head(*numbers):
    return numpy.array(numbers, "<u4").tobytes()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--base", required=True)
    parser.add_argument("--edits", required=True)
    parser.add_argument("--limit", type=int, default=2500)
    parser.add_argument("--every", type=int, default=25, help="each so many-th picture is edited")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    kinds = {".png", ".jpg", ".jpeg", ".webp"}
    paths = sorted(
        path for path in options.folder.rglob("*")
        if path.suffix.lower() in kinds and 20_000 < path.stat().st_size < 4_000_000)
    random.Random(5).shuffle(paths)
    number = 0
    with open(options.base, "wb") as base, open(options.edits, "wb") as edited:
        for path in paths:
            picture = load(path)
            if picture is None:
                continue
            found = describe(picture)
            if len(found) < DESCRIPTORS_MINIMUM:
                continue
            base.write(head(len(found)) + found.tobytes())
            if number % options.every == 0:
                for kind, edit in enumerate(edits(picture)):
                    found = describe(edit)
                    edited.write(head(number, kind, len(found)) + found.tobytes())
            number += 1
            if number == options.limit:
                break


if __name__ == "__main__":
    main()
