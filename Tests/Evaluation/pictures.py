"""Originals of the picture corpus: reduced to a bounded size and put on white, so that an edit
starts from what a person would see."""
import shutil

from PIL import Image

VERSION = 2
ENDINGS = {".png", ".jpg", ".jpeg", ".webp", ".tga", ".bmp"}
# Originals of packages reach 6,000 pixels; thirty edits of each would be days of writing.
SIDE_MAXIMUM = 1280
SIDE_MINIMUM = 96
Image.MAX_IMAGE_PIXELS = 100_000_000


def write_original(path, source, target, rule):
    """The file written, or None where `path` is no picture, an icon or too small."""
    if path.suffix.lower() not in ENDINGS or "icon" in str(source).lower():
        return None
    try:
        with Image.open(path) as image:
            sides = image.size
            if max(sides) < max(SIDE_MINIMUM, rule.get("side", 0)) or min(sides) < 64:
                return None
            flat = on_white(image)
            # A picture of (nearly) one colour, such as an empty mask, has nothing to recognise.
            if all(high - low < 16 for low, high in flat.getextrema()):
                return None
            plain = image.mode == "RGB" and "transparency" not in image.info
            if plain and image.format in ("PNG", "JPEG") and max(sides) <= SIDE_MAXIMUM:
                file = target.with_name(target.name + path.suffix.lower())
                shutil.copyfile(path, file)
                return file
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    if max(flat.size) > SIDE_MAXIMUM:
        flat.thumbnail((SIDE_MAXIMUM, SIDE_MAXIMUM), Image.Resampling.LANCZOS, reducing_gap=3)
    if max(flat.size) <= 640:
        file = target.with_name(target.name + ".png")
        flat.save(file, compress_level=3)
    else:
        file = target.with_name(target.name + ".jpg")
        flat.save(file, quality=95)
    return file


def on_white(image):
    """As RGB, what is transparent shown white, as the fingerprints take it."""
    if image.mode in ("I;16", "I", "F"):
        image = image.convert("F").point(lambda value: value / 256).convert("L")
    if "transparency" in image.info or image.mode in ("RGBA", "LA", "PA", "La", "RGBa"):
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        white.alpha_composite(image)
        return white.convert("RGB")
    return image.convert("RGB")
