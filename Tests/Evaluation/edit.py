"""Writes the edited files: cache/KIND/edits/EDIT/NAME.jpg or .glb, in processes."""
import concurrent.futures
import hashlib
import json
import os

from PIL import Image

import chance
import edits_meshes
import edits_pictures
import meshes
import pictures


def write_edits(cache, kind, files, hosts, seed, jobs):
    """`files` are the originals by name, `hosts` the pictures that they are pasted into."""
    names = edits_pictures.EDITS if kind == "pictures" else edits_meshes.EDITS
    for name in names:
        (cache / kind / "edits" / name).mkdir(parents=True, exist_ok=True)
    tasks = [(cache, kind, name, file, hosts.get(name), seed) for name, file in files.items()]
    with concurrent.futures.ProcessPoolExecutor(jobs, initializer=os.nice, initargs=(10,)) as pool:
        for done in pool.map(write_one, tasks, chunksize=4):
            pass


def write_one(task):
    cache, kind, name, file, host, seed = task
    write = picture_edits if kind == "pictures" else mesh_edits
    write(cache / kind / "edits", name, file, host, seed)


def file_of(cache, kind, edit, name):
    ending = ".jpg" if kind == "pictures" else ".glb"
    return cache / kind / "edits" / edit / (name + ending)


def picture_edits(folder, name, file, host, seed):
    image = None
    for edit, function in edits_pictures.EDITS.items():
        target = folder / edit / (name + ".jpg")
        mark = stamp(seed, edits_pictures.VERSION, edit == "pasted" and host and host.name)
        if written(target, mark) or edit == "pasted" and host is None:
            continue
        if image is None:
            image = opened(file)
        random = chance.generator(seed, edit, name)
        edited = function(image, random, opened(host)) if edit == "pasted" \
            else function(image, random)
        edits_pictures.write(edit, edited, target)
        note(target, mark)


def mesh_edits(folder, name, file, host, seed):
    content = None
    for edit, function in edits_meshes.EDITS.items():
        target = folder / edit / (name + ".glb")
        mark = stamp(seed, edits_meshes.VERSION, None)
        if written(target, mark):
            continue
        if content is None:
            content = meshes.read(file)
        random = chance.generator(seed, edit, name)
        edits_meshes.write(*function(*content, random), target)
        note(target, mark)


def opened(file):
    with Image.open(file) as image:
        return pictures.on_white(image)


def stamp(*values):
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]


def written(target, mark):
    """Whether the file is there from a run with the same seed and the same edits."""
    marks = target.parent / ".marks" / target.name
    return target.exists() and marks.exists() and marks.read_text() == mark


def note(target, mark):
    folder = target.parent / ".marks"
    folder.mkdir(exist_ok=True)
    (folder / target.name).write_text(mark)
