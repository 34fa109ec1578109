"""All addresses. Japanese has no prefix, English lives under /en/. Photos and map data have no language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from wakimizu.apps.community import urls as community
from wakimizu.apps.community.deliberation import urls as deliberation
from wakimizu.apps.exchange import urls as exchange
from wakimizu.apps.monitoring import urls as monitoring
from wakimizu.apps.network import urls as network
from wakimizu.apps.population import urls as population
from wakimizu.apps.proposals import urls as proposals
from wakimizu.apps.proposals.budget import urls as budget
from wakimizu.apps.services import urls as services
from wakimizu.apps.sharing import urls as sharing
from wakimizu.apps.voices import urls as voices
from wakimizu.pages import urls as pages

urlpatterns = [
    *voices.without_language,
    *services.without_language,
    *population.without_language,
    *monitoring.without_language,
    *proposals.without_language,
    *budget.without_language,
    *community.without_language,
    *sharing.without_language,
    *exchange.without_language,
    *pages.without_language,
    *i18n_patterns(
        path("", include(deliberation.urlpatterns)),  # first: in a hall very many vote at once
        path("", include(pages.urlpatterns)),
        path("", include(voices.urlpatterns)),
        path("", include(services.urlpatterns)),
        path("", include(population.urlpatterns)),
        path("", include(monitoring.urlpatterns)),
        path("", include(network.urlpatterns)),
        path("", include(proposals.urlpatterns)),
        path("", include(budget.urlpatterns)),
        path("", include(community.urlpatterns)),
        path("", include(sharing.urlpatterns)),
        path("", include(exchange.urlpatterns)),
        path("account/", include("wakimizu.config.account_urls")),
        prefix_default_language=False,
    ),
]

handler400 = "wakimizu.shared.views.bad_request"
handler403 = "wakimizu.shared.views.forbidden"
handler404 = "wakimizu.shared.views.not_found"
handler500 = "wakimizu.pages.views.server_error"
