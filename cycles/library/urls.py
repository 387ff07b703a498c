from django.urls import path

from cycles.library.views import finding, releasing, showing, strategies, using

app_name = "library"
urlpatterns = [
    path("library/", finding.find, name="find"),
    path("library/strategies/", strategies.options, name="strategy-search"),
    path("library/strategies/<uuid:pk>/", showing.strategy, name="strategy"),
    path("library/strategies/<uuid:pk>/edit/", strategies.edit, name="strategy-edit"),
    path("library/strategies/<uuid:pk>/use/", using.strategy, name="use-strategy"),
    path("library/resources/<uuid:pk>/", showing.resource, name="resource"),
    path("library/resources/<uuid:pk>/use/", using.resource, name="use-resource"),
    path("library/examples/<uuid:pk>/", showing.example, name="example"),
    path("library/examples/<uuid:pk>/describe/", releasing.describe, name="describe"),
    path("library/examples/<uuid:pk>/use/", using.example, name="use-example"),
]
