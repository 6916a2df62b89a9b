"""The dragon and the phoenix."""

import numpy as np

from .canvas import GOLD, mix, noise, palette, ramp, smooth, spline, threads
from .motifs import AMBER, AZURE, JADE, ROSE, VIOLET, feather, turn

DRAGON = palette("#3a1c05", "#8a4e10", "#d49a2c", "#f6d26c", "#fff6cf")
FLAME = palette("#7a0f12", "#c9301c", "#ef7c28", "#fbc85a", "#fff2c0")


def hide(length, radius, stops):
    """Scales in the ribbon's own coordinates: v is across, u along; the belly is plated."""

    def paint(u, v):
        s, t = u * length / (radius * 0.30), v * 3.2
        row = np.floor(s)
        best = np.zeros_like(u)
        for j in (1, 0):
            r = row - j
            f = s - r
            column = np.floor(t - 0.5 * np.mod(r, 2))
            g = t - 0.5 * np.mod(r, 2) - column - 0.5
            d = np.hypot(f * 0.5, g * 1.25)
            best = np.where((d < 0.72) & (best == 0), 1 - d / 0.72, best)
        light = 0.62 - 0.42 * v * np.abs(v) - 0.25 * v**4
        colour = ramp(light * (0.45 + 0.75 * best**0.6), stops)
        colour = mix(colour, np.float32((0.20, 0.07, 0.03)), (best < 0.13) * 0.75)
        plate = smooth(0.5, 0.56, v)
        band = np.mod(u * length / (radius * 0.36), 1)
        belly = ramp(0.95 - 0.55 * band, AMBER) * (1 - 0.35 * smooth(0.7, 1, v))[..., None]
        colour = mix(colour, belly, plate)
        return mix(colour, ramp(0.7 * np.ones_like(u), GOLD), smooth(0.94, 0.97, np.abs(v)))

    return paint


def flame(canvas, x, y, angle, length, width, seed, stops=FLAME, bend=0.35):
    feather(canvas, x, y, angle, length, width, stops, seed, None, bend)


def pearl(canvas, x, y, radius):
    for i in range(11):
        a = i * 2 * np.pi / 11
        flame(
            canvas,
            x + radius * 0.7 * np.cos(a),
            y + radius * 0.7 * np.sin(a),
            a,
            radius * (1.1 + 0.5 * (i % 2)),
            radius * 0.22,
            i,
        )
    canvas.disc(
        x,
        y,
        radius,
        lambda u, v: mix(
            ramp(
                1.05 - 0.75 * np.hypot(u * np.cos(v * np.pi) + 0.35, u * np.sin(v * np.pi) + 0.4),
                palette("#5b7f9c", "#b9d5de", "#f6f3ea", "#ffffff"),
            ),
            ramp(0.7 * np.ones_like(u), GOLD),
            smooth(0.90, 0.93, u),
        ),
        0.5,
        5,
    )


def claw(canvas, x, y, angle, size, seed):
    """A five-toed foot."""
    for i in range(5):
        a = angle + (-1.0 + 0.5 * i)
        kx, ky = turn(size * 0.55, 0, a, x, y)
        tx, ty = turn(size * 0.95, 0, a + 0.35, x, y)
        canvas.stroke(
            [(x, y), (kx, ky), (tx, ty)],
            lambda u: size * (0.17 - 0.07 * u),
            lambda u, v: ramp(0.6 - 0.5 * v + 0.1 * np.sin(u * 25), DRAGON),
            0.4,
            2,
        )
        px, py = turn(size * 1.45, 0, a + 0.62, x, y)
        canvas.stroke(
            [(tx, ty), turn(size * 1.24, 0, a + 0.36, x, y), (px, py)],
            lambda u: size * 0.10 * (1 - u),
            lambda u, v: ramp(0.95 - 0.5 * np.abs(v), palette("#6e7480", "#d8dce0", "#ffffff")),
            0.35,
            2,
        )


def dragon(canvas, x, y, size, seed=1):
    """A dragon coiled in a medallion; `size` is the medallion's radius."""
    at = lambda px, py: (x + px * size, y + py * size)
    path = [
        at(*p)
        for p in (
            (0.62, 0.66),
            (0.30, 0.80),
            (-0.12, 0.82),
            (-0.58, 0.62),
            (-0.80, 0.18),
            (-0.70, -0.34),
            (-0.28, -0.72),
            (0.26, -0.74),
            (0.66, -0.44),
            (0.66, 0.02),
            (0.34, 0.36),
            (-0.06, 0.40),
            (-0.32, 0.14),
            (-0.24, -0.16),
            (0.02, -0.24),
        )
    ]
    curve = spline(path, 400)
    length = np.hypot(*np.diff(curve, axis=0).T).sum()
    radius = size * 0.155
    breadth = (
        lambda u: radius
        * (0.18 + 0.85 * np.sin(np.pi * np.clip(0.5 * u * 1.25, 0, 0.5)) ** 0.8)
        * (1 - 0.22 * smooth(0.8, 1, u))
    )
    tangent = np.gradient(curve, axis=0)
    heading = np.arctan2(tangent[:, 1], tangent[:, 0])

    def limb(station, reach, side):
        i = int(station * 399)
        a = heading[i] + side * 1.35
        px, py = curve[i]
        knee = turn(reach * 0.55, 0, a + 0.3 * side, px, py)
        foot = turn(reach, 0, a - 0.45 * side, px, py)
        canvas.stroke(
            [(px, py), knee, foot], lambda u: radius * (0.62 - 0.36 * u), hide(reach, radius * 0.55, DRAGON), 0.45, 4
        )
        for k in range(4):
            flame(canvas, *knee, a + 0.9 * side + k * 0.3, radius * 0.9, radius * 0.14, k)
        claw(canvas, *foot, np.arctan2(foot[1] - knee[1], foot[0] - knee[0]), radius * 0.72, seed)

    for i in range(9):
        flame(
            canvas,
            *curve[3],
            heading[0] + np.pi + (i - 4) * 0.26,
            radius * (2.0 - 0.16 * abs(i - 4)),
            radius * 0.26,
            i,
            AZURE if i % 2 else JADE,
            0.25
        )
    limb(0.20, radius * 2.1, -1)
    limb(0.74, radius * 1.9, 1)
    # The body is painted in lengths, each with its fins below it, so that it overlaps itself.
    steps = 48
    for k in range(steps):
        a, b = k / steps, min(1, (k + 1.15) / steps)
        i = int((k + 0.5) / steps * 399)
        for f in (0, 0.5):
            j = min(399, int((k + f) / steps * 399))
            w = breadth(j / 399)
            fin = turn(0, -w * 0.85, heading[j], *curve[j])
            flame(canvas, *fin, heading[j] - 2.1, w * 0.75 + 2, w * 0.24 + 1, k, AZURE, -0.3)
        part = curve[int(a * 399) : int(b * 399) + 2]
        full = hide(length, radius, DRAGON)
        canvas.stroke(
            part[:: max(1, len(part) // 6)] if len(part) > 12 else part,
            lambda u, a=a, b=b: breadth(a + (b - a) * u),
            lambda u, v, a=a, b=b: full(a + (b - a) * u, v),
            0.22 if k % 3 == 0 else 0,
            5,
        )
        if k == 12:
            limb(0.27, radius * 2.0, 1)
        if k == 30:
            limb(0.62, radius * 2.0, -1)
    head(canvas, *at(0.12, -0.20), size * 0.40)


def head(canvas, x, y, size):
    """The dragon's face, seen from the front."""
    at = lambda px, py: (x + px * size, y + py * size)
    for i in range(17):
        a = -np.pi * (i / 16) * 1.30 + 0.47
        flame(
            canvas,
            *at(0.30 * np.cos(a), 0.28 * np.sin(a)),
            a,
            size * (0.72 + 0.16 * (i % 2)),
            size * 0.10,
            i,
            JADE if i % 2 else AZURE,
            0.22 * (-1 if np.cos(a) < 0 else 1)
        )
    for s in (-1, 1):
        canvas.stroke(
            [at(0.16 * s, -0.26), at(0.30 * s, -0.62), at(0.22 * s, -0.90), at(0.36 * s, -1.08)],
            lambda u: size * 0.075 * (1.05 - u),
            lambda u, v: ramp(0.85 - 0.5 * np.abs(v) + 0.1 * np.sin(u * 40), palette("#6b4a2a", "#d9bd8a", "#fff6df")),
            0.4,
            4,
        )
        canvas.stroke(
            [at(0.25 * s, -0.66), at(0.42 * s, -0.78), at(0.56 * s, -0.76)],
            lambda u: size * 0.05 * (1.05 - u),
            lambda u, v: ramp(0.85 - 0.5 * np.abs(v), palette("#6b4a2a", "#d9bd8a", "#fff6df")),
            0.3,
            3,
        )
        flame(
            canvas,
            *at(0.40 * s, -0.12),
            -0.25 if s > 0 else np.pi + 0.25,
            size * 0.46,
            size * 0.13,
            3,
            DRAGON,
            -0.15 * s
        )

    def oval(px, py, w, h, paint, shadow=0.4, power=2.0):
        def place(u, v):
            c, s = np.cos(v * np.pi), np.sin(v * np.pi)
            return (
                x + size * (px + w * u * np.sign(c) * np.abs(c) ** (2 / power)),
                y + size * (py + h * u * np.sign(s) * np.abs(s) ** (2 / power)),
            )

        canvas.surface(place, paint, shadow, size * 0.03)

    def skin(low, high):
        def paint(u, v):
            c, s = u * np.cos(v * np.pi), u * np.sin(v * np.pi)
            tone = high - (high - low) * np.clip(np.hypot(c * 0.9, s + 0.45) / 1.3, 0, 1)
            colour = ramp(tone, DRAGON) * threads(c, s, 14, 3, 0.14)[..., None]
            return mix(colour, ramp(0.75 * np.ones_like(u), GOLD), smooth(0.93, 0.955, u))

        return paint

    # Jaw, mouth, teeth, muzzle, cheeks, brow: back to front.
    oval(0, 0.40, 0.30, 0.26, skin(0.2, 0.75))
    for i in range(9):
        a = np.pi * (0.12 + 0.76 * i / 8)
        flame(canvas, *at(0.26 * np.cos(a), 0.42 + 0.20 * np.sin(a)), a, size * 0.34, size * 0.055, i, FLAME, 0.1)
    oval(0, 0.36, 0.25, 0.19, lambda u, v: ramp(0.15 + 0.25 * u, ROSE), 0.2)
    oval(0, 0.46, 0.12, 0.10, lambda u, v: ramp(0.65 - 0.2 * u, ROSE), 0.2)
    for px in (-0.17, -0.07, 0.07, 0.17):
        big = abs(px) > 0.1
        canvas.stroke(
            [at(px, 0.24), at(px, 0.30), at(px * 0.95, 0.42 if big else 0.34)],
            lambda u: size * 0.042 * (1.05 - u),
            lambda u, v: ramp(1 - 0.5 * np.abs(v), palette("#b8b09a", "#fffdf2")),
            0.3,
            2,
        )
    oval(0, -0.04, 0.38, 0.33, skin(0.25, 0.92), 0.5, 2.4)
    for s in (-1, 1):
        oval(0.30 * s, 0.16, 0.15, 0.15, skin(0.25, 0.9))
    oval(0, 0.17, 0.27, 0.145, skin(0.3, 1.0), 0.5, 2.6)
    for s in (-1, 1):
        oval(0.115 * s, 0.15, 0.10, 0.085, skin(0.4, 1.0), 0.3)
        oval(0.12 * s, 0.185, 0.045, 0.032, lambda u, v: np.float32((0.16, 0.03, 0.03)), 0)
        oval(
            0.185 * s,
            -0.095,
            0.120,
            0.085,
            lambda u, v: ramp(1.0 - 0.25 * u, palette("#c8b27a", "#fffdf4", "#ffffff")),
            0.5,
        )
        oval(
            0.175 * s,
            -0.095,
            0.066,
            0.072,
            lambda u, v: ramp(0.1 + 0.9 * u**2, palette("#020204", "#0a0a10", "#7a1408", "#e8792a")),
            0.1,
        )
        oval(0.155 * s, -0.12, 0.020, 0.022, lambda u, v: np.float32((1, 1, 1)), 0)
        canvas.stroke(
            [at(0.04 * s, -0.085), at(0.14 * s, -0.165), at(0.25 * s, -0.175), at(0.33 * s, -0.13)],
            lambda u: size * 0.034 * np.sin(np.pi * (0.1 + 0.8 * u)),
            lambda u, v: ramp(0.55 - 0.4 * v, DRAGON),
            0.5,
            3,
        )
        for k in range(5):
            flame(
                canvas,
                *at(s * (0.06 + 0.06 * k), -0.20 - 0.012 * k),
                (-0.35 - 0.1 * k) if s > 0 else np.pi + 0.35 + 0.1 * k,
                size * 0.24,
                size * 0.05,
                k,
                FLAME,
                -0.2 * s
            )
    oval(0, -0.24, 0.10, 0.10, lambda u, v: ramp(0.9 - 0.6 * u, FLAME), 0.3)
    for s in (-1, 1):
        canvas.gold(
            [at(0.22 * s, 0.20), at(0.62 * s, 0.30), at(0.80 * s, 0.06), at(1.08 * s, 0.14), at(1.16 * s, -0.06)],
            size * 0.032,
            0.4,
        )
        canvas.gold([at(0.20 * s, 0.24), at(0.46 * s, 0.52), at(0.72 * s, 0.56), at(0.86 * s, 0.80)], size * 0.024, 0.4)


PLUMES = (ROSE, AZURE, JADE, VIOLET, AMBER)


def plume(canvas, points, width, stops, seed):
    """A long tail plume with barbs on both sides and an eye at its end."""
    curve = spline(points, 260)
    heading = np.arctan2(*np.gradient(curve, axis=0).T[::-1])
    for i in range(14, 250, 5):
        t = i / 260
        w = width * (0.5 + 0.7 * t)
        for s in (-1, 1):
            feather(canvas, *curve[i], heading[i] + s * (0.80 - 0.25 * t), w * 2.6, w * 0.24, stops, i, None, -0.25 * s)
    canvas.gold([tuple(p) for p in curve[::12]], width * 0.13, 0.35)
    ex, ey = curve[-6]
    for i in range(16):
        a = heading[-6] + (i - 7.5) * 0.36
        feather(canvas, ex, ey, a, width * 1.75, width * 0.30, stops, i, None, 0.1)
    for r, ring in ((0.95, AMBER), (0.70, AZURE), (0.42, ROSE)):
        canvas.disc(
            ex,
            ey,
            width * r,
            lambda u, v, ring=ring: mix(
                ramp(0.95 - 0.7 * u, ring) * threads(v, u, 20, 2, 0.12)[..., None],
                ramp(0.65 * np.ones_like(u), GOLD),
                smooth(0.86, 0.91, u),
            ),
            0.35,
            3,
        )


def phoenix(canvas, x, y, size, seed=2):
    """A phoenix rising with spread wings; `size` is about half its height."""
    at = lambda px, py: (x + px * size, y + py * size)
    tails = (
        ((0, 0.25), (-0.55, 0.55), (-0.95, 0.30), (-1.02, -0.12)),
        ((0.05, 0.28), (0.60, 0.62), (1.00, 0.40), (1.02, -0.02)),
        ((0, 0.28), (-0.34, 0.72), (-0.72, 0.88), (-0.98, 0.72)),
        ((0.05, 0.30), (0.36, 0.80), (0.70, 0.98), (1.0, 0.88)),
        ((0.02, 0.3), (-0.10, 0.66), (0.06, 0.92), (-0.20, 1.12)),
    )
    for i, points in enumerate(tails):
        plume(canvas, [at(*p) for p in points], size * 0.085, PLUMES[i], seed + i)
    for s in (-1, 1):
        # Primaries, secondaries, coverts: each row shorter, brighter and nearer the shoulder.
        for row, (count, reach, width, stops) in enumerate(
            ((13, 0.86, 0.060, AZURE), (11, 0.62, 0.055, JADE), (10, 0.44, 0.050, AMBER), (9, 0.28, 0.046, ROSE))
        ):
            for i in range(count):
                t = i / (count - 1)
                a = 0.12 - 1.95 * t
                px, py = 0.10 + 0.30 * t * (1 - row * 0.12), -0.02 - 0.34 * t
                angle = a if s > 0 else np.pi - a
                feather(
                    canvas,
                    *at(s * px, py),
                    angle,
                    size * reach * (0.70 + 0.45 * np.sin(np.pi * (0.25 + 0.6 * t))),
                    size * width,
                    stops,
                    seed + i,
                    VIOLET if row == 0 else None,
                    -0.12 * s
                )
        canvas.stroke(
            [at(s * 0.06, 0.02), at(s * 0.22, -0.10), at(s * 0.36, -0.30), at(s * 0.40, -0.44)],
            lambda u: size * (0.075 - 0.045 * u),
            hide(size * 0.6, size * 0.10, FLAME),
            0.45,
            5,
        )
    body = [at(*p) for p in ((0.02, 0.42), (0.03, 0.20), (0.0, -0.04), (-0.02, -0.24), (0.08, -0.42), (0.06, -0.58))]
    canvas.stroke(
        body,
        lambda u: size * (0.045 + 0.125 * np.sin(np.pi * np.clip(0.08 + 0.95 * u, 0, 0.999)) ** 1.3),
        hide(size, size * 0.13, FLAME),
        0.5,
        6,
    )
    for i in range(9):
        a = np.pi / 2 + (i - 4) * 0.28
        feather(canvas, *at(0.02 + 0.012 * (i - 4), 0.24), a, size * 0.26, size * 0.04, PLUMES[i % 5], i)
    for i in range(13):
        a = np.pi / 2 + (i - 6) * 0.24
        feather(
            canvas,
            *at(0.03 + 0.008 * (i - 6), -0.36 + 0.005 * abs(i - 6)),
            a,
            size * 0.20,
            size * 0.030,
            PLUMES[(i * 2) % 5],
            i
        )
    hx, hy = at(0.06, -0.62)
    for i in range(7):
        a = -1.9 + 0.24 * i
        feather(
            canvas,
            hx - size * 0.02,
            hy - size * 0.03,
            a - 0.5,
            size * (0.24 + 0.03 * (i % 3)),
            size * 0.028,
            PLUMES[i % 5],
            i,
            None,
            -0.3,
        )
    canvas.disc(
        hx,
        hy,
        size * 0.078,
        lambda u, v: mix(
            ramp(0.9 - 0.55 * u, FLAME) * threads(v, u, 26, 4, 0.15)[..., None],
            ramp(0.7 * np.ones_like(u), GOLD),
            smooth(0.9, 0.94, u),
        ),
        0.45,
        4,
    )
    canvas.stroke(
        [(hx + size * 0.05, hy - size * 0.015), (hx + size * 0.12, hy), (hx + size * 0.165, hy + size * 0.055)],
        lambda u: size * 0.036 * (1.04 - u),
        lambda u, v: ramp(0.65 - 0.35 * v, GOLD),
        0.4,
        2,
    )
    for i in range(3):
        canvas.disc(
            hx + size * (0.045 + 0.014 * i),
            hy + size * (0.065 + 0.02 * i),
            size * 0.022,
            lambda u, v: ramp(0.7 - 0.5 * u, ROSE),
            0.4,
            2,
        )
    canvas.disc(
        hx + size * 0.025,
        hy - size * 0.015,
        size * 0.021,
        lambda u, v: ramp(1.0 - 0.2 * u, palette("#b89a5a", "#fffef6")),
        0.3,
        2,
    )
    canvas.disc(hx + size * 0.029, hy - size * 0.015, size * 0.012, lambda u, v: np.float32((0.03, 0.02, 0.05)), 0, 1)
