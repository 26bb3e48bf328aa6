"""Unrolled in JupyterLab's launcher, by jupyter-server-proxy: each user's own, below …/unrolled/.

Put this into a `jupyter_server_config.py` (`jupyter --paths` says where), where `unrolled` is on the PATH.
"""

c = get_config()  # noqa: F821 - Jupyter gives it to its configuration

c.ServerProxy.servers = {
    "unrolled": {
        "command": ["unrolled", "--host", "127.0.0.1", "--port", "{port}"],
        "timeout": 120,
        # The path that Jupyter puts before it is stripped: all addresses of the lab are relative.
        "absolute_url": False,
        "new_browser_tab": True,
        "launcher_entry": {"title": "Unrolled"},
    }
}
