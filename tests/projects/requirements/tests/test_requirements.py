import importlib.metadata

import jinja2


def test_all_is_there() -> None:
    assert jinja2.Template("{{ 6 * 7 }}").render() == "42"
    assert importlib.metadata.version("markupsafe")
