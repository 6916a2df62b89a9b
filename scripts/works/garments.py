"""The garments: a qipao, a hanfu cloak over its skirt, and a sneaker."""

import io

import numpy as np

from .canvas import GOLD, Canvas, fractal, mix, palette, ramp, smooth
from .gltf import Model
from .mesh import ball, curve3, grid, join, table, tube
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
    foam,
    lattice,
    leaf,
    peony,
    scales,
    spray,
)
from .plates import branch, butterfly

TEXTURE = 1024
CLOTH_END = 0.90  # below it in the atlas lie the trims: gold cord, dark piping, white
GOLD_TRIM = (0.02, 0.915, 0.98, 0.935)
DARK_TRIM = (0.02, 0.945, 0.98, 0.965)
PALE_TRIM = (0.02, 0.975, 0.98, 0.995)


def jpeg(image, quality=72):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def trims(canvas, dark, pale):
    """Paints the atlas's three strips."""
    w = canvas.width

    def strip(t0, t1, paint):
        canvas.surface(lambda u, v: ((v + 1) / 2 * w, (t0 + (t1 - t0) * u) * w), paint)

    strip(0.905, 0.94, lambda u, v: ramp(0.55 + 0.3 * np.sin(v * 330 + u * 5), GOLD))
    strip(0.94, 0.97, lambda u, v: ramp(0.5 + 0.3 * np.sin(v * 400 + u * 4), dark))
    strip(0.97, 1.0, lambda u, v: ramp(0.6 + 0.3 * np.sin(v * 260 + u * 4), pale))


def material(name, metallic, roughness, double=True):
    return {
        "name": name,
        "doubleSided": double,
        "pbrMetallicRoughness": {
            "baseColorTexture": {"index": 0, "texCoord": 0},
            "metallicFactor": metallic,
            "roughnessFactor": roughness,
        },
    }


def qipao_cloth(tint=None):
    """Ink-teal silk, a peony branch climbing the front, cranes over the back."""
    n = TEXTURE

    def silk(x, y):
        colour = ramp(
            y / n + 0.08 * fractal(x / 200, y / 200, 3), palette("#0d3b45", "#0c4a52", "#0f6064", "#1b7f7a", "#56a898")
        )
        edge, ring, _ = lattice(x, y, 22, 0.09)
        return colour * (1 + 0.13 * edge + 0.12 * ring)[..., None]

    c = Canvas(n, n, silk)
    branch(c, [(60, 900), (180, 760), (150, 600), (270, 480), (300, 330), (220, 200)], 9)
    branch(c, [(180, 720), (330, 640), (400, 520)], 7)
    for x, y, a in (
        (120, 660, 2.8),
        (240, 520, -0.2),
        (290, 380, 2.7),
        (330, 640, 0.7),
        (230, 250, -0.3),
        (100, 820, 0.1),
        (300, 300, -0.4),
    ):
        leaf(c, x, y, a, 62, JADE, int(x + y))
    for x, y, r, stops, seed in (
        (190, 740, 96, ROSE, 2),
        (390, 850, 74, BLUSH, 3),
        (330, 560, 78, BLUSH, 4),
        (150, 520, 56, IVORY, 5),
        (290, 385, 56, ROSE, 6),
        (205, 190, 40, BLUSH, 7),
        (60, 850, 56, IVORY, 8),
        (430, 690, 40, IVORY, 9),
        (320, 130, 30, ROSE, 10),
    ):
        spray(c, x, y, r, stops, seed, count=8)
    for x, y in ((420, 500), (110, 420), (225, 300)):
        bud(c, x, y, -1.3, 32, ROSE, x)
    butterfly(c, 390, 380, 32, -0.8, AMBER, 5)
    butterfly(c, 90, 300, 28, -2.2, VIOLET, 6)
    for x, y, s, hand in ((740, 300, 105, 1), (860, 560, 80, -1), (650, 640, 70, 1)):
        crane(c, x, y, s, hand, -0.25 * hand)
    for x, y, s, stops, hand in (
        (900, 200, 34, SUNSET, -1),
        (640, 470, 36, SUNSET, 1),
        (880, 720, 40, CLOUD, -1),
        (90, 100, 28, CLOUD, 1),
    ):
        cloud(c, x, y, s, stops, int(x), hand)
    for x, y, r, stops in ((650, 850, 78, ROSE), (880, 870, 66, BLUSH), (770, 800, 46, IVORY)):
        spray(c, x, y, r, stops, int(x), count=8)
    trims(c, palette("#2a0a14", "#5c1228", "#8e2440"), palette("#c7b48a", "#f3e7cb", "#fffaf0"))
    c.weave(8, 0.03, 0.015)
    return c.image()


BODY = [  # height, half width, half depth
    (0.10, 0.150, 0.104),
    (0.30, 0.160, 0.112),
    (0.50, 0.172, 0.122),
    (0.66, 0.182, 0.131),
    (0.80, 0.186, 0.138),
    (0.90, 0.160, 0.120),
    (0.99, 0.126, 0.098),
    (1.06, 0.136, 0.103),
    (1.15, 0.162, 0.112),
    (1.23, 0.172, 0.112),
    (1.30, 0.180, 0.098),
    (1.335, 0.172, 0.084),
    (1.36, 0.138, 0.074),
    (1.385, 0.092, 0.066),
    (1.405, 0.066, 0.062),
    (1.44, 0.060, 0.058),
    (1.455, 0.059, 0.057),
]


def qipao_body(u, v, slit=0.60, bottom=0.10):
    """u falls from the collar (0) to the hem (1); v is the angle over pi, 0 in front."""
    y = 1.455 - (1.455 - bottom) * u
    r = table(y, BODY)
    theta = v * np.pi
    x, z = r[..., 0] * np.sin(theta), r[..., 1] * np.cos(theta)
    front = np.clip(np.cos(theta), 0, 1)
    bust = np.exp(-(((y - 1.185) / 0.062) ** 2))
    z = z + 0.040 * bust * (np.exp(-(((x - 0.078) / 0.055) ** 2)) + np.exp(-(((x + 0.078) / 0.055) ** 2))) * front**0.5
    z = z - 0.034 * np.exp(-(((y - 0.83) / 0.10) ** 2)) * np.clip(-np.cos(theta), 0, 1)
    fall = np.clip((slit + 0.15 - y) / 0.6, 0, 1) ** 1.5
    sway = fall * (0.016 * np.sin(theta * 7 + 1 + y * 2) + 0.008 * np.sin(theta * 13 + y * 5))
    x, z = x * (1 + sway * 1.5), z + sway * np.cos(theta)
    open_ = np.clip((slit - y) / 0.5, 0, 1)
    z = z + np.where(np.cos(theta) >= 0, 1, -1) * 0.035 * open_**1.2 * np.abs(np.cos(theta)) ** 0.3
    x = x + 0.03 * open_**2 * np.where(np.cos(theta) >= 0, 1, -0.3)
    waist = np.exp(-(((y - 1.0) / 0.10) ** 2)) * 0.0022 * np.sin(y * 190 + 4 * np.sin(theta * 2))
    return np.stack([x * (1 + waist * 6) * 0.95, y, z * (1 + waist * 6)], -1)


def panel(side):
    """The front or back panel's surface: below the slit its edges draw in."""

    def place(u, v):
        y = 1.455 - 1.355 * u
        narrow = 1 - 0.085 * np.clip((0.60 - y) / 0.5, 0, 1) ** 0.6
        return qipao_body(u, v * 0.5 * narrow + (0 if side > 0 else np.where(v >= 0, 0, 0) + 1.0))

    return place


def frog(centre, across, size, outward):
    """A knotted button (盘扣): two loops and the knot between."""
    t = np.linspace(0, 2 * np.pi, 18)
    up = np.cross(outward, across)
    loops = [
        centre
        + outward * 0.004
        + across * (side * size * (0.75 + 0.62 * np.cos(t)))[:, None]
        + up * (size * 0.42 * np.sin(t))[:, None]
        for side in (-1, 1)
    ]
    return [tube(loop, size * 0.14, GOLD_TRIM, 5) for loop in loops] + [
        ball(centre + outward * 0.006, size * 0.30, GOLD_TRIM, 6, 9)
    ]


def sleeve(side):
    def place(u, v):
        theta = v * np.pi
        centre = np.stack([side * (0.128 + 0.094 * u), 1.297 - 0.085 * u, 0.0 * u], -1)
        a, b = np.array([side * 0.67, 0.742, 0]), np.array([0, 0, 1.0])
        r = 0.062 - 0.006 * u + 0.006 * np.sin(np.pi * u) * (np.cos(theta) > 0)
        return (
            centre
            + (r * 1.02)[..., None] * np.cos(theta)[..., None] * a
            + (r * 1.05)[..., None] * np.sin(theta)[..., None] * b
        )

    return place


def qipao(texture, stretch=1.0):
    front = grid(panel(1), 56, 27, (0.01, 0.005, 0.49, CLOTH_END))
    back = grid(panel(-1), 56, 27, (0.51, 0.005, 0.99, CLOTH_END))
    cloth = [front, back]
    trim = []
    line = lambda f, n=28: np.array([f(np.float64(t)) for t in np.linspace(0, 1, n)])
    for y_u in (0.002, 0.040):
        trim.append(
            tube(
                line(lambda t: qipao_body(np.float64(y_u), np.float64(2 * t - 1))),
                0.0042,
                GOLD_TRIM if y_u > 0.01 else DARK_TRIM,
                5,
                False,
            )
        )
    for side, place in ((1, panel(1)), (-1, panel(-1))):
        for edge in (-1, 1):
            trim.append(
                tube(
                    line(lambda t: place(np.float64(0.63 + 0.37 * t), np.float64(edge)) + (0, 0, 0.002 * side), 26),
                    0.0048,
                    GOLD_TRIM,
                    5,
                )
            )
            trim.append(
                tube(
                    line(
                        lambda t: place(np.float64(0.64 + 0.355 * t), np.float64(edge * 0.955)) + (0, 0, 0.003 * side),
                        26,
                    ),
                    0.0030,
                    DARK_TRIM,
                    5,
                )
            )
        trim.append(tube(line(lambda t: place(np.float64(1.0), np.float64(2 * t - 1))), 0.0048, GOLD_TRIM, 6))
        trim.append(
            tube(
                line(lambda t: place(np.float64(0.988), np.float64(1.9 * t - 0.95)) + (0, 0, 0.003 * side)),
                0.0030,
                DARK_TRIM,
                6,
            )
        )
    # The placket sweeps from the throat under the right arm.
    placket = np.array(
        [qipao_body(np.float64(0.040 + 0.135 * t**1.35), np.float64(-0.47 * t**0.62)) for t in np.linspace(0, 1, 50)]
    )
    centre = np.stack([0 * placket[:, 0], placket[:, 1], 0 * placket[:, 0]], 1)
    out = (placket - centre) / np.linalg.norm(placket - centre, axis=1, keepdims=True)
    trim.append(tube(placket + out * 0.003, 0.0046, GOLD_TRIM, 5))
    trim.append(tube(placket + out * 0.003 - (0, 0.010, 0), 0.0030, DARK_TRIM, 5))
    for i in (3, 16, 30, 43):
        along = placket[i + 1] - placket[i - 1]
        along /= np.linalg.norm(along)
        across = np.cross(out[i], along)
        trim += frog(placket[i] + out[i] * 0.003, across / np.linalg.norm(across), 0.017, out[i])
    trim += frog(
        qipao_body(np.float64(0.022), np.float64(0)) + (0, 0, 0.002),
        np.array([1.0, 0, 0]),
        0.013,
        np.array([0, 0, 1.0]),
    )
    for side in (-1, 1):
        arm = grid(sleeve(side), 12, 29, (0.36, 0.03, 0.48, 0.22), closed=True, flip=side > 0)
        cloth.append(arm)
        cuff = sleeve(side)
        trim.append(tube(line(lambda t: cuff(np.float64(1.0), np.float64(2 * t - 1))), 0.0046, GOLD_TRIM, 6, False))
    parts = [("qipao-silk", join(cloth), 0), ("qipao-piping", join(trim), 1)]
    if stretch != 1.0:
        for _, m, _ in parts:
            m.positions = m.positions * (stretch, 1, stretch) * 1.04
    return Model("qipao", parts, [material("silk", 0.0, 0.42), material("gold-cord", 0.65, 0.35, False)], texture)


def cloak_cloth():
    """A dawn gradient: white clouds at the hem rising into indigo night."""
    n = TEXTURE

    def sky(x, y):
        colour = ramp(
            y / n / 0.9 + 0.07 * fractal(x / 240, y / 90, 5),
            palette("#1b1f52", "#2f3f8a", "#5b74bd", "#9fb6e0", "#dfe4f0", "#f6e3da"),
        )
        edge, ring, _ = lattice(x, y, 26, 0.07)
        return colour * (1 + 0.07 * edge + 0.06 * ring)[..., None]

    c = Canvas(n, n, sky)
    r = np.random.default_rng(3)
    for i in range(70):
        x, y = r.uniform(0, n), n * 0.42 * r.uniform(0, 1) ** 1.2
        c.disc(x, y, r.uniform(0.8, 2.4), lambda u, v: ramp(1.0 - 0.6 * u, GOLD), 0, 1)
    for row, (y, s, count, stops) in enumerate(
        (
            (150, 26, 7, SUNSET),
            (300, 36, 6, CLOUD),
            (450, 44, 6, SUNSET),
            (600, 52, 5, CLOUD),
            (740, 60, 5, SUNSET),
            (860, 66, 6, CLOUD),
        )
    ):
        for i in range(count):
            x = (i + 0.5 * (row % 2) + 0.25) * n / count
            cloud(
                c,
                x + r.uniform(-20, 20),
                y + r.uniform(-18, 18),
                s,
                stops,
                row * 10 + i,
                1 if (row + i) % 2 else -1,
                True,
            )
    for x, y, s, hand in (
        (210, 380, 78, 1),
        (520, 240, 66, -1),
        (800, 380, 78, -1),
        (520, 540, 84, 1),
        (350, 690, 70, -1),
        (720, 680, 72, 1),
    ):
        crane(c, x, y, s, hand, -0.2 * hand)
    trims(c, palette("#10143c", "#25307a", "#4a5fb0"), palette("#b9c4dd", "#eef1f8", "#ffffff"))
    c.weave(9, 0.025, 0.012)
    return c.image()


def cloak_surface(u, v):
    """u falls from the collar to the hem, v runs around from one front edge (-1) to the other."""
    gap = 0.10 + 0.10 * u
    theta = v * np.pi * (1 - gap)  # 0 is the middle of the back
    y = 1.40 - 1.38 * u**1.05
    r = table(
        u,
        [
            (0, 0.085, 0.080),
            (0.03, 0.12, 0.095),
            (0.07, 0.185, 0.125),
            (0.12, 0.225, 0.150),
            (0.25, 0.255, 0.185),
            (0.5, 0.33, 0.27),
            (0.75, 0.43, 0.38),
            (1.0, 0.58, 0.53),
        ],
    )
    wave = u**1.1 * (0.075 * np.sin(theta * 9 + 0.6 * np.sin(u * 4)) + 0.030 * np.sin(theta * 17 + 2 + u * 2))
    scale = 1 + wave
    x = r[..., 0] * scale * np.sin(theta)
    z = -r[..., 1] * scale * np.cos(theta)
    train = np.clip(np.cos(theta), 0, 1) ** 2 * u**3
    return np.stack(
        [x, np.maximum(y + 0.012 * u * np.sin(theta * 5), 0.012 + 0.006 * np.sin(theta * 9)), z - 0.34 * train], -1
    )


def hanfu_cloak(texture):
    cloth = [grid(cloak_surface, 30, 97, (0.0, 0.0, 1.0, CLOTH_END), flip=True)]
    trim = []
    line = lambda f, n=26: np.array([f(np.float64(t)) for t in np.linspace(0, 1, n)])

    def skirt(u, v):
        theta = v * np.pi
        y = 1.24 - 1.21 * u
        r = table(
            u, [(0, 0.150, 0.112), (0.1, 0.152, 0.114), (0.3, 0.19, 0.155), (0.6, 0.26, 0.225), (1.0, 0.36, 0.32)]
        )
        fold = 1 + (0.008 + 0.045 * u) * np.sin(theta * 24) + 0.02 * u * np.sin(theta * 7 + 1)
        return np.stack([r[..., 0] * fold * np.sin(theta), y, r[..., 1] * fold * np.cos(theta) + 0.01], -1)

    cloth.append(grid(skirt, 13, 97, (0.0, 0.36, 1.0, 0.88), closed=True))

    def bodice(u, v):
        theta = v * np.pi
        r = table(u, [(0, 0.072, 0.068), (0.25, 0.11, 0.085), (0.6, 0.152, 0.105), (1.0, 0.152, 0.112)])
        return np.stack(
            [r[..., 0] * np.sin(theta), 1.375 - 0.135 * u - 0.0 * v, r[..., 1] * np.cos(theta) + 0.008 * u], -1
        )

    cloth.append(grid(bodice, 10, 49, (0.1, 0.80, 0.9, 0.88), closed=True))
    for side in (-1, 1):
        for inset, radius, rect in ((1.0, 0.0085, GOLD_TRIM), (0.965, 0.006, DARK_TRIM)):
            trim.append(
                tube(
                    line(
                        lambda t: cloak_surface(np.float64(0.02 + 0.98 * t), np.float64(side * inset))
                        + (0, 0.002, 0.004)
                    ),
                    radius,
                    rect,
                    5,
                )
            )
        lapel = curve3(
            [
                (side * 0.072, 1.375, 0.030),
                (side * 0.055, 1.33, 0.088),
                (side * 0.018, 1.27, 0.118),
                (-side * 0.04, 1.235, 0.120),
            ],
            14,
        )
        trim.append(tube(lapel + (0, 0, 0.004 * (side + 1)), 0.010, PALE_TRIM if side > 0 else GOLD_TRIM, 6))
        cord = curve3([(side * 0.070, 1.365, 0.055), (side * 0.035, 1.335, 0.125), (0.0, 1.325, 0.146)], 14)
        trim.append(tube(cord, 0.006, GOLD_TRIM, 6))
        tail = curve3(
            [(0.0, 1.325, 0.146), (side * 0.02, 1.25, 0.152), (side * 0.03, 1.12, 0.165), (side * 0.024, 0.97, 0.20)],
            20,
        )
        trim.append(tube(tail, 0.005, GOLD_TRIM, 6))
        end = tail[-1]
        trim.append(ball(end, (0.013, 0.016, 0.013), DARK_TRIM, 8, 10))
        for k in range(9):
            a = k * 2 * np.pi / 9
            foot = end + np.array([0.012 * np.cos(a), -0.085, 0.012 * np.sin(a) + 0.012])
            trim.append(
                tube(
                    curve3([end, (end + foot) / 2 + (0.004 * np.cos(a), 0, 0.004), foot], 5),
                    0.0038,
                    PALE_TRIM if k % 2 else GOLD_TRIM,
                    5,
                )
            )
        loop = np.linspace(0, 2 * np.pi, 22)
        bow = np.stack(
            [
                side * (0.034 + 0.034 * np.cos(loop)),
                1.325 + 0.020 * np.sin(loop) - 0.006,
                0.150 + 0.008 * np.sin(loop * 2),
            ],
            1,
        )
        trim.append(tube(bow, 0.0052, GOLD_TRIM, 6))
    trim.append(ball((0, 1.325, 0.152), (0.014, 0.013, 0.012), DARK_TRIM))
    for lift, rect in ((0.0, GOLD_TRIM), (0.018, DARK_TRIM)):
        trim.append(
            tube(
                line(lambda t: cloak_surface(np.float64(1.0 - lift * 0.8), np.float64(2 * t - 1)) + (0, 0.004, 0), 97),
                0.0075,
                rect,
                5,
            )
        )

    def collar(u, v):  # a standing collar that leans outward
        theta = v * np.pi * 0.86
        r = 0.088 + 0.030 * u**1.4
        return np.stack(
            [r * np.sin(theta), 1.385 + 0.085 * u * (0.75 + 0.25 * np.cos(theta)), -r * 0.95 * np.cos(theta)], -1
        )

    cloth.append(grid(collar, 10, 61, (0.0, 0.12, 1.0, 0.02)))
    trim.append(tube(line(lambda t: collar(np.float64(1.0), np.float64(2 * t - 1))), 0.0070, GOLD_TRIM, 6))
    for k, (y, rect) in enumerate(((1.246, GOLD_TRIM), (1.225, DARK_TRIM), (1.205, GOLD_TRIM))):
        trim.append(
            tube(
                line(lambda t: skirt(np.float64((1.24 - y) / 1.21 + 0.004), np.float64(2 * t - 1)) * (1.02, 1, 1.02)),
                0.0085,
                rect,
                6,
                False,
            )
        )
    return Model(
        "hanfu-cloak",
        [("cloak-silk", join(cloth), 0), ("cloak-cords", join(trim), 1)],
        [material("cloud-silk", 0.0, 0.5), material("gold-cord", 0.6, 0.36, False)],
        texture,
    )
