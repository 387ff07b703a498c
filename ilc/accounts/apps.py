from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ilc.accounts"
    label = "accounts"
