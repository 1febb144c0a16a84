"""People drawn from their joints: clothes, skin, hair and face, nearer parts over farther ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import cos, radians, sin
from typing import Literal

import cv2
import numpy as np

from .lots import between, pick
from .paint import (
    HAZE,
    UNIT_CIRCLE,
    Canvas,
    Colour,
    FixedPoints,
    fill_fixed,
    hsv,
    mix,
    shade,
    soft_oval,
    to_fixed,
)
from .skeleton import Build, Joint, Points

Hair = Literal["short", "long", "bun", "bald", "cap"]
Sleeves = Literal["none", "short", "long"]
Legwear = Literal["trousers", "shorts", "leggings"]

SKINS: tuple[Colour, ...] = (
    (250, 220, 196), (240, 196, 160), (224, 172, 132), (198, 138, 98), (150, 98, 64), (104, 66, 44),
)  # fmt: skip
"""Skin tones, from light to dark."""

HAIRS: tuple[Colour, ...] = (
    (30, 24, 22), (64, 42, 28), (110, 68, 36), (176, 120, 60), (222, 184, 110), (150, 150, 154),
)  # fmt: skip
"""Hair colours."""


LEAST_GLOSS = 1.5
"""Pixels of radius below which a shape has no lit side."""

LEAST_FACE = 50
"""Pixels of body height below which a face has no features."""

AVERTED = -0.35
"""How far a face may look away from the viewer and still show some skin, -1 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one person looks."""

    build: Build = field(default_factory=Build)
    """Proportions of the body."""
    skin: Colour = SKINS[1]
    """Colour of the skin."""
    hair: Colour = HAIRS[1]
    """Colour of the hair or cap."""
    hair_style: Hair = "short"
    """Cut of the hair."""
    shirt: Colour = (200, 60, 60)
    """Colour of the shirt."""
    sleeves: Sleeves = "short"
    """Length of the sleeves."""
    legs: Colour = (40, 60, 120)
    """Colour of trousers, shorts or leggings."""
    legwear: Legwear = "trousers"
    """What the legs wear."""
    shoes: Colour = (240, 240, 240)
    """Colour of the shoes."""
    outline: float = 0.35
    """Darkness of the outlines, 0 for a flat style."""
    gloss: float = 0.16
    """Brightness of the lit side of each part, 0 for a flat style."""


def random_look(rng: np.random.Generator) -> Look:
    """Draw the lots of one person's body, clothes and drawing style."""
    build = Build(
        height=between(rng, 1.55, 1.9),
        shoulders=between(rng, 0.09, 0.122),
        hips=between(rng, 0.048, 0.062),
        girth=between(rng, 0.85, 1.3),
        head=between(rng, 0.95, 1.2),
    )
    hair_style: Hair = rng.choice(
        ["short", "long", "bun", "bald", "cap"], p=[0.4, 0.2, 0.15, 0.1, 0.15]
    )
    cap = hsv(rng.uniform(), 0.7, rng.uniform(0.3, 0.9))
    return Look(
        build=build,
        skin=pick(rng, SKINS),
        hair=cap if hair_style == "cap" else pick(rng, HAIRS),
        hair_style=hair_style,
        shirt=hsv(rng.uniform(), rng.uniform(0.1, 0.9), rng.uniform(0.3, 1.0)),
        sleeves=rng.choice(["none", "short", "long"], p=[0.2, 0.45, 0.35]),
        legs=hsv(rng.uniform(), rng.uniform(0.05, 0.7), rng.uniform(0.2, 0.8)),
        legwear=rng.choice(["trousers", "shorts", "leggings"]),
        shoes=hsv(rng.uniform(), rng.uniform(0, 0.8), rng.uniform(0.2, 1.0)),
        outline=between(rng, 0.6, 0.85),
        gloss=between(rng, 0.0, 0.22),
    )


def fade_look(look: Look, *, share: float) -> Look:
    """Return somebody as seen through haze: colours `share` of the way to a light grey."""

    def faded(colour: Colour) -> Colour:
        return mix(colour, HAZE, share=share)

    return replace(
        look,
        skin=faded(look.skin),
        hair=faded(look.hair),
        shirt=faded(look.shirt),
        legs=faded(look.legs),
        shoes=faded(look.shoes),
        outline=look.outline * (1 - share),
        gloss=0.0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Where a spot of ground lies on the canvas and how things standing on it are seen."""

    x: float
    """Column of the spot."""
    y: float
    """Row of the spot."""
    scale: float
    """Pixels a metre."""
    yaw: float = 0.0
    """Degrees that the thing is turned away from facing the viewer."""
    tilt: float = 0.16
    """How far ground nearer to the viewer sinks: the sine of the camera's downward look."""

    def project(self, points: Points) -> tuple[Points, Points]:
        """Return pixels (N, 2) and nearness in metres (N,) of points (N, 3) in metres."""
        turn = radians(self.yaw)
        across = points[:, 0] * cos(turn) + points[:, 2] * sin(turn)
        near = points[:, 2] * cos(turn) - points[:, 0] * sin(turn)
        down = self.tilt * near - points[:, 1]
        return np.stack([self.x + self.scale * across, self.y + self.scale * down], axis=1), near


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """One convex shape: the hull of a few circles, or of bare corners where the radii are 0."""

    centres: Points
    """Circle centres in pixels, shape (N, 2)."""
    radii: Sequence[float]
    """Circle radii in pixels."""
    colour: Colour
    """Fill colour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Blobs drawn together, so that no outline shows where they join."""

    nearness: float
    """Metres towards the viewer: nearer parts are drawn later."""
    blobs: tuple[Blob, ...]
    """Shapes, the later over the earlier."""
    outlined: bool = True
    """Whether the style's outline goes around it."""


def draw_person(
    canvas: Canvas, look: Look, joints: Points, view: View, *, props: Sequence[Part] = ()
) -> None:
    """Draw one person, with `props` between the limbs where they are nearer or farther."""
    draw_shadow(canvas, joints, view)
    draw_parts(canvas, [*props, *person_parts(look, joints, view)], look)


def draw_shadow(canvas: Canvas, joints: Points, view: View) -> None:
    """Darken the ground below a person."""
    ground = joints.copy()
    ground[:, 1] = 0.0
    pixels, _ = view.project(ground[: Joint.BROW])
    centre = (pixels.min(axis=0) + pixels.max(axis=0)) / 2
    spread = (pixels.max(axis=0) - pixels.min(axis=0)) / 2
    radii = (spread[0] * 0.9 + 0.1 * view.scale, spread[1] * 0.8 + 0.05 * view.scale)
    soft_oval(canvas, (centre[0], centre[1]), radii, darkness=0.3)


def draw_parts(canvas: Canvas, parts: Sequence[Part], look: Look) -> None:
    """Draw parts from the farthest to the nearest, in the style of `look`."""
    ordered = sorted(parts, key=lambda part: part.nearness)
    layers = [blob for part in ordered for blob in _layers(part, look)]
    for blob, polygon in zip(layers, outline_blobs(layers), strict=True):
        fill_fixed(canvas, polygon, blob.colour)


def outline_blobs(blobs: Sequence[Blob]) -> list[FixedPoints]:
    """Return the polygon around each blob.

    Nearly all blobs are hulls of one or two circles; those are worked out all at once.
    """
    ends = np.array([(blob.centres[0], blob.centres[-1]) for blob in blobs])
    radii = np.array([(blob.radii[0], blob.radii[-1]) for blob in blobs])
    axis = ends[:, 1] - ends[:, 0]
    turn = np.arctan2(axis[:, 1], axis[:, 0])[:, None] + _RIM_ANGLES
    rim = np.stack([np.cos(turn), np.sin(turn)], axis=2)
    polygons = list(to_fixed(ends[:, _RIM_ENDS] + radii[:, _RIM_ENDS, None] * rim))
    for number, blob in enumerate(blobs):
        if len(blob.radii) > len(ends[number]):
            polygons[number] = to_fixed(_hull(blob))
    return polygons


def _layers(part: Part, look: Look) -> Iterator[Blob]:
    """Return what is painted for a part: the outlines of its blobs, then blobs and their gloss."""
    if look.outline and part.outlined:
        for blob in part.blobs:
            rim = 0.9 + 0.05 * max(blob.radii)
            radii = [radius + rim for radius in blob.radii]
            colour = shade(blob.colour, -look.outline)
            yield Blob(centres=blob.centres, radii=radii, colour=colour)
    for blob in part.blobs:
        yield blob
        if look.gloss and min(blob.radii) > LEAST_GLOSS:
            # The light is high on the left.
            lift = np.array([-0.28, -0.22]) * min(blob.radii)
            radii = [0.62 * radius for radius in blob.radii]
            colour = shade(blob.colour, look.gloss)
            yield Blob(centres=blob.centres + lift, radii=radii, colour=colour)


def person_parts(look: Look, joints: Points, view: View) -> list[Part]:
    """Return the shapes of a person, in no order."""
    pixels, near = view.project(joints)
    size = view.scale * look.build.height
    painter = _Painter(look=look, pixels=pixels, near=near, size=size)
    return [
        painter.torso(),
        painter.arm(Joint.LEFT_SHOULDER),
        painter.arm(Joint.RIGHT_SHOULDER),
        painter.leg(Joint.LEFT_HIP),
        painter.leg(Joint.RIGHT_HIP),
        *painter.head(joints, view),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Painter:
    look: Look
    pixels: Points
    near: Points
    size: float
    """Body height in pixels."""

    def torso(self) -> Part:
        girth, look = self.look.build.girth, self.look
        shoulders = [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]
        hips = [Joint.LEFT_HIP, Joint.RIGHT_HIP]
        waist = self.pixels[hips] * 0.8 + self.pixels[shoulders] * 0.2
        pelvis = self._blob(self.pixels[hips], [0.062 * girth] * 2, look.legs)
        chest = self._blob(
            np.concatenate([self.pixels[shoulders], waist]),
            [0.045 * girth] * 2 + [0.056 * girth] * 2,
            look.shirt,
        )
        neck = self._limb(
            self.pixels[Joint.NECK], self.pixels[Joint.HEAD], (0.034, 0.032), look.skin
        )
        return Part(nearness=float(self.near[shoulders + hips].mean()), blobs=(neck, pelvis, chest))

    def arm(self, shoulder: Joint) -> Part:
        look, girth = self.look, self.look.build.girth
        top, elbow, wrist = self.pixels[shoulder : shoulder + 3]
        hand = wrist + (wrist - elbow) * 0.16
        upper = {"none": look.skin, "short": look.shirt, "long": look.shirt}[look.sleeves]
        fore = look.shirt if look.sleeves == "long" else look.skin
        bare = self._limb(top, elbow, (0.041 * girth, 0.034 * girth), look.skin)
        sleeve = self._limb(
            top, elbow if look.sleeves == "long" else top + 0.62 * (elbow - top),
            (0.044 * girth, 0.038 * girth), upper,
        )  # fmt: skip
        blobs = (
            bare,
            self._limb(elbow, wrist, (0.034 * girth, 0.026 * girth), fore),
            sleeve,
            self._limb(wrist, hand, (0.026, 0.032), look.skin),
        )
        nearness = float(self.near[shoulder : shoulder + 3].mean()) + 0.03
        return Part(nearness=nearness, blobs=blobs)

    def leg(self, hip: Joint) -> Part:
        look, girth = self.look, self.look.build.girth
        top, knee, ankle, toe = self.pixels[hip : hip + 4]
        slack = 1.15 if look.legwear == "trousers" else 1.0
        shin = look.skin if look.legwear == "shorts" else look.legs
        hem = top + (0.85 if look.legwear == "shorts" else 1.0) * (knee - top)
        heel = ankle + 0.12 * (ankle - toe)
        blobs = (
            self._limb(knee, ankle, (0.046 * girth, 0.03 * girth * slack), shin),
            self._limb(top, knee, (0.064 * girth, 0.047 * girth), shin),
            self._limb(top, hem, (0.066 * girth, 0.05 * girth * slack), look.legs),
            self._limb(heel, toe, (0.031, 0.024), look.shoes),
        )
        # A shirt hangs over the legs of whoever stands; bent knees come before it.
        middle = self.near[[Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean()
        bent = 0.5 * (self.near[hip + 1] - self.near[hip])
        nearness = float(middle + bent + 0.1 * (self.near[hip] - middle)) - 0.02
        return Part(nearness=nearness, blobs=blobs)

    def head(self, joints: Points, view: View) -> Iterator[Part]:
        look, radius = self.look, 0.068 * self.look.build.head
        head = joints[Joint.HEAD]
        forward = joints[Joint.BROW] - head
        forward /= np.linalg.norm(forward)
        up = head - joints[Joint.NECK]
        up /= np.linalg.norm(up)
        side = np.cross(up, forward)
        reach = radius * look.build.height
        frame = np.stack([side, up, forward])
        spots, near = view.project(head + reach * (_FACE @ frame))
        own = float(self.near[Joint.HEAD])
        if look.hair_style == "long":
            mane = self._blob(spots[[_BACK, _MANE]], [radius * 1.05, radius * 0.95], look.hair)
            yield Part(nearness=float(near[_MANE]) - 0.03, blobs=(mane,))
        skull = look.skin if look.hair_style == "bald" else look.hair
        blobs = [self._blob(spots[[_CROWN]], [radius * 1.06], skull)]
        if look.hair_style == "bun":
            blobs.insert(0, self._blob(spots[[_KNOT]], [radius * 0.45], look.hair))
        facing = (near[_NOSE] - own) / reach
        if facing > AVERTED:
            blobs.append(
                self._blob(spots[[_FACE_CENTRE, _CHIN]], [radius * 0.86, radius * 0.7], look.skin)
            )
        if look.hair_style == "cap":
            blobs.append(
                self._blob(
                    spots[[_CROWN_FRONT, _BRIM]],
                    [radius * 0.6, radius * 0.3],
                    shade(look.hair, -0.25),
                )
            )
        yield Part(nearness=own + 0.04, blobs=tuple(blobs))
        if self.size > LEAST_FACE:
            features = tuple(self._features(spots, near, own))
            yield Part(nearness=own + 0.05, blobs=features, outlined=False)

    def _features(self, spots: Points, near: Points, own: float) -> Iterator[Blob]:
        radius = 0.068 * self.look.build.head
        for eye in (_LEFT_EYE, _RIGHT_EYE):
            if near[eye] > own + 0.02:
                yield self._blob(spots[[eye]], [max(radius * 0.13, 0.8 / self.size)], (30, 26, 30))
        if near[_NOSE] > own + 0.02:
            lips = shade(self.look.skin, -0.35)
            yield self._blob(spots[[_MOUTH_LEFT, _MOUTH_RIGHT]], [radius * 0.07] * 2, lips)

    def _limb(self, start: Points, end: Points, radii: tuple[float, float], colour: Colour) -> Blob:
        return self._blob(np.stack([start, end]), radii, colour)

    def _blob(self, centres: Points, radii: Sequence[float], colour: Colour) -> Blob:
        return Blob(centres=centres, radii=[r * self.size for r in radii], colour=colour)


_FACE = np.array(
    [
        (0, 0.1, -0.08),      # crown of the hair
        (0, -0.12, 0.3),      # centre of the face
        (0, -0.5, 0.32),      # chin
        (-0.36, 0.02, 0.9),   # left eye
        (0.36, 0.02, 0.9),    # right eye
        (-0.2, -0.5, 0.9),    # left corner of the mouth
        (0.2, -0.5, 0.9),     # right corner of the mouth
        (0, -0.1, 1.0),       # tip of the nose
        (0, 0.55, -1.0),      # knot of a bun
        (0, -0.1, -0.2),      # back of the head
        (0, -1.9, -0.5),      # end of long hair
        (0, 0.62, 0.3),       # front of a cap
        (0, 0.42, 1.25),      # brim of a cap
    ]
)  # fmt: skip
"""Points of a head in head radii: to the side, up, forwards."""

_CROWN, _FACE_CENTRE, _CHIN, _LEFT_EYE, _RIGHT_EYE, _MOUTH_LEFT, _MOUTH_RIGHT = range(7)
_NOSE, _KNOT, _BACK, _MANE, _CROWN_FRONT, _BRIM = range(7, 13)


def _hull(blob: Blob) -> Points:
    rims = blob.centres[:, None] + np.asarray(blob.radii)[:, None, None] * UNIT_CIRCLE
    hull: Points = cv2.convexHull(rims.reshape(-1, 2).astype(np.float32))[:, 0]
    return hull


_RIM_ENDS = np.repeat([1, 0], 9)
_RIM_ANGLES = np.linspace(-0.5, 0.5, 9) * np.pi
_RIM_ANGLES = np.concatenate([_RIM_ANGLES, _RIM_ANGLES + np.pi])
"""The rim of a capsule: half a turn around its end, then half a turn around its start."""
