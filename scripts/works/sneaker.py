"""A sneaker in crimson and pearl: clouds on the quarters, wave fans around the sole."""

import numpy as np

from .canvas import Canvas, fractal, palette, ramp
from .garments import DARK_TRIM, GOLD_TRIM, PALE_TRIM, TEXTURE, material, trims
from .gltf import Model
from .mesh import ball, curve3, grid, join, tube
from .motifs import AZURE, BLUSH, CLOUD, IVORY, ROSE, SUNSET, cloud, crane, foam, lattice, scales, spray

UPPER = (0.0, 0.60, 1.0, 0.0)
WALL = (0.0, 0.745, 1.0, 0.625)
LEATHER = (0.0, 0.885, 1.0, 0.775)


def sneaker_cloth():
    n = TEXTURE

    def ground(x, y):
        upper = ramp(
            y / (0.6 * n) + 0.08 * fractal(x / 150, y / 150, 2),
            palette("#f7efe2", "#f3dfd2", "#e2908a", "#b52a3c", "#7c1026"),
        )
        edge, ring, _ = lattice(x, y, 20, 0.10)
        upper = upper * (1 - 0.07 * edge - 0.06 * ring)[..., None]
        leather = ramp(
            0.55 + 0.25 * fractal(x / 5, y / 5, 7) + 0.1 * fractal(x / 120, y / 120, 8),
            palette("#5e0a1c", "#a01a32", "#c63a4a"),
        )
        return np.where((y < 0.61 * n)[..., None], upper, leather)

    c = Canvas(n, n, ground)
    for x, y, s, stops, hand in (
        (250, 300, 92, CLOUD, -1),
        (775, 300, 92, CLOUD, 1),
        (370, 440, 62, SUNSET, -1),
        (655, 440, 62, SUNSET, 1),
        (130, 430, 66, SUNSET, -1),
        (895, 430, 66, SUNSET, 1),
        (360, 200, 40, SUNSET, 1),
        (665, 200, 40, SUNSET, -1),
    ):
        cloud(c, x, y, s, stops, int(x), hand)
    for x, y, s, hand in ((160, 170, 66, 1), (864, 170, 66, -1)):
        crane(c, x, y, s, hand, 0.1 * hand)
    for x, y, r, stops in (
        (512, 520, 70, BLUSH),
        (430, 560, 44, ROSE),
        (594, 560, 44, ROSE),
        (300, 560, 40, IVORY),
        (724, 560, 40, IVORY),
    ):
        spray(c, x, y, r, stops, int(x), count=8)
    c.surface(
        lambda u, v: ((v + 1) / 2 * n, (0.615 + 0.145 * u) * n),
        lambda u, v: ramp(0.2 + 0.5 * u, palette("#fffdf6", "#efe4cf", "#d9c7a4")),
    )
    scales(c, 0, n, 0.640 * n, 0.70 * n, 17, AZURE, 4)
    c.surface(
        lambda u, v: ((v + 1) / 2 * n, (0.728 + 0.035 * u) * n),
        lambda u, v: ramp(0.3 + 0.3 * np.sin(v * 420), palette("#fffdf6", "#efe4cf", "#d9c7a4")),
    )
    c.surface(
        lambda u, v: ((v + 1) / 2 * n, (0.612 + 0.018 * u) * n),
        lambda u, v: ramp(0.2 + 0.0 * u, palette("#fffdf6", "#efe4cf", "#d9c7a4")),
    )
    c.surface(
        lambda u, v: ((v + 1) / 2 * n, (0.765 + 0.135 * u) * n),
        lambda u, v: ramp(
            0.5 + 0.22 * fractal(u * 26, v * 200, 7) + 0.2 * np.sin(u * 3), palette("#5e0a1c", "#a01a32", "#c63a4a")
        ),
    )
    trims(c, palette("#3a0712", "#6d1226", "#9a2438"), palette("#d9d0bd", "#f6f0e2", "#ffffff"))
    c.weave(11, 0.03, 0.015)
    return c.image()


def power(x, e):
    return np.sign(x) * np.abs(x) ** e


def outline(theta, grow=1.0):
    """The foot's outline on the ground; theta is 0 at the toe."""
    c, s = np.cos(theta), np.sin(theta)
    z = 0.145 * power(c, 0.92)
    half = np.interp(z, [-0.145, -0.09, -0.02, 0.05, 0.10, 0.145], [0.036, 0.0375, 0.0385, 0.048, 0.050, 0.046])
    inward = 0.010 * np.clip((z + 0.02) / 0.16, 0, 1) ** 2
    return (half * power(s, 0.82) - inward) * grow, z * (1 + (grow - 1) * 0.5)


def opening(theta):
    c, s = np.cos(theta), np.sin(theta)
    z = -0.068 + 0.056 * c
    return (
        0.0335 * power(s, 0.9),
        0.116 + 0.10 * np.clip(-0.085 - z, 0, 1) * 4 * 0.28 + 0.020 * np.clip((z + 0.05) / 0.04, 0, 1) ** 2,
        z,
    )


def upper(u, v, lift=0.0):
    theta = v * np.pi
    x0, z0 = outline(theta)
    x1, y1, z1 = opening(theta)
    w = np.clip(u, 0, 1)
    s, c = np.sin(w * np.pi / 2), 1 - np.cos(w * np.pi / 2)
    toe = np.clip((np.cos(theta) + 0.15) / 1.15, 0, 1) ** 1.2
    rise = (1 - toe) * (0.5 * s + 0.5 * w) + toe * (0.50 * s**0.75 + 0.50 * c)
    y = 0.034 + (y1 - 0.034) * rise
    x, z = x0 + (x1 - x0) * c, z0 + (z1 - z0) * c
    bulge = 0.006 * np.sin(np.pi * w) * (1 - toe)
    x = x + bulge * np.sin(theta)
    out = np.stack([np.sin(theta) * 0.8, 0.25 + 0.75 * w, np.cos(theta) * 0.8 * (1 - w)], -1)
    out = out / np.linalg.norm(out, axis=-1, keepdims=True)
    return np.stack([x, y, z], -1) + out * np.asarray(lift)[..., None]


def wall(u, v):
    theta = v * np.pi
    grow = 1.06 + 0.05 * np.sin(np.pi * u) - 0.03 * u
    x, z = outline(theta, grow)
    spring = 0.014 * np.clip((z - 0.07) / 0.08, 0, 1) ** 2
    return np.stack([x, 0.042 * u + spring * (1 - 0.5 * u), z], -1)


def sneaker(texture):
    cloth, trim, sole = [], [], []
    line = lambda f, n=26: np.array([f(np.float64(t)) for t in np.linspace(0, 1, n)])
    cloth.append(grid(upper, 18, 73, UPPER, closed=True, flip=True))

    def lining(u, v):
        x, y, z = opening(v * np.pi)
        k = 1 - 0.10 * u
        return np.stack([x * k, y - 0.075 * u, -0.068 + (z + 0.068) * k], -1)

    sole.append(grid(lining, 6, 49, (0.0, 0.974, 1.0, 0.996), closed=True))
    sole.append(
        grid(
            lambda u, v: np.stack(
                [0.030 * u * np.sin(v * np.pi), 0.046 + 0 * u, -0.068 + 0.052 * u * np.cos(v * np.pi)], -1
            ),
            3,
            33,
            LEATHER,
        )
    )
    # Leather overlays: toe cap, heel counter, eyestays, and cords along their edges.
    patches = (
        (lambda u, v: upper(u * (0.40 - 0.12 * v * v), v * 0.36, 0.0022), 12, 31),
        (lambda u, v: upper(u * (0.98 - 0.55 * np.abs(v) ** 1.5), 1.0 + v * 0.24, 0.0022), 14, 25),
    )
    for place, rows, columns in patches:
        cloth.append(grid(place, rows, columns, LEATHER, flip=True))
        trim.append(tube(line(lambda t: place(np.float64(1.0), np.float64(2 * t - 1))), 0.0013, GOLD_TRIM, 5))
        trim.append(
            tube(
                line(lambda t: place(np.float64(0.90), np.float64(1.9 * t - 0.95)) + (0, 0.0006, 0)),
                0.0008,
                PALE_TRIM,
                5,
            )
        )
    for side in (-1, 1):

        def stay(u, v, side=side):
            return upper(0.46 + 0.53 * u, side * (0.105 + 0.03 * u + 0.055 * (v + 1) * (1 + 0.6 * u)), 0.0026)

        cloth.append(grid(stay, 14, 8, LEATHER, flip=side > 0))
        for edge in (-1, 1):
            trim.append(tube(line(lambda t: stay(np.float64(t), np.float64(edge))), 0.0012, GOLD_TRIM, 5))

        def swoosh(u, v, side=side):
            at = 0.22 + 0.62 * u
            return upper(
                0.30 + 0.42 * u**1.8 + 0.085 * v * np.sin(np.pi * (0.12 + 0.88 * (1 - u))) ** 0.9,
                side * (0.30 + 0.50 * at),
                0.0030,
            )

        cloth.append(grid(swoosh, 20, 5, PALE_TRIM, flip=side < 0))
        for edge in (-1, 1):
            trim.append(tube(line(lambda t: swoosh(np.float64(t), np.float64(edge))), 0.0011, GOLD_TRIM, 5))

    def tongue(u, v):
        p = upper(np.minimum(0.46 + 0.54 * u, 1.0), v * (0.105 + 0.05 * u), 0.0035 + 0.003 * np.cos(v * 1.4))
        beyond = np.clip(u - 0.78, 0, 1) / 0.22
        return p + np.stack([0 * u, 0.034 * beyond**1.1, 0.006 * beyond], -1)

    cloth.append(grid(tongue, 16, 9, (0.46, 0.20, 0.54, 0.02), flip=True))
    trim.append(tube(line(lambda t: tongue(np.float64(1.0), np.float64(2 * t - 1)), 20), 0.0032, GOLD_TRIM, 6))
    for i in range(6):
        u = 0.12 + 0.155 * i
        for side in (-1, 1):
            a, b = tongue(np.float64(u), np.float64(-side * 1.25)), tongue(
                np.float64(min(u + 0.13, 0.97)), np.float64(side * 1.25)
            )
            if u + 0.13 > 0.80:
                b = tongue(np.float64(0.80), np.float64(side * 1.25))
            middle = (a + b) / 2 + (0, 0.013, 0.008)
            trim.append(tube(curve3([a + (0, 0.001, 0), middle, b + (0, 0.001, 0)], 8), 0.0024, PALE_TRIM, 6))
            trim.append(ball(a + (0, 0.0015, 0), 0.0034, GOLD_TRIM, 5, 7))
    knot = tongue(np.float64(0.80), np.float64(0)) + (0, 0.010, 0.006)
    for side in (-1, 1):
        loop = curve3(
            [
                knot,
                knot + (side * 0.020, 0.013, 0.008),
                knot + (side * 0.036, 0.004, 0.014),
                knot + (side * 0.022, -0.004, 0.012),
                knot,
            ],
            26,
        )
        trim.append(tube(loop[::2], 0.0022, PALE_TRIM, 6))
        end = curve3([knot, knot + (side * 0.014, -0.002, 0.018), knot + (side * 0.030, -0.024, 0.026)], 14)
        trim.append(tube(end, 0.0021, PALE_TRIM, 6))
        trim.append(ball(end[-1], (0.0026, 0.0044, 0.0026), GOLD_TRIM, 6, 9))
    trim.append(ball(knot, 0.0048, PALE_TRIM, 8, 10))

    trim.append(tube(line(lambda t: np.stack(opening(np.float64(2 * t - 1) * np.pi)), 44), 0.0052, DARK_TRIM, 7, False))
    trim.append(
        tube(
            line(lambda t: np.stack(opening(np.float64(2 * t - 1) * np.pi)) * (1.10, 1, 1) + (0, -0.006, 0), 44),
            0.0014,
            GOLD_TRIM,
            5,
            False,
        )
    )
    tab = curve3(
        [
            upper(np.float64(0.80), np.float64(1.0)) + (0, 0, -0.003),
            upper(np.float64(1.0), np.float64(1.0)) + (0, 0.012, -0.010),
            upper(np.float64(1.0), np.float64(1.0)) + (0, 0.004, 0.004),
        ],
        16,
    )
    trim.append(tube(tab, 0.0036, GOLD_TRIM, 6))
    sole.append(grid(wall, 6, 73, WALL, closed=True, flip=True))
    sole.append(
        grid(
            lambda u, v: wall(0 * u + 1.0, v) * np.stack([1 - 0.16 * u, 1 - 0.02 * u, 1 - 0.06 * u], -1),
            3,
            73,
            (0.0, 0.62, 1.0, 0.614),
            closed=True,
            flip=True,
        )
    )
    sole.append(
        grid(lambda u, v: wall(0 * u, v) * np.stack([1 - u, 1 + 0 * u, 1 - u], -1), 5, 61, LEATHER, closed=True)
    )
    trim.append(tube(line(lambda t: wall(np.float64(0.97), np.float64(2 * t - 1)), 60), 0.0016, GOLD_TRIM, 5, False))
    return Model(
        "sneaker",
        [("sneaker-upper", join(cloth), 0), ("sneaker-sole", join(sole), 1), ("sneaker-laces", join(trim), 2)],
        [material("embroidered-satin", 0.0, 0.5), material("rubber", 0.0, 0.7), material("cord", 0.35, 0.42, False)],
        texture,
    )
