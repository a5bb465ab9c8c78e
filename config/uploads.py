from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class LargeFilesKeptOut(FileUploadHandler):
    """Stands before the handlers that store: of a file above LARGEST_UPLOAD nothing more is kept, in memory or on
    disk, while the rest is read away, so that the browser gets to see the page that says so. The form then finds a
    file without content and with the size that it had. In a request above LARGEST_REQUEST no file is kept at all."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.overlong = content_length > settings.LARGEST_REQUEST

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.too_large = self.overlong

    def receive_data_chunk(self, raw_data, start):
        self.too_large = self.too_large or start + len(raw_data) > settings.LARGEST_UPLOAD
        return None if self.too_large else raw_data

    def file_complete(self, file_size):
        if not self.too_large:
            return None
        return UploadedFile(BytesIO(), self.file_name, self.content_type, file_size, self.charset)
