"""The rows of the tables: which edits, and the share of copies that has to be found."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Row:
    title: str
    edits: tuple
    # Share of the copies to be found; None for a row that is only told.
    bar: float | None
    how: str


# Verdicts that count as found; `similar` is for a person to look at and counts as nothing.
FOUND = {
    "pictures": {"exact", "same-picture", "part-of"},
    "meshes": {"exact", "same-shape"},
}
# A pair of which one file could not be read has no verdict; such pairs are told apart.
UNDECIDED = {"none", "similar", "not-fingerprintable", None}

# At most one false pair in so many.
PAIRS_A_FALSE_ONE = {"pictures": 10_000, "meshes": 500}
NOT_FINGERPRINTABLE_MAXIMUM = 0.05

ROWS = {
    "pictures": [
        Row("half size", ("half-size",), 0.98, "Lanczos"),
        Row("contrast", ("contrast",), 0.98, "0.6 or 1.5 times"),
        Row("grey", ("grey",), 0.98, ""),
        Row("flips", ("flip-horizontal", "flip-vertical"), 0.98, "left–right, upside down"),
        Row("quarter turns", ("turn-90", "turn-180", "turn-270"), 0.98, "90, 180, 270 degrees"),
        Row("noise", ("noise",), 0.97, "Gaussian, deviation 12 of 255"),
        Row("hue", ("hue",), 0.97, "60 degrees on"),
        Row("JPEG q10", ("jpeg-q10",), 0.97, ""),
        Row("blur", ("blur",), 0.96, "Gaussian, 2–3 pixels where the long side is 512"),
        Row("brightness", ("brightness",), 0.96, "0.7 or 1.3 times"),
        Row("crop of 2% a side", ("crop-2",), 0.95, ""),
        Row("crop of 5% a side", ("crop-5",), 0.95, ""),
        Row("crop of 10% a side", ("crop-10",), 0.95, ""),
        Row("turn of 2 degrees", ("turn-2",), 0.95, "cropped to the inside"),
        Row("turn of 5 degrees", ("turn-5",), 0.95, "on a larger canvas, corners white"),
        Row("border", ("border",), 0.95, "8% of the shorter side all around, one colour"),
        Row("text bar", ("text-bar",), 0.95, "lowest 16% opaque, with a line of text"),
        Row("logo", ("logo",), 0.95, "opaque, 30% of the width and of the height, anywhere"),
        Row("half the area", ("half-area",), 0.94, "crop, anywhere"),
        Row("perspective", ("perspective",), 0.94, "corners moved by up to 8% of the sides"),
        Row("filter", ("filter",), 0.94, "sepia, bent tone curve, dark corners"),
        Row("flip + crop + JPEG", ("flip-crop-jpeg",), 0.94, "5% a side, q40"),
        Row("turn of 30 degrees", ("turn-30",), 0.94, "canvas of the same size, corners white"),
        Row("crop + half size + JPEG", ("crop-half-jpeg",), 0.90, "10% a side, q30"),
        Row("a quarter of the area", ("quarter-area",), 0.90, "crop, anywhere"),
        Row("pasted", ("pasted",), 0.85,
            "at 40% of the width of another picture, anywhere; deep comparison"),
        Row("large logo", ("logo-area",), None, "opaque, 30% of the area, anywhere"),
    ],
    "meshes": [
        Row("rigid motion", ("rigid",), 1, "any turn, moved by up to two diagonals"),
        Row("scale", ("scale",), 1, "0.1 to 10 times"),
        Row("reorder", ("reorder",), 1, "vertices, triangles, first corners"),
        Row("unweld", ("unweld",), 1, "three vertices a triangle"),
        Row("weld", ("weld",), 1, "vertices at one place made one"),
        Row("subdivide", ("subdivide",), 1, "every triangle into four"),
        Row("quantise", ("quantise",), 1, "1/4096 of the box's longest side"),
        Row("mirror", ("mirror",), 1, "left and right exchanged"),
        Row("noise", ("noise",), 0.95, "every place moved by 0.2% of the diagonal"),
        Row("half the triangles", ("half",), 0.94, "quadric decimation"),
        Row("a fifth of the triangles", ("fifth",), 0.85, "quadric decimation"),
    ],
}

# Edits that only a deep comparison is asked to find.
DEEP = {"pasted"}
