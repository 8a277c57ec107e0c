"""What a person is told when a field cannot be taken: what is wrong, why it matters, what to do.

Sentences hold no values, so that each is one entry of a translation catalogue.
"""

from __future__ import annotations

from accounts.events import N_

MISSING = N_("This is missing. Fill it in.")
TOO_LONG = N_("This is longer than the field can hold. Shorten it, and move the rest to the notes.")
NO_DATE = N_("This is no date. Write it as year-month-day, for example 2026-03-31.")
FAR_DAY = N_("This day lies outside the years 1900 to 2199. Check the year.")
NO_JUDGED_DAY = N_("This is no day from 1995 to 2100. Write it as year-month-day, for example 2019-03-01.")
NO_NUMBER = N_("This is no whole number. Write digits only.")
NO_YES_NO = N_("This is neither yes nor no. Choose one, or leave it unknown.")
NO_CHOICE = N_("This is not one of the choices. Choose one from the list, or leave it unknown.")
UNKNOWN_FIELD = N_("There is no such field. Nothing was saved; reload the page and try again.")
NOT_UNDERSTOOD = N_("This could not be read. Compare it with the hint beside the field.")

NAME = N_("The name is missing. Write it as in the contract, so that it can be found again.")
COUNTRY = N_(
    "This is no country. The verdict rests on it: write the two-letter code, for example SE, or leave it unknown."
)
REGION_AND_COUNTRY = N_("A country is named, so the region says nothing more. Clear the region, or the country.")
GROUND = N_(
    "This is no transfer ground that is known here. Choose one from the list; what was written is kept beside it."
)
FACT = N_("This fact is not known here, or its value is not. The verdict rests on facts: choose a value from the list.")
DPF_FACT = N_("Only facts of the Data Privacy Framework listing belong to the vendor. Put others on the location.")
CHECKLIST = N_("The checklist knows the letters a to h of Art. 28(3), each met, partly or missing.")
CLAUSES = N_("Sections are named by the letters a to h of Art. 28(3).")
ENDED_FIRST = N_("The end lies before the start. Correct one of the two dates.")
EXPIRED_FIRST = N_("The agreement would expire before it was signed. Correct one of the two dates.")
TAG = N_("A tag is a word or a few, without comma, semicolon or bar. Write several tags apart from each other.")
TAGS = N_("A vendor has at most 20 tags. Take some away first.")
TAG = N_("A tag is a word or a few, without comma, semicolon or bar. Write several tags apart from each other.")
TAGS = N_("A vendor has at most 20 tags. Take some away first.")
VIEW_NAME = N_("The view has no name. Give it one by which you find it again.")
VIEWS_FULL = N_("You have 50 views of this list. Remove one first.")
SHARE_EVERYWHERE = N_("Only somebody of all organisations can share a view with everybody. Share it with yours.")
REVIEW_DAY = N_("Choose a day from today on, at most five years ahead.")
BULK_OVERTAKEN = N_("Somebody changed some of these rows meanwhile, so nothing was done. Look at what it would do now.")
BULK_UNDONE = N_("This change has been taken back already.")
BULK_CLOSED = N_("Your role does not cover this for all rows of the change. Ask somebody whose role does.")
BULK_LATER = N_("Nothing was taken back, because later changes would be lost. Change these by hand: %(names)s")
NO_SUCH_HOUSE = N_("There is no such organisation. Choose one from the list, or none.")
HOUSE_CIRCLE = N_("An organisation cannot belong to itself, neither directly nor through others. Choose another one.")
WEBSITE = N_("This is no web address. Write it with https:// in front, or leave it empty.")
POSITIVE = N_("This must be one or more. Leave it empty where it is unknown.")
PROMISE = N_("Give the words of the promise and its kind. Copy the sentence as it was published.")
REGIMES = N_("Name at least one of EU, UK and CH: the law to judge by follows from it.")
NO_ORGANISATION = N_("Choose the organisation that the vendor works for: the verdict depends on who sends the data.")
STAYS = N_("This stays with what it was recorded for. Record it anew where it belongs, and end or remove it here.")
HANGS_ON = N_(
    "Sub-processors, agreements or announced changes of this organisation hang on this engagement, so it stays here."
    " Record a new engagement for the other organisation."
)
NO_SUCH_VENDOR = N_("There is no such vendor. It may have been removed; choose another.")
NO_SUCH_PARENT = N_("There is no such engagement to be a sub-processor of. Choose one of the same organisation.")
PARENT_CIRCLE = N_(
    "An engagement cannot be its own sub-processor, neither directly nor through others. Choose another one above it."
)
NO_SUCH_ENGAGEMENT = N_("There is no such engagement of this vendor. Choose one from the list, or none.")
NOT_EVERYWHERE = N_("Only an administrator of all organisations can add one. Ask one of them.")
VENDOR_OF_OTHERS = N_(
    "This vendor works for organisations in which your role does not cover this. Ask an administrator of the register."
)
NAME_TAKEN = N_("An organisation of this name exists already. Choose another name, or use that one.")
VENDOR_TAKEN = N_("A vendor of this name exists already. Add to that one, or tell the two apart by their legal names.")
NO_SUCH_DOCUMENT = N_(
    "There is no such document of this vendor in this organisation. Upload it on the vendor's page, then choose it."
)
REASON_MISSING = N_("The reason is missing. Whoever reads this later has to know why it was accepted.")
UNTIL_PAST = N_("The last day lies in the past. Choose a day to come.")
UNTIL_TOO_FAR = N_("Nothing is accepted for ever. Choose a day within the next 12 months.")
ALREADY_RESOLVED = N_("This is resolved already, so there is nothing to accept.")
