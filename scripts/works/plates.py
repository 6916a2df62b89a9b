"""The six pictures: each function returns a finished image."""

import io

import numpy as np
from PIL import Image, ImageFilter

from .canvas import GOLD, Canvas, fractal, mix, noise, palette, ramp, rgb, smooth, threads
from .creatures import FLAME, dragon, pearl, phoenix
from .motifs import (
    AMBER,
    AZURE,
    BLUSH,
    CLOUD,
    IVORY,
    JADE,
    ROSE,
    SUNSET,
    VIOLET,
    bud,
    cloud,
    crane,
    curl,
    foam,
    lattice,
    leaf,
    peony,
    petal,
    scales,
    seal,
    spray,
)
from .render import render, sample


def butterfly(canvas, x, y, size, angle, stops, seed):
    for side in (-1, 1):
        for offset, length, spread in ((2.15, 0.75, 0.40), (0.95, 1.0, 0.44)):
            petal(canvas, x, y, angle + side * offset, size * length, spread, stops, seed, True)
        for k in range(3):
            a = angle + side * (0.75 + 0.22 * k)
            canvas.disc(
                x + 0.72 * size * np.cos(a),
                y + 0.72 * size * np.sin(a),
                size * 0.055,
                lambda u, v: mix(ramp(0.2 * u, AZURE), ramp(0.7 + 0 * u, GOLD), smooth(0.6, 0.8, u)),
                0.2,
                1.5,
            )
        ax, ay = x + size * 0.75 * np.cos(angle + side * 0.25), y + size * 0.75 * np.sin(angle + side * 0.25)
        canvas.gold(
            [
                (x, y),
                (x + size * 0.4 * np.cos(angle + side * 0.1), y + size * 0.4 * np.sin(angle + side * 0.1)),
                (ax, ay),
            ],
            size * 0.018,
        )
    ex, ey = x + size * 0.26 * np.cos(angle), y + size * 0.26 * np.sin(angle)
    canvas.stroke(
        [(2 * x - ex, 2 * y - ey), (x, y), (ex, ey)],
        lambda u: size * 0.06 * np.sin(np.pi * (0.15 + 0.7 * u)),
        lambda u, v: ramp(0.5 + 0.3 * np.sin(u * 40) - 0.3 * v * v, GOLD),
        0.4,
        3,
    )


def branch(canvas, points, width):
    bark = palette("#1a0d08", "#4a2b1a", "#8a5a34", "#c9985c")

    def paint(u, v):
        return ramp(0.55 - 0.4 * v + 0.2 * noise(u * 60, v * 3, 4), bark) * threads(v, u, 40, 5, 0.2)[..., None]

    canvas.stroke(points, lambda u: width * (1.05 - 0.75 * u), paint, 0.45, 5)


def moon_frame(canvas, cx, cy, radius, width):
    """A ring of wave scrolls between gold cords."""

    def paint(u, v):
        r = (radius - width) / radius + u * width / radius
        phase = v * 60
        key = smooth(-0.1, 0.1, np.sin(phase * np.pi) + 0.9 * np.sin(u * 2 * np.pi))
        colour = mix(ramp(0.25 + 0.2 * u, AZURE), ramp(0.45 + 0.5 * u, GOLD), key * 0.75)
        line = smooth(0.86, 0.90, np.abs(2 * u - 1))
        return mix(colour, ramp(0.6 + 0.3 * np.sin(v * radius * 1.3), GOLD), line) + 0 * r[..., None]

    canvas.surface(
        lambda u, v: (
            cx + (radius - width + u * width) * np.cos(v * np.pi),
            cy + (radius - width + u * width) * np.sin(v * np.pi),
        ),
        paint,
        0.35,
        6,
    )


def peony_plate():
    """Peonies, magnolia moon and butterflies on ink-teal silk."""
    size = 880

    def silk(x, y):
        colour = ramp(
            0.85 * y / size + 0.12 * fractal(x / 260, y / 260, 3), palette("#06141c", "#0b2b36", "#12505a", "#2a7c78")
        )
        edge, ring, _ = lattice(x + y * 0.15, y, 30, 0.10)
        return colour * (1 + 0.16 * edge + 0.12 * ring)[..., None]

    c = Canvas(size, size, silk)
    glow = palette("#c9973f", "#efd08a", "#fff3cf", "#fffdf2")
    c.disc(
        560,
        330,
        270,
        lambda u, v: ramp(
            1 - u**2 * 0.9 + 0.12 * fractal(u * 6 * np.cos(v * np.pi), u * 6 * np.sin(v * np.pi), 2), glow
        ),
        0.2,
        24,
    )
    moon_frame(c, 560, 330, 292, 22)
    branch(c, [(-30, 800), (130, 690), (260, 560), (430, 470), (600, 300), (690, 130)], 20)
    branch(c, [(300, 530), (460, 560), (640, 590), (820, 540)], 12)
    branch(c, [(430, 470), (400, 320), (300, 210), (250, 110)], 11)
    r = np.random.default_rng(5)
    for x, y, a in (
        (610, 280, -0.2),
        (660, 190, -2.8),
        (360, 260, -0.4),
        (330, 240, 2.8),
        (280, 150, -2.4),
        (700, 590, 0.9),
        (770, 560, -0.8),
        (160, 670, 2.6),
        (120, 700, -1.9),
        (520, 390, 0.9),
        (640, 240, 0.6),
        (260, 130, -0.3),
        (90, 730, 1.2),
        (60, 760, -2.4),
    ):
        leaf(c, x, y, a, r.uniform(70, 120), JADE, int(r.integers(9999)))
    spray(c, 690, 640, 150, BLUSH, 21, count=11)
    spray(c, 320, 560, 215, ROSE, 11, count=13)
    spray(c, 600, 380, 128, IVORY, 31, count=8)
    spray(c, 300, 190, 92, VIOLET, 43, count=8)
    spray(c, 120, 780, 104, AMBER, 45, count=8)
    bud(c, 700, 120, -1.2, 72, ROSE, 51)
    bud(c, 826, 530, -0.6, 58, BLUSH, 52)
    bud(c, 236, 92, -1.9, 46, VIOLET, 53)
    butterfly(c, 130, 330, 74, -0.9, AZURE, 3)
    butterfly(c, 470, 790, 56, -2.3, AMBER, 5)
    butterfly(c, 800, 330, 46, -2.5, VIOLET, 7)
    cloud(c, 110, 110, 52, CLOUD, 4)
    seal(c, 818, 812, 58)
    c.weave(1, 0.022, 0.007)
    c.vignette(0.3)
    return c.image()


def ruyi(theta, lobes, depth, phase=0.0):
    """The radius of a cloud collar's outline: lobes whose heads flare like a ruyi."""
    a = (
        np.abs(np.mod((theta - phase) * lobes / (2 * np.pi) + 0.5, 1) - 0.5) * 2
    )  # 0 in a lobe's middle, 1 between lobes
    shoulder = 0.26 * np.exp(-(((a - 0.62) / 0.15) ** 2))
    crown = 0.60 * np.exp(-((a / 0.33) ** 4)) + 0.10 * np.exp(-a / 0.07)
    return 1 - depth + depth * (0.26 + shoulder + crown)


def collar_layer(canvas, cx, cy, radius, lobes, depth, phase, stops, seed, shadow=0.5):
    def place(u, v):
        theta = v * np.pi
        r = radius * (0.12 + 0.88 * u) * (1 + (ruyi(theta, lobes, depth, phase) - 1) * u**1.3)
        return cx + r * np.cos(theta), cy + r * np.sin(theta)

    def paint(u, v):
        x, y = place(u, v)
        edge, ring, _ = lattice(x, y, 17, 0.12)
        colour = (
            ramp(0.12 + 0.78 * u**1.5 + 0.06 * noise(x / 30, y / 30, seed), stops)
            * (1 + 0.14 * edge + 0.12 * ring)[..., None]
        )
        cord = ramp(0.58 + 0.35 * np.sin(v * radius * 2.4 + u * 50), GOLD)
        for low, high, tone in (
            (0.80, 0.835, None),
            (0.835, 0.90, 0),
            (0.90, 0.92, None),
            (0.92, 0.965, 1),
            (0.965, 1.01, None),
        ):
            on = smooth(low - 0.004, low + 0.004, u) * (1 - smooth(high - 0.004, high + 0.004, u))
            band = (
                cord
                if tone is None
                else ramp(0.55 + 0.3 * np.sin(v * radius * 0.42 + tone * 2) + 0 * u, AZURE if tone else FLAME)
            )
            band = band * threads(u, v, radius * 1.1, seed, 0.1)[..., None]
            colour = mix(colour, band, on)
        return colour

    canvas.surface(place, paint, shadow, 9)


def tassel(canvas, x, y, angle, length, stops, seed):
    dx, dy = np.cos(angle), np.sin(angle)
    at = lambda d, s=0.0: (x + dx * d * length - dy * s, y + dy * d * length + dx * s)
    for i in range(9):
        s = (i - 4) * length * 0.035
        canvas.stroke(
            [at(0.42, s * 0.4), at(0.7, s), at(1.0, s * 1.5)],
            length * 0.028,
            lambda u, v: ramp(0.25 + 0.5 * u - 0.3 * v * v, stops) * threads(v, u, 8, seed, 0.15)[..., None],
            0.25,
            2,
        )
    canvas.gold([at(0), at(0.2), at(0.4)], length * 0.03, 0.3, False)
    canvas.disc(*at(0.16), length * 0.085, lambda u, v: ramp(0.95 - 0.6 * u, JADE), 0.4, 3)
    canvas.disc(*at(0.38), length * 0.075, lambda u, v: ramp(0.95 - 0.7 * u + 0.1 * np.sin(v * 25), GOLD), 0.4, 3)


def cloud_collar():
    """A four-lobed cloud collar (云肩) laid out flat on ivory silk."""
    size = 880

    def silk(x, y):
        d = np.hypot(x / size - 0.5, y / size - 0.5)
        colour = ramp(
            1.1 - 1.4 * d + 0.1 * fractal(x / 200, y / 200, 8), palette("#b59a78", "#d9c3a0", "#efe0c4", "#f8efdc")
        )
        edge, ring, _ = lattice(x, y, 46, 0.05)
        return colour * (1 - 0.10 * edge - 0.09 * ring)[..., None]

    c = Canvas(size, size, silk)
    m = size / 2
    for k in range(4):
        a = np.pi / 4 + k * np.pi / 2
        if k:
            cloud(
                c,
                m + 520 * np.cos(a),
                m + 520 * np.sin(a),
                40,
                CLOUD if k % 2 else SUNSET,
                10 + k,
                1 if k in (1, 2) else -1,
            )
    for k in range(4):
        a = np.pi / 4 + k * np.pi / 2
        for s, reach, length in ((-0.20, 268, 82), (0.20, 268, 82), (0.0, 312, 98)):
            tassel(
                c, m + reach * np.cos(a + s), m + reach * np.sin(a + s), a + s * 0.6, length, AZURE if s else ROSE, k
            )
    collar_layer(c, m, m, 352, 4, 0.46, np.pi / 4, palette("#071a36", "#0e3358", "#1c5f86", "#2f88a0"), 3)
    collar_layer(c, m, m, 398, 4, 0.52, 0, palette("#3d0518", "#741030", "#a81f45", "#c53a55"), 2)
    for k in range(4):
        a = k * np.pi / 2
        x, y = m + 300 * np.cos(a), m + 300 * np.sin(a)
        for s in (-1, 1):
            px, py = m + 238 * np.cos(a + s * 0.33), m + 238 * np.sin(a + s * 0.33)
            for j in range(3):
                leaf(c, x, y, a + s * (1.0 + 0.5 * j), 74, JADE, 60 + j)
            c.gold(
                [
                    (m + 150 * np.cos(a + s * 0.12), m + 150 * np.sin(a + s * 0.12)),
                    (m + 205 * np.cos(a + s * 0.34), m + 205 * np.sin(a + s * 0.34)),
                    (px, py),
                ],
                2.6,
            )
            curl(c, px, py, 21, CLOUD, k * 2 + 5, s)
            curl(c, m + 290 * np.cos(a + s * 0.22), m + 290 * np.sin(a + s * 0.22), 14, AZURE, k, -s)
        peony(c, x, y, 56, (BLUSH, IVORY, BLUSH, IVORY)[k], 70 + k)
        for s in (-1, 1):
            bud(c, m + 216 * np.cos(a + s * 0.16), m + 216 * np.sin(a + s * 0.16), a + s * 0.2, 30, AMBER, 80 + k)
        b = a + np.pi / 4
        butterfly(c, m + 262 * np.cos(b), m + 262 * np.sin(b), 40, b, (AMBER, VIOLET, AMBER, VIOLET)[k], 90 + k)
    collar_layer(c, m, m, 178, 8, 0.26, np.pi / 8, palette("#0a2a20", "#14563e", "#2f8a62", "#7fc09a"), 4)
    for k in range(8):
        a = np.pi / 8 + k * np.pi / 4
        peony(c, m + 122 * np.cos(a), m + 122 * np.sin(a), 22, (ROSE, AMBER)[k % 2], 30 + k)
    c.disc(
        m,
        m,
        92,
        lambda u, v: mix(
            ramp(0.25 + 0.5 * u, AZURE),
            ramp(0.5 + 0.4 * np.sin(v * 90), GOLD),
            (np.abs(np.mod(u * 92, 7) - 3.5) < 1.2) * 1.0,
        ),
        0.45,
        8,
    )
    c.disc(
        m,
        m,
        70,
        lambda u, v: ramp(
            0.95 - 0.5 * u**3 + 0.05 * fractal(u * 5 * np.cos(v * np.pi), u * 5 * np.sin(v * np.pi), 3),
            palette("#8f7656", "#d9c3a0", "#f4e7cd"),
        )
        * (1 - 0.35 * smooth(0.75, 1, u))[..., None],
        0,
        4,
    )
    for i in range(48):
        a = i * 2 * np.pi / 48
        c.disc(
            m + 81 * np.cos(a),
            m + 81 * np.sin(a),
            4.2,
            lambda u, v: ramp(1.05 - 0.8 * u, palette("#7d8894", "#e8ebee", "#ffffff")),
            0.4,
            1.6,
        )
    for k in range(4):
        a = k * np.pi / 2
        tassel(c, m + 388 * np.cos(a), m + 388 * np.sin(a), a, 50, ROSE, k)
    seal(c, 832, 832, 46)
    c.weave(2, 0.022, 0.007)
    c.vignette(0.25)
    return c.image()


def cliff(canvas, top, height, seed):
    """The hem of a court robe: slanting bands of standing water (立水) and three rocks."""
    bands = [ramp(np.float32(t), s) for s in (AZURE, JADE, VIOLET, ROSE, AMBER) for t in (0.15, 0.4, 0.62, 0.85)]
    bands = np.array(bands)
    w = canvas.width

    def paint(u, v):
        x, y = (v + 1) / 2 * w, u * height
        mirror = np.abs(x - w / 2)
        s = (mirror + y * 0.9 + 13 * np.sin(y / 34 + mirror / 90)) / 15
        index = np.mod(np.floor(s).astype(int), len(bands))
        part = s - np.floor(s)
        colour = (
            bands[index] * (0.78 + 0.45 * np.sin(part * np.pi))[..., None] * threads(u, v, 500, seed, 0.12)[..., None]
        )
        return mix(colour, ramp(0.55 + 0.3 * np.sin(y), GOLD), smooth(0.86, 0.93, part))

    canvas.surface(lambda u, v: ((v + 1) / 2 * w, top + u * height), paint, 0.4, 8)


def rock(canvas, x, base, width, height, stops, seed):
    for k in range(5):
        s = 1 - 0.17 * k

        def paint(u, v, k=k):
            colour = (
                ramp(0.1 + 0.2 * k + 0.25 * u - 0.12 * v, stops) * threads(u, v, width * 0.3, seed + k, 0.15)[..., None]
            )
            return mix(colour, ramp(0.6 + 0.3 * np.sin(u * 70), GOLD), smooth(0.90, 0.94, np.abs(v)))

        canvas.surface(
            lambda u, v, s=s: (
                x + v * width * s * (1 - u) ** 0.55 * (1 + 0.14 * np.sin(u * 15)) + 4 * np.sin(u * 9),
                base - u * height * s,
            ),
            paint,
            0.35,
            5,
        )


def dragon_robe():
    """The breast of a dragon robe: a coiled dragon over mountains and sea."""
    w, h = 900, 1100

    def silk(x, y):
        d = np.hypot(x / w - 0.5, (y - 420) / h)
        colour = ramp(
            0.95 - 1.25 * d + 0.10 * fractal(x / 220, y / 220, 6), palette("#0a0f2c", "#141f52", "#223a86", "#3b62b0")
        )
        edge, ring, _ = lattice(x, y, 38, 0.07)
        return colour * (1 + 0.20 * edge + 0.15 * ring)[..., None]

    c = Canvas(w, h, silk)
    r = np.random.default_rng(12)
    for x, y, s, hand, stops in (
        (120, 90, 44, 1, CLOUD),
        (770, 100, 46, -1, SUNSET),
        (70, 330, 34, 1, SUNSET),
        (832, 350, 34, -1, CLOUD),
        (110, 640, 42, 1, CLOUD),
        (800, 650, 42, -1, SUNSET),
        (440, 44, 28, 1, SUNSET),
        (250, 770, 30, 1, SUNSET),
        (660, 775, 30, -1, CLOUD),
    ):
        cloud(c, x, y, s, stops, int(r.integers(9999)), hand)
    scales(c, 0, w, 836, 920, 30, AZURE, 3)
    cliff(c, 945, 155, 3)
    for x, s in ((190, 0.62), (710, 0.62), (450, 1.0)):
        rock(c, x, 948, 92 * s, 190 * s, (JADE, VIOLET)[s < 1], int(x))
    for x, s, hand in ((70, 50, 1), (320, 46, 1), (580, 46, -1), (830, 50, -1)):
        foam(c, x, 850, s, AZURE, int(x), hand)
    for i in range(30):
        curl(c, 15 + i * 30, 944 + 6 * np.sin(i * 2.1), 17, CLOUD, i, 1 if i < 15 else -1, 1.9)
    dragon(c, 450, 420, 372, 1)
    pearl(c, 300, 330, 24)
    for x, y, hand in ((84, 210, 1), (812, 222, -1)):
        crane(c, x, y, 60, hand, -0.15 * hand)
    for x, y, stops in ((60, 770, ROSE), (845, 770, ROSE)):
        spray(c, x, y, 44, stops, int(x), count=8)
    c.weave(5, 0.04, 0.02)
    c.vignette(0.3)
    return c.image()


def brocade():
    """Crimson brocade with peony medallions in offset rows; it tiles."""
    size = 960

    def silk(x, y):
        colour = ramp(0.5 + 0.12 * fractal(x / 160, y / 160, 6), palette("#43040f", "#7c0c1f", "#a8182c", "#c4303a"))
        edge, ring, best = lattice(x, y * 0.99245, 40, 0.10)
        twist = 0.55 + 0.3 * np.sin((x + y) * 1.1)
        colour = mix(colour, ramp(twist, GOLD), np.clip(edge * 0.62, 0, 1))
        return mix(colour, ramp(twist * 0.8, GOLD), ring * 0.55) * (1 - 0.2 * smooth(0.3, 0.5, best))[..., None]

    c = Canvas(size, size, silk)

    def medallion(x, y, radius, ground, flower, seed):
        for i in range(16):
            a = i * 2 * np.pi / 16
            petal(
                c,
                x + radius * 0.8 * np.cos(a),
                y + radius * 0.8 * np.sin(a),
                a,
                radius * 0.34,
                0.55,
                (AZURE, AMBER)[i % 2],
                seed + i,
                True,
                True,
            )

        def paint(u, v):
            colour = ramp(0.75 - 0.6 * u**2, ground) * threads(v, u, 50, seed, 0.12)[..., None]
            key = smooth(-0.2, 0.2, np.sin(v * np.pi * 28) * np.cos((u - 0.86) * 40))
            colour = mix(colour, ramp(0.35 + 0.5 * key, GOLD), smooth(0.76, 0.77, u) * (1 - smooth(0.95, 0.96, u)))
            line = smooth(0.955, 0.965, u) + (np.abs(u - 0.755) < 0.016)
            return mix(colour, ramp(0.65 + 0.3 * np.sin(v * radius * 2), GOLD), np.clip(line, 0, 1))

        c.disc(x, y, radius * 0.9, paint, 0.5, 8, True)
        for i in range(8):
            a = i * np.pi / 4 + 0.39
            leaf(
                c,
                x + radius * 0.25 * np.cos(a),
                y + radius * 0.25 * np.sin(a),
                a,
                radius * 0.46,
                JADE,
                seed + i,
                True,
                0.12,
            )
        peony(c, x, y, radius * 0.48, flower, seed, True, True)

    for i, (x, y) in enumerate(((0, 0), (480, 0), (240, 480), (720, 480))):
        medallion(x, y + 120, 150, (AZURE, JADE)[i // 2], (BLUSH, ROSE, IVORY, BLUSH)[i], 100 + i * 20)
    for i, (x, y) in enumerate(((240, 120), (720, 120), (0, 600), (480, 600))):
        crane(c, x - 8, y - 52, 72, 1 if i % 2 else -1, 0.0, True)
        cloud(c, x, y + 62, 42, (CLOUD, SUNSET)[i % 2], 40 + i, 1 if i % 2 else -1, True)
    for i, (x, y) in enumerate(
        ((120, 360), (360, 360), (600, 360), (840, 360), (120, 840), (360, 840), (600, 840), (840, 840))
    ):
        for k in range(4):
            leaf(c, x, y, k * np.pi / 2 + 0.78, 58, JADE, k + i, True, 0.1)
        peony(c, x, y, 36, (AMBER, VIOLET)[i % 2], 200 + i, True, True)
    c.weave(6, 0.05, 0.02)
    return c.image()


def phoenix_plate():
    """A phoenix rising over peonies toward the sun (丹凤朝阳)."""
    w, h = 900, 1100

    def sky(x, y):
        t = y / h + 0.07 * fractal(x / 300, y / 120, 4)
        colour = ramp(t, palette("#3a1650", "#7a2c6c", "#c8586e", "#f0a07a", "#fbdcae", "#f7ecd0"))
        edge, ring, _ = lattice(x, y, 34, 0.07)
        return colour * (1 + 0.07 * edge + 0.05 * ring)[..., None]

    c = Canvas(w, h, sky)
    c.disc(
        458,
        250,
        176,
        lambda u, v: ramp(1.0 - 0.75 * u**1.5 + 0.05 * np.sin(v * 60), FLAME) * threads(v, u, 90, 2, 0.1)[..., None],
        0.0,
        30,
    )
    moon_frame(c, 458, 250, 198, 18)
    for i in range(36):
        a = i * np.pi / 18
        c.gold(
            [
                (458 + 208 * np.cos(a), 250 + 208 * np.sin(a)),
                (458 + 228 * np.cos(a), 250 + 228 * np.sin(a)),
                (458 + (244 + 16 * (i % 2)) * np.cos(a), 250 + (244 + 16 * (i % 2)) * np.sin(a)),
            ],
            2.4,
        )
    for x, y, s, hand, stops in (
        (130, 110, 50, 1, SUNSET),
        (350, 70, 34, 1, CLOUD),
        (830, 420, 42, -1, CLOUD),
        (60, 420, 40, 1, SUNSET),
        (90, 820, 46, 1, CLOUD),
        (810, 800, 48, -1, SUNSET),
    ):
        cloud(c, x, y, s, stops, int(x + y), hand)
    phoenix(c, 440, 480, 400)
    for x, y, s, hand in ((40, 960, 70, 1), (860, 950, 70, -1), (300, 1000, 46, 1), (610, 1000, 46, -1)):
        foam(c, x, y, s, AZURE, int(x), hand)
    spray(c, 160, 1010, 112, ROSE, 5, count=11)
    spray(c, 740, 1010, 118, BLUSH, 6, count=11)
    spray(c, 450, 1040, 96, IVORY, 7, count=11)
    spray(c, 305, 1070, 62, AMBER, 8)
    spray(c, 590, 1070, 62, VIOLET, 9)
    seal(c, 838, 60, 52)
    c.weave(7, 0.035, 0.02)
    c.vignette(0.22)
    return c.image()


def lookbook(models):
    """A season's plate: three looks before the moon, their cloths below."""
    w, h = 900, 1200

    def page(x, y):
        colour = ramp(y / h + 0.06 * fractal(x / 260, y / 260, 9), palette("#f3e9d8", "#f7efe2", "#f1e0d2", "#e6c9bf"))
        edge, ring, _ = lattice(x, y, 44, 0.05)
        return colour * (1 - 0.045 * edge - 0.04 * ring)[..., None]

    c = Canvas(w, h, page)
    glow = palette("#d9a441", "#efcf86", "#fbeecb", "#fffaf0")
    c.disc(
        450,
        470,
        352,
        lambda u, v: ramp(
            1 - 0.85 * u**2 + 0.10 * fractal(u * 7 * np.cos(v * np.pi), u * 7 * np.sin(v * np.pi), 2), glow
        ),
        0.25,
        20,
    )
    moon_frame(c, 450, 470, 378, 24)
    for x, y, s, stops, hand in (
        (130, 150, 46, CLOUD, 1),
        (770, 130, 50, SUNSET, -1),
        (60, 420, 36, SUNSET, 1),
        (845, 470, 38, CLOUD, -1),
    ):
        cloud(c, x, y, s, stops, x, hand)
    crane(c, 300, 190, 84, 1, -0.2)
    crane(c, 640, 235, 64, -1, 0.15)
    scales(c, 0, w, 905, 940, 26, AZURE, 3)
    for x, y, s, hand in ((60, 900, 62, 1), (840, 900, 62, -1), (270, 915, 40, 1), (640, 915, 40, -1)):
        foam(c, x, y, s, AZURE, x, hand)
    for name, x, bottom, tall, eye in (
        ("hanfu-cloak", 205, 930, 600, (-0.55, 0.16, 1.0)),
        ("qipao", 705, 925, 620, (0.55, 0.16, 1.0)),
        ("avatar", 450, 965, 700, (0.05, 0.10, 1.0)),
    ):
        wide = int(tall * 1.15)
        pixels, mask, _ = render(models[name], wide * 2, tall * 2, eye, fill=0.98, scale=1, cutout=True)
        pixels, mask = np.pad(pixels, ((80, 80), (80, 80), (0, 0))), np.pad(mask, 80)
        rows, columns = np.nonzero(mask)
        box = slice(rows.min() - 60, rows.max() + 60), slice(columns.min() - 60, columns.max() + 60)
        pixels, mask = pixels[box], mask[box]
        x0, y0 = int(x * 2 - mask.shape[1] / 2), int(bottom * 2 - mask.shape[0] + 60)
        a, b = max(0, -x0), min(mask.shape[1], w * 2 - x0)
        target = c.pixels[y0 : y0 + mask.shape[0], x0 + a : x0 + b]
        pixels, mask = pixels[:, a:b], mask[:, a:b]
        halo = (
            np.asarray(Image.fromarray((mask * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(16)), np.float32)
            / 255
        )
        target *= 1 - 0.35 * halo[..., None]
        target[mask] = pixels[mask]
    # The cloths: a disc of each look's texture, framed in gold.
    c.surface(
        lambda u, v: (w / 2 * (1 + v), 985 + 230 * u),
        lambda u, v: ramp(0.35 + 0.6 * u + 0.05 * fractal(u * 6, v * 12, 4), palette("#0d2430", "#123844", "#0a1c26")),
        0.45,
        12,
    )
    for x, name, zoom, sx, sy in (
        (150, "hanfu-cloak", 0.30, 0.50, 0.42),
        (350, "avatar", 0.22, 0.37, 0.80),
        (550, "qipao", 0.26, 0.32, 0.55),
        (750, "sneaker", 0.26, 0.25, 0.30),
    ):
        texture = np.asarray(Image.open(io.BytesIO(models[name].texture)).convert("RGB"), np.float32) / 255

        def swatch(u, v, texture=texture, zoom=zoom, sx=sx, sy=sy):
            s, t = sx + zoom / 2 * u * np.cos(v * np.pi), sy + zoom / 2 * u * np.sin(v * np.pi)
            return mix(
                sample(texture, np.stack([s.ravel(), t.ravel()], 1)).reshape(u.shape + (3,))
                * (1.05 - 0.25 * u**3)[..., None],
                ramp(0.62 + 0.3 * np.sin(v * 260), GOLD),
                smooth(0.93, 0.945, u),
            )

        c.disc(x, 1092, 78, swatch, 0.6, 8)
    for x in (50, 250, 450, 650, 850):
        for k in range(4):
            leaf(c, x, 1092, k * np.pi / 2 + 0.78, 26, JADE, k)
        peony(c, x, 1092, 17, ROSE, x)
    for y in (1000, 1184):
        c.gold([(24, y), (w / 2, y), (w - 24, y)], 2.0, 0.3, False)
    spray(c, 52, 985, 74, ROSE, 5, count=9)
    spray(c, 848, 985, 74, BLUSH, 6, count=9)
    seal(c, 832, 58, 54)
    c.weave(12, 0.025, 0.015)
    c.vignette(0.2)
    return c.image()
