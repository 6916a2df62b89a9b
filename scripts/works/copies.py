"""Edited copies of the works, for what a registry must recognise and what it must not confuse."""

import io

import numpy as np
from PIL import Image, ImageOps

from . import garments, gltf
from .garments import jpeg


def hue_turned(image, degrees):
    hsv = np.asarray(image.convert("RGB").convert("HSV")).copy()
    hsv[..., 0] = (hsv[..., 0].astype(int) + round(degrees / 360 * 256)) % 256
    return Image.fromarray(hsv, "HSV").convert("RGB")


def halved(image):
    return image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)


def renamed(name):
    """Any name, turned into one that says nothing."""
    return f"object-{sum(ord(c) * (i + 7) for i, c in enumerate(name)) % 9973:04d}"


def image_copies(images):
    """(file name, original, edit, image, save options) of every copy of a picture."""
    return [
        ("peony-reencoded.jpg", "peony.png", "re-encoded as JPEG, quality 60", images["peony.png"], {"quality": 60}),
        ("peony-reencoded.webp", "peony.png", "re-encoded as WebP, quality 50", images["peony.png"], {"quality": 50}),
        (
            "cloud-collar-half.jpg",
            "cloud-collar.png",
            "resized to half",
            halved(images["cloud-collar.png"]),
            {"quality": 80},
        ),
        (
            "cloud-collar-recoloured.jpg",
            "cloud-collar.png",
            "hue turned by 140 degrees",
            hue_turned(images["cloud-collar.png"], 140),
            {"quality": 72},
        ),
        (
            "dragon-robe-flipped.jpg",
            "dragon-robe.jpg",
            "mirrored left to right",
            ImageOps.mirror(images["dragon-robe.jpg"]),
            {"quality": 55},
        ),
        (
            "dragon-robe-half.webp",
            "dragon-robe.jpg",
            "resized to half",
            halved(images["dragon-robe.jpg"]),
            {"quality": 70},
        ),
        (
            "brocade-recoloured.webp",
            "brocade.webp",
            "hue turned by 100 degrees",
            hue_turned(images["brocade.webp"], 100),
            {"quality": 46},
        ),
        ("phoenix-half.jpg", "phoenix.webp", "resized to half", halved(images["phoenix.webp"]), {"quality": 75}),
        ("lookbook-half.webp", "lookbook.jpg", "resized to half", halved(images["lookbook.jpg"]), {"quality": 70}),
    ]


def model_copies(model):
    """(file name, original, edit, bytes) of every copy of the qipao."""
    picture = Image.open(io.BytesIO(model.texture))
    recoloured = garments.qipao(jpeg(hue_turned(picture, 165)))
    refitted = garments.qipao(jpeg(picture.resize((512, 512), Image.Resampling.LANCZOS)), 1.05)
    return [
        (
            "qipao-renamed.glb",
            "qipao.glb",
            "every name changed, JSON reordered and indented, vertices interleaved; same geometry",
            gltf.encode(model, interleaved=True, rename=renamed, indent=1),
        ),
        (
            "qipao-recoloured.glb",
            "qipao.glb",
            "texture's hue turned by 165 degrees; same geometry",
            gltf.encode(recoloured),
        ),
        (
            "qipao-refitted.glb",
            "qipao.glb",
            "scaled by 1.04 and let out by 5 percent; texture halved",
            gltf.encode(refitted),
        ),
    ]
