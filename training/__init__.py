"""How the packaged reader was made: data -> fine-tuning -> int8 ONNX -> calibrated confidence. Not part of the wheel."""
