"""The other side of video.ts: reads raw frames of three bytes a pixel, [T, height, width, 3], and writes OpenCV's masks, [T, height, width]."""
import sys

import cv2
import numpy as np

source, target, width, height = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
subtractor = cv2.createBackgroundSubtractorMOG2()
np.stack([subtractor.apply(frame) for frame in np.fromfile(source, np.uint8).reshape(-1, height, width, 3)]).tofile(target)
print("OpenCV %s" % cv2.__version__)
