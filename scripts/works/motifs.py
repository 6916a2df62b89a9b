"""The motifs of the cloth: peonies, leaves, clouds, waves, cranes, seals and borders."""

import numpy as np

from .canvas import GOLD, fractal, mix, noise, palette, ramp, smooth, threads

ROSE = palette("#4d0620", "#9c1742", "#d8476f", "#f39ab0", "#fde3e2")
BLUSH = palette("#8f2a4a", "#cf5f7d", "#f0a1ae", "#fbd3d0", "#fff4ec")
IVORY = palette("#b98a5c", "#e2bd8e", "#f4e0c0", "#fdf3e1", "#fffdf6")
VIOLET = palette("#25104a", "#51308c", "#8a66c4", "#c3aae6", "#f1e8fb")
AMBER = palette("#6b1d08", "#b84a12", "#e88a2b", "#f8c268", "#fff0c4")
JADE = palette("#06241f", "#0f4a3c", "#25785c", "#6bb08a", "#cfe8cf")
AZURE = palette("#07183a", "#123a78", "#2f72b8", "#7fb6e0", "#e4f3fb")
CLOUD = palette("#20558c", "#5f9bc8", "#a9d2e6", "#e3f2f4", "#ffffff")
SUNSET = palette("#8a2f5c", "#d8667a", "#f2a78d", "#fbdcb8", "#fffaf0")


def turn(x, y, angle, cx, cy):
    c, s = np.cos(angle), np.sin(angle)
    return cx + x * c - y * s, cy + x * s + y * c


def rim(u, v, colour, low=0.968):
    """Adds a gold thread along a surface's outer edge."""
    edge = np.maximum(smooth(low, low + 0.015, u), smooth(low + 0.01, low + 0.025, np.abs(v)) * smooth(0.2, 0.5, u))
    return mix(colour, ramp(0.62 + 0.18 * np.sin(u * 90 + v * 150), GOLD), edge)


def petal(canvas, cx, cy, angle, length, spread, stops, seed, outline=True, wrap=False, shadow=0.5):
    """One ruffled peony petal, satin-stitched from heart to rim."""
    r = np.random.default_rng(seed)
    a, b, c = r.uniform(0, 6.28, 3)
    notch = r.uniform(0.02, 0.10)

    def place(u, v):
        edge = (1 - 0.42 * np.abs(v) ** 2.6) * (1 - notch * np.exp(-(((v - 0.1 * np.sin(a)) / 0.16) ** 2)))
        edge = edge + u**3 * (0.035 * np.sin(7 * v + a) + 0.022 * np.sin(15 * v + b))
        theta = v * spread * (0.62 + 0.38 * u)
        return turn(length * u * edge * np.cos(theta), length * u * edge * np.sin(theta), angle, cx, cy)

    def paint(u, v):
        fold = 0.11 * np.sin(3.1 * v + c) + 0.07 * np.sin(8 * v + a) * u
        tone = 0.02 + 0.84 * u**1.7 + fold - 0.16 * v**4
        colour = ramp(tone, stops) * threads(u, v, length * spread * 0.62 + 6, seed)[..., None]
        light = 0.09 * np.cos(angle + v * spread + 2.2) * u
        colour = colour * (1 + light)[..., None]
        return rim(u, v, colour) if outline else colour

    canvas.surface(place, paint, shadow, max(1.5, length * 0.07), 1.0, wrap)


def peony(canvas, cx, cy, radius, stops, seed, outline=True, wrap=False):
    """A full-blown peony: rings of petals from the rim inward, stamens in the heart."""
    r = np.random.default_rng(seed)
    rings = ((1.0, 9, 0.46), (0.90, 9, 0.42), (0.76, 8, 0.46), (0.61, 7, 0.50), (0.46, 6, 0.56), (0.31, 5, 0.66))
    for index, (scale, count, spread) in enumerate(rings):
        start = r.uniform(0, 6.28)
        for i in range(count):
            angle = start + (i + r.uniform(-0.22, 0.22)) * 2 * np.pi / count
            shift = radius * 0.05 * index
            petal(
                canvas,
                cx + shift * 0.2 * np.cos(angle),
                cy + shift * 0.2 * np.sin(angle) - shift * 0.25,
                angle,
                radius * scale * r.uniform(0.90, 1.06),
                spread * r.uniform(0.95, 1.2),
                stops,
                int(r.integers(1 << 30)),
                outline and radius > 26,
                wrap,
            )
    heart = cy - radius * 0.06
    for i in range(int(16 + radius * 0.3)):
        angle, reach = r.uniform(0, 6.28), radius * 0.17 * r.uniform(0.2, 1) ** 0.6
        x, y = cx + reach * np.cos(angle), heart + reach * np.sin(angle)
        canvas.gold(
            [(cx, heart), ((cx + x) / 2 + 0.5, (heart + y) / 2), (x, y)], max(0.5, radius * 0.008), 0.2, True, wrap
        )
        canvas.disc(x, y, max(0.8, radius * 0.021), lambda u, v: ramp(1.0 - 0.8 * u, GOLD), 0.4, 1.5, wrap)


def leaf(canvas, cx, cy, angle, length, stops, seed, wrap=False, bend=0.25):
    """A peony leaf with midrib and side veins."""
    r = np.random.default_rng(seed)
    bend = bend * r.choice([-1, 1])
    width = length * r.uniform(0.17, 0.23)

    def place(u, v):
        half = width * np.clip(np.sin(np.pi * u**0.8), 0, 1) ** 0.85 * (1 + 0.06 * np.sin(u * 26))
        return turn(u * length, v * half + bend * length * u * u, angle, cx, cy)

    def paint(u, v):
        side = np.where(v > 0, 0.12, -0.05)
        tone = 0.28 + 0.45 * u + side - 0.22 * np.abs(v)
        veins = smooth(0.72, 0.95, np.sin((u * 9 - np.abs(v) * 1.5) * 2 * np.pi))
        colour = ramp(tone, stops) * threads(np.abs(v), u, length * 0.42, seed)[..., None]
        colour = mix(colour, ramp(np.full_like(u, 0.8), stops), 0.42 * veins)
        ridge = 1 - smooth(0.02, 0.10, np.abs(v))
        colour = mix(colour, ramp(0.5 + 0.3 * np.sin(u * 80), GOLD), 0.85 * ridge)
        edge = smooth(0.90, 0.94, np.abs(v))
        return mix(colour, ramp(0.5 + 0.3 * np.sin(u * 120), GOLD), edge * 0.9)

    canvas.surface(place, paint, 0.45, max(1.5, length * 0.05), 1.0, wrap)


def spray(canvas, cx, cy, radius, stops, seed, leaves=JADE, count=9, wrap=False):
    """A peony with leaves around it."""
    r = np.random.default_rng(seed + 77)
    start = r.uniform(0, 6.28)
    for i in range(count):
        angle = start + i * 2 * np.pi / count + r.uniform(-0.25, 0.25)
        leaf(
            canvas,
            cx + 0.55 * radius * np.cos(angle),
            cy + 0.55 * radius * np.sin(angle),
            angle,
            radius * r.uniform(0.75, 1.15),
            leaves,
            int(r.integers(1 << 30)),
            wrap,
        )
    peony(canvas, cx, cy, radius, stops, seed, True, wrap)


def bud(canvas, cx, cy, angle, size, stops, seed, wrap=False):
    for i, offset in enumerate((-0.5, 0.5, -0.22, 0.22, 0.0)):
        petal(canvas, cx, cy, angle + offset, size * (0.85 + 0.05 * i), 0.36, stops, seed + i, True, wrap)
    for offset in (-0.75, 0.75, 0):
        leaf(
            canvas,
            cx - size * 0.1 * np.cos(angle),
            cy - size * 0.1 * np.sin(angle),
            angle + offset,
            size * 0.5,
            JADE,
            seed + 9 + int(offset * 4),
            wrap,
            0.1,
        )


def curl(canvas, cx, cy, radius, stops, seed, hand=1, turns=2.1, start=0.0, wrap=False):
    """A cloud's scroll: a disc wound in bands, each edged with gold."""

    def paint(u, v):
        phase = u * turns - hand * v * 0.5 + start
        band = phase - np.floor(phase)
        colour = ramp(0.16 + 0.80 * band**0.8 - 0.04 * u, stops)
        colour = colour * threads(band, u, radius * 0.55 + 3, seed, 0.10)[..., None]
        line = np.maximum(1 - smooth(0.0, 0.13, band), smooth(0.985, 1.0, band))
        line = np.maximum(line * smooth(0.05, 0.2, u), smooth(0.92, 0.945, u))
        return mix(colour, ramp(0.62 + 0.3 * np.sin(v * radius * 1.2 + u * 9), GOLD), line)

    canvas.disc(cx, cy, radius, paint, 0.32, max(1.5, radius * 0.14), wrap)


def cloud(canvas, cx, cy, size, stops, seed, hand=1, wrap=False):
    """An auspicious cloud: a trailing ribbon and a head of five scrolls."""
    r = np.random.default_rng(seed)

    def ribbon(points, width):
        def paint(u, v):
            band = np.abs(v) * 2.6
            part = band - np.floor(band)
            colour = ramp(0.95 - 0.30 * u - 0.22 * np.floor(band) + 0.1 * part, stops)
            colour = colour * threads(u, v, width * 0.5 + 3, seed, 0.1)[..., None]
            line = np.maximum(1 - smooth(0.0, 0.2, part) * 1.0, smooth(0.9, 0.95, np.abs(v)))
            line = line * (band > 0.5)
            return mix(colour, ramp(0.62 + 0.3 * np.sin(u * width * 9), GOLD), line)

        canvas.stroke(
            points, lambda u: width * np.sin(np.pi * (0.35 + 0.63 * u)) ** 0.8, paint, 0.3, size * 0.05, 1, wrap
        )

    for dy, reach, width in ((0.30, 2.4, 0.17), (0.10, 1.7, 0.15), (0.44, 1.5, 0.12)):
        wave = r.uniform(-0.12, 0.12)
        ribbon(
            [
                (cx + hand * size * x, cy + size * (dy + y))
                for x, y in ((0, 0), (reach * 0.3, 0.10 + wave), (reach * 0.62, -0.08), (reach, 0.10 - wave))
            ],
            size * width,
        )
    lobes = (
        (-0.62, 0.22, 0.36, 1),
        (0.66, 0.20, 0.38, -1),
        (-0.30, -0.18, 0.40, 1),
        (0.34, -0.22, 0.42, -1),
        (0.02, 0.20, 0.44, 1),
    )
    for i, (dx, dy, radius, side) in enumerate(lobes):
        curl(
            canvas,
            cx + hand * dx * size,
            cy + dy * size,
            radius * size,
            stops,
            seed + i,
            side * hand,
            2.3,
            r.uniform(0, 1),
            wrap,
        )


def scales(canvas, left, right, top, bottom, radius, stops, seed=0, wrap=False):
    """Rows of overlapping wave fans (海水), gold-edged, from the horizon down."""
    row, y = 0, top
    while y < bottom + radius:
        x = left - (radius if row % 2 else 0)
        while x <= right + radius:
            shade = 0.75 + 0.25 * noise(np.float32(x / 90), np.float32(y / 90), seed)

            def paint(u, v, shade=shade):
                band = u * 4.2
                part = band - np.floor(band)
                colour = ramp(0.10 + 0.19 * np.floor(band) * shade + 0.12 * part, stops)
                colour = colour * threads(u, v, radius * 0.9, seed, 0.12)[..., None]
                line = smooth(0.80, 0.88, part) + (u > 0.955)
                return mix(colour, ramp(0.55 + 0.35 * np.sin(v * radius * 1.5), GOLD), np.clip(line, 0, 1))

            canvas.disc(x, y + radius, radius, paint, 0.25, radius * 0.08, wrap)
            x += 2 * radius
        y += radius * 0.52
        row += 1


def foam(canvas, x, y, size, stops, seed, hand=1):
    """A breaking crest: a heap of scrolls and thrown drops."""
    r = np.random.default_rng(seed)
    crest = (
        (-1.0, 0.38, 0.34),
        (1.02, 0.36, 0.30),
        (-0.62, 0.05, 0.36),
        (0.66, 0.10, 0.34),
        (-0.20, -0.32, 0.36),
        (0.26, -0.50, 0.26),
        (0.30, -0.08, 0.38),
        (-0.36, 0.36, 0.42),
        (0.18, 0.40, 0.46),
    )
    for i, (dx, dy, s) in enumerate(crest):
        curl(
            canvas,
            x + hand * dx * size,
            y + dy * size,
            s * size,
            stops if i % 2 else CLOUD,
            seed + i,
            hand if dx > 0 else -hand,
            2.6,
            r.uniform(0, 1),
        )
    for _ in range(9):
        a, d = r.uniform(-2.4, -0.7), size * r.uniform(0.75, 1.25)
        canvas.disc(
            x + hand * d * np.cos(a),
            y + d * np.sin(a),
            size * r.uniform(0.02, 0.05),
            lambda u, v: ramp(1 - 0.7 * u, stops),
            0.3,
            2,
        )


def feather(canvas, x, y, angle, length, width, stops, seed, tip=None, bend=0.0, wrap=False):
    """A feather with its shaft and barbs; `tip` colours its last third."""

    def place(u, v):
        half = width * np.sin(np.pi * np.clip(0.08 + 0.88 * u, 0, 1)) ** 0.55 * (0.65 + 0.5 * u)
        return turn(u * length, v * half + bend * length * u * u, angle, x, y)

    def paint(u, v):
        barbs = 1 + 0.15 * np.sin((u * 1.0 - np.abs(v) * 0.10) * length * 1.3)
        colour = ramp(0.18 + 0.75 * u - 0.25 * np.abs(v) + 0.06 * np.sign(v), stops) * barbs[..., None]
        if tip is not None:
            colour = mix(
                colour, ramp(0.6 * np.ones_like(u) - 0.4 * np.abs(v), tip) * barbs[..., None], smooth(0.6, 0.74, u)
            )
        shaft = 1 - smooth(0.03, 0.12, np.abs(v))
        line = np.maximum(shaft * 0.8, smooth(0.86, 0.93, np.abs(v)))
        return mix(colour, ramp(0.55 + 0.3 * np.sin(u * length), GOLD), line)

    canvas.surface(place, paint, 0.38, max(1.2, width * 0.5), 1.0, wrap)


def crane(canvas, x, y, size, hand=1, tilt=0.0, wrap=False):
    """A flying red-crowned crane, neck stretched toward `hand`."""
    white = palette("#9fb4c4", "#d5e2e8", "#f4f8f8", "#ffffff", "#ffffff")
    ink = palette("#05070d", "#131a28", "#25324a", "#3c4c66")

    def at(px, py):
        px, py = turn(px, py, tilt, 0, 0)
        return x + hand * px * size, y + py * size

    def heading(angle):
        dx, dy = turn(np.cos(angle), np.sin(angle), tilt, 0, 0)
        return np.arctan2(dy, hand * dx)

    for k in (-1, 1):
        canvas.stroke(
            [at(-0.35, 0.06), at(-0.8, 0.10 + 0.05 * k), at(-1.15, 0.10 + 0.08 * k)],
            size * 0.018,
            lambda u, v: ramp(0.3 + 0.3 * u, ink),
            0.2,
            2,
            1,
            wrap,
        )

    def wing(rootx, far):
        for i in range(11):
            t = i / 10
            a = -2.75 + 1.25 * t if far else -2.5 + 1.35 * t
            px, py = rootx - 0.30 + 0.46 * t, -0.03 - 0.03 * np.sin(t * 3.1)
            ln = (0.55 + 0.52 * t) * (0.88 if far else 1.05)
            feather(canvas, *at(px, py), heading(a), size * ln, size * 0.075, white, i, ink, 0.10 * hand, wrap)
        for i in range(8):
            t = i / 7
            a = -2.6 + 1.35 * t
            feather(
                canvas,
                *at(rootx - 0.22 + 0.38 * t, 0.0),
                heading(a),
                size * (0.34 + 0.22 * t),
                size * 0.065,
                white,
                i,
                None,
                0.08 * hand,
                wrap
            )

    wing(0.16, True)
    for i in range(5):
        feather(
            canvas, *at(-0.25, 0.03), heading(np.pi - 0.28 + 0.14 * i), size * 0.36, size * 0.06, white, i, ink, 0, wrap
        )

    def body(u, v):
        colour = ramp(0.75 - 0.45 * v - 0.1 * u, white) * threads(u, v, size * 0.12 + 4, 3, 0.08)[..., None]
        return mix(colour, ramp(0.6 * np.ones_like(u), GOLD), smooth(0.9, 0.95, np.abs(v)))

    canvas.stroke(
        [at(-0.42, 0.03), at(-0.1, 0.06), at(0.25, 0.0), at(0.42, -0.06)],
        lambda u: size * 0.15 * np.sin(np.pi * (0.06 + 0.84 * u)) ** 0.7,
        body,
        0.4,
        size * 0.04,
        1,
        wrap,
    )
    wing(0.05, False)

    def neck(u, v):
        colour = ramp(0.7 - 0.4 * v, white)
        return mix(colour, ramp(0.5 - 0.4 * v, ink), smooth(0.35, 0.5, u) * (1 - smooth(0.86, 0.92, u)))

    canvas.stroke(
        [at(0.34, -0.04), at(0.52, -0.05), at(0.68, -0.16), at(0.86, -0.22), at(1.0, -0.21)],
        lambda u: size * (0.065 - 0.03 * u + 0.02 * smooth(0.85, 0.95, u)),
        neck,
        0.35,
        size * 0.03,
        1,
        wrap,
    )
    canvas.stroke(
        [at(1.0, -0.215), at(1.1, -0.20), at(1.26, -0.17)],
        lambda u: size * 0.024 * (1.05 - u),
        lambda u, v: ramp(0.3 - 0.3 * v, GOLD),
        0.3,
        2,
        1,
        wrap,
    )
    canvas.disc(*at(0.965, -0.245), size * 0.042, lambda u, v: ramp(0.75 - 0.4 * u, ROSE), 0.3, 1.5, wrap)
    canvas.disc(*at(1.005, -0.215), size * 0.012, lambda u, v: np.float32((0.02, 0.02, 0.03)), 0, 1, wrap)


def seal(canvas, x, y, size):
    """A vermilion seal with the character 云."""

    def ground(u, v):
        wear = noise(u * size * 0.35, v * size * 0.35, 5)
        return mix(np.float32((0.72, 0.10, 0.09)), np.float32((0.86, 0.30, 0.22)), np.clip(wear, 0, 1))

    canvas.surface(lambda u, v: (x + size * (u - 0.5), y + size * v / 2), ground)
    paper = np.float32((0.98, 0.93, 0.86))
    for points in (
        ((-0.26, -0.27), (0, -0.28), (0.26, -0.27)),
        ((-0.36, -0.04), (0, -0.05), (0.36, -0.04)),
        ((-0.04, -0.02), (-0.14, 0.14), (-0.28, 0.28), (0.0, 0.27), (0.26, 0.24)),
        ((0.10, 0.10), (0.20, 0.20), (0.32, 0.33)),
    ):
        canvas.stroke([(x + a * size, y + b * size) for a, b in points], size * 0.045, paper)
    for i in (-1, 1):
        canvas.stroke(
            [(x - 0.45 * size, y + i * 0.45 * size), (x, y + i * 0.45 * size), (x + 0.45 * size, y + i * 0.45 * size)],
            size * 0.014,
            paper,
        )
        canvas.stroke(
            [(x + i * 0.45 * size, y - 0.45 * size), (x + i * 0.45 * size, y), (x + i * 0.45 * size, y + 0.45 * size)],
            size * 0.014,
            paper,
        )


def lattice(x, y, pitch, line=0.09):
    """A hexagonal brocade ground: 0 in the cells, 1 on the threads, and a value per cell ring."""
    a, b = x / pitch, y / (pitch * 0.8660254)
    best = np.full(x.shape, 9.0, np.float32)
    second = best.copy()
    row = np.floor(b)
    for j in (-1, 0, 1, 2):
        r = row + j
        shift = np.where(np.mod(r, 2) == 1, 0.5, 0.0)
        column = np.floor(a - shift)
        for i in (0, 1):
            d = np.hypot(a - shift - column - i, (b - r) * 0.8660254)
            second = np.minimum(second, np.maximum(best, d))
            best = np.minimum(best, d)
    edge = 1 - smooth(line * 0.6, line, second - best)
    ring = 1 - smooth(0.02, 0.05, np.abs(best - 0.26))
    return edge, ring, best
