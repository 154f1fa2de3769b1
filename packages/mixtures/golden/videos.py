"""Three short videos, seeded, whose foreground is known: sprites that move over a textured background that flickers and slowly brightens.

    python3 videos.py > videos.json        F1 of OpenCV's MOG2 on them, and its masks of some frames
    python3 videos.py FOLDER               the frames themselves, FOLDER/NAME.rgb, and the truth, FOLDER/NAME.mask

All numbers are whole numbers from one generator, so that videos.fixture.ts makes the same bytes.
"""
import base64
import json
import sys
import zlib

import cv2
import numpy as np

cv2.setNumThreads(1)
HEIGHT, WIDTH, FRAMES, LEARNING = 60, 80, 120, 40

VIDEOS = {
    # name: seed, amplitude of flicker, brightening over all frames, noise, sprites, channels
    "flicker": {"seed": 1, "flicker": 12, "brighter": 0, "noise": 4, "sprites": 2, "channels": 3},
    "brightening": {"seed": 2, "flicker": 4, "brighter": 30, "noise": 6, "sprites": 3, "channels": 3},
    "grey, waving": {"seed": 3, "flicker": 25, "brighter": 15, "noise": 3, "sprites": 3, "channels": 1},
}


class Numbers:
    """A linear congruential generator of 32 bits, of which the upper 16 are used."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return (self.state >> 16) % n


def video(seed, flicker, brighter, noise, sprites, channels):
    numbers = Numbers(seed)
    texture = np.array([60 + numbers.below(120) for _ in range(HEIGHT * WIDTH * channels)]).reshape(HEIGHT, WIDTH, channels)
    # A fifth of the pixels flicker: every other frame they are brighter, as leaves or water.
    flickers = np.array([numbers.below(5) == 0 for _ in range(HEIGHT * WIDTH)]).reshape(HEIGHT, WIDTH)
    moving = []
    for s in range(sprites):
        colour = [225 + numbers.below(30) if numbers.below(2) else numbers.below(30) for _ in range(channels)]
        size = 8 + numbers.below(6)
        start = [numbers.below(WIDTH - size), numbers.below(HEIGHT - size)]
        moving.append((colour, size, start, [1 + numbers.below(2), 1 + numbers.below(2)]))
    frames = np.zeros((FRAMES, HEIGHT, WIDTH, channels), np.uint8)
    truth = np.zeros((FRAMES, HEIGHT, WIDTH), np.uint8)
    for t in range(FRAMES):
        grain = np.array([numbers.below(2 * noise + 1) - noise for _ in range(HEIGHT * WIDTH * channels)])
        frame = texture + grain.reshape(texture.shape) + (brighter * t) // FRAMES
        frame[flickers & (t % 2 == 1)] += flicker
        # The sprites come on once the background has been seen for a while.
        for colour, size, (x, y), (dx, dy) in moving if t >= LEARNING else []:
            left, top = bounce(x + dx * t, WIDTH - size), bounce(y + dy * t, HEIGHT - size)
            frame[top : top + size, left : left + size] = colour
            truth[t, top : top + size, left : left + size] = 255
        frames[t] = np.clip(frame, 0, 255)
    return frames, truth


def bounce(at, room):
    at %= 2 * room
    return at if at <= room else 2 * room - at


def f1(masks, truth):
    found, there = masks == 255, truth == 255
    return 2 * (found & there).sum() / (found.sum() + there.sum())


def packed(masks):
    return base64.b64encode(zlib.compress(np.asarray(masks, np.uint8).tobytes(), 9)).decode()


def opencv(frames, truth, **options):
    subtractor = cv2.createBackgroundSubtractorMOG2(**options)
    masks = np.array([subtractor.apply(frame if frame.shape[2] == 3 else frame[:, :, 0]) for frame in frames])
    background = subtractor.getBackgroundImage()
    return {
        "options": options,
        "f1": f1(masks[LEARNING:], truth[LEARNING:]),
        "masks": packed(masks),
        "background": packed(background),
    }


if __name__ == "__main__":
    made = {name: video(**options) for name, options in VIDEOS.items()}
    if len(sys.argv) > 1:
        for name, (frames, truth) in made.items():
            frames.tofile("%s/%s.rgb" % (sys.argv[1], name))
            truth.tofile("%s/%s.mask" % (sys.argv[1], name))
    else:
        choices = [{}, {"history": 50, "varThreshold": 25, "detectShadows": False}]
        videos = [
            {
                "name": name,
                **VIDEOS[name],
                "checksum": zlib.crc32(frames.tobytes()),
                "opencv": [opencv(frames, truth, **options) for options in choices],
            }
            for name, (frames, truth) in made.items()
        ]
        size = {"height": HEIGHT, "width": WIDTH, "frames": FRAMES, "learning": LEARNING}
        print(json.dumps({"origin": "videos.py with OpenCV %s" % cv2.__version__, **size, "videos": videos}))
