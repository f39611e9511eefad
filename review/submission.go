package review

import (
	"time"

	"shinsa/seal"
)

// Submission is one application, from its first draft to its outcome. What the applicant typed and
// sent is in its rounds; here stands only what the queue needs, and sealed bytes.
type Submission struct {
	ID        SubmissionID
	Reference Reference

	// LinkHash is the SHA-256 of the lookup link's token; Link is the token itself, sealed, so that
	// mail can carry it again. Both, Email and External are sealed under Key.
	LinkHash []byte
	Link     []byte
	Email    []byte // sealed; nil when none was given
	External []byte // sealed; the operator's own number, nil when none was given
	Key      seal.KeyID

	State State
	// Next is the state that a decision leads to, from EffectiveAt on; empty when none is pending.
	Next        State
	EffectiveAt time.Time

	Round    int    // the round that is being edited or reviewed, from 1
	Kind     string // of that round
	Lang     string // of that round's applicant
	Sides    []string
	Findings []string // codes of that round's findings

	// Version counts every change of what a reviewer sees. A decision names the version it was made on.
	Version int64
	// Rank orders the queue before the waiting time; see RankUsual. Group keeps it for some people, empty
	// for everybody, and AnswerBy is when it should be decided at the latest, zero when nothing says so: see
	// Desk.place. All three mean something only while it waits for the desk.
	Rank     int
	Group    string
	AnswerBy time.Time

	CreatedAt time.Time
	Since     time.Time // when State was entered
	QueuedAt  time.Time // when the round was sent; zero before
	DueAt     time.Time // a draft is gone and a resubmission closes then; zero otherwise

	Claim    Claim
	Keep     Keep
	Decision DecisionID // the latest that stands; empty when none does
	ErasedAt time.Time
	// ImagesErasedAt is when the period of its images was over; zero again as soon as the state changes.
	ImagesErasedAt time.Time
	// Stays counts what keeps it from erasure, and StayEndedAt is when the last of that ended; see Stay.
	Stays       int
	StayEndedAt time.Time
	// SaidAt is when somebody last wrote a comment that everybody of the desk may read; zero for never.
	SaidAt time.Time
}

// Lane is where it waits.
func (s *Submission) Lane() Lane { return Lane{s.Group, s.Kind, s.Lang} }

// StateAt is the state as everybody but the author of a pending decision sees it at a time.
func (s *Submission) StateAt(now time.Time) State {
	state := s.State
	if s.Next != "" && !now.Before(s.EffectiveAt) {
		state = s.Next
	}
	if state == Resubmission && s.Next == "" && (!s.ErasedAt.IsZero() || !s.DueAt.IsZero() && !now.Before(s.DueAt)) {
		return Expired // also what was erased before its date: nothing can be sent any more
	}
	return state
}

// Pending says whether a decision has been made that has not yet taken effect.
func (s *Submission) Pending(now time.Time) bool { return s.Next != "" && now.Before(s.EffectiveAt) }

// Gone says whether a draft has passed its date and is treated as if it did not exist.
func (s *Submission) Gone(now time.Time) bool {
	return !s.ErasedAt.IsZero() || s.State == Draft && !s.DueAt.IsZero() && !now.Before(s.DueAt)
}

// listedSince is when the state in which lists show it was entered: since when a second review is one
// would tell the second reviewer what he reviews.
func (s *Submission) listedSince() time.Time {
	if s.State == SecondReview {
		return s.QueuedAt
	}
	return s.Since
}

// Settle lets a decision whose time has come take effect, and says whether it changed anything. It is
// called on every row that a transaction reads, so no job is needed for correctness.
func (s *Submission) Settle(now time.Time, resubmitWithin time.Duration) bool {
	if s.Next == "" || now.Before(s.EffectiveAt) {
		return false
	}
	s.enter(s.Next, s.EffectiveAt)
	s.Next, s.Claim = "", Claim{}
	if s.State == Resubmission {
		s.DueAt = s.EffectiveAt.Add(resubmitWithin)
	}
	return true
}

// enter sets the state and what depends on it.
func (s *Submission) enter(to State, at time.Time) {
	s.State, s.Since, s.Keep, s.ImagesErasedAt = to, at, Keep{}, time.Time{}
	if to != Draft {
		s.DueAt = time.Time{}
	}
	if !to.Decidable() { // it is listed by its time alone
		s.Rank, s.Group, s.AnswerBy = RankUsual, "", time.Time{}
	}
}

// Claim is a person's lease on a submission. One that ran out is simply free.
type Claim struct {
	ID    string // names this grant in the log of views
	By    StaffID
	At    time.Time
	Until time.Time
	// Ahead says that it is kept ready for a person who is still at another case (Reserve).
	Ahead bool
}

// Holder is who holds the submission at a time; empty when nobody does.
func (c Claim) Holder(now time.Time) StaffID {
	if c.By != "" && now.Before(c.Until) {
		return c.By
	}
	return ""
}

// Keep keeps a submission that nobody holds for one person: next offers it to him first, and to nobody else. Claiming
// it ends that. One that ran out counts no more, with no job needed.
type Keep struct {
	ID    string // of the handover or the reply
	For   StaffID
	By    StaffID
	Why   KeepReason
	Until time.Time
}

// KeepReason says why a submission is kept for somebody.
type KeepReason string

// The reasons.
const (
	KeepHanded   KeepReason = "handed"   // its holder handed it over
	KeepAssigned KeepReason = "assigned" // a supervisor gave it to him
	KeepAnswered KeepReason = "answered" // his question was answered
)

// Person is for whom the submission is kept at a time; empty when it is for everybody.
func (k Keep) Person(now time.Time) StaffID {
	if k.For != "" && now.Before(k.Until) {
		return k.For
	}
	return ""
}

// Round is what the applicant sent, or is about to send, for the n-th time.
type Round struct {
	Submission  SubmissionID
	N           int
	Kind        string
	KindVersion string // of the kind when it was sent
	Lang        string
	Key         seal.KeyID
	Fields      []byte // sealed JSON of Fields
	Findings    []string
	CreatedAt   time.Time
	SubmittedAt time.Time // zero while it is being edited
}

// Image is the picture of one side. Its bytes lie sealed in the blob store; its row holds their names.
type Image struct {
	ID                        ImageID
	Submission                SubmissionID
	Key                       seal.KeyID
	Digest                    []byte // keyed digest of the bytes that were sent
	Original                  string // blob names
	Screen                    string
	Preview                   string
	Thumb                     string
	Bytes                     int
	Width                     int // of the upright picture, in native pixels
	Height                    int
	ScreenWidth, ScreenHeight int
	Name                      []byte // sealed file name
	Facts                     []byte // sealed JSON of imageFacts
	CreatedAt                 time.Time
	PurgedAt                  time.Time // set when the image was destroyed; then keys and blobs are gone
	PurgedBy                  StaffID   // empty when its period was over
	KeptDays                  int       // after how many days that was; 0 when a person purged it
}

// Purged says whether the picture was destroyed.
func (i Image) Purged() bool { return !i.PurgedAt.IsZero() }

// RoundImage places an image in a round: carried over from the round before, or sent in this one.
type RoundImage struct {
	Side    string
	Image   Image
	Carried bool
}
