"""Detection, from what to where: boxes, matching, evaluation, regions, maps of classes, and three
detectors."""

from cnnkit.detection.anchor_grid import anchor_decode, anchor_encode, anchor_lost, anchor_shapes
from cnnkit.detection.anchors import assign_anchors, map_anchors
from cnnkit.detection.boxes import box_area, box_convert
from cnnkit.detection.deltas import apply_deltas, box_deltas
from cnnkit.detection.error_kinds import error_kinds
from cnnkit.detection.evaluation import coco_by_iou, evaluate_coco, evaluate_voc
from cnnkit.detection.localization import TwoHeads, two_head_loss
from cnnkit.detection.masks import class_dice, class_iou, mean_iou, pixel_accuracy, pixel_table
from cnnkit.detection.overlap import box_iou, complete_iou, distance_iou, generalized_iou
from cnnkit.detection.precision import average_precision, precision_recall
from cnnkit.detection.proposals import segment_proposals
from cnnkit.detection.rcnn import RCNN, warp
from cnnkit.detection.region_proposals import RegionProposals, proposal_loss, propose
from cnnkit.detection.regions import roi_align, roi_pool
from cnnkit.detection.segmenter import Segmenter
from cnnkit.detection.suppression import batched_nms, nms
from cnnkit.detection.yolo_grid import yolo_decode, yolo_encode, yolo_lost
from cnnkit.detection.yolo_loss import yolo_loss
from cnnkit.detection.yolo_v1 import YoloV1

__all__ = [
    "RCNN",
    "RegionProposals",
    "Segmenter",
    "TwoHeads",
    "YoloV1",
    "anchor_decode",
    "anchor_encode",
    "anchor_lost",
    "anchor_shapes",
    "apply_deltas",
    "assign_anchors",
    "average_precision",
    "batched_nms",
    "box_area",
    "box_convert",
    "box_deltas",
    "box_iou",
    "class_dice",
    "class_iou",
    "coco_by_iou",
    "complete_iou",
    "distance_iou",
    "error_kinds",
    "evaluate_coco",
    "evaluate_voc",
    "generalized_iou",
    "map_anchors",
    "mean_iou",
    "nms",
    "pixel_accuracy",
    "pixel_table",
    "precision_recall",
    "proposal_loss",
    "propose",
    "roi_align",
    "roi_pool",
    "segment_proposals",
    "two_head_loss",
    "warp",
    "yolo_decode",
    "yolo_encode",
    "yolo_loss",
    "yolo_lost",
]  # fmt: skip
