"""A few small pictures for the document: an original, its copy, and the region that was found."""
import io

from PIL import Image, ImageDraw

import chance
import edits_pictures
import pictures
import rows

# Pictures of scikit-image that anybody may use. The notes in skimage/data/_fetchers.py name CC0 for
# the cat and the cup, the public domain for the astronaut (NASA) and the rocket (SpaceX).
SOURCES = {
    "chelsea": "skimage/data/chelsea.png", "coffee": "skimage/data/coffee.png",
    "rocket": "skimage/data/rocket.jpg", "astronaut": "skimage/data/astronaut.png",
}
EXAMPLES = [
    ("perspective", "chelsea", "perspective", None),
    ("quarter", "astronaut", "quarter-area", None),
    ("filter", "coffee", "filter", None),
    ("turned", "chelsea", "turn-30", None),
    ("logo", "rocket", "logo", None),
    ("pasted", "chelsea", "pasted", "rocket"),
]
TITLES = {edit: row.title.capitalize() for row in rows.ROWS["pictures"] for edit in row.edits}
SIDE = 300
BYTES_MAXIMUM = 40_000


def write(cache, program, folder, seed):
    """Writes images/fingerprints beside the document and answers the Markdown that shows them."""
    images = folder / "images" / "fingerprints"
    images.mkdir(parents=True, exist_ok=True)
    work = cache / "examples"
    work.mkdir(exist_ok=True)
    files = {
        name: cache / "unpacked" / "scikit-image" / source for name, source in SOURCES.items()}
    lines = []
    for name, source, edit, host in EXAMPLES:
        original, copy = opened(files[source]), work / f"{name}.jpg"
        random = chance.generator(seed, "example", name)
        function = edits_pictures.EDITS[edit]
        edited = function(original, random, opened(files[host])) if host \
            else function(original, random)
        edits_pictures.write(edit, edited, copy)
        answer = program.compare([(files[source], copy)], deep=host is not None)[0]
        montage(original, edited, answer.get("regions") or {}, images / f"{name}.webp")
        lines.append(
            f"![{source} and its copy](images/fingerprints/{name}.webp)\n\n"
            f"{TITLES[edit]}: `{answer['verdict']}`, score {answer['score']} of 1,000.")
    return "\n\n".join(lines)


def opened(file):
    with Image.open(file) as image:
        return pictures.on_white(image)


def montage(original, edited, regions, file):
    """Original on the left, copy on the right; what was found of each other outlined in both."""
    original, edited = outlined(original, regions.get("a")), outlined(edited, regions.get("b"))
    sheet = Image.new("RGB", (2 * SIDE + 12, max(original.height, edited.height)), "white")
    sheet.paste(original, (0, 0))
    sheet.paste(edited, (SIDE + 12, 0))
    for quality in (80, 65, 50, 35):
        buffer = io.BytesIO()
        sheet.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() <= BYTES_MAXIMUM:
            break
    file.write_bytes(buffer.getvalue())


def outlined(image, region):
    """Reduced, with the region (x, y, width and height in pixels of the whole) outlined."""
    factor = SIDE / max(image.size)
    small = image.resize(
        tuple(max(1, round(side * factor)) for side in image.size), Image.Resampling.LANCZOS)
    if region:
        x, y, width, height = (factor * value for value in region)
        ImageDraw.Draw(small).rectangle(
            (x, y, min(x + width, small.width) - 1, min(y + height, small.height) - 1),
            outline=(255, 0, 160), width=3)
    return small
