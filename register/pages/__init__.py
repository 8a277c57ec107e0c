"""The pages of the register."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from register.pages import (
    agreements,
    engagements,
    exports,
    findings,
    law,
    locations,
    new_vendor,
    organisations,
    vendor,
    vendor_form,
    vendors,
)

ROUTES: list[ControllerRouterHandler] = [
    vendors.vendors,
    new_vendor.new_vendor,
    new_vendor.add,
    vendor.vendor,
    vendor_form.edit_vendor,
    vendor_form.change_vendor,
    vendor_form.end,
    vendor_form.take_up,
    engagements.new_engagement,
    engagements.add_engagement,
    engagements.edit_engagement,
    engagements.change_engagement,
    engagements.end,
    locations.new_location,
    locations.add_location,
    locations.edit_location,
    locations.change_location,
    locations.remove,
    agreements.new_agreement,
    agreements.add_agreement,
    agreements.edit_agreement,
    agreements.change_agreement,
    agreements.end,
    findings.findings,
    findings.acceptance,
    findings.accept,
    findings.take_back,
    organisations.organisations,
    organisations.new_organisation,
    organisations.add_organisation,
    organisations.edit_organisation,
    organisations.change_organisation,
    law.law_page,
    exports.workbook,
    exports.table,
    exports.everything,
]
