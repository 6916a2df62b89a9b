"""A few small pictures for the document: an original, its copy, and the region that was found."""
import io

from PIL import Image, ImageDraw

import chance
import edits_pictures
import pictures

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
SIDE = 300
BYTES_MAXIMUM = 40_000


def write(cache, originals, program, folder, seed):
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
        montage(original, edited, answer.get("region"), images / f"{name}.webp")
        lines.append(
            f"![{source} and its copy](images/fingerprints/{name}.webp)\n"
            f"{edit}: `{answer['verdict']}`, score {answer['score']:g}")
    return "\n\n".join(lines)


def opened(file):
    with Image.open(file) as image:
        return pictures.on_white(image)


def montage(original, edited, region, file):
    """Original on the left, copy on the right, the region (shares of the copy) outlined."""
    edited = edited.copy()
    original = original.copy()
    for image in (original, edited):
        image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    if region:
        x, y, width, height = region
        box = (x * edited.width, y * edited.height,
               (x + width) * edited.width - 1, (y + height) * edited.height - 1)
        ImageDraw.Draw(edited).rectangle(box, outline=(255, 0, 160), width=3)
    sheet = Image.new("RGB", (2 * SIDE + 12, max(original.height, edited.height)), "white")
    sheet.paste(original, (0, 0))
    sheet.paste(edited, (SIDE + 12, 0))
    for quality in (80, 65, 50, 35):
        buffer = io.BytesIO()
        sheet.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() <= BYTES_MAXIMUM:
            break
    file.write_bytes(buffer.getvalue())
