#!/usr/bin/env python3
"""Measures faiss's IndexBinaryFlat.range_search on the codes that `benchmarks similarity` has just
measured, on one thread, and prints both with their ratio, one JSON line a size.

    scripts/peers/faiss_range.py --benchmarks .build/release/benchmarks --sizes 1000000,10000000

Needs: pip install faiss-cpu numpy
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
import faiss
import numpy

# faiss takes distances below the radius, not up to it.
RADIUS = 32
SECONDS = 2.0


def measure(folder: pathlib.Path) -> dict:
    codes = numpy.fromfile(folder / "codes.bin", numpy.uint8).reshape(-1, 32)
    queries = numpy.fromfile(folder / "queries.bin", numpy.uint8).reshape(-1, 32)
    faiss.omp_set_num_threads(1)
    index = faiss.IndexBinaryFlat(256)
    index.add(codes)
    # All queries at once, which is how faiss is fastest.
    found = int(index.range_search(queries, RADIUS)[0][-1])
    asked, begun = 0, time.process_time()
    while time.process_time() - begun < SECONDS:
        index.range_search(queries, RADIUS)
        asked += len(queries)
    return {"matches": found, "queriesPerCPUSecond": asked / (time.process_time() - begun)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--benchmarks", required=True)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--codes", help="a file of codes to draw from")
    options = parser.parse_args()
    for size in options.sizes.split(","):
        with tempfile.TemporaryDirectory() as folder:
            command = [options.benchmarks, "similarity", "--sizes", size, "--write", folder]
            if options.codes:
                command += ["--codes", options.codes]
            ours = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            theirs = measure(pathlib.Path(folder))
        ours["faissQueriesPerCPUSecond"] = round(theirs["queriesPerCPUSecond"], 1)
        ours["faissMatches"] = theirs["matches"]
        ours["ratio"] = round(ours["queriesPerCPUSecond"] / theirs["queriesPerCPUSecond"], 1)
        print(json.dumps(ours), flush=True)


if __name__ == "__main__":
    main()
