def test_x(town, settings):
    settings.MFA_REQUIRED_FOR_STAFF = True
    from tests.pages.test_sign_in import sign_in

    b = town.browser()
    sign_in(b)
    r = b.get("/account/2fa/totp/activate/")
    print(r.status_code, r.get("Location"))
    c = r.content.decode()
    i = c.find("<main")
    print(c[i : i + 4000])
    assert 0
