def keep_open(story):
    pass
