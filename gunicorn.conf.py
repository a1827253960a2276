"""What gunicorn must know wherever it is started from this folder."""

# App IO names the person in a header with an underscore, that gunicorn drops unless the proxy in front is trusted to send it
forwarder_headers = "SCRIPT_NAME,PATH_INFO,FISCAL_CODE"
