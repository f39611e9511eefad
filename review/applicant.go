package review

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"shinsa/review/kinds"
)

// ApplicantView is all that an applicant's page shows of a submission: the form while it is open, the
// status after. It holds no staff name and no internal note.
type ApplicantView struct {
	Reference Reference
	State     State // as the applicant sees it now
	Since     time.Time
	Kind      *kinds.Kind
	Round     int // being edited or reviewed
	// Begun says that a resubmission's round has been changed since it was asked for.
	Begun  bool
	Lang   string
	Fields Fields
	Email  string
	Images []SideView
	Asked  []string // sides of which a new picture was asked for
	// Missing is everything that keeps an open round from being sent.
	Missing FieldErrors
	DueAt   time.Time // when a draft is gone or a resubmission closes
	SentAt  time.Time // of the latest sent round
	// Outcome is the latest decision in effect that the applicant should read; nil when none is.
	Outcome *OutcomeView
	// CanRecall and CanWithdraw say which buttons make sense.
	CanRecall, CanWithdraw bool
	// LastRound says that what is sent now cannot be asked for again.
	LastRound bool
	Timeline  []TimelineEntry
	Wait      WaitView // only while in review
	// Complaint is what became of the request for another look; nil when none was made. ComplainUntil is until when one
	// can be made, zero when it cannot.
	Complaint     *ComplaintStatus
	ComplainUntil time.Time
}

// SideView is one side of the document as its applicant sees it.
type SideView struct {
	Side          string
	Name          string // file name
	Bytes         int
	Width, Height int
	Carried       bool // taken over from the round before
	Purged        bool
	KeptDays      int // after how many days the period of a purged one was over; 0 when a person purged it
	Round         int // in which it was sent first or is shown
}

// OutcomeView is a decision as its applicant reads it.
type OutcomeView struct {
	Outcome Outcome
	At      time.Time
	Reasons []string // ids, for the words in the reader's language
	Message string   // as it was sent
	Lang    string   // of the message
	Round   int
	Kind    string
	// Actions are the kind's reasons in full, in the version that was decided under: what each lets the
	// applicant mend, at which sides and fields.
	Actions []kinds.Reason
	Images  []SideView // of the round that was decided
	Marks   []Mark     // where on them the reasons are seen
}

// TimelineEntry is one step of the way.
type TimelineEntry struct {
	What  string // "created", "sent", "approved", "rejected", "resubmission", "withdrawn", "expired", "reopened", "complaint", "complaint-upheld"
	At    time.Time
	Round int
}

// WaitView says honestly how long it may take.
type WaitView struct {
	Ahead     int // waiting before this one
	AheadMore bool
	// Ordered says that something else than the waiting time counts, too: others may still come before.
	Ordered bool
	Recent  Spread // of the last 50 that were decided
}

// aheadLimit bounds the count of those ahead: beyond it, nobody needs the exact number.
const aheadLimit = 1000

// OpenLink shows the submission of a lookup link. A link that is wrong, old or erased is ErrNotFound.
func (d *Desk) OpenLink(ctx context.Context, token string) (*ApplicantView, error) {
	now, set := d.now(), d.Settings()
	s, err := d.byLink(ctx, d.Store, token, now)
	if err != nil {
		return nil, err
	}
	r, err := d.Store.Round(ctx, s.ID, s.Round)
	if err != nil {
		return nil, err
	}
	k, err := d.kindOfRound(ctx, r)
	if err != nil {
		return nil, err
	}
	state := s.StateAt(now)
	v := &ApplicantView{
		Reference: s.Reference, State: state.Listed(), Since: s.listedSince(), Kind: k, Round: s.Round, Lang: s.Lang,
		Fields: Fields{}, DueAt: s.DueAt, SentAt: s.QueuedAt,
	}
	if err := d.openJSON(ctx, r.Key, bindFields(s.ID, r.N), r.Fields, &v.Fields); err != nil {
		if errors.Is(err, ErrErased) {
			return nil, ErrNotFound
		}
		return nil, err
	}
	if v.Email, err = d.openText(ctx, s.Key, bindSubmission(s.ID, "email"), s.Email); err != nil {
		return nil, err
	}
	shown, err := d.shownImages(ctx, s, s.Round, now)
	if err != nil {
		return nil, err
	}
	if v.Images, err = d.sideViews(ctx, shown, s.Round); err != nil {
		return nil, err
	}
	v.Begun = state == Resubmission && r.SubmittedAt.IsZero()
	if state == Resubmission && !v.Begun {
		v.Round++ // it begins with the first change
	}
	v.LastRound = v.Round >= set.MaxRounds
	if state.Open() {
		asked, err := d.askedFor(ctx, d.Store, s)
		if err != nil {
			return nil, err
		}
		v.Asked = asked.sides
		v.Missing = CheckComplete(k, v.Fields, presentSides(v.Images), asked.demanded, Today(now, set.Zone), set).Wrong
	}
	_, err = recallTo(s, now)
	v.CanRecall = err == nil
	_, v.CanWithdraw = After(state, ActWithdraw) // refused while a decision is pending, which nobody must see
	if err := d.history(ctx, s, v, now); err != nil {
		return nil, err
	}
	if state.Decidable() {
		if v.Wait, err = d.wait(ctx, s, now); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// kindOfRound is the kind as its applicant saw it: the current one while the round is edited, the one
// that was in force when it was sent.
func (d *Desk) kindOfRound(ctx context.Context, r *Round) (*kinds.Kind, error) {
	if r.SubmittedAt.IsZero() {
		if k, ok := d.Kinds.Set().Kind(r.Kind); ok {
			return k, nil
		}
	}
	return d.kindAsDecided(ctx, d.Store, r.Kind, r.KindVersion)
}

func presentSides(images []SideView) []string {
	var out []string
	for _, i := range images {
		if !i.Purged {
			out = append(out, i.Side)
		}
	}
	return out
}

// shownImages are the images of a round as the applicant sees them: for a resubmission that has not
// begun, those that would be carried over.
func (d *Desk) shownImages(ctx context.Context, s *Submission, round int, now time.Time) ([]RoundImage, error) {
	images, err := d.Store.Images(ctx, s.ID, round)
	if err != nil || s.StateAt(now) != Resubmission || round != s.Round {
		return images, err
	}
	r, err := d.Store.Round(ctx, s.ID, round)
	if err != nil || r.SubmittedAt.IsZero() {
		return images, err
	}
	asked, err := d.askedFor(ctx, d.Store, s)
	if err != nil {
		return nil, err
	}
	images = slices.DeleteFunc(images, func(i RoundImage) bool {
		return i.Image.Purged() || slices.Contains(asked.sides, i.Side)
	})
	for i := range images {
		images[i].Carried = true
	}
	return images, nil
}

func (d *Desk) sideViews(ctx context.Context, images []RoundImage, round int) ([]SideView, error) {
	out := make([]SideView, 0, len(images))
	for _, i := range images {
		v := SideView{
			Side: i.Side, Bytes: i.Image.Bytes, Width: i.Image.Width, Height: i.Image.Height,
			Carried: i.Carried, Purged: i.Image.Purged(), KeptDays: i.Image.KeptDays, Round: round,
		}
		if !v.Purged {
			var err error
			if v.Name, err = d.openText(ctx, i.Image.Key, bindImage(i.Image.ID, "name"), i.Image.Name); err != nil && !errors.Is(err, ErrErased) {
				return nil, err
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// history fills in the timeline and the outcome that the applicant should read.
func (d *Desk) history(ctx context.Context, s *Submission, v *ApplicantView, now time.Time) error {
	v.Timeline = []TimelineEntry{{What: "created", At: s.CreatedAt, Round: 1}}
	rounds, err := d.Store.Rounds(ctx, s.ID)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		if !r.SubmittedAt.IsZero() {
			v.Timeline = append(v.Timeline, TimelineEntry{What: "sent", At: r.SubmittedAt, Round: r.N})
		}
	}
	records, err := d.Store.Decisions(ctx, s.ID)
	if err != nil {
		return err
	}
	for _, rec := range records {
		if !rec.effective(now) || !rec.Concludes() {
			continue
		}
		v.Timeline = append(v.Timeline, TimelineEntry{What: outcomeWord(rec.Outcome), At: rec.EffectiveAt, Round: rec.Round})
		for _, a := range rec.Audits {
			if a.Verdict == Overturn && rec.Outcome != Resubmit {
				v.Timeline = append(v.Timeline, TimelineEntry{What: "reopened", At: a.At, Round: rec.Round})
			}
		}
		if rec.ID == s.Decision && rec.Stands() && (v.State == Approved || v.State == Rejected || v.State == Resubmission || v.State == Expired) {
			o := &OutcomeView{Outcome: rec.Outcome, At: rec.EffectiveAt, Reasons: reasonsGiven(records, rec), Lang: rec.Lang, Round: rec.Round, Kind: rec.Kind}
			if err := d.decided(ctx, s, rec, o); err != nil {
				return err
			}
			sealed, column := rec.forApplicant()
			if o.Message, err = d.openText(ctx, rec.Key, bindDecision(rec.ID, column), sealed); err != nil && !errors.Is(err, ErrErased) {
				return err
			}
			if o.Marks, err = d.marksGiven(ctx, records, rec); err != nil {
				return err
			}
			v.Outcome = o
		}
	}
	switch v.State {
	case Withdrawn:
		v.Timeline = append(v.Timeline, TimelineEntry{What: "withdrawn", At: s.Since, Round: s.Round})
	case Expired:
		v.Timeline = append(v.Timeline, TimelineEntry{What: "expired", At: s.DueAt, Round: s.Round})
	}
	if err := d.complaintForApplicant(ctx, s, v, now); err != nil {
		return err
	}
	slices.SortStableFunc(v.Timeline, func(a, b TimelineEntry) int { return a.At.Compare(b.At) })
	return nil
}

// decided fills in what the decision was about: the reasons as the kind has them, and the pictures.
func (d *Desk) decided(ctx context.Context, s *Submission, rec DecisionRecord, o *OutcomeView) error {
	if k, err := d.kindAsDecided(ctx, d.Store, rec.Kind, rec.KindVersion); err == nil {
		for _, id := range o.Reasons {
			if reason, ok := k.Reason(id); ok {
				o.Actions = append(o.Actions, reason)
			}
		}
	} else if !errors.Is(err, ErrNotFound) {
		return err
	}
	images, err := d.Store.Images(ctx, s.ID, rec.Round)
	if err != nil {
		return err
	}
	o.Images, err = d.sideViews(ctx, images, rec.Round)
	return err
}

// reasonsGiven are the reasons of a decision, with those of the first one where it was the second.
func reasonsGiven(all []DecisionRecord, rec DecisionRecord) []string {
	for _, first := range all {
		if rec.First != "" && first.ID == rec.First {
			return union(first.Reasons, rec.Reasons)
		}
	}
	return rec.Reasons
}

func outcomeWord(o Outcome) string {
	switch o {
	case Approve:
		return "approved"
	case Reject:
		return "rejected"
	default:
		return "resubmission"
	}
}

func (d *Desk) wait(ctx context.Context, s *Submission, now time.Time) (WaitView, error) {
	set := d.Settings()
	n, err := d.Store.Ahead(ctx, s, set.order(now), aheadLimit+1)
	if err != nil {
		return WaitView{}, err
	}
	waits, err := d.Store.RecentWaits(ctx, now, 50)
	if err != nil {
		return WaitView{}, err
	}
	return WaitView{Ahead: min(n, aheadLimit), AheadMore: n > aheadLimit, Ordered: !set.Rules.Empty(), Recent: SpreadOf(waits)}, nil
}

// SpreadOf computes the nearest-rank median and percentiles of durations.
func SpreadOf(ds []time.Duration) Spread {
	if len(ds) == 0 {
		return Spread{}
	}
	ds = slices.Sorted(slices.Values(ds))
	rank := func(percent int) time.Duration { return ds[(len(ds)*percent+99)/100-1] }
	return Spread{N: len(ds), Median: rank(50), P90: rank(90), P95: rank(95)}
}

// String helps tests and logs that show a spread.
func (s Spread) String() string { return fmt.Sprintf("n=%d median=%s p90=%s", s.N, s.Median, s.P90) }
