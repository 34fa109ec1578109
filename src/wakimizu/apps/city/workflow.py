"""Who may do what to the city's own facts. A row: the act, then the roles that may, by how near the matter is to them."""

from wakimizu.shared.permissions import ANYWHERE, Permissions

PERMISSIONS: Permissions = {
    "found_city": {ANYWHERE: {"system"}},
    "keep_offices": {ANYWHERE: {"it", "policy", "system"}},
    "appoint": {ANYWHERE: {"it", "system"}},
    "see_posts": {ANYWHERE: {"it", "auditor", "policy"}},
    "see_ledger": {ANYWHERE: {"auditor", "it", "policy", "mayor", "hq_head"}},
}
