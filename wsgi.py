from app.factory import create_app

app = create_app()
app.extensions["tally"].begin()
