"""The sample, as it is installed."""

from interop_sample import page


def test_markup_is_harmless() -> None:
    assert page("<b>") == "<p>Hello &lt;b&gt;</p>"
