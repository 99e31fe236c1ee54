"""The nouns of matters: visitors, issues, cases, suggestions, and the records that their moves write down."""

from disputes.models.agreement_records import Agreement, Breach, Confirmation, Effect, FollowUp, Obligation, Performance
from disputes.models.case import Case, CaseStep
from disputes.models.case_records import (
    Acceptance,
    Assessment,
    CaseConversion,
    Consent,
    Diversion,
    Failure,
    Hearing,
    Negotiation,
    Opinion,
    Panel,
    Party,
    Presence,
    Refusal,
    Seat,
    Sitting,
    Statement,
)
from disputes.models.chain import chain_of, linked_to
from disputes.models.intake import IntakeDraft, SentForm
from disputes.models.issue import Issue, IssueStep
from disputes.models.issue_records import (
    Answer,
    Assignment,
    Closing,
    Feedback,
    IssueConversion,
    Mediation,
    MediationAttempt,
    Mediator,
    Merge,
    Rating,
    Redirection,
    Settlement,
    Triage,
    UnitReturn,
    Visit,
)
from disputes.models.legal_aid import LegalAid, LegalAidKind, LegalAidOutcome
from disputes.models.reference import Category, PanelMember
from disputes.models.relocation import CaseRelocation, IssueRelocation, SuggestionRelocation
from disputes.models.suggestion import Suggestion, SuggestionStep
from disputes.models.suggestion_records import (
    AssistOpinion,
    Commitment,
    Contact,
    Cosigning,
    Docketing,
    Draft,
    Evaluation,
    ExternalFiling,
    Fulfilment,
    HandlingUnit,
    HandOver,
    Invitation,
    Invitee,
    JointReview,
    NonAcceptance,
    Publication,
    Reply,
    ReturnRequest,
    Submission,
    SuggestionMerge,
    Withdrawal,
)
from disputes.models.visitor import Visitor

__all__ = [
    "Acceptance", "Agreement", "Answer", "Assessment", "Assignment", "AssistOpinion", "Breach", "Case", "CaseConversion",
    "CaseRelocation", "CaseStep", "Category", "Closing", "Commitment", "Confirmation", "Consent", "Contact", "Cosigning",
    "Diversion", "Docketing", "Draft", "Effect", "Evaluation", "ExternalFiling", "Failure", "Feedback", "FollowUp",
    "Fulfilment", "HandOver", "HandlingUnit", "Hearing", "IntakeDraft", "Invitation", "Invitee", "Issue", "IssueConversion",
    "IssueRelocation", "IssueStep", "JointReview", "LegalAid", "LegalAidKind", "LegalAidOutcome", "Mediation",
    "MediationAttempt", "Mediator", "Merge", "Negotiation", "NonAcceptance", "Obligation", "Opinion", "Panel", "PanelMember",
    "Party", "Performance", "Presence", "Publication", "Rating", "Redirection", "Refusal", "Reply", "ReturnRequest", "Seat",
    "SentForm", "Settlement", "Sitting", "Statement", "Submission", "Suggestion", "SuggestionMerge", "SuggestionRelocation",
    "SuggestionStep", "Triage", "UnitReturn", "Visit", "Visitor", "Withdrawal", "chain_of", "linked_to",
]
