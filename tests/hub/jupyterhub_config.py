"""The hub under test: local, with accounts of this machine, and one password for the run."""

import json
import os

c = get_config()  # noqa: F821, the name is given to every configuration file
given = json.loads(os.environ["BPLIB_HUB"])

c.JupyterHub.bind_url = f"http://127.0.0.1:{given['ports'][0]}/"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{given['ports'][1]}/"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{given['ports'][2]}/"
c.ConfigurableHTTPProxy.command = given["proxy"]
c.ConfigurableHTTPProxy.pid_file = f"{given['folder']}/proxy.pid"
c.JupyterHub.db_url = f"sqlite:///{given['folder']}/hub.sqlite"
c.JupyterHub.cookie_secret_file = f"{given['folder']}/cookie_secret"

c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = given["password"]
c.Authenticator.allowed_users = set(given["users"])
c.Authenticator.any_allow_config = True

c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.cmd = [given["singleuser"], "--LabApp.news_url="]
c.Spawner.environment = given["environment"]
c.Spawner.env_keep = []
c.Spawner.default_url = "/lab"
c.Spawner.start_timeout = c.Spawner.http_timeout = 120
