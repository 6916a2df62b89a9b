"""The edits that pictures go through between a shop and its copies. Every edit takes a picture as
Pillow's RGB image and a random generator, and answers the edited picture; `write` stores it as
JPEG of quality 90 unless the edit is about another quality."""
import io
import math

import numpy
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

VERSION = 1
JPEG = {"jpeg-q10": 10, "flip-crop-jpeg": 40, "crop-half-jpeg": 30}
# A picture pasted into a smaller one has too few pixels for anyone to tell what it is.
HOST_WIDTH_MINIMUM = 800


def half_size(image, random):
    return resized(image, 0.5)


def contrast(image, random):
    """Weaker (0.6) or stronger (1.5) around the mean grey, by chance."""
    return ImageEnhance.Contrast(image).enhance(float(random.choice([0.6, 1.5])))


def grey(image, random):
    return ImageOps.grayscale(image).convert("RGB")


def flip_horizontal(image, random):
    return ImageOps.mirror(image)


def flip_vertical(image, random):
    return ImageOps.flip(image)


def turn_90(image, random):
    return image.transpose(Image.Transpose.ROTATE_90)


def turn_180(image, random):
    return image.transpose(Image.Transpose.ROTATE_180)


def turn_270(image, random):
    return image.transpose(Image.Transpose.ROTATE_270)


def noise(image, random):
    """Gaussian, standard deviation 12 of 255, in every channel."""
    values = numpy.asarray(image, dtype=numpy.float32)
    return clipped(values + 12 * random.standard_normal(values.shape, dtype=numpy.float32))


def hue(image, random):
    """All hues 60 degrees on."""
    hues, saturation, value = image.convert("HSV").split()
    hues = hues.point(lambda degree: (degree + 256 // 6) % 256)
    return Image.merge("HSV", (hues, saturation, value)).convert("RGB")


def same(image, random):
    """Nothing but the JPEG quality changes."""
    return image


def blur(image, random):
    """Gaussian, 2 to 3 pixels where the long side is 512."""
    radius = random.uniform(2, 3) * max(image.size) / 512
    return image.filter(ImageFilter.GaussianBlur(radius))


def brightness(image, random):
    """30% darker or brighter, by chance."""
    return ImageEnhance.Brightness(image).enhance(float(random.choice([0.7, 1.3])))


def crop(percent):
    def edit(image, random):
        return cropped_sides(image, percent / 100)
    return edit


def turn_2(image, random):
    """2 degrees to either side, cropped to the largest upright rectangle inside."""
    return turned_inside(image, random.choice([-1, 1]) * 2)


def turn_5(image, random):
    """5 degrees to either side on a canvas that holds all of it, the corners white."""
    return image.rotate(
        float(random.choice([-1, 1]) * 5), Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def turn_30(image, random):
    """30 degrees to either side on a canvas of the same size, the corners white."""
    return image.rotate(
        float(random.choice([-1, 1]) * 30), Image.Resampling.BICUBIC, fillcolor="white")


def border(image, random):
    """8% of the shorter side all around, in a colour by chance."""
    return ImageOps.expand(image, max(1, round(0.08 * min(image.size))), colour(random))


def text_bar(image, random):
    """The lowest 16% covered by an opaque bar with a line of text."""
    image = image.copy()
    width, height = image.size
    top = round(0.84 * height)
    background = colour(random)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, top, width, height), fill=background)
    ink = "black" if sum(background) > 384 else "white"
    words = "NEW IN · free shipping · link below"
    label(image, words, ink, (0.04 * width, top + 0.03 * height, 0.92 * width, 0.1 * height))
    return image


def logo(share):
    """An opaque box with a ring and letters, `share` of the width and of the height, at a place
    by chance."""
    def edit(image, random):
        image = image.copy()
        width, height = image.size
        wide, high = max(8, round(share * width)), max(8, round(share * height))
        x = int(random.integers(0, width - wide + 1))
        y = int(random.integers(0, height - high + 1))
        background = colour(random)
        ink = "black" if sum(background) > 384 else "white"
        draw = ImageDraw.Draw(image)
        draw.rectangle((x, y, x + wide - 1, y + high - 1), fill=background)
        draw.ellipse(
            (x + 0.08 * wide, y + 0.08 * high, x + 0.92 * wide, y + 0.92 * high), outline=ink,
            width=max(1, min(wide, high) // 20))
        label(image, "SHOP", ink, (x + 0.25 * wide, y + 0.35 * high, 0.5 * wide, 0.3 * high))
        return image
    return edit


def area(share):
    """A part with `share` of the area and the same proportions, from a place by chance."""
    def edit(image, random):
        width, height = (round(side * math.sqrt(share)) for side in image.size)
        x = int(random.integers(0, image.width - width + 1))
        y = int(random.integers(0, image.height - height + 1))
        return image.crop((x, y, x + width, y + height))
    return edit


def perspective(image, random):
    """Every corner moved by up to 8% of the sides, outside white."""
    width, height = image.size
    corners = numpy.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=float)
    moved = corners + random.uniform(-0.08, 0.08, (4, 2)) * (width, height)
    rows, values = [], []
    for (x, y), (u, v) in zip(moved, corners):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return image.transform(
        image.size, Image.Transform.PERSPECTIVE, numpy.linalg.solve(rows, values),
        Image.Resampling.BICUBIC, fillcolor="white")


def filtered(image, random):
    """As photo apps do: 60% sepia, lifted blacks with a bent tone curve, dark corners."""
    values = numpy.asarray(image, dtype=numpy.float32) / 255
    sepia = values @ numpy.array(
        [[0.393, 0.349, 0.272], [0.769, 0.686, 0.534], [0.189, 0.168, 0.131]], numpy.float32)
    values = numpy.clip(0.4 * values + 0.6 * sepia, 0, 1)
    values = 0.06 + 0.9 * (values ** 0.85)
    height, width = values.shape[:2]
    y, x = numpy.ogrid[-1:1:height * 1j, -1:1:width * 1j]
    values *= (1 - 0.3 * (x * x + y * y) / 2)[..., None]
    return clipped(255 * values)


def flip_crop_jpeg(image, random):
    return cropped_sides(ImageOps.mirror(image), 0.05)


def crop_half_jpeg(image, random):
    return resized(cropped_sides(image, 0.10), 0.5)


def pasted(image, random, host):
    """At 40% of the width of another picture of the corpus, at a place by chance."""
    host = host.copy()
    width = 0.4 * host.width
    height = width * image.height / image.width
    fit = min(1, 0.9 * host.height / height)
    small = image.resize(
        (max(1, round(width * fit)), max(1, round(height * fit))), Image.Resampling.LANCZOS)
    host.paste(small, (
        int(random.integers(0, host.width - small.width + 1)),
        int(random.integers(0, host.height - small.height + 1))))
    return host


EDITS = {
    "half-size": half_size, "contrast": contrast, "grey": grey,
    "flip-horizontal": flip_horizontal, "flip-vertical": flip_vertical,
    "turn-90": turn_90, "turn-180": turn_180, "turn-270": turn_270,
    "noise": noise, "hue": hue, "jpeg-q10": same, "blur": blur, "brightness": brightness,
    "crop-2": crop(2), "crop-5": crop(5), "crop-10": crop(10),
    "turn-2": turn_2, "turn-5": turn_5, "border": border, "text-bar": text_bar,
    "logo": logo(0.3), "logo-area": logo(math.sqrt(0.3)), "half-area": area(0.5),
    "perspective": perspective, "filter": filtered, "flip-crop-jpeg": flip_crop_jpeg,
    "turn-30": turn_30, "crop-half-jpeg": crop_half_jpeg, "quarter-area": area(0.25),
    "pasted": pasted,
}


def write(name, image, file):
    """Through a buffer, so that a run that is stopped leaves no half file."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=JPEG.get(name, 90))
    file.write_bytes(buffer.getvalue())


def colour(random):
    return tuple(int(value) for value in random.integers(0, 256, 3))


def clipped(values):
    return Image.fromarray(numpy.clip(values + 0.5, 0, 255).astype(numpy.uint8))


def resized(image, factor):
    return image.resize(
        tuple(max(1, round(side * factor)) for side in image.size), Image.Resampling.LANCZOS)


def cropped_sides(image, share):
    x, y = round(share * image.width), round(share * image.height)
    return image.crop((x, y, image.width - x, image.height - y))


def turned_inside(image, degrees):
    """The largest upright rectangle that lies inside the turned picture."""
    width, height = image.size
    sine, cosine = (abs(f(math.radians(degrees))) for f in (math.sin, math.cos))
    long, short = max(width, height), min(width, height)
    if short <= 2 * sine * cosine * long:
        half = 0.5 * short
        inner = (half / sine, half / cosine) if width >= height else (half / cosine, half / sine)
    else:
        both = cosine * cosine - sine * sine
        inner = ((width * cosine - height * sine) / both, (height * cosine - width * sine) / both)
    turned = image.rotate(float(degrees), Image.Resampling.BICUBIC, expand=True)
    x, y = (turned.width - inner[0]) / 2, (turned.height - inner[1]) / 2
    return turned.crop((
        math.ceil(x), math.ceil(y), math.floor(x + inner[0]), math.floor(y + inner[1])))


def label(image, words, ink, box):
    """Text scaled to a box, so that it does not depend on which fonts a machine has."""
    x, y, width, height = (max(1, round(value)) for value in box)
    draw = ImageDraw.Draw(image)
    left, top, right, bottom = draw.textbbox((0, 0), words)
    mask = Image.new("L", (math.ceil(right), math.ceil(bottom)), 0)
    ImageDraw.Draw(mask).text((0, 0), words, fill=255)
    mask = mask.crop((math.floor(left), math.floor(top), mask.width, mask.height))
    fit = min(width / mask.width, height / mask.height)
    mask = mask.resize(
        (max(1, round(mask.width * fit)), max(1, round(mask.height * fit))),
        Image.Resampling.BICUBIC)
    image.paste(Image.new("RGB", mask.size, ink), (x, y), mask)
