// Made by make-events.mjs from worker/event-types.json.

/** What every event has around its data. */
export interface Envelope<Type extends string, Data> {
  /** The delivery's id, the same in every attempt. */
  id: string;
  type: Type;
  /** The center that it happened in. */
  centerId: string;
  /** When it happened, RFC 3339. */
  createdAt: string;
  data: Data;
}

/** The data of each type of event. */
export interface EventData {
  /** The awards of a bid package were published. */
  "bidding.awards_published": BiddingAwardsPublishedData;
  /** A booking was created. */
  "booking.created": BookingData;
  /** A booking's fields changed, it began, or nobody came. */
  "booking.updated": BookingUpdatedData;
  /** A booking was cancelled. */
  "booking.cancelled": BookingData;
  /** A booking was completed. */
  "booking.completed": BookingData;
  /** A compliance item is due soon. */
  "compliance.due_soon": ComplianceData;
  /** A compliance item is overdue; told once for each due time. */
  "compliance.overdue": ComplianceData;
  /** A drug or alcohol test was scheduled. */
  "dat.test.scheduled": DatTestData;
  /** A drug or alcohol test has its result. */
  "dat.test.resulted": DatTestData;
  /** A random draw over the testing pool was run. */
  "dat.random_draw": DatRandomDrawData;
  /** A flight attendant's training was scheduled. */
  "fa_training.scheduled": FaTrainingData;
  /** A flight attendant's training was completed. */
  "fa_training.completed": FaTrainingData;
  /** A flight attendant's training is about to expire. */
  "fa_training.expiring": FaTrainingExpiringData;
  /** A flight attendant's training has expired. */
  "fa_training.expired": FaTrainingData;
  /** An invoice was created, as a draft. */
  "invoice.created": InvoiceData;
  /** An invoice was paid. */
  "invoice.paid": InvoiceData;
  /** An invoice was voided. */
  "invoice.voided": InvoiceData;
  /** An MEL deferral was opened. */
  "mel.deferral.opened": MelDeferralData;
  /** An MEL deferral is about to expire. */
  "mel.deferral.expiring": MelDeferralExpiringData;
  /** An MEL deferral has expired. */
  "mel.deferral.expired": MelDeferralData;
  /** A quote was created, as a draft. */
  "quote.created": QuoteData;
  /** A quote was accepted. */
  "quote.accepted": QuoteData;
  /** A quote was declined. */
  "quote.declined": QuoteData;
  /** A reserve period was assigned to a crew member. */
  "reserve.assigned": ReserveData;
  /** A crew member on reserve was called out. */
  "reserve.called_out": ReserveData;
  /** A crew member on reserve could not be reached. */
  "reserve.no_contact": ReserveData;
  /** A safety report was submitted. */
  "safety.report.submitted": SafetyReportData;
  /** A safety report was closed. */
  "safety.report.closed": SafetyReportData;
  /** A safety finding was closed. */
  "safety.finding.closed": SafetyFindingClosedData;
  /** A stage check was scheduled. */
  "stage_check.scheduled": StageCheckData;
  /** A stage check was passed. */
  "stage_check.passed": StageCheckData;
  /** A stage check was failed. */
  "stage_check.failed": StageCheckData;
  /** A trainee was created. */
  "trainee.created": TraineeCreatedData;
  /** A trainee's fields or status changed. */
  "trainee.updated": TraineeUpdatedData;
  /** A trip trade was requested. */
  "trip_trade.requested": TripTradeData;
  /** A trip trade was approved, by a planner or automatically. */
  "trip_trade.approved": TripTradeData;
  /** A work order was created. */
  "workorder.created": WorkorderData;
  /** A work order's fields or status changed; completing it has an event of its own. */
  "workorder.updated": WorkorderUpdatedData;
  /** A work order was completed. */
  "workorder.completed": WorkorderData;
  /** A test message, sent on request. */
  "webhook.test": WebhookTestData;
  /** A delivery has used up its attempts; told to the center's other endpoints. */
  "webhook.delivery.failed": WebhookDeliveryFailedData;
}

export type EventType = keyof EventData;

/** Any event; its `type` tells which. */
export type WebhookEvent = {
  [Type in EventType]: Envelope<Type, EventData[Type]>;
}[EventType];

/** The events of one type or several: `EventOf<"booking.created" | "booking.updated">`. */
export type EventOf<Type extends EventType> = Extract<WebhookEvent, { type: Type }>;

/** A month of flying lines for one base, equipment and position. */
export interface BiddingAwardsPublishedData {
  id: string;
  centerId: string;
  createdAt: string;
  updatedAt: string;
  status: "DRAFT" | "OPEN" | "CLOSED" | "AWARDED" | "PUBLISHED";
  /** The month flown. */
  bidMonth: string;
  base: string;
  equipment: string;
  position: "CAPTAIN" | "FIRST_OFFICER" | "FLIGHT_ATTENDANT";
  /** How people bid. */
  mode: "LINE" | "PBS";
  /** When bidding is planned to begin; informational, the package is opened by `open`. */
  opensAt: string | null;
  /** When bidding is planned to end, after `opensAt`; informational, the package is closed by `close`. */
  closesAt: string | null;
  /** At most 250,000 bytes as JSON; can be changed in DRAFT only. Line numbers are unique. */
  lines: Array<{
    /** Unique in the package. */
    lineNumber: number;
    daysOn: number;
    daysOff: number;
    creditMinutes: number;
    pairingIds: Array<string>;
    /** The largest number of legs on one day; null when unknown. */
    legsPerDay: number | null;
    layoverCities: Array<string>;
    /** Whether it includes flying through a night. */
    redeye: boolean;
    /** How many whole weekends are free. */
    weekendsOff: number;
    daysOffDates: Array<string>;
  }>;
  /** In the order of choice, one for each bid; at most 500. */
  awards: Array<{
    userId: string;
    /** At the time of the award run. */
    seniorityNumber: number | null;
    /** Null in the reserve pool. */
    lineNumber: number | null;
    reserve: boolean;
  }>;
  lineCount: number;
  /** Bidders who got a line. */
  awardedCount: number;
  /** Bidders for whom no line was left. */
  reserveCount: number;
  awardedAt: string | null;
  publishedAt: string | null;
}

/** A reserved session on a simulator. */
export interface BookingData {
  id: string;
  centerId: string;
  createdAt: string;
  updatedAt: string;
  status: "SCHEDULED" | "IN_PROGRESS" | "COMPLETED" | "CANCELLED" | "NO_SHOW";
  simulatorId: string;
  startAt: string;
  /** After `startAt`, by at most 24 hours. */
  endAt: string;
  traineeIds: Array<string>;
  instructorId: string | null;
  sessionType: "TRAINING" | "CHECKRIDE" | "RECURRENT" | "MAINTENANCE" | "DRY_LEASE";
  courseCode: string | null;
  notes: string | null;
  cancelReason: string | null;
  actualStartAt: string | null;
  actualEndAt: string | null;
  cancelledAt: string | null;
}

/** A reserved session on a simulator. */
export interface BookingUpdatedData extends BookingData {
  changedFields: Array<string>;
}

/** A dated obligation of the center. */
export interface ComplianceData {
  id: string;
  centerId: string;
  createdAt: string;
  updatedAt: string;
  status: "COMPLIANT" | "DUE_SOON" | "OVERDUE" | "IN_PROGRESS" | "WAIVED";
  title: string;
  category: "PART_142" | "NSP" | "AIRCRAFT_EVALUATION" | "INSTRUCTOR_CURRENCY" | "FACILITY" | "OTHER";
  dueAt: string;
  /** 1 to 60; null if it is due only once. */
  intervalMonths: number | null;
  /** What requires it, like `14 CFR 60.19`. */
  reference: string | null;
  simulatorId: string | null;
  ownerUserId: string | null;
  lastCompletedAt: string | null;
  waivedReason: string | null;
  /** The day of the month, in UTC, to which `dueAt` returns after a shorter month. */
  dueDay: number;
  /** The `dueAt` for which `compliance.due_soon` was emitted. */
  dueSoonFor: string | null;
  /** The `dueAt` for which `compliance.overdue` was emitted. */
  overdueFor: string | null;
  /** The `dueAt` that was completed, where no further one follows. */
  completedFor: string | null;
  daysRemaining: number;
}

/** A drug or alcohol test of one covered employee. */
export interface DatTestData {
  id: string;
  centerId: string;
  createdAt: string;
  updatedAt: string;
  status: "SCHEDULED" | "COLLECTED" | "RESULTED" | "CANCELLED";
  userId: string;
  substance: "DRUG" | "ALCOHOL";
  testType: "PRE_EMPLOYMENT" | "RANDOM" | "POST_ACCIDENT" | "REASONABLE_CAUSE" | "RETURN_TO_DUTY" | "FOLLOW_UP";
  /** The draw that selected the person; given if, and only if, the type is RANDOM. */
  drawId: string | null;
  scheduledAt: string;
  collectedAt: string | null;
  resultedAt: string | null;
  result: "NEGATIVE" | "REFUSAL" | "NEGATIVE_DILUTE" | "BELOW_VIOLATION" | "POSITIVE" | "REFUSAL_ADULTERATED" | "REFUSAL_SUBSTITUTED" | "CANCELLED" | null;
  /** Whether the result removes the person from safety-sensitive work. */
  removedFromDuty: boolean;
}

/** A random draw over the safety-sensitive members of the crew roster. */
export interface DatRandomDrawData {
  id: string;
  centerId: string;
  createdAt: string;
  updatedAt: string;
  /** What the people drawn are to be tested for. */
  substance: "DRUG" | "ALCOHOL" | "BOTH";
  /** The period of the draw, like `2026-Q2`; if left out, the current quarter at the center. */
  period: string | null;
  /** At most `poolSize`. */
  selectionCount: number;
  /** The yearly rate that the draws aim at, in percent of the pool. */
  annualRatePct: number | null;
  /** Determines the draw, together with the pool; generated by the server's secure random source if left out. */
  seed: string | null;
  drawnByUserId: string | null;
  drawnAt: string;
  poolSize: number;
  /** SHA-256, in hex, of the pool's user ids in ascending order, separated by newlines. */
  poolHash: string;
  /** In the order of the draw. */
  selectedUserIds: Array<string>;
}

/** One training of one flight attendant for one aircraft type. */
export interface FaTrainingData {
  id: string;
  centerId: string;
  createdAt: string;
  updatedAt: string;
  status: "SCHEDULED" | "COMPLETED" | "EXPIRING" | "EXPIRED" | "SUPERSEDED" | "CANCELLED";
  userId: string;
  aircraftType: string;
  trainingType: "INITIAL_NEW_HIRE" | "INITIAL_EQUIPMENT" | "TRANSITION" | "RECURRENT" | "REQUALIFICATION" | "DIFFERENCES";
  qualifications: Array<"DOOR" | "SLIDE" | "RAFT" | "WATER_SURVIVAL">;
  scheduledAt: string;
  instructorId: string | null;
  /** From 0 to 1000. */
  programmedHours: number | null;
  /** For recurrent training only (14 CFR 121.427(b)(3)). */
  competenceCheckPassed: boolean | null;
  completedAt: string | null;
  /** The last millisecond, in the center's time zone, of the last month in which the training is valid. */
  expiresAt: string | null;
}

/** One training of one flight attendant for one aircraft type. */
export interface FaTrainingExpiringData extends FaTrainingData {
  daysRemaining: number;
}

/** A bill to a customer of the center. */
export interface InvoiceData {
  id: string;
  centerId: string;
  createdAt: string;
  updatedAt: string;
  status: "DRAFT" | "SENT" | "PAID" | "VOID" | "OVERDUE";
  customerName: string;
  customerEmail: string | null;
  /** The quote that it is based on. */
  quoteId: string | null;
  bookingIds: Array<string> | null;
  /** ISO 4217. */
  currency: "AED" | "AFN" | "ALL" | "AMD" | "AOA" | "ARS" | "AUD" | "AWG" | "AZN" | "BAM" | "BBD" | "BDT" | "BHD" | "BIF" | "BMD" | "BND" | "BOB" | "BRL" | "BSD" | "BTN" | "BWP" | "BYN" | "BZD" | "CAD" | "CDF" | "CHF" | "CLP" | "CNY" | "COP" | "CRC" | "CUP" | "CVE" | "CZK" | "DJF" | "DKK" | "DOP" | "DZD" | "EGP" | "ERN" | "ETB" | "EUR" | "FJD" | "FKP" | "GBP" | "GEL" | "GHS" | "GIP" | "GMD" | "GNF" | "GTQ" | "GYD" | "HKD" | "HNL" | "HTG" | "HUF" | "IDR" | "ILS" | "INR" | "IQD" | "IRR" | "ISK" | "JMD" | "JOD" | "JPY" | "KES" | "KGS" | "KHR" | "KMF" | "KPW" | "KRW" | "KWD" | "KYD" | "KZT" | "LAK" | "LBP" | "LKR" | "LRD" | "LSL" | "LYD" | "MAD" | "MDL" | "MGA" | "MKD" | "MMK" | "MNT" | "MOP" | "MRU" | "MUR" | "MVR" | "MWK" | "MXN" | "MYR" | "MZN" | "NAD" | "NGN" | "NIO" | "NOK" | "NPR" | "NZD" | "OMR" | "PAB" | "PEN" | "PGK" | "PHP" | "PKR" | "PLN" | "PYG" | "QAR" | "RON" | "RSD" | "RUB" | "RWF" | "SAR" | "SBD" | "SCR" | "SDG" | "SEK" | "SGD" | "SHP" | "SLE" | "SOS" | "SRD" | "SSP" | "STN" | "SVC" | "SYP" | "SZL" | "THB" | "TJS" | "TMT" | "TND" | "TOP" | "TRY" | "TTD" | "TWD" | "TZS" | "UAH" | "UGX" | "USD" | "UYU" | "UZS" | "VED" | "VES" | "VND" | "VUV" | "WST" | "XAF" | "XCD" | "XCG" | "XOF" | "XPF" | "YER" | "ZAR" | "ZMW" | "ZWG";
  /** Editable in DRAFT only.
Every amount, and their sum with the tax, is less than 2^53. */
  lineItems: Array<{
    description: string;
    /** More than 0, with at most 3 decimals. */
    quantity: number;
    /** In the currency's minor unit; below 0 for a discount. */
    unitPriceCents: number;
    /** `quantity` times `unitPriceCents`, with halves rounded to even. Computed; if sent, it must be the same. Less than 2^53. */
    amountCents: number | null;
  }>;
  /** In the currency's minor unit; 0 if left out. */
  taxCents: number | null;
  dueAt: string;
  /** Like `INV-2026-0042`: counts the center's invoices of the year of creation, in UTC. */
  number: string;
  /** The sum of the lines' amounts. */
  subtotalCents: number;
  /** `subtotalCents` and `taxCents`. */
  totalCents: number;
  /** When it was sent. */
  issuedAt: string | null;
  paidAt: string | null;
  voidedAt: string | null;
  voidReason: string | null;
}

/** Permission to fly on for a limited time with a listed item inoperative. */
export interface MelDeferralData {
  id: string;
  centerId: string;
  createdAt: string;
  updatedAt: string;
  status: "OPEN" | "EXPIRING" | "EXPIRED" | "CLOSED";
  aircraftRegistration: string;
  /** The item's number in the minimum equipment list. */
  melItem: string;
  category: "A" | "B" | "C" | "D";
  description: string;
  /** When the malfunction was logged; now, if left out; not in the future. */
  recordedAt: string | null;
  /** For category A as the item states, 1 to 365. Fixed for B (3), C (10) and D (120), where it can be left out. */
  intervalDays: number | null;
  openedByUserId: string | null;
  /** The first instant after the interval's last day, in the center's time zone. */
  expiresAt: string;
  /** When it begins to count as expiring. */
  warnsAt: string;
  /** Always null: the API has no operation to extend a deferral. */
  extendedUntil: string | null;
  closedAt: string | null;
  correctiveAction: string | null;
}

/** Permission to fly on for a limited time with a listed item inoperative. */
export interface MelDeferralExpiringData extends MelDeferralData {
  hoursRemaining: number;
}

/** A priced offer to a customer. */
export interface QuoteData {
  id: string;
  centerId: string;
  createdAt: string;
  updatedAt: string;
  status: "DRAFT" | "SENT" | "ACCEPTED" | "DECLINED" | "EXPIRED";
  customerName: string;
  customerEmail: string | null;
  /** ISO 4217. */
  currency: "AED" | "AFN" | "ALL" | "AMD" | "AOA" | "ARS" | "AUD" | "AWG" | "AZN" | "BAM" | "BBD" | "BDT" | "BHD" | "BIF" | "BMD" | "BND" | "BOB" | "BRL" | "BSD" | "BTN" | "BWP" | "BYN" | "BZD" | "CAD" | "CDF" | "CHF" | "CLP" | "CNY" | "COP" | "CRC" | "CUP" | "CVE" | "CZK" | "DJF" | "DKK" | "DOP" | "DZD" | "EGP" | "ERN" | "ETB" | "EUR" | "FJD" | "FKP" | "GBP" | "GEL" | "GHS" | "GIP" | "GMD" | "GNF" | "GTQ" | "GYD" | "HKD" | "HNL" | "HTG" | "HUF" | "IDR" | "ILS" | "INR" | "IQD" | "IRR" | "ISK" | "JMD" | "JOD" | "JPY" | "KES" | "KGS" | "KHR" | "KMF" | "KPW" | "KRW" | "KWD" | "KYD" | "KZT" | "LAK" | "LBP" | "LKR" | "LRD" | "LSL" | "LYD" | "MAD" | "MDL" | "MGA" | "MKD" | "MMK" | "MNT" | "MOP" | "MRU" | "MUR" | "MVR" | "MWK" | "MXN" | "MYR" | "MZN" | "NAD" | "NGN" | "NIO" | "NOK" | "NPR" | "NZD" | "OMR" | "PAB" | "PEN" | "PGK" | "PHP" | "PKR" | "PLN" | "PYG" | "QAR" | "RON" | "RSD" | "RUB" | "RWF" | "SAR" | "SBD" | "SCR" | "SDG" | "SEK" | "SGD" | "SHP" | "SLE" | "SOS" | "SRD" | "SSP" | "STN" | "SVC" | "SYP" | "SZL" | "THB" | "TJS" | "TMT" | "TND" | "TOP" | "TRY" | "TTD" | "TWD" | "TZS" | "UAH" | "UGX" | "USD" | "UYU" | "UZS" | "VED" | "VES" | "VND" | "VUV" | "WST" | "XAF" | "XCD" | "XCG" | "XOF" | "XPF" | "YER" | "ZAR" | "ZMW" | "ZWG";
  /** Editable in DRAFT only.
Every amount, and their sum with the tax, is less than 2^53. */
  lineItems: Array<{
    description: string;
    /** More than 0, with at most 3 decimals. */
    quantity: number;
    /** In the currency's minor unit; below 0 for a discount. */
    unitPriceCents: number;
    /** `quantity` times `unitPriceCents`, with halves rounded to even. Computed; if sent, it must be the same. Less than 2^53. */
    amountCents: number | null;
  }>;
  /** In the currency's minor unit; 0 if left out. */
  taxCents: number | null;
  /** The last instant at which it can be accepted or declined. */
  validUntil: string;
  /** The invoice that is based on it; the only field that can be changed after DRAFT. */
  invoiceId: string | null;
  /** Like `Q-2026-0107`: counts the center's quotes of the year of creation, in UTC. */
  number: string;
  /** The sum of the lines' amounts. */
  subtotalCents: number;
  /** `subtotalCents` and `taxCents`. */
  totalCents: number;
  sentAt: string | null;
  acceptedAt: string | null;
  declinedAt: string | null;
  declineReason: string | null;
}

/** A crew member held available for a period. */
export interface ReserveData {
  id: string;
  centerId: string;
  createdAt: string;
  updatedAt: string;
  status: "ACTIVE" | "CALLED_OUT" | "NO_CONTACT" | "RELEASED";
  userId: string;
  reserveType: "LONG_CALL" | "SHORT_CALL";
  startAt: string;
  /** After `startAt` by at most 31 days; on short call by at most 14 hours (14 CFR 117.21(c)(1)). */
  endAt: string;
  base: string | null;
  equipment: string | null;
  position: string | null;
  /** The bid package whose award left this crew member to reserve. */
  bidPackageId: string | null;
  calledOutAt: string | null;
  reportAt: string | null;
  calloutReason: string | null;
  bookingRef: string | null;
  /** Whether the call-out came later than the usual 12 hours (long call) or 2 hours (short call) before `reportAt`. */
  shortNotice: boolean;
  contactAttempts: number;
  noContactAt: string | null;
}

/** A hazard or an occurrence. */
export interface SafetyReportData {
  id: string;
  centerId: string;
  createdAt: string;
  updatedAt: string;
  status: "SUBMITTED" | "UNDER_REVIEW" | "CLOSED";
  reportType: "HAZARD" | "INCIDENT" | "ACCIDENT" | "FATIGUE" | "OTHER";
  title: string;
  occurredAt: string | null;
  /** `false` if left out. */
  anonymous: boolean | null;
  /** Always null in an anonymous report, whatever was sent. */
  reporterUserId: string | null;
  /** 1 (least) to 5. */
  severity: number;
  /** 1 (least) to 5; set by the review. */
  likelihood: number | null;
  /** `severity` times `likelihood`. */
  riskScore: number | null;
  closedAt: string | null;
  closureNote: string | null;
}

/** An audit item, followed to closure. */
export interface SafetyFindingClosedData {
  id: string;
  centerId: string;
  createdAt: string;
  updatedAt: string;
  status: "OPEN" | "IN_PROGRESS" | "CLOSED";
  title: string;
  ownerUserId: string;
  dueAt: string;
  /** The report that it results from, which must not be closed. */
  reportId: string | null;
  correctiveAction: string | null;
  closedAt: string | null;
}

/** The check at the end of a stage of a course. */
export interface StageCheckData {
  id: string;
  centerId: string;
  createdAt: string;
  updatedAt: string;
  status: "SCHEDULED" | "PASSED" | "FAILED" | "CANCELLED";
  /** Cannot be changed; neither can the course and the stage. */
  traineeId: string;
  courseCode: string;
  stage: "PRE_SOLO" | "PRE_CROSS_COUNTRY" | "PRE_CHECKRIDE" | "END_OF_COURSE" | "OTHER";
  /** 1 or more. */
  stageNumber: number | null;
  checkInstructorId: string;
  /** Another person than the check instructor. */
  recommendedByUserId: string | null;
  scheduledAt: string;
  /** The number of earlier checks of this trainee, course and stage, plus one. */
  attempt: number;
  resultedAt: string | null;
  /** 0 to 100. */
  score: number | null;
  remarks: string | null;
}

/** A person under training. */
export interface TraineeCreatedData {
  id: string;
  centerId: string;
  createdAt: string;
  updatedAt: string;
  status: "ACTIVE" | "ON_HOLD" | "GRADUATED" | "TERMINATED" | "TRANSFERRED";
  firstName: string;
  lastName: string;
  /** Unique in the center, ignoring case. */
  email: string;
  phone: string | null;
  /** The key in the HR system. */
  externalId: string | null;
  certificateNumber: string | null;
  employer: string | null;
  courseCode: string | null;
  /** Today at the center, if left out. */
  enrolledAt: string | null;
  /** When the training ended, one way or the other. */
  endedAt: string | null;
}

/** A person under training. */
export interface TraineeUpdatedData extends TraineeCreatedData {
  changedFields: Array<string>;
}

/** A crew member's request to give up, take or exchange a trip. */
export interface TripTradeData {
  id: string;
  centerId: string;
  createdAt: string;
  updatedAt: string;
  status: "PENDING" | "APPROVED" | "DENIED" | "CANCELLED";
  tradeType: "DROP" | "PICKUP" | "SWAP";
  requesterUserId: string;
  /** The trip given away, like `P-2204`; DROP and SWAP need it. */
  offeredPairing: string | null;
  /** The trip taken; PICKUP and SWAP need it. */
  requestedPairing: string | null;
  /** The colleague with whom a SWAP is made; null for one with open time. */
  counterpartyUserId: string | null;
  /** Whether there are no violations. */
  legal: boolean;
  /** REQUESTER_ or COUNTERPARTY_, then REST_10H (a duty of the last 168 hours began after less than 10 hours of
rest), FREE_30H_IN_168H (no 30 hours free of duty in the last 168) or FLIGHT_100H_IN_672H (more than 100
flight hours in the last 672). */
  violations: Array<string>;
  /** Whether no planner was needed. */
  autoApproved: boolean;
  decidedByUserId: string | null;
  decidedAt: string | null;
  denyReason: string | null;
}

/** A maintenance job on a simulator. */
export interface WorkorderData {
  id: string;
  centerId: string;
  createdAt: string;
  updatedAt: string;
  status: "OPEN" | "IN_PROGRESS" | "AWAITING_PARTS" | "COMPLETED" | "CANCELLED";
  simulatorId: string;
  title: string;
  description: string | null;
  /** `NORMAL` if left out. */
  priority: "LOW" | "NORMAL" | "HIGH" | "CRITICAL" | null;
  assigneeUserId: string | null;
  dueAt: string | null;
  /** The entry in the device's discrepancy log. */
  discrepancyRef: string | null;
  parts: Array<{
    partNumber: string;
    /** At least 1. */
    quantity: number;
    receivedAt: string | null;
  }> | null;
  laborMinutes: number | null;
  /** Like `WO-0001`: counts the work orders of the center. */
  number: string;
  /** When work began for the first time. */
  startedAt: string | null;
  completedAt: string | null;
  resolution: string | null;
}

/** A maintenance job on a simulator. */
export interface WorkorderUpdatedData extends WorkorderData {
  changedFields: Array<string>;
}

/** The data of `webhook.test`. */
export interface WebhookTestData {
  message: string;
}

/** The data of `webhook.delivery.failed`. */
export interface WebhookDeliveryFailedData {
  deliveryId: string;
  endpointId: string;
  eventType: string;
  /** Completed attempts. */
  attempts: number;
  /** Why a delivery is FAILED. */
  reason: "attempts" | "backlog";
  /** Null for the reason `backlog`, which ends a delivery without an attempt. */
  lastOutcome: "timeout" | "success" | "status" | "network" | "interrupted" | null;
  lastResponseStatus: number | null;
}
