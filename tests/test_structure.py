"""The import rules of the design, over the syntax trees."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = [p for folder in ("index", "qa", "eval", "web", "training") for p in sorted((ROOT / folder).glob("*.py"))]
MODULES.append(ROOT / "app.py")
SHIPPED = [p for p in MODULES if p.parent.name != "training"]

HOME = {
    "langchain_text_splitters": {"index/passages.py"},
    "sentence_transformers": {"index/embedder.py"},
    "huggingface_hub": {"index/hub.py"},
    "sqlite3": {"index/database.py"},
    "faiss": {"index/vectors.py"},
    "pymilvus": {"index/milvus_client.py"},
    "ray": {"index/ray_ingest.py"},
    "pyarrow": {"index/ray_ingest.py"},
    "sentencex": {"index/sentences.py"},
    "datasketch": {"index/duplicates.py"},
    "yaml": {"index/loaders.py"},
    "charset_normalizer": {"index/loaders.py"},
    "dateparser": {"index/dates.py"},
    "htmldate": {"index/dates.py"},
    "trafilatura": {"index/html.py"},
    "lxml": {"index/html.py"},
    "pypdf": {"index/pdf.py"},
    "docx": {"index/docx.py"},
    "feedparser": {"index/feeds.py"},
    "onnxruntime": {"index/onnx.py"},
    "tokenizers": {"index/onnx.py", "qa/reader.py"},
    "transformers": {"qa/reader.py", "index/hub.py"},
    "torch": {"qa/reader.py"},
    "pint": {"qa/quantities.py"},
    "gradio": {"app.py", *(f"web/{p.name}" for p in (ROOT / "web").glob("*.py"))},
    "fastapi": {"web/api.py", "web/monitoring.py", "web/server.py"},
    "pydantic": {"web/schemas.py", "qa/langchain.py"},
    "mcp": {"web/mcp.py"},
    "uvicorn": {"web/server.py"},
    "prometheus_client": {"web/metrics.py"},
    "langchain_core": {"qa/langchain.py"},
    "typer": {"qa/__main__.py", "qa/index_commands.py", "qa/serve_command.py", "qa/feedback_command.py"},
    "ir_measures": {"eval/retrieval.py"},
    "jinja2": {"eval/html.py", "web/markup.py"},
    "plotly": {"web/timeline.py"},
    "matplotlib": {"eval/plots.py"},
    "text_to_num": {"eval/metrics.py", "qa/quantities.py"},
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path, top_only: bool = False) -> set[str]:
    """Modules a file imports; with ``top_only``, those that loading it imports (not under TYPE_CHECKING or in functions)."""
    tree = ast.parse(path.read_text("utf-8"))
    nodes = tree.body if top_only else list(ast.walk(tree))
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_data_flows_one_way(path: Path) -> None:
    tops = {module.split(".")[0] for module in imports(path)}
    if path.parent.name == "index":
        assert not tops & {"qa", "eval", "app", "web", "training"}
    if path.parent.name == "qa" and path.name not in {"__main__.py", "serve_command.py"}:
        assert not tops & {"eval", "app", "web", "training"}
    if path in SHIPPED:
        assert "training" not in tops


@pytest.mark.parametrize("path", [p for p in MODULES if p.parent.name in ("eval", "web") or p.name == "app.py"], ids=name)
def test_eval_and_page_use_public_names_alone(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {"qa", "index"}:
            assert not [alias.name for alias in node.names if alias.name.startswith("_")]


@pytest.mark.parametrize("path", SHIPPED, ids=name)
def test_heavy_libraries_have_one_home_and_load_lazily(path: Path) -> None:
    for module in imports(path):
        top = module.split(".")[0]
        assert top not in HOME or name(path) in HOME[top], f"{top} belongs in {HOME[top]}"
    heavy = {module.split(".")[0] for module in imports(path, top_only=True)} & set(HOME)
    # The last three are what their modules are made of: routes, schemas and a retriever, loaded by who serves or retrieves.
    assert heavy <= {"sqlite3", "typer", "fastapi", "pydantic", "langchain_core"}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_over_250_lines_is_two(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 250


@pytest.mark.parametrize("path", SHIPPED, ids=name)
def test_nothing_unpickles_or_trusts_remote_code(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "trust_remote_code=True" not in text
    assert not imports(path) & {"pickle", "dill", "joblib", "marshal", "shelve"}


def test_public_names_are_exported_and_documented() -> None:
    import index
    import qa

    for module in (index, qa):
        for public in module.__all__:
            found = getattr(module, public)
            assert found.__doc__, public
            # A dataclass without a docstring of its own gets its signature for one.
            assert not found.__doc__.startswith(f"{public}("), public
