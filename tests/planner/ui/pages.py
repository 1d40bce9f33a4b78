"""The pages as Streamlit runs them, without a browser, and what they say."""

from streamlit.testing.v1 import AppTest


def run_map():
    from planner.ui.map import page as map_page

    map_page.render()


def run_plot():
    from planner.ui.plot import page as plot_page

    plot_page.render()


def run_compare():
    from planner.ui.compare import page as compare_page

    compare_page.render()


def run_parks():
    from planner.ui.parks import page as parks_page

    parks_page.render()


def run_data():
    from planner.ui.data import page as data_page

    data_page.render()


def run_logistics():
    from planner.ui.freight import page as logistics_page

    logistics_page.render()


def run(page, **address):
    app = AppTest.from_function(page, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def words(app):
    """Return everything that the page says."""
    texts = [
        element.value
        for kind in ("markdown", "text", "caption", "subheader", "info", "warning")
        for element in getattr(app, kind)
    ]
    html = [element.proto.body for element in app.get("html")]
    return "\n".join(str(text) for text in [*texts, *html])
