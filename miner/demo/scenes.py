"""One filmed scene: a place, an actor with a script, a camera, and what else moves there."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from .actions import PERFORMANCES
from .backdrops import Backdrop, Place, paint_backdrop
from .camera import Camera, Framing, Subject, plan_camera
from .distractors import Distractor, Ground, plan_distractors
from .figures import Look, Part, draw_parts, draw_person, random_look
from .lots import between, chance, either_way, pick
from .paint import Canvas
from .props import Chair, random_chair
from .script import Script
from .skeleton import solve_joints

BACKDROP_MARGIN = 1.6
"""How much larger than the frame a backdrop is, so that the camera can move."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grade:
    """Light, lens and sensor of one film."""

    curve: npt.NDArray[np.uint8]
    """Brightness of each channel after the light's colour and strength, shape (256, 1, 3)."""
    blur: float
    """Standard deviation of the lens's softness in pixels."""
    noise: Canvas
    """A tile of sensor noise around 128, larger than the frame."""

    def apply(self, frame: Canvas, *, seconds: float) -> Canvas:
        """Return a frame as the camera would have recorded it."""
        graded = cv2.LUT(frame, self.curve)
        if self.blur > 0:
            graded = cv2.GaussianBlur(graded, (0, 0), self.blur)
        height, width = frame.shape[:2]
        step = round(seconds * 1000)
        row = step * 7 % (self.noise.shape[0] - height + 1)
        column = step * 13 % (self.noise.shape[1] - width + 1)
        grain = self.noise[row : row + height, column : column + width]
        return np.asarray(cv2.addWeighted(graded, 1.0, grain, 1.0, -128.0), np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedChair:
    """A chair on the set."""

    chair: Chair
    """The chair."""
    yaw: float
    """Degrees that it is turned."""
    shift: float
    """Metres to the right of the actor's spot; 0 if it is there to sit on."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """Everything that is needed to draw any instant of one film."""

    backdrop: Backdrop
    """The place."""
    ground: Ground
    """The place's floor."""
    home: tuple[float, float]
    """Backdrop pixel on which the actor stands."""
    look: Look | None
    """The actor, or nobody."""
    script: Script
    """What the actor does."""
    chair: PlacedChair | None
    """A chair, if there is one."""
    camera: Camera
    """Who films."""
    distractors: tuple[Distractor, ...]
    """What else moves."""
    grade: Grade
    """How the film was exposed."""

    def render(self, seconds: float) -> Canvas:
        """Draw the scene at an instant."""
        stance = self.script.stance_at(seconds)
        scale = self.ground.scale_at(self.home[1])
        height = self.look.build.height if self.look else 1.7
        walked = stance.shift * height * scale
        framing = self.camera.framing_at(seconds, home=self.home, walked=walked)
        frame = framing.crop(self.backdrop.canvas)
        for thing in self.distractors:
            thing.draw(frame, framing, seconds)
        props = self._chair_parts(framing, scale=scale)
        if self.chair and (self.look is None or self.chair.shift):
            draw_parts(frame, props, self.look or Look())
            props = []
        if self.look is not None:
            view = framing.view(self.home[0] + walked, self.home[1], scale=scale, yaw=stance.yaw)
            joints = solve_joints(stance.pose, self.look.build)
            draw_person(frame, self.look, joints, view, props=props)
        return self.grade.apply(frame, seconds=seconds)

    def _chair_parts(self, framing: Framing, *, scale: float) -> list[Part]:
        if self.chair is None:
            return []
        x = self.home[0] + self.chair.shift * scale
        view = framing.view(x, self.home[1], scale=scale, yaw=self.chair.yaw)
        return self.chair.chair.parts(view)


def plan_scene(
    rng: np.random.Generator,
    script: Script,
    *,
    size: tuple[int, int],
    place: Place,
    peopled: bool = True,
) -> Scene:
    """Draw the lots of a scene for a script; nothing but the chair depends on the actions."""
    width, height = (round(side * BACKDROP_MARGIN) for side in size)
    backdrop = paint_backdrop(place, rng, size=(width, height))
    ground = Ground(
        width=width,
        floor=backdrop.floor,
        horizon=backdrop.horizon,
        eye_height=between(rng, 1.1, 1.5),
    )
    home = (float(rng.uniform(0.35, 0.65) * width), float(rng.uniform(0.8, 0.92) * height))
    look = random_look(rng)
    scale = ground.scale_at(home[1])
    subject = Subject(height=1.72 * scale, duration_seconds=script.duration_seconds)
    camera = plan_camera(rng, subject, size=size, backdrop_size=(width, height))
    distractors = plan_distractors(rng, place, ground, back=home[1] - 0.06 * height)
    return Scene(
        backdrop=backdrop,
        ground=ground,
        home=home,
        look=look if peopled else None,
        script=script,
        chair=plan_chair(rng, script, body_height=look.build.height),
        camera=camera,
        distractors=distractors,
        grade=plan_grade(rng, size=size),
    )


def plan_chair(
    rng: np.random.Generator, script: Script, *, body_height: float
) -> PlacedChair | None:
    """Put a chair where the script needs one, and at random into scenes that need none."""
    seats = [beat for beat in script.beats if beat.label and PERFORMANCES[beat.label].on_chair]
    chair = random_chair(rng, body_height=body_height)
    if seats:
        return PlacedChair(chair=chair, yaw=seats[0].yaw, shift=0.0)
    idle = all(beat.label is None for beat in script.beats)
    shift = 0.0 if idle and chance(rng, 0.5) else either_way(rng, 0.8, 1.6)
    placed = PlacedChair(chair=chair, yaw=between(rng, -85, 85), shift=shift)
    return placed if chance(rng, 0.15) else None


def plan_grade(rng: np.random.Generator, *, size: tuple[int, int]) -> Grade:
    """Draw the lots of light, lens and sensor."""
    levels = np.linspace(0, 1, 256)[:, None]
    light = rng.uniform(0.85, 1.15) * (1 + rng.uniform(-0.09, 0.09, 3))
    curve = np.clip(light * levels ** rng.uniform(0.85, 1.2), 0, 1) * 255
    strength = float(rng.choice([0.0, 3.0, 6.0]))
    shape = (size[1] + 32, size[0] + 32, 3)
    noise = np.clip(128 + rng.standard_normal(shape, np.float32) * strength, 0, 255)
    return Grade(
        curve=curve.round().astype(np.uint8)[:, None],
        blur=pick(rng, [0.0, 0.0, 0.0, 0.7]),
        noise=noise.astype(np.uint8),
    )
