package review

import (
	"context"
	"time"

	"shinsa/audit"
	"shinsa/seal"
)

// Store keeps submissions. It is given only sealed values and keyed tokens, and it decides nothing: a
// use-case reads rows inside Write, asks the rules, and writes what they said, in one transaction.
//
// Every method returns ErrNotFound when a named row is not there and ErrBusy when the database cannot
// serve now (locked, full, out of reach). It is safe for concurrent use.
type Store interface {
	// Write runs f in one transaction that is durable when Write returns nil, and undone when f or the
	// commit fails. f may be run again after a serialisation failure, so it must not keep state of a
	// run that failed. What f reads through Tx is locked against other writers until the end.
	Write(ctx context.Context, f func(Tx) error) error
	Reader

	// Generation names the state of everything that is stored: while it is the same, every query answers
	// the same, but for what depends on the time.
	Generation(ctx context.Context) (string, error)
}

// Tx is what a use-case may do inside a transaction. It can also read.
type Tx interface {
	Reader
	FiguresWriter

	// LockSubmission reads a submission and keeps others from changing it until the transaction ends.
	LockSubmission(ctx context.Context, by SubmissionKey) (*Submission, error)
	// InsertSubmission returns ErrReferenceTaken when the reference is in use.
	InsertSubmission(ctx context.Context, s *Submission) error
	// SaveSubmission writes the whole row of a locked submission.
	SaveSubmission(ctx context.Context, s *Submission) error
	// Head locks and returns the first submission that a person may take; see HeadQuery. Rows locked by
	// others are passed over. ErrNotFound when there is none.
	Head(ctx context.Context, q HeadQuery) (*Submission, error)
	// FirstKept locks and returns the submission that has been kept for a person the longest, which is free at
	// now and from which he is not barred. Rows locked by others are passed over. ErrNotFound when there is none.
	FirstKept(ctx context.Context, person StaffID, now time.Time) (*Submission, error)

	SaveRound(ctx context.Context, r *Round) error // inserts or replaces
	InsertImage(ctx context.Context, i *Image) error
	// PlaceImage puts an image in a round at a side, in the place of what stood there.
	PlaceImage(ctx context.Context, s SubmissionID, round int, side string, image ImageID, carried bool) error
	RemoveImage(ctx context.Context, s SubmissionID, round int, side string) error
	// DeleteImage forgets an image that no round shows any more.
	DeleteImage(ctx context.Context, id ImageID) error
	// MarkPurged records that the erasure's image was destroyed and clears its digest, traces and blob names.
	MarkPurged(ctx context.Context, e Erasure) error

	// Pass keeps a submission from being offered to a person until a time; Bar for good.
	Pass(ctx context.Context, s SubmissionID, person StaffID, until time.Time) error
	Bar(ctx context.Context, s SubmissionID, person StaffID) error
	InsertSkip(ctx context.Context, s *Skip) error
	InsertHandover(ctx context.Context, h *Handover) error
	InsertReply(ctx context.Context, r *Reply) error
	InsertComment(ctx context.Context, c *Comment) error
	// SetAbsence records that a person is away, in the place of what was recorded; EndAbsence that he is back.
	SetAbsence(ctx context.Context, a Absence) error
	EndAbsence(ctx context.Context, person StaffID) error
	// SaveSkills inserts or replaces what a person takes on.
	SaveSkills(ctx context.Context, person StaffID, s Skills, by StaffID, at time.Time) error
	// InsertPriority records what was put first by hand, or back to its place.
	InsertPriority(ctx context.Context, p Priority) error

	// LockQueueView keeps others from changing a view until the transaction ends. SaveQueueView inserts or replaces
	// one, DeleteQueueView forgets it.
	LockQueueView(ctx context.Context, id ViewID) error
	SaveQueueView(ctx context.Context, v *QueueView) error
	DeleteQueueView(ctx context.Context, id ViewID) error
	// SaveQueueChoice inserts or replaces what a person chose for every list.
	SaveQueueChoice(ctx context.Context, c QueueChoice) error
	// InsertBatch keeps an act on several submissions with its rows, and forgets all that were done before a time.
	InsertBatch(ctx context.Context, b *Batch, forget time.Time) error
	// SaveBatchRow writes what came of the n-th row, counted from 0.
	SaveBatchRow(ctx context.Context, id BatchID, n int, r BatchRow) error

	InsertDecision(ctx context.Context, d *Decision) error
	InsertRetraction(ctx context.Context, r Retraction) error
	InsertReport(ctx context.Context, r Report) error // a second report of one decision replaces nothing: ErrAlreadyDecided
	InsertAudit(ctx context.Context, a *Audit) error
	InsertVerdictAnswer(ctx context.Context, a VerdictAnswer) error // a second one to a verdict replaces nothing: ErrAlreadyDecided
	// SetVerdictsRead records until when a person has read what was said of his decisions.
	SetVerdictsRead(ctx context.Context, person StaffID, until time.Time) error
	InsertLookOrder(ctx context.Context, o *LookOrder) error
	// EndLookOrder says whether it ended an order; one that had ended stays as it is.
	EndLookOrder(ctx context.Context, id LookOrderID, by StaffID, at time.Time) (bool, error)
	// InsertLook records that an order asked for a second opinion on a decision.
	InsertLook(ctx context.Context, id LookOrderID, d DecisionID) error
	InsertSample(ctx context.Context, s *Sample, picks []SamplePick) error
	InsertBlindAnswer(ctx context.Context, b *BlindAnswer) error // a second one of a person replaces nothing: ErrAlreadyDecided

	InsertComplaint(ctx context.Context, c *Complaint) error // one a submission
	// AnswerComplaint answers a complaint, once.
	AnswerComplaint(ctx context.Context, id string, x ComplaintAnswer) error
	// InsertStay records what keeps a submission from erasure, EndStay that it does no more.
	InsertStay(ctx context.Context, s *Stay) error
	EndStay(ctx context.Context, id string, by StaffID, at time.Time) error

	// InsertExport records an export that begins, NoteExport how many rows it has so far, and EndExport its end: with the
	// digest of a whole file, nil for one that broke off.
	InsertExport(ctx context.Context, x *ExportRecord) error
	NoteExport(ctx context.Context, id string, rows int64, at time.Time) error
	EndExport(ctx context.Context, id string, rows int64, digest []byte, at time.Time) error

	SaveWorksheet(ctx context.Context, w *Worksheet) error
	DeleteWorksheets(ctx context.Context, s SubmissionID) error // of every person

	// SetTokens replaces the search tokens of a submission.
	SetTokens(ctx context.Context, s SubmissionID, at time.Time, tokens [][]byte) error
	// SetTraces replaces by what a sent round is known again.
	SetTraces(ctx context.Context, s SubmissionID, round int, at time.Time, traces []Trace) error
	InsertSearch(ctx context.Context, id string, session string, terms []SearchTerm, at time.Time) error

	// Fetched records that a person was given an image under a grant; false when it was recorded before.
	Fetched(ctx context.Context, person StaffID, image ImageID, grant string, at time.Time) (bool, error)
	// Viewed records that it was shown; false when it was recorded before or was never fetched.
	Viewed(ctx context.Context, person StaffID, image ImageID, grant string, at time.Time) (bool, error)
	// Opened records that a person saw what was typed in a round under a grant; false when it was recorded
	// before.
	Opened(ctx context.Context, person StaffID, s SubmissionID, round int, grant string, at time.Time) (bool, error)
	// SawContext records what a person was told of other submissions; false when it was recorded before.
	SawContext(ctx context.Context, v ContextSight, at time.Time) (bool, error)

	// SavePhrase inserts or replaces a phrase; DeletePhrase forgets it.
	SavePhrase(ctx context.Context, p *Phrase) error
	DeletePhrase(ctx context.Context, id string) error

	Log(ctx context.Context, e audit.Entry) error
	Enqueue(ctx context.Context, p Parcel) error
	// CancelParcels forgets what was to go out for a decision. It is ErrTooLate when that has gone or is
	// being sent, as after a clock that jumped back.
	CancelParcels(ctx context.Context, d DecisionID) error
	// KeepKind stores a kind's snapshot under its version, once.
	KeepKind(ctx context.Context, kind, version string, snapshot []byte, at time.Time) error

	// Erase forgets everything of a submission but its row's bare facts, its decisions' codes and the
	// log: rounds' fields, images, tokens, traces, digests, worksheets, salts, parcels. The caller destroys the
	// keys and blobs afterwards.
	Erase(ctx context.Context, s SubmissionID, at time.Time) error
	// AddDestruction keeps what an erasure has still to destroy; one that is there stays as it is.
	AddDestruction(ctx context.Context, x Destruction) error
	// EndDestruction forgets what was destroyed, by its id; it may be gone already.
	EndDestruction(ctx context.Context, id string) error
}

// HeadQuery asks for the first submission of a state, in the queue's order, that is free, has no pending
// decision, and is not kept for somebody else than the person.
type HeadQuery struct {
	State  State // as listed: Waiting or Escalated
	Person StaffID
	Now    time.Time
	Offer  Offer
	Order  Order
	Lanes  []Lane       // to look in; nil for the whole queue
	After  *QueueCursor // only what stands behind it; nil for the first of all
}

// Offer says which submissions a person is offered, by how the person stands to them.
type Offer int

// What is offered.
const (
	OfferFresh  Offer = iota // neither barred from nor passed
	OfferPassed              // not barred from; what was passed for a while, too
	OfferBarred              // those alone that the person is barred from
)

// SubmissionKey names a submission in one of three ways; exactly one is set.
type SubmissionKey struct {
	ID        SubmissionID
	Reference Reference
	LinkHash  []byte
}

// Reader is what can be read without a transaction.
type Reader interface {
	FiguresReader

	Submission(ctx context.Context, by SubmissionKey) (*Submission, error)
	Round(ctx context.Context, s SubmissionID, n int) (*Round, error)
	Rounds(ctx context.Context, s SubmissionID) ([]Round, error) // oldest first
	Images(ctx context.Context, s SubmissionID, round int) ([]RoundImage, error)
	// AllImages lists every image of a submission, purged ones too.
	AllImages(ctx context.Context, s SubmissionID) ([]Image, error)
	Worksheet(ctx context.Context, s SubmissionID, person StaffID) (*Worksheet, error)

	// LogHead is the newest checkpoint of the log; ErrNotFound before the first.
	LogHead(ctx context.Context) (audit.SignedHead, error)
	// Prove makes the proof of an entry of the log; ErrNotFound when it is not there or has no number yet.
	Prove(ctx context.Context, entry string) (audit.Proof, error)
	// DecisionEntry is the entry that tells of a decision, and its salt; ErrNotFound once that is erased.
	DecisionEntry(ctx context.Context, d *DecisionRecord) (entry string, salt []byte, err error)

	// Queue lists submissions of a state in the queue's order.
	Queue(ctx context.Context, q QueueQuery) ([]QueueRow, error)
	// Changed lists submissions of which what lists show changed since a time, or whose claim ran out since then and
	// until now, the first first, at most limit. What was committed later than the time at which it changed is listed
	// by that time.
	Changed(ctx context.Context, since, now time.Time, limit int) ([]Touch, error)
	// Rows reads submissions as lists show them, in any order, and leaves out what is not there. The State of one
	// that is a draft again is Draft, of one that was erased empty.
	Rows(ctx context.Context, ids []SubmissionID, now time.Time) ([]QueueRow, error)
	// Said returns the SaidAt of those that have one.
	Said(ctx context.Context, ids []SubmissionID) (map[SubmissionID]time.Time, error)
	// Counts counts submissions by the state in which they are listed, and by kind. It may be a
	// fraction of a second old when there are very many.
	Counts(ctx context.Context, now time.Time) (Counts, error)
	// Lanes counts what is listed under a state, Waiting or Escalated, by lane. It is exact.
	Lanes(ctx context.Context, listed State) ([]LaneCount, error)
	// AtRisk counts what waits for the desk and should be answered by a moment, at most limit.
	AtRisk(ctx context.Context, by time.Time, limit int) (int, error)
	// LastPriority is what was last done by hand about a submission's place; ErrNotFound when nothing was.
	LastPriority(ctx context.Context, s SubmissionID) (*Priority, error)
	// QueueViews lists the views that a person sees, the own ones first, by name.
	QueueViews(ctx context.Context, person StaffID) ([]QueueView, error)
	// QueueChoice is what a person chose for every list; one of the person alone when nothing was.
	QueueChoice(ctx context.Context, person StaffID) (QueueChoice, error)
	// Batch returns an act on several submissions, with the names of those in the way.
	Batch(ctx context.Context, id BatchID) (*Batch, error)
	// Skills are what a person takes on; the zero Skills of somebody of whom nothing was said.
	Skills(ctx context.Context, person StaffID) (Skills, error)
	// AllSkills are the skills of everybody of whom something was said.
	AllSkills(ctx context.Context) (map[StaffID]Skills, error)
	// Holds lists who holds what at a time, the longest held first.
	Holds(ctx context.Context, now time.Time) (map[StaffID][]Reference, error)
	// Worked counts the decisions between two times, by person, and Arrived what was sent, by quarters of an
	// hour; for forecasts.
	Worked(ctx context.Context, from, until time.Time) ([]Worked, error)
	Arrived(ctx context.Context, from, until time.Time) ([]Arrived, error)
	// DecidedBy counts everybody's decisions since a time that are in effect now and were not taken back.
	DecidedBy(ctx context.Context, since, now time.Time) (map[StaffID]int, error)
	// Held lists what a person holds at a time.
	Held(ctx context.Context, person StaffID, now time.Time) ([]QueueRow, error)
	// Kept lists what is kept for a person at a time and nobody holds, the longest kept first; for everybody
	// when the person is empty.
	Kept(ctx context.Context, person StaffID, now time.Time) ([]QueueRow, error)
	// DueToSettle lists submissions whose pending decision has come into effect, at most limit.
	DueToSettle(ctx context.Context, now time.Time, limit int) ([]SubmissionID, error)
	// DueToErase lists drafts whose time is over, at most limit.
	DueToErase(ctx context.Context, now time.Time, limit int) ([]SubmissionID, error)
	// Ended lists submissions that ended in a state (Approved, Rejected, Withdrawn or Expired) at or before
	// a time and are not erased, the first ended first, at most limit.
	Ended(ctx context.Context, state State, before time.Time, limit int) ([]SubmissionID, error)
	// EndedWithImages lists those of any of these states whose images' period has not been carried out.
	EndedWithImages(ctx context.Context, before time.Time, limit int) ([]SubmissionID, error)
	// Destruction is what is still to be destroyed of a submission or an image, by its id; Destructions
	// lists all of it by id, after one, at most limit.
	Destruction(ctx context.Context, id string) (*Destruction, error)
	Destructions(ctx context.Context, after string, limit int) ([]Destruction, error)
	// Ahead counts the waiting submissions before one in the queue's order, at most limit.
	Ahead(ctx context.Context, s *Submission, order Order, limit int) (int, error)
	// RecentWaits returns how long the last n decided rounds waited, newest first.
	RecentWaits(ctx context.Context, now time.Time, n int) ([]time.Duration, error)
	// Search returns the newest submissions that match every term.
	Search(ctx context.Context, terms []SearchTerm, limit int) ([]QueueRow, error)
	SavedSearch(ctx context.Context, id, session string) ([]SearchTerm, error)
	// Traced looks traces up among all submissions but one, and lists what each look finds, the newest first.
	Traced(ctx context.Context, own SubmissionID, looks []TraceLook) ([]TraceHit, error)
	// TracedCount counts the submissions but one that have a trace, going through most entries at most.
	TracedCount(ctx context.Context, own SubmissionID, token []byte, most int) (int, error)
	// IsBarred says whether a person made the decision that stands on a submission's round, or the first one
	// to which that is the second opinion, or was barred from the submission for good.
	IsBarred(ctx context.Context, s SubmissionID, person StaffID) (bool, error)
	// Practice is how many decisions of a person stand, counted up to 1000.
	Practice(ctx context.Context, person StaffID) (int, error)
	// OpenedRounds lists the rounds whose typed fields a person saw under a grant; see Tx.Opened.
	OpenedRounds(ctx context.Context, person StaffID, s SubmissionID, grant string) ([]int, error)
	// ContextSeen says whether a person was told the same before; see Tx.SawContext.
	ContextSeen(ctx context.Context, v ContextSight) (bool, error)

	// Skips lists what was given back since a time, newest first.
	Skips(ctx context.Context, since time.Time, limit int) ([]SkipRecord, error)
	// LastHandover returns the latest handover of a submission.
	LastHandover(ctx context.Context, s SubmissionID) (*Handover, error)
	// Replies and Comments list those of a submission, oldest first.
	Replies(ctx context.Context, s SubmissionID) ([]Reply, error)
	Comments(ctx context.Context, s SubmissionID) ([]Comment, error)
	// Absence returns what a person said about being away, also when that is over; ErrNotFound for nothing.
	Absence(ctx context.Context, person StaffID) (*Absence, error)
	// DeskPeople lists the active reviewers and supervisors, and how each stands to a submission, by name.
	DeskPeople(ctx context.Context, s SubmissionID) ([]DeskPerson, error)

	Decision(ctx context.Context, id DecisionID) (*DecisionRecord, error)
	Decisions(ctx context.Context, s SubmissionID) ([]DecisionRecord, error) // oldest first
	// DecisionList lists decisions for the audit page, the newest first; see DecisionQuery.Reported for those on top.
	DecisionList(ctx context.Context, q DecisionQuery) ([]DecisionRecord, error)
	// AuditRows lists audits of decisions, the newest first, by the time and the person of the audit's decision as
	// DecisionQuery has it; From, Until and After are times of audits.
	AuditRows(ctx context.Context, q DecisionQuery) ([]AuditRow, error)
	// ViewRows lists who looked at what from a time and until another (zero for ever), of everybody or one person, after
	// one, in the order of what was looked at: pictures, or fields when the cursor says so.
	ViewRows(ctx context.Context, from, until time.Time, person StaffID, after ViewCursor, limit int) ([]ViewRow, error)
	// Views lists who looked at what of a submission, in no order.
	Views(ctx context.Context, s SubmissionID) ([]ViewRow, error)
	// LeafRows lists the log from a number on.
	LeafRows(ctx context.Context, from int64, limit int) ([]LeafRow, error)
	// Exports lists what was exported, the newest first.
	Exports(ctx context.Context, limit int) ([]ExportRecord, error)
	// Complaint is the one about a submission; ErrNotFound when nobody complained.
	Complaint(ctx context.Context, s SubmissionID) (*Complaint, error)
	// WaitingComplaints lists those that nobody has answered, the oldest first.
	WaitingComplaints(ctx context.Context, limit int) ([]ComplaintRow, error)
	// Stays lists what keeps or kept a submission from erasure, the oldest first.
	Stays(ctx context.Context, s SubmissionID) ([]Stay, error)
	// VerdictsOn lists verdicts on a person's decisions, the newest first: each as the decision and the place among its
	// Audits. VerdictsRead is until when the person has read them, OverturnsSince how many overturns came after a time.
	VerdictsOn(ctx context.Context, by StaffID, limit int) ([]DecisionRecord, []int, error)
	VerdictsRead(ctx context.Context, person StaffID) (time.Time, error)
	OverturnsSince(ctx context.Context, by StaffID, after time.Time) (int, error)
	// OpenLookOrders lists the orders that want more second looks at a time, the oldest first; LookOrders the newest orders
	// with what came of them.
	OpenLookOrders(ctx context.Context, now time.Time) ([]LookOrder, error)
	LookOrders(ctx context.Context, now time.Time, limit int) ([]LookLine, error)
	// Population calls f with every decision of a sample's population, in no order. The row is used again for the next.
	Population(ctx context.Context, q PopulationQuery, f func(*PopulationRow)) error
	// Judged counts, by person and kind, what was said of decisions until a time; see Judged.
	Judged(ctx context.Context, until time.Time) ([]Judged, error)
	Sample(ctx context.Context, id SampleID) (*Sample, error)
	// Samples lists the newest samples and how many of their decisions have a verdict.
	Samples(ctx context.Context, limit int) ([]SampleLine, error)
	// SamplePicks lists what was drawn, in the order of the draw; SampleItems the same with what became of it.
	SamplePicks(ctx context.Context, id SampleID) ([]SamplePick, error)
	SampleItems(ctx context.Context, s *Sample, now time.Time) ([]SampleItem, error)
	// BlindAnswer is what a person said of an item before he saw it; nil when he did not.
	BlindAnswer(ctx context.Context, id SampleID, n int, by StaffID) (*BlindAnswer, error)
	// Purges lists the images that somebody purged since a time, newest first.
	Purges(ctx context.Context, since time.Time, limit int) ([]Purge, error)
	// Handled lists a person's decisions made in [from, until), oldest first, that are in effect at now.
	Handled(ctx context.Context, by StaffID, from, until, now time.Time) ([]Handled, error)

	// Phrases lists the desk's phrases and a person's own, in no order.
	Phrases(ctx context.Context, person StaffID) ([]Phrase, error)

	// Parcels lists what went out or is to go out for a submission, oldest first.
	Parcels(ctx context.Context, s SubmissionID) ([]Parcel, error)
	KindSnapshot(ctx context.Context, kind, version string) ([]byte, error)
	// Names returns the staff's names by id.
	Names(ctx context.Context) (map[StaffID]string, error)
	// DeskStaff counts the active reviewers and supervisors who are not barred from a submission; see
	// IsBarred.
	DeskStaff(ctx context.Context, s SubmissionID) (reviewers, supervisors int, err error)
}

// Worksheet holds a person's unsent answers and notes on a submission, sealed under the round's key.
type Worksheet struct {
	Submission SubmissionID
	Person     StaffID
	Round      int
	Key        seal.KeyID
	Sealed     []byte // JSON of WorksheetContent
	At         time.Time
}

// QueueQuery asks for a page of the queue. After is the key of the last row of the page before, in the same
// Sort; nil for the first page.
type QueueQuery struct {
	State State // as listed; Expired and Resubmission are told apart by Now
	Kind  string
	Sort  Sort
	Order Order // of SortOldest
	After *QueueCursor
	Limit int
	Now   time.Time
}

// Sort is an order of the queue.
type Sort string

// The orders of the queue.
const (
	SortOldest Sort = "oldest" // the queue's own: by rank, and then by waiting time
	SortNewest Sort = "newest" // by waiting time alone
	SortDue    Sort = "due"    // by when it should be answered; only what should be
)

// QueueCursor is the place of a row in the order of a list.
type QueueCursor struct {
	Class    int       // see Order.Class; 0 but in the queue's own order
	QueuedAt time.Time // in SortDue, AnswerBy
	ID       SubmissionID
	// AsOf is for when the list was begun, so that ages do not move rows from page to page; see Order. It is
	// no part of the place, and zero where the order does not depend on it.
	AsOf time.Time
}

// QueueRow is a submission as the lists show it: no sealed field is read for it.
type QueueRow struct {
	ID          SubmissionID
	Reference   Reference
	State       State // as listed at the query's time
	Kind        string
	Lang        string
	Round       int
	Rank        int
	Class       int // the rank at which it stands now, in the query's order
	Group       string
	Sides       []string
	Findings    []string
	QueuedAt    time.Time
	Since       time.Time
	AnswerBy    time.Time // zero when nothing says so
	HolderID    StaffID   // empty when nobody holds it
	HolderName  string
	HolderUntil time.Time
	HolderAhead bool // it is kept ready for the holder, who is still at another case
	// Keep says for whom it is kept; only what nobody holds is kept for somebody.
	Keep              Keep
	KeptFor, KeptFrom string // names of Keep.For and Keep.By
}

// Cursor is the place of the row in an order.
func (r QueueRow) Cursor(by Sort) QueueCursor {
	switch by {
	case SortDue:
		return QueueCursor{QueuedAt: r.AnswerBy, ID: r.ID}
	case SortNewest:
		return QueueCursor{QueuedAt: r.QueuedAt, ID: r.ID}
	}
	return QueueCursor{Class: r.Class, QueuedAt: r.QueuedAt, ID: r.ID}
}

// Counts are the numbers of submissions by listed state, and of the waiting ones by kind.
type Counts struct {
	ByState map[State]int
	Waiting map[string]int // by kind
	Oldest  time.Time      // when the first waiting one was sent; zero when none waits
}

// SearchTerm is one word that was searched for: any of its tokens may match.
type SearchTerm struct{ Tokens [][]byte }

// DecisionQuery filters the list of decisions.
type DecisionQuery struct {
	By          StaffID
	Kind        string
	Outcome     Outcome
	Lang        string // of the round's applicant
	Finding     string // the code of a finding of the round
	From, Until time.Time
	After       *DecisionCursor
	Limit       int
	Now         time.Time
	// Reader is who reads the list: others' decisions on a round that awaits a second, blind opinion are
	// left out.
	Reader StaffID
	// Reported asks for reported decisions that nobody audited since, only; otherwise they are listed
	// at their place in time.
	Reported bool
}

// DecisionCursor is the place of a decision in the list.
type DecisionCursor struct {
	DecidedAt time.Time
	ID        DecisionID
}

// Purge tells of an image that was destroyed.
type Purge struct {
	Reference Reference
	Round     int
	Side      string
	By        StaffID
	ByName    string
	At        time.Time
}

// Parcel is something that is to leave the house after an act: it holds ids only. Its sender looks at
// the rows again before it goes.
type Parcel struct {
	ID         string
	Topic      string // TopicLink, TopicReceived, TopicOutcome; or that of a letter, see package staff
	Submission SubmissionID
	Decision   DecisionID // empty unless the topic is an outcome
	Staff      StaffID    // whose letter it is, of a letter to somebody of the staff, which has no submission
	CreatedAt  time.Time
	NotBefore  time.Time
	ExpiresAt  time.Time // from when on a letter is of no use; zero for never
	SentAt     time.Time // zero while it has not gone
	Attempts   int
	FailedAt   time.Time // set when it was given up
}

// The topics of parcels.
const (
	TopicLink     = "mail.link"     // the lookup link
	TopicReceived = "mail.received" // a round has arrived
	TopicOutcome  = "mail.outcome"  // a decision has taken effect

	TopicComplaint       = "mail.complaint"        // a complaint has arrived
	TopicComplaintAnswer = "mail.complaint-answer" // a supervisor has answered it
)
