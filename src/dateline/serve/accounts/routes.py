"""All addresses of accounts."""

from __future__ import annotations

from fastapi import APIRouter

from dateline.serve.accounts import account, admin, oidc_routes, register, reset, sign_in

router = APIRouter(include_in_schema=False)
for part in (sign_in, oidc_routes, register, reset, account, admin):
    router.include_router(part.router)
