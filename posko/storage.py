from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed names once `collectstatic` has run; plain names before that, never an error page."""

    manifest_strict = False

    def stored_name(self, name):
        return super().stored_name(name) if self.hashed_files else name
