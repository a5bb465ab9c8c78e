from accounts.audit import audited


@audited
def save_official(official, *, positions, removed, by):
    """Saves `official` with his new or changed `positions`; those `removed` had been entered by mistake."""
    official.save()
    for position in removed:
        position.delete()
    for position in positions:
        position.official = official
        position.save()
