from app.cli.alone import app_for

app = app_for()
