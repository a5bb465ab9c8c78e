from whitenoise.storage import CompressedManifestStaticFilesStorage


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Also the modules that a module imports are named by their content, so that no page mixes old and new ones."""

    support_js_module_import_aggregation = True
    # Our own only: a library's example in a comment is no import.
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
