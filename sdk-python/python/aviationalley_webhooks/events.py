"""The types of all events. Made by scripts/make_events.py from worker/event-types.json."""

from typing import Literal, TypeAlias, TypedDict


class _Envelope(TypedDict):
    """What every event has around its data."""

    id: str
    """The delivery's id, the same in every attempt."""
    centerId: str
    """The center that it happened in."""
    createdAt: str
    """When it happened, RFC 3339."""


class BiddingAwardsPublishedLine(TypedDict):
    """A month of flying for one person."""

    lineNumber: int
    """Unique in the package."""
    daysOn: int
    daysOff: int
    creditMinutes: int
    pairingIds: list[str]
    legsPerDay: int | None
    """The largest number of legs on one day; null when unknown."""
    layoverCities: list[str]
    redeye: bool
    """Whether it includes flying through a night."""
    weekendsOff: int
    """How many whole weekends are free."""
    daysOffDates: list[str]


class BiddingAwardsPublishedAward(TypedDict):
    """What a bidder gets."""

    userId: str
    seniorityNumber: int | None
    """At the time of the award run."""
    lineNumber: int | None
    """Null in the reserve pool."""
    reserve: bool


class BiddingAwardsPublishedData(TypedDict):
    """A month of flying lines for one base, equipment and position."""

    id: str
    centerId: str
    createdAt: str
    updatedAt: str
    status: Literal["DRAFT", "OPEN", "CLOSED", "AWARDED", "PUBLISHED"]
    bidMonth: str
    """The month flown."""
    base: str
    equipment: str
    position: Literal["CAPTAIN", "FIRST_OFFICER", "FLIGHT_ATTENDANT"]
    mode: Literal["LINE", "PBS"]
    """How people bid."""
    opensAt: str | None
    """When bidding is planned to begin; informational, the package is opened by `open`."""
    closesAt: str | None
    """When bidding is planned to end, after `opensAt`; informational, the package is closed by `close`."""
    lines: list[BiddingAwardsPublishedLine]
    """At most 250,000 bytes as JSON; can be changed in DRAFT only. Line numbers are unique."""
    awards: list[BiddingAwardsPublishedAward]
    """In the order of choice, one for each bid; at most 500."""
    lineCount: int
    awardedCount: int
    """Bidders who got a line."""
    reserveCount: int
    """Bidders for whom no line was left."""
    awardedAt: str | None
    publishedAt: str | None


class BookingData(TypedDict):
    """A reserved session on a simulator."""

    id: str
    centerId: str
    createdAt: str
    updatedAt: str
    status: Literal["SCHEDULED", "IN_PROGRESS", "COMPLETED", "CANCELLED", "NO_SHOW"]
    simulatorId: str
    startAt: str
    endAt: str
    """After `startAt`, by at most 24 hours."""
    traineeIds: list[str]
    instructorId: str | None
    sessionType: Literal["TRAINING", "CHECKRIDE", "RECURRENT", "MAINTENANCE", "DRY_LEASE"]
    courseCode: str | None
    notes: str | None
    cancelReason: str | None
    actualStartAt: str | None
    actualEndAt: str | None
    cancelledAt: str | None


class BookingUpdatedData(BookingData):
    """A reserved session on a simulator."""

    changedFields: list[str]


class ComplianceData(TypedDict):
    """A dated obligation of the center."""

    id: str
    centerId: str
    createdAt: str
    updatedAt: str
    status: Literal["COMPLIANT", "DUE_SOON", "OVERDUE", "IN_PROGRESS", "WAIVED"]
    title: str
    category: Literal[
        "PART_142",
        "NSP",
        "AIRCRAFT_EVALUATION",
        "INSTRUCTOR_CURRENCY",
        "FACILITY",
        "OTHER",
    ]
    dueAt: str
    intervalMonths: int | None
    """1 to 60; null if it is due only once."""
    reference: str | None
    """What requires it, like `14 CFR 60.19`."""
    simulatorId: str | None
    ownerUserId: str | None
    lastCompletedAt: str | None
    waivedReason: str | None
    dueDay: int
    """The day of the month, in UTC, to which `dueAt` returns after a shorter month."""
    dueSoonFor: str | None
    """The `dueAt` for which `compliance.due_soon` was emitted."""
    overdueFor: str | None
    """The `dueAt` for which `compliance.overdue` was emitted."""
    completedFor: str | None
    """The `dueAt` that was completed, where no further one follows."""
    daysRemaining: int


class DatTestData(TypedDict):
    """A drug or alcohol test of one covered employee."""

    id: str
    centerId: str
    createdAt: str
    updatedAt: str
    status: Literal["SCHEDULED", "COLLECTED", "RESULTED", "CANCELLED"]
    userId: str
    substance: Literal["DRUG", "ALCOHOL"]
    testType: Literal[
        "PRE_EMPLOYMENT",
        "RANDOM",
        "POST_ACCIDENT",
        "REASONABLE_CAUSE",
        "RETURN_TO_DUTY",
        "FOLLOW_UP",
    ]
    drawId: str | None
    """The draw that selected the person; given if, and only if, the type is RANDOM."""
    scheduledAt: str
    collectedAt: str | None
    resultedAt: str | None
    result: (
        Literal[
            "NEGATIVE",
            "REFUSAL",
            "NEGATIVE_DILUTE",
            "BELOW_VIOLATION",
            "POSITIVE",
            "REFUSAL_ADULTERATED",
            "REFUSAL_SUBSTITUTED",
            "CANCELLED",
        ]
        | None
    )
    removedFromDuty: bool
    """Whether the result removes the person from safety-sensitive work."""


class DatRandomDrawData(TypedDict):
    """A random draw over the safety-sensitive members of the crew roster."""

    id: str
    centerId: str
    createdAt: str
    updatedAt: str
    substance: Literal["DRUG", "ALCOHOL", "BOTH"]
    """What the people drawn are to be tested for."""
    period: str | None
    """The period of the draw, like `2026-Q2`; if left out, the current quarter at the center."""
    selectionCount: int
    """At most `poolSize`."""
    annualRatePct: float | None
    """The yearly rate that the draws aim at, in percent of the pool."""
    seed: str | None
    """Determines the draw, together with the pool; generated by the server's secure random source if left out."""
    drawnByUserId: str | None
    drawnAt: str
    poolSize: int
    poolHash: str
    """SHA-256, in hex, of the pool's user ids in ascending order, separated by newlines."""
    selectedUserIds: list[str]
    """In the order of the draw."""


class FaTrainingData(TypedDict):
    """One training of one flight attendant for one aircraft type."""

    id: str
    centerId: str
    createdAt: str
    updatedAt: str
    status: Literal["SCHEDULED", "COMPLETED", "EXPIRING", "EXPIRED", "SUPERSEDED", "CANCELLED"]
    userId: str
    aircraftType: str
    trainingType: Literal[
        "INITIAL_NEW_HIRE",
        "INITIAL_EQUIPMENT",
        "TRANSITION",
        "RECURRENT",
        "REQUALIFICATION",
        "DIFFERENCES",
    ]
    qualifications: list[Literal["DOOR", "SLIDE", "RAFT", "WATER_SURVIVAL"]]
    scheduledAt: str
    instructorId: str | None
    programmedHours: float | None
    """From 0 to 1000."""
    competenceCheckPassed: bool | None
    """For recurrent training only (14 CFR 121.427(b)(3))."""
    completedAt: str | None
    expiresAt: str | None
    """The last millisecond, in the center's time zone, of the last month in which the training is valid."""


class FaTrainingExpiringData(FaTrainingData):
    """One training of one flight attendant for one aircraft type."""

    daysRemaining: int


class InvoiceLineItem(TypedDict):
    """One line of an invoice or a quote."""

    description: str
    quantity: float
    """More than 0, with at most 3 decimals."""
    unitPriceCents: int
    """In the currency's minor unit; below 0 for a discount."""
    amountCents: int | None
    """`quantity` times `unitPriceCents`, with halves rounded to even. Computed; if sent, it must be the same. Less than 2^53."""


class InvoiceData(TypedDict):
    """A bill to a customer of the center."""

    id: str
    centerId: str
    createdAt: str
    updatedAt: str
    status: Literal["DRAFT", "SENT", "PAID", "VOID", "OVERDUE"]
    customerName: str
    customerEmail: str | None
    quoteId: str | None
    """The quote that it is based on."""
    bookingIds: list[str] | None
    currency: Literal[
        "AED",
        "AFN",
        "ALL",
        "AMD",
        "AOA",
        "ARS",
        "AUD",
        "AWG",
        "AZN",
        "BAM",
        "BBD",
        "BDT",
        "BHD",
        "BIF",
        "BMD",
        "BND",
        "BOB",
        "BRL",
        "BSD",
        "BTN",
        "BWP",
        "BYN",
        "BZD",
        "CAD",
        "CDF",
        "CHF",
        "CLP",
        "CNY",
        "COP",
        "CRC",
        "CUP",
        "CVE",
        "CZK",
        "DJF",
        "DKK",
        "DOP",
        "DZD",
        "EGP",
        "ERN",
        "ETB",
        "EUR",
        "FJD",
        "FKP",
        "GBP",
        "GEL",
        "GHS",
        "GIP",
        "GMD",
        "GNF",
        "GTQ",
        "GYD",
        "HKD",
        "HNL",
        "HTG",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IQD",
        "IRR",
        "ISK",
        "JMD",
        "JOD",
        "JPY",
        "KES",
        "KGS",
        "KHR",
        "KMF",
        "KPW",
        "KRW",
        "KWD",
        "KYD",
        "KZT",
        "LAK",
        "LBP",
        "LKR",
        "LRD",
        "LSL",
        "LYD",
        "MAD",
        "MDL",
        "MGA",
        "MKD",
        "MMK",
        "MNT",
        "MOP",
        "MRU",
        "MUR",
        "MVR",
        "MWK",
        "MXN",
        "MYR",
        "MZN",
        "NAD",
        "NGN",
        "NIO",
        "NOK",
        "NPR",
        "NZD",
        "OMR",
        "PAB",
        "PEN",
        "PGK",
        "PHP",
        "PKR",
        "PLN",
        "PYG",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "RWF",
        "SAR",
        "SBD",
        "SCR",
        "SDG",
        "SEK",
        "SGD",
        "SHP",
        "SLE",
        "SOS",
        "SRD",
        "SSP",
        "STN",
        "SVC",
        "SYP",
        "SZL",
        "THB",
        "TJS",
        "TMT",
        "TND",
        "TOP",
        "TRY",
        "TTD",
        "TWD",
        "TZS",
        "UAH",
        "UGX",
        "USD",
        "UYU",
        "UZS",
        "VED",
        "VES",
        "VND",
        "VUV",
        "WST",
        "XAF",
        "XCD",
        "XCG",
        "XOF",
        "XPF",
        "YER",
        "ZAR",
        "ZMW",
        "ZWG",
    ]
    """ISO 4217."""
    lineItems: list[InvoiceLineItem]
    """Editable in DRAFT only.
Every amount, and their sum with the tax, is less than 2^53."""
    taxCents: int | None
    """In the currency's minor unit; 0 if left out."""
    dueAt: str
    number: str
    """Like `INV-2026-0042`: counts the center's invoices of the year of creation, in UTC."""
    subtotalCents: int
    """The sum of the lines' amounts."""
    totalCents: int
    """`subtotalCents` and `taxCents`."""
    issuedAt: str | None
    """When it was sent."""
    paidAt: str | None
    voidedAt: str | None
    voidReason: str | None


class MelDeferralData(TypedDict):
    """Permission to fly on for a limited time with a listed item inoperative."""

    id: str
    centerId: str
    createdAt: str
    updatedAt: str
    status: Literal["OPEN", "EXPIRING", "EXPIRED", "CLOSED"]
    aircraftRegistration: str
    melItem: str
    """The item's number in the minimum equipment list."""
    category: Literal["A", "B", "C", "D"]
    description: str
    recordedAt: str | None
    """When the malfunction was logged; now, if left out; not in the future."""
    intervalDays: int | None
    """For category A as the item states, 1 to 365. Fixed for B (3), C (10) and D (120), where it can be left out."""
    openedByUserId: str | None
    expiresAt: str
    """The first instant after the interval's last day, in the center's time zone."""
    warnsAt: str
    """When it begins to count as expiring."""
    extendedUntil: str | None
    """Always null: the API has no operation to extend a deferral."""
    closedAt: str | None
    correctiveAction: str | None


class MelDeferralExpiringData(MelDeferralData):
    """Permission to fly on for a limited time with a listed item inoperative."""

    hoursRemaining: int


class QuoteLineItem(TypedDict):
    """One line of an invoice or a quote."""

    description: str
    quantity: float
    """More than 0, with at most 3 decimals."""
    unitPriceCents: int
    """In the currency's minor unit; below 0 for a discount."""
    amountCents: int | None
    """`quantity` times `unitPriceCents`, with halves rounded to even. Computed; if sent, it must be the same. Less than 2^53."""


class QuoteData(TypedDict):
    """A priced offer to a customer."""

    id: str
    centerId: str
    createdAt: str
    updatedAt: str
    status: Literal["DRAFT", "SENT", "ACCEPTED", "DECLINED", "EXPIRED"]
    customerName: str
    customerEmail: str | None
    currency: Literal[
        "AED",
        "AFN",
        "ALL",
        "AMD",
        "AOA",
        "ARS",
        "AUD",
        "AWG",
        "AZN",
        "BAM",
        "BBD",
        "BDT",
        "BHD",
        "BIF",
        "BMD",
        "BND",
        "BOB",
        "BRL",
        "BSD",
        "BTN",
        "BWP",
        "BYN",
        "BZD",
        "CAD",
        "CDF",
        "CHF",
        "CLP",
        "CNY",
        "COP",
        "CRC",
        "CUP",
        "CVE",
        "CZK",
        "DJF",
        "DKK",
        "DOP",
        "DZD",
        "EGP",
        "ERN",
        "ETB",
        "EUR",
        "FJD",
        "FKP",
        "GBP",
        "GEL",
        "GHS",
        "GIP",
        "GMD",
        "GNF",
        "GTQ",
        "GYD",
        "HKD",
        "HNL",
        "HTG",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IQD",
        "IRR",
        "ISK",
        "JMD",
        "JOD",
        "JPY",
        "KES",
        "KGS",
        "KHR",
        "KMF",
        "KPW",
        "KRW",
        "KWD",
        "KYD",
        "KZT",
        "LAK",
        "LBP",
        "LKR",
        "LRD",
        "LSL",
        "LYD",
        "MAD",
        "MDL",
        "MGA",
        "MKD",
        "MMK",
        "MNT",
        "MOP",
        "MRU",
        "MUR",
        "MVR",
        "MWK",
        "MXN",
        "MYR",
        "MZN",
        "NAD",
        "NGN",
        "NIO",
        "NOK",
        "NPR",
        "NZD",
        "OMR",
        "PAB",
        "PEN",
        "PGK",
        "PHP",
        "PKR",
        "PLN",
        "PYG",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "RWF",
        "SAR",
        "SBD",
        "SCR",
        "SDG",
        "SEK",
        "SGD",
        "SHP",
        "SLE",
        "SOS",
        "SRD",
        "SSP",
        "STN",
        "SVC",
        "SYP",
        "SZL",
        "THB",
        "TJS",
        "TMT",
        "TND",
        "TOP",
        "TRY",
        "TTD",
        "TWD",
        "TZS",
        "UAH",
        "UGX",
        "USD",
        "UYU",
        "UZS",
        "VED",
        "VES",
        "VND",
        "VUV",
        "WST",
        "XAF",
        "XCD",
        "XCG",
        "XOF",
        "XPF",
        "YER",
        "ZAR",
        "ZMW",
        "ZWG",
    ]
    """ISO 4217."""
    lineItems: list[QuoteLineItem]
    """Editable in DRAFT only.
Every amount, and their sum with the tax, is less than 2^53."""
    taxCents: int | None
    """In the currency's minor unit; 0 if left out."""
    validUntil: str
    """The last instant at which it can be accepted or declined."""
    invoiceId: str | None
    """The invoice that is based on it; the only field that can be changed after DRAFT."""
    number: str
    """Like `Q-2026-0107`: counts the center's quotes of the year of creation, in UTC."""
    subtotalCents: int
    """The sum of the lines' amounts."""
    totalCents: int
    """`subtotalCents` and `taxCents`."""
    sentAt: str | None
    acceptedAt: str | None
    declinedAt: str | None
    declineReason: str | None


class ReserveData(TypedDict):
    """A crew member held available for a period."""

    id: str
    centerId: str
    createdAt: str
    updatedAt: str
    status: Literal["ACTIVE", "CALLED_OUT", "NO_CONTACT", "RELEASED"]
    userId: str
    reserveType: Literal["LONG_CALL", "SHORT_CALL"]
    startAt: str
    endAt: str
    """After `startAt` by at most 31 days; on short call by at most 14 hours (14 CFR 117.21(c)(1))."""
    base: str | None
    equipment: str | None
    position: str | None
    bidPackageId: str | None
    """The bid package whose award left this crew member to reserve."""
    calledOutAt: str | None
    reportAt: str | None
    calloutReason: str | None
    bookingRef: str | None
    shortNotice: bool
    """Whether the call-out came later than the usual 12 hours (long call) or 2 hours (short call) before `reportAt`."""
    contactAttempts: int
    noContactAt: str | None


class SafetyReportData(TypedDict):
    """A hazard or an occurrence."""

    id: str
    centerId: str
    createdAt: str
    updatedAt: str
    status: Literal["SUBMITTED", "UNDER_REVIEW", "CLOSED"]
    reportType: Literal["HAZARD", "INCIDENT", "ACCIDENT", "FATIGUE", "OTHER"]
    title: str
    occurredAt: str | None
    anonymous: bool | None
    """`false` if left out."""
    reporterUserId: str | None
    """Always null in an anonymous report, whatever was sent."""
    severity: int
    """1 (least) to 5."""
    likelihood: int | None
    """1 (least) to 5; set by the review."""
    riskScore: int | None
    """`severity` times `likelihood`."""
    closedAt: str | None
    closureNote: str | None


class SafetyFindingClosedData(TypedDict):
    """An audit item, followed to closure."""

    id: str
    centerId: str
    createdAt: str
    updatedAt: str
    status: Literal["OPEN", "IN_PROGRESS", "CLOSED"]
    title: str
    ownerUserId: str
    dueAt: str
    reportId: str | None
    """The report that it results from, which must not be closed."""
    correctiveAction: str | None
    closedAt: str | None


class StageCheckData(TypedDict):
    """The check at the end of a stage of a course."""

    id: str
    centerId: str
    createdAt: str
    updatedAt: str
    status: Literal["SCHEDULED", "PASSED", "FAILED", "CANCELLED"]
    traineeId: str
    """Cannot be changed; neither can the course and the stage."""
    courseCode: str
    stage: Literal["PRE_SOLO", "PRE_CROSS_COUNTRY", "PRE_CHECKRIDE", "END_OF_COURSE", "OTHER"]
    stageNumber: int | None
    """1 or more."""
    checkInstructorId: str
    recommendedByUserId: str | None
    """Another person than the check instructor."""
    scheduledAt: str
    attempt: int
    """The number of earlier checks of this trainee, course and stage, plus one."""
    resultedAt: str | None
    score: float | None
    """0 to 100."""
    remarks: str | None


class TraineeCreatedData(TypedDict):
    """A person under training."""

    id: str
    centerId: str
    createdAt: str
    updatedAt: str
    status: Literal["ACTIVE", "ON_HOLD", "GRADUATED", "TERMINATED", "TRANSFERRED"]
    firstName: str
    lastName: str
    email: str
    """Unique in the center, ignoring case."""
    phone: str | None
    externalId: str | None
    """The key in the HR system."""
    certificateNumber: str | None
    employer: str | None
    courseCode: str | None
    enrolledAt: str | None
    """Today at the center, if left out."""
    endedAt: str | None
    """When the training ended, one way or the other."""


class TraineeUpdatedData(TraineeCreatedData):
    """A person under training."""

    changedFields: list[str]


class TripTradeData(TypedDict):
    """A crew member's request to give up, take or exchange a trip."""

    id: str
    centerId: str
    createdAt: str
    updatedAt: str
    status: Literal["PENDING", "APPROVED", "DENIED", "CANCELLED"]
    tradeType: Literal["DROP", "PICKUP", "SWAP"]
    requesterUserId: str
    offeredPairing: str | None
    """The trip given away, like `P-2204`; DROP and SWAP need it."""
    requestedPairing: str | None
    """The trip taken; PICKUP and SWAP need it."""
    counterpartyUserId: str | None
    """The colleague with whom a SWAP is made; null for one with open time."""
    legal: bool
    """Whether there are no violations."""
    violations: list[str]
    """REQUESTER_ or COUNTERPARTY_, then REST_10H (a duty of the last 168 hours began after less than 10 hours of
rest), FREE_30H_IN_168H (no 30 hours free of duty in the last 168) or FLIGHT_100H_IN_672H (more than 100
flight hours in the last 672)."""
    autoApproved: bool
    """Whether no planner was needed."""
    decidedByUserId: str | None
    decidedAt: str | None
    denyReason: str | None


class WorkorderPart(TypedDict):
    """A part that the job needs."""

    partNumber: str
    quantity: int
    """At least 1."""
    receivedAt: str | None


class WorkorderData(TypedDict):
    """A maintenance job on a simulator."""

    id: str
    centerId: str
    createdAt: str
    updatedAt: str
    status: Literal["OPEN", "IN_PROGRESS", "AWAITING_PARTS", "COMPLETED", "CANCELLED"]
    simulatorId: str
    title: str
    description: str | None
    priority: Literal["LOW", "NORMAL", "HIGH", "CRITICAL"] | None
    """`NORMAL` if left out."""
    assigneeUserId: str | None
    dueAt: str | None
    discrepancyRef: str | None
    """The entry in the device's discrepancy log."""
    parts: list[WorkorderPart] | None
    laborMinutes: int | None
    number: str
    """Like `WO-0001`: counts the work orders of the center."""
    startedAt: str | None
    """When work began for the first time."""
    completedAt: str | None
    resolution: str | None


class WorkorderUpdatedData(WorkorderData):
    """A maintenance job on a simulator."""

    changedFields: list[str]


class WebhookTestData(TypedDict):
    """The data of `webhook.test`."""

    message: str


class WebhookDeliveryFailedData(TypedDict):
    """The data of `webhook.delivery.failed`."""

    deliveryId: str
    endpointId: str
    eventType: str
    attempts: int
    """Completed attempts."""
    reason: Literal["attempts", "backlog"]
    """Why a delivery is FAILED."""
    lastOutcome: Literal["timeout", "success", "status", "network", "interrupted"] | None
    """Null for the reason `backlog`, which ends a delivery without an attempt."""
    lastResponseStatus: int | None


class BiddingAwardsPublishedEvent(_Envelope):
    """The awards of a bid package were published."""

    type: Literal["bidding.awards_published"]
    data: BiddingAwardsPublishedData


class BookingCreatedEvent(_Envelope):
    """A booking was created."""

    type: Literal["booking.created"]
    data: BookingData


class BookingUpdatedEvent(_Envelope):
    """A booking's fields changed, it began, or nobody came."""

    type: Literal["booking.updated"]
    data: BookingUpdatedData


class BookingCancelledEvent(_Envelope):
    """A booking was cancelled."""

    type: Literal["booking.cancelled"]
    data: BookingData


class BookingCompletedEvent(_Envelope):
    """A booking was completed."""

    type: Literal["booking.completed"]
    data: BookingData


class ComplianceDueSoonEvent(_Envelope):
    """A compliance item is due soon."""

    type: Literal["compliance.due_soon"]
    data: ComplianceData


class ComplianceOverdueEvent(_Envelope):
    """A compliance item is overdue; told once for each due time."""

    type: Literal["compliance.overdue"]
    data: ComplianceData


class DatTestScheduledEvent(_Envelope):
    """A drug or alcohol test was scheduled."""

    type: Literal["dat.test.scheduled"]
    data: DatTestData


class DatTestResultedEvent(_Envelope):
    """A drug or alcohol test has its result."""

    type: Literal["dat.test.resulted"]
    data: DatTestData


class DatRandomDrawEvent(_Envelope):
    """A random draw over the testing pool was run."""

    type: Literal["dat.random_draw"]
    data: DatRandomDrawData


class FaTrainingScheduledEvent(_Envelope):
    """A flight attendant's training was scheduled."""

    type: Literal["fa_training.scheduled"]
    data: FaTrainingData


class FaTrainingCompletedEvent(_Envelope):
    """A flight attendant's training was completed."""

    type: Literal["fa_training.completed"]
    data: FaTrainingData


class FaTrainingExpiringEvent(_Envelope):
    """A flight attendant's training is about to expire."""

    type: Literal["fa_training.expiring"]
    data: FaTrainingExpiringData


class FaTrainingExpiredEvent(_Envelope):
    """A flight attendant's training has expired."""

    type: Literal["fa_training.expired"]
    data: FaTrainingData


class InvoiceCreatedEvent(_Envelope):
    """An invoice was created, as a draft."""

    type: Literal["invoice.created"]
    data: InvoiceData


class InvoicePaidEvent(_Envelope):
    """An invoice was paid."""

    type: Literal["invoice.paid"]
    data: InvoiceData


class InvoiceVoidedEvent(_Envelope):
    """An invoice was voided."""

    type: Literal["invoice.voided"]
    data: InvoiceData


class MelDeferralOpenedEvent(_Envelope):
    """An MEL deferral was opened."""

    type: Literal["mel.deferral.opened"]
    data: MelDeferralData


class MelDeferralExpiringEvent(_Envelope):
    """An MEL deferral is about to expire."""

    type: Literal["mel.deferral.expiring"]
    data: MelDeferralExpiringData


class MelDeferralExpiredEvent(_Envelope):
    """An MEL deferral has expired."""

    type: Literal["mel.deferral.expired"]
    data: MelDeferralData


class QuoteCreatedEvent(_Envelope):
    """A quote was created, as a draft."""

    type: Literal["quote.created"]
    data: QuoteData


class QuoteAcceptedEvent(_Envelope):
    """A quote was accepted."""

    type: Literal["quote.accepted"]
    data: QuoteData


class QuoteDeclinedEvent(_Envelope):
    """A quote was declined."""

    type: Literal["quote.declined"]
    data: QuoteData


class ReserveAssignedEvent(_Envelope):
    """A reserve period was assigned to a crew member."""

    type: Literal["reserve.assigned"]
    data: ReserveData


class ReserveCalledOutEvent(_Envelope):
    """A crew member on reserve was called out."""

    type: Literal["reserve.called_out"]
    data: ReserveData


class ReserveNoContactEvent(_Envelope):
    """A crew member on reserve could not be reached."""

    type: Literal["reserve.no_contact"]
    data: ReserveData


class SafetyReportSubmittedEvent(_Envelope):
    """A safety report was submitted."""

    type: Literal["safety.report.submitted"]
    data: SafetyReportData


class SafetyReportClosedEvent(_Envelope):
    """A safety report was closed."""

    type: Literal["safety.report.closed"]
    data: SafetyReportData


class SafetyFindingClosedEvent(_Envelope):
    """A safety finding was closed."""

    type: Literal["safety.finding.closed"]
    data: SafetyFindingClosedData


class StageCheckScheduledEvent(_Envelope):
    """A stage check was scheduled."""

    type: Literal["stage_check.scheduled"]
    data: StageCheckData


class StageCheckPassedEvent(_Envelope):
    """A stage check was passed."""

    type: Literal["stage_check.passed"]
    data: StageCheckData


class StageCheckFailedEvent(_Envelope):
    """A stage check was failed."""

    type: Literal["stage_check.failed"]
    data: StageCheckData


class TraineeCreatedEvent(_Envelope):
    """A trainee was created."""

    type: Literal["trainee.created"]
    data: TraineeCreatedData


class TraineeUpdatedEvent(_Envelope):
    """A trainee's fields or status changed."""

    type: Literal["trainee.updated"]
    data: TraineeUpdatedData


class TripTradeRequestedEvent(_Envelope):
    """A trip trade was requested."""

    type: Literal["trip_trade.requested"]
    data: TripTradeData


class TripTradeApprovedEvent(_Envelope):
    """A trip trade was approved, by a planner or automatically."""

    type: Literal["trip_trade.approved"]
    data: TripTradeData


class WorkorderCreatedEvent(_Envelope):
    """A work order was created."""

    type: Literal["workorder.created"]
    data: WorkorderData


class WorkorderUpdatedEvent(_Envelope):
    """A work order's fields or status changed; completing it has an event of its own."""

    type: Literal["workorder.updated"]
    data: WorkorderUpdatedData


class WorkorderCompletedEvent(_Envelope):
    """A work order was completed."""

    type: Literal["workorder.completed"]
    data: WorkorderData


class WebhookTestEvent(_Envelope):
    """A test message, sent on request."""

    type: Literal["webhook.test"]
    data: WebhookTestData


class WebhookDeliveryFailedEvent(_Envelope):
    """A delivery has used up its attempts; told to the center's other endpoints."""

    type: Literal["webhook.delivery.failed"]
    data: WebhookDeliveryFailedData


EventType: TypeAlias = Literal[
    "bidding.awards_published",
    "booking.created",
    "booking.updated",
    "booking.cancelled",
    "booking.completed",
    "compliance.due_soon",
    "compliance.overdue",
    "dat.test.scheduled",
    "dat.test.resulted",
    "dat.random_draw",
    "fa_training.scheduled",
    "fa_training.completed",
    "fa_training.expiring",
    "fa_training.expired",
    "invoice.created",
    "invoice.paid",
    "invoice.voided",
    "mel.deferral.opened",
    "mel.deferral.expiring",
    "mel.deferral.expired",
    "quote.created",
    "quote.accepted",
    "quote.declined",
    "reserve.assigned",
    "reserve.called_out",
    "reserve.no_contact",
    "safety.report.submitted",
    "safety.report.closed",
    "safety.finding.closed",
    "stage_check.scheduled",
    "stage_check.passed",
    "stage_check.failed",
    "trainee.created",
    "trainee.updated",
    "trip_trade.requested",
    "trip_trade.approved",
    "workorder.created",
    "workorder.updated",
    "workorder.completed",
    "webhook.test",
    "webhook.delivery.failed",
]

WebhookEvent: TypeAlias = (
    BiddingAwardsPublishedEvent
    | BookingCreatedEvent
    | BookingUpdatedEvent
    | BookingCancelledEvent
    | BookingCompletedEvent
    | ComplianceDueSoonEvent
    | ComplianceOverdueEvent
    | DatTestScheduledEvent
    | DatTestResultedEvent
    | DatRandomDrawEvent
    | FaTrainingScheduledEvent
    | FaTrainingCompletedEvent
    | FaTrainingExpiringEvent
    | FaTrainingExpiredEvent
    | InvoiceCreatedEvent
    | InvoicePaidEvent
    | InvoiceVoidedEvent
    | MelDeferralOpenedEvent
    | MelDeferralExpiringEvent
    | MelDeferralExpiredEvent
    | QuoteCreatedEvent
    | QuoteAcceptedEvent
    | QuoteDeclinedEvent
    | ReserveAssignedEvent
    | ReserveCalledOutEvent
    | ReserveNoContactEvent
    | SafetyReportSubmittedEvent
    | SafetyReportClosedEvent
    | SafetyFindingClosedEvent
    | StageCheckScheduledEvent
    | StageCheckPassedEvent
    | StageCheckFailedEvent
    | TraineeCreatedEvent
    | TraineeUpdatedEvent
    | TripTradeRequestedEvent
    | TripTradeApprovedEvent
    | WorkorderCreatedEvent
    | WorkorderUpdatedEvent
    | WorkorderCompletedEvent
    | WebhookTestEvent
    | WebhookDeliveryFailedEvent
)
"""Its type tells which."""
