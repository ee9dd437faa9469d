"""Accounts of people who do not exist, one for each role, in the user pool of a running cloud."""

from __future__ import annotations

from playwright.sync_api import Page

from laptop.cloud import Cloud
from mianshi.contracts.people import StaffRole

PASSWORD = "long enough 4 a test"


def hire(cloud: Cloud, **names: StaffRole) -> None:
    """Make accounts: ``hire(cloud, lin=StaffRole.HR)``; each signs in with `PASSWORD`."""
    pool, users = cloud.outputs["UserPoolId"], cloud.client("cognito-idp")
    for name, role in names.items():
        users.admin_create_user(
            UserPoolId=pool,
            Username=name,
            UserAttributes=[{"Name": "email", "Value": f"{name}@example.com"}, {"Name": "name", "Value": name.title()}],
            MessageAction="SUPPRESS",
        )
        users.admin_set_user_password(UserPoolId=pool, Username=name, Password=PASSWORD, Permanent=True)
        users.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=role.value)


def sign_in(page: Page, cloud: Cloud, name: str, *, language: str = "en") -> None:
    """Through the sign-in page, as a person would; ends on the first page."""
    page.goto(f"{cloud.api_url}/sign-in?lang={language}")
    page.locator('input[name="user"]').fill(name)
    page.locator('input[type="password"]').fill(PASSWORD)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url(f"{cloud.api_url}/**")
