from whitenoise.storage import CompressedManifestStaticFilesStorage


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Also the modules that a module imports are named by their content, so that no page mixes old and new ones."""

    support_js_module_import_aggregation = True
