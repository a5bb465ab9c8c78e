from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class LimitedFileUploadHandler(TemporaryFileUploadHandler):
    """Lets go of a file as soon as it is above LARGEST_UPLOAD: from then on nothing of it is kept, in memory or on
    disk, and the rest is only read away, so that the browser gets to see the page that says so. The form finds a file
    without content, of the size that it had. In a request above LARGEST_REQUEST no file is kept at all."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.overlong = content_length > settings.LARGEST_REQUEST

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.kept = True
        if self.overlong:
            self._let_go()

    def receive_data_chunk(self, raw_data, start):
        if self.kept and start + len(raw_data) > settings.LARGEST_UPLOAD:
            self._let_go()
        if self.kept:
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size):
        if self.kept:
            return super().file_complete(file_size)
        return UploadedFile(BytesIO(), self.file_name, self.content_type, file_size, self.charset)

    def _let_go(self):
        self.kept = False
        self.file.close()  # which removes it
