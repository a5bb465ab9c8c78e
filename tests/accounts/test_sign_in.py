import os
import subprocess
import sys

import pytest
from django.urls import reverse

from tests.factories import PASSWORD, make_user

LOGIN = "/dang-nhap/"


@pytest.fixture
def user(db):
    return make_user(username="totruong", phone="+84912345678", password=PASSWORD)


def sign_in(client, name, password=PASSWORD):
    return client.post(LOGIN, {"username": name, "password": password})


@pytest.mark.parametrize("name", ["totruong", "0912345678", "+84 912 345 678", "0912.345.678"])
def test_sign_in_by_user_name_or_phone_in_any_spelling(user, client, name):
    assert sign_in(client, name).status_code == 302


def test_user_name_that_is_a_number_still_signs_in_once_the_phone_is_another(db, client):
    make_user(username="0912345678", phone="+84987654321", password=PASSWORD)

    assert sign_in(client, " 0912345678 ").status_code == 302


def test_wrong_password_says_so_and_keeps_the_name(user, client):
    response = sign_in(client, "totruong", "sai")

    assert "chưa đúng" in response.text
    assert 'value="totruong"' in response.text


def test_five_wrong_passwords_lock_the_right_one_too_in_every_spelling(user, client):
    for _ in range(5):
        sign_in(client, "totruong", "sai")

    response = sign_in(client, "0912 345 678")

    assert response.status_code == 429
    assert "Tạm khóa đăng nhập" in response.text


@pytest.mark.parametrize(("peer", "status"), [("127.0.0.1", 302), ("", 302), ("203.0.113.9", 429)])
def test_wrong_passwords_from_elsewhere_lock_nobody_out_behind_a_proxy_on_this_machine(user, client, peer, status):
    """A peer that is no such proxy may claim to be anybody, and stays who it is."""
    for _ in range(5):
        client.post(LOGIN, {"username": "totruong", "password": "sai"}, REMOTE_ADDR=peer,
                    HTTP_X_FORWARDED_FOR="198.51.100.7, 198.51.100.1")  # fmt: skip

    own = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": "198.51.100.1, 198.51.100.2"}
    response = client.post(LOGIN, {"username": "totruong", "password": PASSWORD}, **own)

    assert response.status_code == status


@pytest.mark.parametrize("said", ["", "x", "1.2.3", "198.51.100.1, <script>", "fe80::1%eth0"])
def test_proxy_that_says_nothing_sensible_stands_for_itself(user, client, said):
    for _ in range(5):
        client.post(LOGIN, {"username": "totruong", "password": "sai"}, HTTP_X_FORWARDED_FOR=said)

    assert sign_in(client, "totruong").status_code == 429


def test_given_password_is_replaced_before_anything_else(user, client):
    user.sets_own_password = True
    user.save()
    sign_in(client, "totruong")

    sent = client.get("/ho-dan/")
    client.post(
        reverse("password-change"), {"new_password1": "núi cao suối dài 9", "new_password2": "núi cao suối dài 9"}
    )

    assert sent.url == reverse("password-change")
    assert client.get("/ho-dan/").status_code == 200


def test_page_carries_the_policy_against_foreign_content(client, db):
    policy = client.get("/")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("secret", ["", "ngắn", "django-insecure-" + "x" * 50, "change-me" + "x" * 50])
def test_production_does_not_start_without_a_secret_of_its_own(secret):
    environment = {key: value for key, value in os.environ.items() if key not in ("DEBUG", "DJANGO_SETTINGS_MODULE")}

    run = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env=environment | {"SECRET_KEY": secret, "DEBUG": "0"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode != 0
    assert "Chưa đặt SECRET_KEY" in run.stderr.splitlines()[-1]
