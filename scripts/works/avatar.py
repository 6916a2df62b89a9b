"""A VRM 1.0 avatar: a lady in peony hanfu, in T-pose, facing +z, skinned to a humanoid skeleton."""

import io

import numpy as np

from .canvas import Canvas, fractal, mix, palette, ramp, smooth
from .garments import DARK_TRIM, GOLD_TRIM, PALE_TRIM, TEXTURE, material, trims
from .gltf import COPYRIGHT, Model
from .mesh import ball, curve3, grid, join, table, tube
from .motifs import AMBER, AZURE, BLUSH, CLOUD, IVORY, ROSE, SUNSET, cloud, crane, lattice, petal, spray

FACE = (0.0, 0.0, 0.40, 0.40)
SKIN = (0.02, 0.37, 0.06, 0.39)
HAIR = (0.42, 0.01, 0.60, 0.39)
ROBE = (0.62, 0.0, 1.0, 0.40)
SKIRT = (0.0, 0.42, 1.0, 0.89)

# name, VRM bone (or None), parent, position
SKELETON = [
    ("root", None, -1, (0, 0, 0)),
    ("hips", "hips", 0, (0, 0.90, 0)),
    ("spine", "spine", 1, (0, 0.99, 0)),
    ("chest", "chest", 2, (0, 1.11, 0)),
    ("neck", "neck", 3, (0, 1.295, 0)),
    ("head", "head", 4, (0, 1.365, 0.005)),
]
for _side, _s in (("left", 1), ("right", -1)):  # the avatar's left is +x as it faces +z
    _n = len(SKELETON)
    SKELETON += [
        (f"{_side}-shoulder", f"{_side}Shoulder", 3, (_s * 0.035, 1.255, 0)),
        (f"{_side}-upper-arm", f"{_side}UpperArm", _n, (_s * 0.125, 1.245, 0)),
        (f"{_side}-lower-arm", f"{_side}LowerArm", _n + 1, (_s * 0.345, 1.245, 0)),
        (f"{_side}-hand", f"{_side}Hand", _n + 2, (_s * 0.555, 1.245, 0)),
        (f"{_side}-upper-leg", f"{_side}UpperLeg", 1, (_s * 0.080, 0.86, 0)),
        (f"{_side}-lower-leg", f"{_side}LowerLeg", _n + 4, (_s * 0.080, 0.47, 0)),
        (f"{_side}-foot", f"{_side}Foot", _n + 5, (_s * 0.080, 0.085, -0.01)),
        (f"{_side}-toes", f"{_side}Toes", _n + 6, (_s * 0.080, 0.02, 0.09)),
    ]
INDEX = {name: i for i, (name, _, _, _) in enumerate(SKELETON)}

META = {
    "name": "Yun, lady of the clouds (云裳)",
    "version": "1.0",
    "authors": ["Yunshang contributors"],
    "copyrightInformation": COPYRIGHT,
    "licenseUrl": "https://vrm.dev/licenses/1.0/",
    "avatarPermission": "everyone",
    "allowExcessivelyViolentUsage": False,
    "allowExcessivelySexualUsage": False,
    "commercialUsage": "corporation",
    "allowPoliticalOrReligiousUsage": False,
    "allowAntisocialOrHateUsage": False,
    "creditNotation": "unnecessary",
    "allowRedistribution": True,
    "modification": "allowModificationRedistribution",
    "otherLicenseUrl": "https://creativecommons.org/publicdomain/zero/1.0/",
    "thumbnailImage": 1,
}


def avatar_cloth():
    n = TEXTURE

    def ground(x, y):
        s, t = x / n, y / n
        skin = ramp(0.6 + 0.05 * fractal(x / 40, y / 40, 2), palette("#e6b59a", "#f3cdb4", "#fbe3d2"))
        hair = ramp(
            0.42
            + 0.30 * np.sin(x * 0.55 + 4 * fractal(x / 16, y / 90, 5)) * 0.6
            + 0.25 * np.exp(-(((t - 0.12) / 0.03) ** 2)),
            palette("#0b0a12", "#1d1a2a", "#3a3450", "#7a7096"),
        )
        robe = ramp(
            0.15 + 2.1 * t + 0.06 * fractal(x / 80, y / 80, 3), palette("#fff6f0", "#fbdedb", "#f0a9b4", "#d8607f")
        )
        skirt = ramp(
            (t - 0.42) / 0.47 + 0.06 * fractal(x / 200, y / 90, 4),
            palette("#b02350", "#d24a70", "#ee98a4", "#fbd6cf", "#fff3ea", "#d9ecf2"),
        )
        edge, ring, _ = lattice(x, y, 20, 0.08)
        robe, skirt = (a * (1 - 0.06 * edge - 0.05 * ring)[..., None] for a in (robe, skirt))
        top = np.where((s < 0.41)[..., None], skin, np.where((s < 0.61)[..., None], hair, robe))
        return np.where((t < 0.41)[..., None], top, skirt)

    c = Canvas(n, n, ground)
    for i, (x, y, r, stops) in enumerate(
        (
            (90, 840, 70, ROSE),
            (250, 870, 56, BLUSH),
            (390, 820, 76, ROSE),
            (560, 870, 62, IVORY),
            (720, 825, 76, BLUSH),
            (880, 865, 64, ROSE),
            (985, 820, 48, AMBER),
        )
    ):
        spray(c, x, y, r, stops, i + 3, count=8, wrap=False)
    for i, (x, y, s, stops) in enumerate(
        (
            (160, 660, 42, CLOUD),
            (420, 620, 40, SUNSET),
            (640, 690, 42, CLOUD),
            (860, 640, 42, SUNSET),
            (300, 730, 32, SUNSET),
            (530, 530, 30, CLOUD),
            (770, 540, 30, SUNSET),
            (60, 560, 30, SUNSET),
        )
    ):
        cloud(c, x, y, s, stops, i, 1 if i % 2 else -1)
    for x, y, s, hand in ((500, 700, 56, 1), (760, 720, 50, -1), (220, 560, 46, 1)):
        crane(c, x, y, s, hand, -0.2 * hand)
    for i, (x, y, r) in enumerate(
        (
            (690, 330, 40),
            (820, 360, 34),
            (950, 320, 42),
            (760, 240, 24),
            (890, 230, 24),
            (680, 130, 20),
            (960, 120, 20),
            (820, 110, 22),
        )
    ):
        spray(c, x, y, r, (ROSE, IVORY, BLUSH)[i % 3], i + 20, count=7)
    face(c)
    trims(c, palette("#123a52", "#1f6a86", "#54a0b4"), palette("#e6d8c6", "#fff5ea", "#ffffff"))
    return c.image()


def face(c):
    """Eyes, brows, lips and blush in the head's region; its middle is the face's middle line."""
    w = 0.40 * TEXTURE
    cx = w / 2
    at = lambda px, py: (cx + px * w, py * w)  # px in fractions of the whole turn, py of the way from crown to chin
    ink = palette("#180c10", "#3a1c20", "#5e3430")
    for s in (-1, 1):
        x, y = at(s * 0.098, 0.648)
        ex, ey = at(s * 0.067, 0.558)
        k = 1.28  # how much larger than life the eyes are drawn
        c.surface(
            lambda u, v: (ex + 13.5 * k * v, ey + (u - 0.5) * 21 * k * (1 - v * v) ** 0.6),
            lambda u, v: ramp(0.6 + 0.5 * u, palette("#cfd6e0", "#ffffff", "#ffffff")),
        )
        c.surface(
            lambda u, v: (ex - s * 0.6 + 7.6 * k * u * np.cos(v * np.pi), ey - 0.2 + 9.6 * k * u * np.sin(v * np.pi)),
            lambda u, v: ramp(
                0.15 + 0.35 * u + 0.35 * np.sin(v * np.pi), palette("#1a0a08", "#5a2414", "#a8562a", "#e8a860")
            ),
        )
        c.disc(ex - s * 0.6, ey - 0.5, 3.8 * k, lambda u, v: np.float32((0.05, 0.02, 0.03)))
        c.disc(ex + 2.8, ey - 5.2, 2.9, lambda u, v: np.float32((1, 1, 1)))
        c.disc(ex - 3.2, ey + 4.8, 1.5, lambda u, v: np.float32((1, 0.95, 0.9)))
        c.stroke(
            [
                (ex - s * 13.5 * k, ey + 1.5 * k),
                (ex - s * 8 * k, ey - 8 * k),
                (ex, ey - 10.8 * k),
                (ex + s * 9 * k, ey - 8.4 * k),
                (ex + s * 17 * k, ey - 4.5 * k),
            ],
            lambda u: 0.6 + 1.7 * np.sin(np.pi * np.clip(u * 0.75 + 0.1, 0, 1)),
            ink[0],
        )
        c.stroke(
            [(ex - s * 8 * k, ey + 9.8 * k), (ex, ey + 10.4 * k), (ex + s * 9 * k, ey + 7.8 * k)],
            0.5,
            np.float32((0.55, 0.30, 0.28)),
        )
        c.stroke(
            [(ex + s * 10 * k, ey - 9.5 * k), (ex + s * 16 * k, ey - 10.0 * k), (ex + s * 21 * k, ey - 13 * k)],
            lambda u: 1.5 * (1 - u),
            np.float32((0.80, 0.25, 0.30)),
        )
        bx, by = at(s * 0.070, 0.480)
        c.stroke(
            [(bx - s * 14, by + 2.5), (bx - s * 2, by - 3.2), (bx + s * 15, by + 0.5)],
            lambda u: 1.6 * np.sin(np.pi * (0.12 + 0.85 * u)) + 0.2,
            ink[1],
        )
        for k in range(14):  # blush in fading rings
            c.surface(
                lambda u, v, k=k: (x + (19 - k) * u * np.cos(v * np.pi), y + (11 - 0.55 * k) * u * np.sin(v * np.pi)),
                lambda u, v: np.float32((0.95, 0.50, 0.50)) + 0 * u[..., None],
                0,
                1,
                0.035,
            )
    lx, ly = at(0, 0.722)
    c.surface(
        lambda u, v: (
            lx + 8.6 * v,
            ly - 3.4 * (1 - np.abs(v)) ** 0.8 * (1 - 0.35 * np.exp(-((v / 0.18) ** 2))) + u * (1 - v * v) * 8.0,
        ),
        lambda u, v: ramp(0.25 + 0.6 * u, palette("#a81c30", "#d8404e", "#f07c7c")),
    )
    c.stroke([(lx - 8.4, ly), (lx, ly + 1.0), (lx + 8.4, ly)], 0.5, np.float32((0.45, 0.06, 0.12)))
    nx, ny = at(0, 0.652)
    c.stroke(
        [(nx - 3.5, ny), (nx, ny + 1.8), (nx + 3.5, ny)],
        lambda u: 0.7 * np.sin(np.pi * u) + 0.1,
        np.float32((0.80, 0.52, 0.45)),
    )
    hx, hy = at(0, 0.452)  # the flower mark between the brows (花钿)
    for k in range(5):
        a = -np.pi / 2 + (k - 2) * 0.62
        petal(c, hx, hy + 4, a, 9 if k != 2 else 11, 0.30, ROSE, k, False, False, 0)


def skinned(mesh, pairs):
    """pairs: (joint name, influence per vertex); the four strongest are kept and normalised."""
    names = [INDEX[name] for name, _ in pairs]
    raw = np.stack([np.broadcast_to(np.maximum(w, 0), (len(mesh.positions),)) for _, w in pairs], 1).astype(np.float64)
    raw = np.pad(raw, ((0, 0), (0, max(0, 4 - raw.shape[1]))))
    names = np.array(names + [0] * (raw.shape[1] - len(names)))
    best = np.argsort(-raw, axis=1, kind="stable")[:, :4]
    w = np.take_along_axis(raw, best, 1)
    w = np.where(w < 0.004, 0, w)
    w = (w / w.sum(1, keepdims=True)).astype(np.float32)
    w[:, 0] += 1 - w.sum(1)
    mesh.weights = w
    mesh.joints = np.where(w > 0, names[best], 0).astype(np.uint16)
    return mesh


def chain(value, stations, blend=0.045):
    """Weights along a chain of joints: (name, start), rising in `value`."""
    steps = [smooth(start - blend, start + blend, value) for _, start in stations] + [0 * value]
    steps[0] = np.ones_like(value)
    return [(name, steps[i] - steps[i + 1]) for i, (name, _) in enumerate(stations)]


def torso(mesh):
    return skinned(
        mesh,
        chain(mesh.positions[:, 1], [("hips", 0), ("spine", 0.99), ("chest", 1.11), ("neck", 1.30), ("head", 1.375)]),
    )


def arm(mesh, side):
    s = 1 if side == "left" else -1
    return skinned(
        mesh,
        chain(
            s * mesh.positions[:, 0],
            [
                ("chest", 0),
                (f"{side}-shoulder", 0.055),
                (f"{side}-upper-arm", 0.125),
                (f"{side}-lower-arm", 0.345),
                (f"{side}-hand", 0.555),
            ],
            0.03,
        ),
    )


def leg(mesh, side):
    return skinned(
        mesh,
        chain(
            -mesh.positions[:, 1],
            [("hips", -2), (f"{side}-upper-leg", -0.86), (f"{side}-lower-leg", -0.47), (f"{side}-foot", -0.09)],
            0.04,
        ),
    )


def drape(mesh):
    """A skirt follows the hips above and both legs below, each more on its own side."""
    x, y = mesh.positions[:, 0], mesh.positions[:, 1]
    legs = 0.85 * smooth(0, 1, np.clip((0.90 - y) / 0.5, 0, 1))
    left = smooth(-0.14, 0.14, x)
    lower = smooth(0, 1, np.clip((0.55 - y) / 0.3, 0, 1)) * 0.6
    return skinned(
        mesh,
        [
            ("hips", 1 - legs),
            ("left-upper-leg", legs * left * (1 - lower)),
            ("right-upper-leg", legs * (1 - left) * (1 - lower)),
            ("left-lower-leg", legs * left * lower),
            ("right-lower-leg", legs * (1 - left) * lower),
        ],
    )


def rigid(mesh, joint):
    return skinned(mesh, [(joint, np.ones(len(mesh.positions)))])


def skull(u, v, grow=1.0, lift=0.0):
    polar, around = u * np.pi, v * np.pi
    y = np.cos(polar)
    jaw = 1 - 0.36 * np.clip(-y, 0, 1) ** 1.6
    x = 0.080 * np.sin(polar) * np.sin(around) * jaw
    z = 0.088 * np.sin(polar) * np.cos(around) * (1 - 0.08 * np.clip(-y, 0, 1) ** 2)
    nose = 0.007 * np.exp(-((around / 0.13) ** 2) - ((u - 0.625) / 0.045) ** 2)
    z = z + nose + 0.006 * np.exp(-((around / 0.4) ** 2) - ((u - 0.86) / 0.07) ** 2)
    return np.stack([x * grow, 1.462 + 0.114 * y * grow + lift, 0.012 + z * grow], -1)


def avatar(texture, thumbnail=None):
    skin, hair, robe, trim = [], [], [], []
    line = lambda f, n=40: np.array([f(np.float64(t)) for t in np.linspace(0, 1, n)])
    skin.append(rigid(grid(skull, 28, 37, FACE, closed=True), "head"))
    skin.append(
        torso(
            tube(
                curve3([(0, 1.24, -0.008), (0, 1.31, -0.004), (0, 1.40, 0.004)], 10),
                np.linspace(0.046, 0.036, 10),
                SKIN,
                16,
            )
        )
    )
    for s, side in ((1, "left"), (-1, "right")):
        skin.append(rigid(ball((s * 0.079, 1.452, 0.006), (0.010, 0.022, 0.014), SKIN, 8, 10), "head"))
        skin.append(
            arm(
                tube(
                    curve3([(s * 0.12, 1.245, 0), (s * 0.345, 1.245, -0.002), (s * 0.565, 1.245, 0)], 12),
                    np.linspace(0.036, 0.020, 12),
                    SKIN,
                    9,
                ),
                side,
            )
        )
        skin.append(arm(ball((s * 0.598, 1.243, 0.002), (0.042, 0.014, 0.026), SKIN, 10, 14), side))
        for k in range(4):
            z = 0.021 - 0.0125 * k
            finger = curve3(
                [
                    (s * 0.622, 1.244, z),
                    (s * (0.655 + 0.004 * (k in (1, 2))), 1.243, z * 1.05),
                    (s * (0.684 + 0.010 * (k in (1, 2))), 1.238, z * 1.05),
                ],
                5,
            )
            skin.append(arm(tube(finger, np.linspace(0.0068, 0.0044, 5), SKIN, 6), side))
        skin.append(
            arm(
                tube(
                    curve3([(s * 0.585, 1.238, 0.020), (s * 0.610, 1.232, 0.038), (s * 0.634, 1.230, 0.044)], 5),
                    np.linspace(0.0080, 0.0048, 5),
                    SKIN,
                    6,
                ),
                side,
            )
        )
        skin.append(
            leg(
                tube(
                    curve3([(s * 0.080, 0.88, 0), (s * 0.080, 0.47, 0.004), (s * 0.080, 0.06, -0.012)], 12),
                    np.linspace(0.074, 0.032, 12),
                    SKIN,
                    9,
                ),
                side,
            )
        )
        robe.append(rigid(ball((s * 0.080, 0.038, 0.035), (0.040, 0.036, 0.105), ROBE, 8, 12), f"{side}-foot"))
        trim.append(rigid(ball((s * 0.080, 0.052, 0.125), (0.018, 0.018, 0.018), GOLD_TRIM, 6, 8), f"{side}-toes"))
    # Hair: a cap with a parting, two looped buns, locks before and a fall behind.
    hair.append(
        rigid(
            grid(
                lambda u, v: skull(
                    u
                    * (0.355 + 0.40 * (0.5 - 0.5 * np.cos(v * np.pi)) ** 0.55 + 0.05 * np.exp(-((v / 0.06) ** 2)) * -1),
                    v,
                    1.085,
                    0.004,
                ),
                16,
                33,
                HAIR,
                closed=True,
            ),
            "head",
        )
    )
    for s in (-1, 1):
        for k in range(4):  # the fringe sweeps from the parting to the temple
            a = 0.05 + 0.055 * k
            path = [
                skull(np.float64(0.20), np.float64(s * 0.02), 1.09),
                skull(np.float64(0.34), np.float64(s * (a + 0.04)), 1.10),
                skull(np.float64(0.44 + 0.03 * k), np.float64(s * (a + 0.15)), 1.09),
                skull(np.float64(0.55 + 0.04 * k), np.float64(s * (a + 0.20)), 1.06),
            ]
            hair.append(
                rigid(tube(curve3(path, 10), 0.014 * np.sin(np.linspace(0.5, 3.0, 10)) ** 0.8 + 0.001, HAIR, 8), "head")
            )
        t = np.linspace(0, 2 * np.pi, 22)
        loop = np.stack(
            [s * (0.058 + 0.034 * np.cos(t) * 0.9), 1.606 + 0.044 * np.sin(t), -0.012 + 0.010 * np.cos(t)], 1
        )
        hair.append(rigid(tube(loop, 0.0135, HAIR, 8, False), "head"))
        hair.append(rigid(ball((s * 0.040, 1.566, -0.008), (0.026, 0.020, 0.026), HAIR, 8, 12), "head"))
        lock = curve3(
            [
                (s * 0.078, 1.47, 0.036),
                (s * 0.088, 1.38, 0.050),
                (s * 0.080, 1.28, 0.085),
                (s * 0.088, 1.16, 0.112),
                (s * 0.078, 1.05, 0.110),
            ],
            14,
        )
        hair.append(torso(tube(lock, 0.0105 * (1 - np.linspace(0, 0.97, 14) ** 3), HAIR, 6)))
        for k in range(3):
            x, y, z = s * (0.066 - 0.020 * k), 1.545 + 0.012 * k, 0.058 - 0.006 * k
            for j in range(6):
                a = j * np.pi / 3
                trim.append(
                    rigid(
                        ball(
                            (x + 0.009 * np.cos(a), y + 0.009 * np.sin(a), z + 0.004),
                            (0.0066, 0.0066, 0.0036),
                            (0.02, 0.85, 0.06, 0.86),
                            4,
                            6,
                        ),
                        "head",
                    )
                )
            trim.append(rigid(ball((x, y, z + 0.008), 0.0045, GOLD_TRIM, 6, 8), "head"))
        for k in range(3):
            drop = np.array([s * (0.086 + 0.007 * k), 1.525 - 0.004 * k, 0.030 - 0.012 * k])
            trim.append(
                rigid(
                    tube(
                        curve3([drop, drop + (s * 0.004, -0.035, 0), drop + (s * 0.004, -0.07, 0)], 8),
                        0.0013,
                        GOLD_TRIM,
                        5,
                    ),
                    "head",
                )
            )
            trim.append(rigid(ball(drop + (s * 0.004, -0.074, 0), (0.0042, 0.006, 0.0042), PALE_TRIM, 6, 8), "head"))

    def mane(u, v):
        width = 0.075 + 0.055 * np.sin(np.pi * np.clip(u * 0.9, 0, 1)) - 0.07 * u**4
        return np.stack(
            [
                width * v * 1.0,
                1.50 - 0.66 * u,
                -0.082 - 0.050 * np.sin(np.pi * u * 0.8) - 0.02 * u + 0.045 * v * v + 0.006 * np.sin(v * 15),
            ],
            -1,
        )

    hair.append(torso(grid(mane, 14, 17, HAIR, flip=True)))
    crown = curve3([(-0.060, 1.558, 0.052), (0, 1.585, 0.070), (0.060, 1.558, 0.052)], 20)
    trim.append(rigid(tube(crown, 0.0042, GOLD_TRIM, 6), "head"))
    for k in range(7):
        a = (k - 3) / 3
        p = np.array([0.055 * a, 1.582 - 0.022 * a * a, 0.068 - 0.014 * a * a])
        trim.append(
            rigid(
                tube(
                    np.array([p, p + (0.010 * a, 0.030 - 0.012 * abs(a), 0.002)]),
                    np.array([0.0034, 0.0012]),
                    GOLD_TRIM,
                    6,
                ),
                "head",
            )
        )
        trim.append(rigid(ball(p + (0.011 * a, 0.034 - 0.012 * abs(a), 0.002), 0.0046, PALE_TRIM, 6, 8), "head"))
    # Robe: bodice, crossed lapels, wide sleeves, sash and skirt.
    bodice_knots = [
        (0, 0.120, 0.096),
        (0.2, 0.118, 0.090),
        (0.5, 0.132, 0.100),
        (0.62, 0.135, 0.098),
        (0.82, 0.118, 0.078),
        (0.93, 0.075, 0.058),
        (1.0, 0.050, 0.048),
    ]

    def bodice(u, v):
        theta, t = v * np.pi, 1 - u
        r = table(t, bodice_knots)
        bust = 0.020 * np.exp(-(((t - 0.48) / 0.16) ** 2)) * np.clip(np.cos(theta), 0, 1) ** 2
        return np.stack([r[..., 0] * np.sin(theta), 1.00 + 0.315 * t, r[..., 1] * np.cos(theta) + bust], -1)

    robe.append(torso(grid(bodice, 16, 33, ROBE, closed=True)))
    for s in (1, -1):
        for dy, radius, rect in ((0, 0.0105, DARK_TRIM), (0.012, 0.0045, GOLD_TRIM)):
            lapel = [
                bodice(np.float64(0.015 + 0.80 * t), np.float64(s * (0.42 * (1 - t) ** 1.2 + 0.02) - s * 0.20 * t**2))
                * (1.0, 1, 1.03)
                + (s * dy * 0.5, dy * 0.6, 0.003 * (s + 1))
                for t in np.linspace(0, 1, 13)
            ]
            trim.append(torso(tube(np.array(lapel), radius, rect, 6)))
        side = "left" if s > 0 else "right"

        def sleeve(u, v, s=s):
            theta = v * np.pi
            r = 0.054 + 0.020 * u + 0.055 * u**2.2
            hang = 0.150 * np.clip(-np.cos(theta), 0, 1) ** 1.3 * u**1.5
            fold = 1 + 0.05 * u * np.sin(theta * 6 + u * 5)
            return np.stack(
                [
                    s * (0.085 + 0.445 * u) + 0 * v,
                    1.243 + r * np.cos(theta) * fold - hang,
                    r * 0.75 * np.sin(theta) * fold,
                ],
                -1,
            )

        robe.append(arm(grid(sleeve, 13, 25, ROBE, closed=True, flip=s > 0), side))
        for u, radius, rect in ((1.0, 0.0075, DARK_TRIM), (0.965, 0.0045, GOLD_TRIM)):
            trim.append(
                arm(
                    tube(line(lambda t: sleeve(np.float64(u), np.float64(2 * t - 1)), 24), radius, rect, 5, False), side
                )
            )

    def skirt(u, v):
        theta = v * np.pi
        r = table(
            u, [(0, 0.122, 0.100), (0.10, 0.140, 0.118), (0.30, 0.190, 0.168), (0.6, 0.262, 0.245), (1.0, 0.370, 0.355)]
        )
        fold = 1 + (0.010 + 0.060 * u) * np.sin(theta * 20 + 0.5 * np.sin(u * 5)) + 0.02 * u * np.sin(theta * 7 + 1)
        return np.stack([r[..., 0] * fold * np.sin(theta), 1.06 - 1.03 * u, r[..., 1] * fold * np.cos(theta)], -1)

    robe.append(drape(grid(skirt, 18, 97, SKIRT, closed=True)))
    trim.append(
        drape(tube(line(lambda t: skirt(np.float64(1.0), np.float64(2 * t - 1)), 97), 0.0065, GOLD_TRIM, 5, False))
    )
    for k, (u, rect, radius) in enumerate(
        ((0.0, GOLD_TRIM, 0.006), (0.014, DARK_TRIM, 0.010), (0.034, DARK_TRIM, 0.010), (0.05, GOLD_TRIM, 0.006))
    ):
        trim.append(
            torso(
                tube(
                    line(lambda t: skirt(np.float64(u), np.float64(2 * t - 1)) * (1.02, 1, 1.04), 33),
                    radius,
                    rect,
                    5,
                    False,
                )
            )
        )
    for s in (-1, 1):
        loop = np.linspace(0, 2 * np.pi, 18)
        trim.append(
            torso(
                tube(
                    np.stack(
                        [
                            s * (0.036 + 0.036 * np.cos(loop)),
                            1.035 + 0.020 * np.sin(loop),
                            0.124 + 0.010 * np.cos(loop),
                        ],
                        1,
                    ),
                    0.0055,
                    DARK_TRIM,
                    5,
                )
            )
        )

        def ribbon(u, v, s=s):
            z = np.interp(u, [0, 0.3, 0.6, 1.0], [0.124, 0.185, 0.262, 0.355])
            return np.stack(
                [s * (0.008 + 0.035 * u) + 0.013 * v, 1.035 - (0.62 + 0.05 * s) * u, z * 1.02 + 0.008 * np.sin(u * 9)],
                -1,
            )

        trim.append(drape(grid(ribbon, 14, 3, DARK_TRIM)))
        for edge in (-1, 1):
            trim.append(drape(tube(line(lambda t: ribbon(np.float64(t), np.float64(edge)), 12), 0.0018, GOLD_TRIM, 5)))
    trim.append(torso(ball((0, 1.035, 0.130), 0.012, GOLD_TRIM, 8, 12)))
    bones = {bone: {"node": i} for i, (_, bone, _, _) in enumerate(SKELETON) if bone}
    parts = [
        ("avatar-skin", join(skin), 0),
        ("avatar-hair", join(hair), 1),
        ("avatar-robe", join(robe), 2),
        ("avatar-cords", join(trim), 3),
    ]
    return Model(
        "avatar",
        parts,
        [
            material("skin", 0.0, 0.62, False),
            material("hair", 0.0, 0.38),
            material("silk", 0.0, 0.52),
            material("gold-cord", 0.35, 0.4),
        ],
        texture,
        [(name, parent, position) for name, _, parent, position in SKELETON],
        {"VRMC_vrm": {"specVersion": "1.0", "meta": META, "humanoid": {"humanBones": bones}}},
        thumbnail,
    )
