"""A small software rasteriser: z-buffer, textured Phong light with soft shadow, a paper backdrop."""

import io

import numpy as np
from PIL import Image, ImageFilter

from .canvas import ramp, rgb, smooth


def rasterise(points, faces, width, height):
    """Depth and, per pixel, the nearest face with its barycentric weights. points: x, y, depth."""
    depth = np.full((height, width), np.inf)
    face = np.full((height, width), -1, np.int32)
    bary = np.zeros((height, width, 3), np.float32)
    t = points[faces]
    low = np.maximum(np.floor(t[:, :, :2].min(1)).astype(int), 0)
    high = np.minimum(np.ceil(t[:, :, :2].max(1)).astype(int) + 1, (width, height))
    area = (t[:, 1, 0] - t[:, 0, 0]) * (t[:, 2, 1] - t[:, 0, 1]) - (t[:, 2, 0] - t[:, 0, 0]) * (t[:, 1, 1] - t[:, 0, 1])
    for i in np.nonzero((high > low).all(1) & (np.abs(area) > 1e-9))[0]:
        (x0, y0), (x1, y1) = low[i], high[i]
        (ax, ay, az), (bx, by, bz), (cx, cy, cz) = t[i]
        x = np.arange(x0, x1) + 0.5
        y = (np.arange(y0, y1) + 0.5)[:, None]
        w1 = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) / area[i]
        w2 = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) / area[i]
        w0 = 1 - w1 - w2
        z = w0 * az + w1 * bz + w2 * cz
        window = depth[y0:y1, x0:x1]
        hit = (w0 >= -1e-6) & (w1 >= -1e-6) & (w2 >= -1e-6) & (z < window)
        if hit.any():
            window[hit] = z[hit]
            face[y0:y1, x0:x1][hit] = i
            bary[y0:y1, x0:x1][hit] = np.stack([w0, w1, w2], -1)[hit]
    return depth, face, bary


def basis(direction):
    f = np.asarray(direction, float) / np.linalg.norm(direction)
    r = np.cross((0, 1, 0), f)
    r /= np.linalg.norm(r)
    return np.stack([r, np.cross(f, r), f])


def sample(texture, uv):
    h, w = texture.shape[:2]
    x, y = np.mod(uv[:, 0], 1.0) * w - 0.5, np.mod(uv[:, 1], 1.0) * h - 0.5
    x0, y0 = np.floor(x).astype(int), np.floor(y).astype(int)
    fx, fy = (x - x0)[:, None], (y - y0)[:, None]
    at = lambda i, j: texture[np.clip(j, 0, h - 1), np.clip(i, 0, w - 1)]
    return (at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx) * (1 - fy) + (
        at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx
    ) * fy


def blurred(values, radius):
    """A Gaussian blur of a float map scaled to its own range."""
    low, high = float(values.min()), float(values.max())
    image = Image.fromarray(((values - low) / max(high - low, 1e-9)).astype(np.float32))
    passes = np.asarray(image)
    for axis in (0, 1):
        for _ in range(3):
            k = max(1, int(radius))
            pad = [(k, k) if a == axis else (0, 0) for a in (0, 1)]
            c = np.cumsum(np.pad(passes, pad, mode="edge"), axis, dtype=np.float64)
            c = np.concatenate([np.zeros_like(np.take(c, [0], axis)), c], axis)
            n = passes.shape[axis]
            passes = (np.take(c, range(2 * k + 1, 2 * k + 1 + n), axis) - np.take(c, range(n), axis)) / (2 * k + 1)
    return passes * (high - low) + low


def render(
    model,
    width=900,
    height=1200,
    eye=(0.5, 0.25, 1.0),
    backdrop=("#e9e3d6", "#b9b3a6"),
    fill=0.86,
    scale=2,
    cutout=False,
):
    """One orthographic portrait of a model on the floor of a soft studio.

    A cutout is the pixels, the mask of the model and its shadow on the floor instead."""
    w, h = width * scale, height * scale
    position = np.concatenate([m.positions for _, m, _ in model.parts])
    normal = np.concatenate([m.normals for _, m, _ in model.parts])
    uv = np.concatenate([m.uvs for _, m, _ in model.parts])
    offsets = np.cumsum([0] + [len(m.positions) for _, m, _ in model.parts])
    faces = np.concatenate([m.indices.reshape(-1, 3) + o for (_, m, _), o in zip(model.parts, offsets)])
    material = np.concatenate([np.full(len(m.indices) // 3, k) for _, m, k in model.parts])
    view = basis(eye)
    seen = position @ view.T
    low, high = seen.min(0), seen.max(0)
    zoom = fill * min(w / (high[0] - low[0]), h / (high[1] - low[1]))
    cx, cy = (low[0] + high[0]) / 2, (low[1] + high[1]) / 2
    project = lambda p: np.stack([w / 2 + (p[:, 0] - cx) * zoom, h * 0.49 - (p[:, 1] - cy) * zoom, -p[:, 2]], 1)
    depth, face, bary = rasterise(project(seen), faces, w, h)

    light = np.array((-0.5, 0.72, 1.0))
    lamp = basis(light)
    lit = position @ lamp.T
    span = np.ptp(lit, axis=0).max() * 1.04
    middle = (lit.max(0) + lit.min(0)) / 2
    size = 1100
    to_map = lambda p: np.stack(
        [size / 2 + (p[:, 0] - middle[0]) / span * size, size / 2 - (p[:, 1] - middle[1]) / span * size, -p[:, 2]], 1
    )
    shade_map, _, _ = rasterise(to_map(lit), faces, size, size)

    def exposure(points, bias, reach=2):
        q = to_map(points @ lamp.T)
        total = 0
        for dx in range(-reach, reach + 1):
            for dy in range(-reach, reach + 1):
                i = np.clip((q[:, 0] + dx * 1.3).astype(int), 0, size - 1)
                j = np.clip((q[:, 1] + dy * 1.3).astype(int), 0, size - 1)
                total = total + (q[:, 2] <= shade_map[j, i] + bias)
        return total / (2 * reach + 1) ** 2

    # The studio: a wall fading into a floor that takes the contact shadow.
    yy, xx = np.mgrid[0:h, 0:w] / np.array([h, w]).reshape(2, 1, 1)
    colours = [rgb(backdrop[1]) * 0.93, rgb(backdrop[0]), np.minimum(rgb(backdrop[0]) * 1.06, 1), rgb(backdrop[1])]
    picture = ramp(np.clip(1.25 - 1.5 * np.hypot((xx - 0.46) * 0.8, (yy - 0.42) * 0.9), 0, 1) * 0.66, colours)
    floor = position[:, 1].min()
    # The plane y = floor seen through the orthographic camera.
    sx, sy = cx + (xx * w - w / 2) / zoom, cy - (yy * h - h * 0.49) / zoom
    depth_floor = (
        (floor - sx * view[0, 1] - sy * view[1, 1]) / view[2, 1] if abs(view[2, 1]) > 1e-6 else np.zeros_like(sx)
    )
    ground = sx[..., None] * view[0] + sy[..., None] * view[1] + depth_floor[..., None] * view[2]
    near = (
        (np.abs(ground - (position.max(0) + position.min(0)) / 2)[..., [0, 2]]) < 1.6 * np.ptp(position, axis=0).max()
    ).all(-1)
    shadow = np.zeros((h, w))
    shadow[near] = 1 - exposure(ground[near], 0.002 * np.ptp(position, axis=0).max(), 1)
    soft = 0.55 * blurred(shadow, w * 0.006) + 0.45 * blurred(shadow, w * 0.03)
    picture = picture * (1 - 0.42 * np.clip(soft, 0, 1))[..., None]

    hit = face >= 0
    f, b = face[hit], bary[hit]
    corner = faces[f]
    blend = lambda a: (a[corner] * b[..., None]).sum(1)
    n, p, st = blend(normal), blend(position), blend(uv)
    n /= np.linalg.norm(n, axis=1, keepdims=True) + 1e-9
    inside = (n @ view[2]) < 0
    n[inside] *= -1
    texture = np.asarray(Image.open(io.BytesIO(model.texture)).convert("RGB"), np.float32) / 255
    albedo = sample(texture, st) ** 2.2
    pbr = [m["pbrMetallicRoughness"] for m in model.materials]
    metal = np.array([m.get("metallicFactor", 1) for m in pbr])[material[f]][:, None]
    rough = np.array([m.get("roughnessFactor", 1) for m in pbr])[material[f]]
    sun = lamp[2]
    reach = 0.006 * np.ptp(position, axis=0).max()
    sunny = exposure(p + n * reach, reach * 0.6) * (~inside * 0.75 + 0.25)
    half = sun + view[2]
    half /= np.linalg.norm(half)
    lambert = np.clip((n @ sun + 0.22) / 1.22, 0, 1)
    power = 2 / np.maximum(rough, 0.15) ** 3
    gloss = np.clip(n @ half, 0, 1) ** power * (power + 8) / 30 * (1 - rough) ** 0.8
    facing = np.clip(n @ view[2], 0, 1)
    side = np.clip(n @ basis((0.95, 0.3, -0.15))[2], 0, 1) ** 1.5
    sky = 0.5 + 0.5 * n[:, 1]
    # What stands deeper than its surroundings gets less of the sky.
    filled = np.where(hit, depth, np.max(depth[hit]))
    ao = sum(
        np.clip((filled - blurred(filled, r * scale) - 0.002) / reach, 0, 1) for r, reach in ((8, 0.05), (24, 0.10))
    )
    ao = 1 - 0.24 * np.clip(ao[hit], 0, 1)
    ambient = (0.20 + 0.34 * sky)[:, None] * ao[:, None] * np.array([1.0, 0.99, 1.0])
    direct = (1.15 * lambert * sunny)[:, None] * np.array([1.06, 1.0, 0.92])
    rimlight = (0.35 * side + 0.22 * (1 - facing) ** 3)[:, None]
    colour = albedo * (ambient + direct * (1 - 0.35 * metal) + rimlight)
    tint = 0.06 * (1 - metal) + 1.6 * albedo * metal + 0.10 * albedo
    colour += tint * (gloss * (0.25 + 0.75 * sunny))[:, None] * 2.2 + tint * (0.25 * sky**2 * ao * (1 - rough))[:, None]
    colour *= np.where(inside, 0.62, 1.0)[:, None]
    colour = np.clip(colour, 0, None)
    colour = colour * (1 + colour / 3.2) / (1 + colour)
    picture[hit] = np.clip(colour * 1.22, 0, 1) ** (1 / 2.2)
    if cutout:
        return picture, hit, np.clip(soft, 0, 1)
    vignette = 1 - 0.16 * smooth(0.45, 0.9, np.hypot(xx - 0.5, yy - 0.5))
    picture = picture * vignette[..., None]
    small = picture.reshape(height, scale, width, scale, 3).mean((1, 3))
    return Image.fromarray((np.clip(small, 0, 1) * 255 + 0.5).astype(np.uint8)).filter(
        ImageFilter.UnsharpMask(1.2, 40, 2)
    )
