"""Detection, from what to where: boxes, matching, evaluation, regions of a map, and the grid of YOLO."""

from cnnkit.detection.boxes import box_area, box_convert
from cnnkit.detection.error_kinds import error_kinds
from cnnkit.detection.evaluation import evaluate_coco, evaluate_voc
from cnnkit.detection.overlap import box_iou, complete_iou, distance_iou, generalized_iou
from cnnkit.detection.precision import average_precision, precision_recall
from cnnkit.detection.regions import roi_align, roi_pool
from cnnkit.detection.suppression import batched_nms, nms
from cnnkit.detection.yolo_grid import yolo_decode, yolo_encode, yolo_lost

__all__ = [
    "average_precision", "batched_nms", "box_area", "box_convert", "box_iou", "complete_iou", "distance_iou",
    "error_kinds", "evaluate_coco", "evaluate_voc", "generalized_iou", "nms", "precision_recall", "roi_align",
    "roi_pool", "yolo_decode", "yolo_encode", "yolo_lost",
]  # fmt: skip
