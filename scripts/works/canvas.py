"""A supersampled canvas on which everything is a parametric surface.

A surface is a function of (u, v) in [0, 1] x [-1, 1] giving positions and colours. It is sampled
densely enough to leave no holes and splatted; the canvas is averaged down at the end. That keeps
petals, ribbons, scales and discs in one primitive whose texture follows the shape.
Coordinates are final pixels, colours are sRGB floats in 0...1.
"""

import numpy as np
from PIL import Image, ImageFilter

SUPERSAMPLING = 2
OVERSAMPLING = 1.5

GOLD = [(0.34, 0.19, 0.05), (0.72, 0.49, 0.15), (0.93, 0.76, 0.36), (1.0, 0.95, 0.70)]


def rgb(code):
    """`'#a1b2c3'` as three floats."""
    return np.array([int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)


def palette(*codes):
    return [rgb(code) for code in codes]


def ramp(t, stops):
    """Colours along evenly spaced stops; t in 0...1 of any shape."""
    stops = np.asarray(stops, np.float32)
    t = np.clip(np.asarray(t, np.float32), 0, 1) * (len(stops) - 1)
    low = np.minimum(t.astype(np.int32), len(stops) - 2)
    part = (t - low)[..., None]
    part = part * part * (3 - 2 * part)
    return stops[low] * (1 - part) + stops[low + 1] * part


def smooth(low, high, x):
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def mix(a, b, t):
    t = np.asarray(t, np.float32)[..., None]
    return a * (1 - t) + b * t


def noise(x, y, seed=0):
    """Smooth value noise in -1...1 on a hashed lattice."""
    xi, yi = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    xf, yf = x - xi, y - yi
    xf, yf = xf * xf * (3 - 2 * xf), yf * yf * (3 - 2 * yf)

    def lattice(i, j):
        h = (i * 374761393 + j * 668265263 + seed * 974634777) & 0xFFFFFFFF
        h = ((h ^ (h >> 13)) * 1274126177) & 0xFFFFFFFF
        return ((h ^ (h >> 16)) & 0xFFFF) / 32767.5 - 1

    top = lattice(xi, yi) * (1 - xf) + lattice(xi + 1, yi) * xf
    bottom = lattice(xi, yi + 1) * (1 - xf) + lattice(xi + 1, yi + 1) * xf
    return top * (1 - yf) + bottom * yf


def fractal(x, y, seed=0, octaves=4):
    total = 0
    for octave in range(octaves):
        total = total + noise(x * 2**octave, y * 2**octave, seed + octave) / 2**octave
    return total / 1.6


def threads(u, v, count, seed=0, strength=0.16):
    """The brightness of satin stitches that run along u, side by side in v."""
    phase = v * count
    relief = 0.5 + 0.5 * np.cos(phase * 2 * np.pi)
    return 1 + strength * (noise(phase, u * 5, seed) * 0.8 + relief * 0.7 - 0.35)


def spline(points, count=None):
    """A Catmull-Rom curve through the points, as an array (count, 2)."""
    p = np.asarray(points, np.float64)
    count = count or 24 * len(p)
    p = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    t = np.linspace(0, len(p) - 3 - 1e-9, count)
    i = t.astype(int)
    f = (t - i)[:, None]
    a, b, c, d = p[i], p[i + 1], p[i + 2], p[i + 3]
    return 0.5 * (2 * b + (c - a) * f + (2 * a - 5 * b + 4 * c - d) * f**2 + (3 * b - a - 3 * c + d) * f**3)


class Canvas:
    """An image being painted; `width` and `height` are in final pixels."""

    def __init__(self, width, height, background):
        self.width, self.height = width, height
        k = SUPERSAMPLING
        y, x = np.mgrid[0 : height * k, 0 : width * k].astype(np.float32)
        self.x, self.y = (x + 0.5) / k, (y + 0.5) / k
        if callable(background):
            self.pixels = np.ascontiguousarray(background(self.x, self.y), np.float32)
        else:
            self.pixels = np.broadcast_to(np.float32(background), x.shape + (3,)).copy()

    def surface(self, place, paint, shadow=0.0, blur=5.0, alpha=1.0, wrap=False):
        """Splats place(u, v) -> x, y in the colours of paint(u, v), over a soft shadow.

        `wrap` repeats the surface across the canvas's edges, for tiling cloth."""
        k = SUPERSAMPLING
        u, v = np.meshgrid(np.linspace(0, 1, 25), np.linspace(-1, 1, 33), indexing="ij")
        x, y = (np.broadcast_to(a, u.shape) for a in place(u, v))
        if wrap:
            for dx in (-self.width, 0, self.width):
                for dy in (-self.height, 0, self.height):
                    if (
                        x.max() + dx > -12
                        and x.min() + dx < self.width + 12
                        and y.max() + dy > -12
                        and y.min() + dy < self.height + 12
                    ):
                        self.surface(
                            lambda u, v: tuple(a + d for a, d in zip(place(u, v), (dx, dy))), paint, shadow, blur, alpha
                        )
            return
        along = np.hypot(np.diff(x, axis=0), np.diff(y, axis=0)).max() * 24
        across = np.hypot(np.diff(x, axis=1), np.diff(y, axis=1)).max() * 32
        n, m = (int(np.clip(d * k * OVERSAMPLING, 6, 6000)) for d in (along, across))
        u, v = np.meshgrid(
            np.linspace(0, 1, n, dtype=np.float32), np.linspace(-1, 1, m, dtype=np.float32), indexing="ij"
        )
        x, y = (np.broadcast_to(a, u.shape) for a in place(u, v))
        margin = int(float(blur) * 3 * k) if shadow else 1
        xi, yi = np.floor(x * k).astype(np.int32), np.floor(y * k).astype(np.int32)
        left, top = max(0, xi.min() - margin), max(0, yi.min() - margin)
        right = min(self.width * k, xi.max() + margin + 2)
        bottom = min(self.height * k, yi.max() + margin + 2)
        if right <= left or bottom <= top:
            return
        colours = paint(u, v)
        inside = (xi >= left) & (xi < right) & (yi >= top) & (yi < bottom)
        xi, yi = xi[inside] - left, yi[inside] - top
        layer = np.zeros((bottom - top, right - left, 3), np.float32)
        cover = np.zeros(layer.shape[:2], np.float32)
        layer[yi, xi] = np.broadcast_to(colours, u.shape + (3,))[inside]
        cover[yi, xi] = 1
        target = self.pixels[top:bottom, left:right]
        if shadow:
            soft = Image.fromarray((cover * 255).astype(np.uint8))
            soft = np.asarray(soft.filter(ImageFilter.GaussianBlur(float(blur) * k)), np.float32) / 255
            shift = int(blur * k * 0.5)
            soft = np.pad(soft, ((shift, 0), (shift // 2, 0)))[: len(cover), : cover.shape[1]]
            target *= 1 - shadow * soft[..., None]
        cover = cover[..., None] * alpha
        target += (layer - target) * cover

    def stroke(self, points, width, paint, shadow=0.0, blur=3.0, alpha=1.0, wrap=False):
        """A ribbon along a spline; `width` is half its breadth, a number or a function of u."""
        curve = spline(points)
        tangent = np.gradient(curve, axis=0)
        normal = np.stack([-tangent[:, 1], tangent[:, 0]], 1)
        normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9
        stations = np.linspace(0, 1, len(curve))
        breadth = width if callable(width) else lambda u: width

        def place(u, v):
            across = breadth(u) * v
            return tuple(
                np.interp(u, stations, curve[:, i]) + np.interp(u, stations, normal[:, i]) * across for i in (0, 1)
            )

        colour = paint if callable(paint) else lambda u, v: np.float32(paint)
        self.surface(place, colour, shadow, blur, alpha, wrap)

    def gold(self, points, width, shadow=0.35, taper=True, wrap=False):
        """A couched gold thread with its twist."""
        length = np.hypot(*np.diff(np.asarray(points, float), axis=0).T).sum()

        def paint(u, v):
            twist = 0.5 + 0.5 * np.sin(u * length * 1.15 + v * 1.6)
            return ramp(0.30 + 0.55 * (1 - v * v) * (0.45 + 0.55 * twist), GOLD)

        breadth = (lambda u: width * (0.25 + 0.75 * np.sin(np.pi * np.clip(u, 0.02, 0.98)) ** 0.5)) if taper else width
        self.stroke(points, breadth, paint, shadow, 1.6, 1.0, wrap)

    def disc(self, x, y, radius, paint, shadow=0.0, blur=4.0, wrap=False):
        """paint(u, v): u is the radius from 0 to 1, v the angle over pi."""
        self.surface(
            lambda u, v: (x + radius * u * np.cos(v * np.pi), y + radius * u * np.sin(v * np.pi)),
            paint,
            shadow,
            blur,
            1.0,
            wrap,
        )

    def weave(self, seed, strength=0.035, grain=0.02):
        """The cloth's own threads, its uneven dye and a little grain over all."""
        x, y = self.x, self.y
        relief = np.sin(x * np.pi / 1.5) * np.sin(y * np.pi / 1.5)
        dye = fractal(x / 140, y / 140, seed)
        speck = noise(x * 0.9, y * 0.9, seed + 9)
        self.pixels *= (1 + strength * relief + 0.05 * dye + grain * speck)[..., None]

    def vignette(self, strength=0.25):
        dx, dy = self.x / self.width - 0.5, self.y / self.height - 0.5
        self.pixels *= (1 - strength * smooth(0.25, 0.8, np.hypot(dx, dy)))[..., None]

    def image(self):
        k = SUPERSAMPLING
        pixels = self.pixels.reshape(self.height, k, self.width, k, 3).mean((1, 3))
        return Image.fromarray((np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8))
