import runpy
import shutil

from config import settings as portal_settings


def test_the_folder_of_the_sqlite_file_is_made_in_a_fresh_clone(tmp_path, monkeypatch):
    (tmp_path / "config").mkdir()
    copy = shutil.copy(portal_settings.__file__, tmp_path / "config")
    monkeypatch.setenv("SECRET_KEY", "k" * 64)
    monkeypatch.delenv("DATABASE_URL", raising=False)

    given = runpy.run_path(copy)

    assert given["DATABASES"]["default"]["NAME"] == str(tmp_path / "var" / "portal.sqlite3")
    assert (tmp_path / "var").is_dir()
