"""The trained network as an ONNX file, batch normalisation folded into the convolutions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch

from train_extractor.model import MinutiaeNet

_LARGE = 4096  # bytes


def _halve_weights(graph: onnx.ModelProto) -> None:
    """Store large weights in 16 bits and widen them when the file is loaded: half the size, the same arithmetic."""
    for weight in list(graph.graph.initializer):
        if weight.data_type != onnx.TensorProto.FLOAT or len(weight.raw_data) < _LARGE:
            continue
        stored = onnx.numpy_helper.from_array(
            onnx.numpy_helper.to_array(weight).astype(np.float16), weight.name + "_16"
        )
        graph.graph.initializer.remove(weight)
        graph.graph.initializer.append(stored)
        widen = onnx.helper.make_node("Cast", [stored.name], [weight.name], to=onnx.TensorProto.FLOAT)
        graph.graph.node.insert(0, widen)


def export(model: MinutiaeNet, path: Path, *, description: str) -> int:
    """Write the network with dynamic height and width; returns the size of the file in bytes."""
    model = model.eval()
    sides = {2: "height", 3: "width"}
    cells = {2: "rows", 3: "columns"}
    torch.onnx.export(
        model,
        (torch.zeros(1, 1, 256, 256),),
        str(path),
        input_names=["image"],
        output_names=["cells"],
        dynamic_axes={"image": sides, "cells": cells},
        dynamo=False,
        opset_version=17,
    )
    graph = onnx.load(str(path))
    _halve_weights(graph)
    graph.doc_string = description
    onnx.checker.check_model(graph)
    onnx.save(graph, str(path))
    return path.stat().st_size
