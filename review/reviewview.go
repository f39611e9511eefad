package review

import (
	"context"
	"errors"
	"slices"
	"time"

	"shinsa/imaging"
	"shinsa/review/compare"
	"shinsa/review/kinds"
)

// ReviewView is all that the review page shows of a submission.
type ReviewView struct {
	ID        SubmissionID
	Reference Reference
	State     State // as the person sees it
	Version   SeenVersion
	Kind      *kinds.Kind
	Round     RoundView
	Earlier   []RoundView // newest first
	History   []DecisionView
	External  string

	HolderID    StaffID
	HolderName  string
	HolderUntil time.Time
	Mine        bool // the person holds it
	// Keep says for whom it is kept while nobody holds it; zero for nobody. KeptFor and KeptFrom are the names,
	// KeptNote what was written with it, for those two alone.
	Keep                        Keep
	KeptFor, KeptFrom, KeptNote string
	Handed                      *HandedView // how the person who holds it came to it; nil when nobody gave it to him
	// CanClaim, CanTake, CanDecide, CanPurge say which acts the guard and the rules allow now.
	CanClaim, CanTake, CanDecide, CanPurge bool
	// CanHand says whether the person may give it to one of Colleagues; CanAnswer whether he may answer the
	// question that was escalated; CanComment whether he may add a comment.
	CanHand, CanAnswer, CanComment bool
	Colleagues                     []Colleague
	Asked                          *DecisionView // the escalation that a supervisor is to settle or to answer; nil for none
	Replies                        []ReplyView   // answered questions, newest first
	Comments                       []CommentView // oldest first
	Priority                       *PriorityView // why it was put first by hand; nil when it was not
	Barred                         bool
	LastRound                      bool
	QueuedAt                       time.Time
	DueAt                          time.Time
	AnswerBy                       time.Time // when it should be decided at the latest; zero when nothing was promised
	Worksheet                      WorksheetContent
	// Own is the person's decision that can still be taken back; nil when there is none.
	Own     *DecisionView
	HasMail bool
	// Compared is set for who may settle what two reviewers disagree on.
	Compared *Comparison
	grant    string // under which the person sees it
}

// RoundView is one round as reviewers see it.
type RoundView struct {
	N           int
	Kind        string
	Lang        string
	Fields      Fields
	Facts       FieldFacts
	Findings    []string
	SubmittedAt time.Time
	Images      []ImageView
	Erased      bool
	// AddressSide is where the newest address stands: the back when it has entries, else the front.
	AddressSide string
	borrowed    bool // its pictures are another submission's
}

// FieldFacts are worked out from the typed dates.
type FieldFacts struct {
	Age          int // years; -1 when unknown
	BirthEra     string
	DaysToExpiry int
	ExpiryKnown  bool
}

// ImageView is a picture as reviewers see it.
type ImageView struct {
	ID                        ImageID
	Side                      string
	Name                      string
	Bytes, Width, Height      int
	ScreenWidth, ScreenHeight int
	Carried, Purged           bool // carried over from the round before; never in the first
	KeptDays                  int  // after how many days the period of a purged one was over; 0 when a person purged it
	Facts                     imaging.Facts
	likeness                  imaging.Likeness
	digest                    []byte
}

// DecisionView is a decision as the desk shows it to those who may see it.
type DecisionView struct {
	DecisionRecord
	NoteText    string
	MessageText string
	SentText    string // what the applicant read, where two decisions agree and it is not the message
	Awaited     bool   // the second opinion on it is not there yet; told to its author only
	Marks       []Mark // where on the pictures the reasons are seen
	ReportText  string
	AuditTexts  []string
	AnswerTexts []string // what was answered to each of Audits
	Erased      bool
}

// MayOpen is nil where Review would show the submission, and else its error. Nothing is opened, so nothing is logged.
func (d *Desk) MayOpen(ctx context.Context, a Actor, ref Reference) error {
	_, err := d.inSight(ctx, a, ref, d.now())
	return err
}

// inSight finds a submission that a person of the desk may see. What was never sent is ErrNotFound.
func (d *Desk) inSight(ctx context.Context, a Actor, ref Reference, now time.Time) (*Submission, error) {
	if err := d.allow(ctx, a, SeeSubmission, nil, now); err != nil {
		return nil, err
	}
	s, err := d.Store.Submission(ctx, SubmissionKey{Reference: ref})
	if err != nil {
		return nil, err
	}
	if err := s.outOfSight(now); err != nil {
		return nil, err
	}
	if s.State == Draft && s.Version == 1 {
		return nil, ErrNotFound
	}
	return s, nil
}

// Review shows a submission to a person of the desk. What was never sent is ErrNotFound. That the typed
// fields are seen is logged first, as with images.
func (d *Desk) Review(ctx context.Context, a Actor, ref Reference) (*ReviewView, error) {
	now, set := d.now(), d.Settings()
	s, err := d.inSight(ctx, a, ref, now)
	if err != nil {
		return nil, err
	}
	s.Settle(now, set.ResubmitWithin)
	rounds, err := d.Store.Rounds(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	v := &ReviewView{
		ID: s.ID, Reference: s.Reference, State: s.StateAt(now), QueuedAt: s.QueuedAt, DueAt: s.DueAt, AnswerBy: s.AnswerBy, HasMail: len(s.Email) > 0, grant: grantOf(s, a, now),
	}
	var current *Round
	for i := range slices.Backward(rounds) {
		r := &rounds[i]
		if r.SubmittedAt.IsZero() {
			continue // being edited by its applicant: not sent, so not ours to read
		}
		view, err := d.roundView(ctx, s, r, now, set)
		if err != nil {
			return nil, err
		}
		if current == nil {
			current, v.Round = r, view
		} else {
			v.Earlier = append(v.Earlier, view)
		}
	}
	if current == nil {
		return nil, ErrNotFound
	}
	if err := d.logOpened(ctx, a, s, now, append([]RoundView{v.Round}, v.Earlier...)...); err != nil {
		return nil, err
	}
	v.LastRound = current.N >= set.MaxRounds
	if v.External, err = d.openText(ctx, s.Key, bindSubmission(s.ID, "external"), s.External); err != nil && !errors.Is(err, ErrErased) {
		return nil, err
	}
	if err := d.claimView(ctx, a, s, v, now); err != nil {
		return nil, err
	}
	if v.Kind, err = d.kindToReview(ctx, v.State, current); err != nil {
		return nil, err
	}
	v.Version = SeenVersion{Submission: s.Version, Kind: v.Kind.Version}
	if v.Worksheet, err = d.worksheet(ctx, d.Store, s.ID, a.ID, current.N); err != nil {
		return nil, err
	}
	if err := d.decisionViews(ctx, a, s, v, now); err != nil {
		return nil, err
	}
	return v, d.togetherView(ctx, a, s, v, now)
}

// kindToReview is the kind under which a decision would be made now, or was made.
func (d *Desk) kindToReview(ctx context.Context, state State, r *Round) (*kinds.Kind, error) {
	if k, ok := d.Kinds.Set().Kind(r.Kind); ok && state.Decidable() {
		return k, nil
	}
	return d.kindAsDecided(ctx, d.Store, r.Kind, r.KindVersion)
}

func (d *Desk) roundView(ctx context.Context, s *Submission, r *Round, now time.Time, set Settings) (RoundView, error) {
	v := RoundView{N: r.N, Kind: r.Kind, Lang: r.Lang, Fields: Fields{}, Findings: r.Findings, SubmittedAt: r.SubmittedAt, AddressSide: "front"}
	err := d.openJSON(ctx, r.Key, bindFields(s.ID, r.N), r.Fields, &v.Fields)
	if errors.Is(err, ErrErased) {
		v.Erased = true
	} else if err != nil {
		return v, err
	}
	v.Facts = FactsOf(v.Fields, Today(now, set.Zone))
	images, err := d.Store.Images(ctx, s.ID, r.N)
	if err != nil {
		return v, err
	}
	v.borrowed = borrowed(s.ID, images)
	for _, i := range images {
		view := ImageView{
			ID: i.Image.ID, Side: i.Side, Bytes: i.Image.Bytes, Width: i.Image.Width, Height: i.Image.Height,
			ScreenWidth: i.Image.ScreenWidth, ScreenHeight: i.Image.ScreenHeight, Carried: i.Carried && r.N > 1, Purged: i.Image.Purged(), KeptDays: i.Image.KeptDays,
		}
		if !view.Purged {
			if view.Name, err = d.openText(ctx, i.Image.Key, bindImage(i.Image.ID, "name"), i.Image.Name); err == nil {
				var facts imageFacts
				err = d.openJSON(ctx, i.Image.Key, bindImage(i.Image.ID, "facts"), i.Image.Facts, &facts)
				view.Facts, view.likeness, view.digest = facts.Facts, facts.Likeness, i.Image.Digest
			}
			if errors.Is(err, ErrErased) {
				view.Purged = true
			} else if err != nil {
				return v, err
			}
		}
		if i.Side == "back" && v.Fields[FieldBackNotes] == "yes" {
			v.AddressSide = "back"
		}
		v.Images = append(v.Images, view)
	}
	return v, nil
}

// FactsOf works out what the typed dates mean on a day.
func FactsOf(f Fields, today compare.Date) FieldFacts {
	facts := FieldFacts{Age: -1}
	if birth, err := compare.ParseDate(f[FieldBirthDate]); err == nil {
		facts.Age, facts.BirthEra = birth.Age(today), birth.Era()
	}
	if until, err := compare.ParseDate(f[FieldExpiresOn]); err == nil {
		facts.ExpiryKnown = true
		facts.DaysToExpiry = int(until.Time().Sub(today.Time()).Hours() / 24)
	}
	return facts
}

func (d *Desk) claimView(ctx context.Context, a Actor, s *Submission, v *ReviewView, now time.Time) error {
	names, err := d.Store.Names(ctx)
	if err != nil {
		return err
	}
	v.HolderID = s.Claim.Holder(now)
	v.HolderName, v.HolderUntil = names[v.HolderID], s.Claim.Until
	v.Mine = v.HolderID == a.ID
	// Who may not settle at all is kept from what is escalated by that, whoever decided before.
	if v.State != Escalated || d.settles(ctx, a) {
		if v.Barred, err = d.barred(ctx, d.Store, s, a); err != nil {
			return err
		}
	}
	open := v.State.Decidable()
	free := v.HolderID == ""
	o := Object{State: v.State, Holder: v.HolderID, Barred: v.Barred}
	may := func(action Action) bool { return d.Guard.Allow(ctx, a, action, o) == nil }
	kept := s.Keep.Person(now)
	if free && kept != "" {
		v.Keep, v.KeptFor, v.KeptFrom = s.Keep, names[s.Keep.For], names[s.Keep.By]
	}
	forOther := kept != "" && kept != a.ID
	v.CanClaim = open && free && !forOther && !v.Barred && may(DoClaim)
	v.CanTake = open && (!free && !v.Mine || free && forOther) && !v.Barred && may(DoReassign)
	v.CanPurge = may(DoPurge)
	decide := DoDecide
	if v.State == Escalated {
		decide = DoSettle
	}
	v.CanDecide = open && v.Mine && !s.Pending(now) && may(decide)
	return nil
}

// decisionViews shows the earlier decisions that the person may know of.
func (d *Desk) decisionViews(ctx context.Context, a Actor, s *Submission, v *ReviewView, now time.Time) error {
	records, err := d.Store.Decisions(ctx, s.ID)
	if err != nil {
		return err
	}
	hidden := unseen(s, records)
	var known []DecisionRecord
	for _, rec := range records {
		if rec.By == a.ID || !rec.pending(now) && !hidden[rec.ID] {
			known = append(known, rec)
		}
	}
	for _, rec := range slices.Backward(known) {
		view, err := d.decisionView(ctx, asKnown(rec, now))
		if err != nil {
			return err
		}
		view.Awaited = hidden[rec.ID] && rec.effective(now)
		if rec.pending(now) {
			v.Own = view
		}
		v.History = append(v.History, *view)
	}
	if v.State == Escalated && d.Guard.Allow(ctx, a, DoSettle, Object{State: Escalated}) == nil {
		v.Compared, err = d.comparison(ctx, s, known)
	}
	return err
}

// asKnown is a decision as even its author may know it: before it takes effect, not as what part of a second
// review it was made. One that was taken back never took effect.
func asKnown(rec DecisionRecord, now time.Time) DecisionRecord {
	if rec.effective(now) {
		return rec
	}
	if rec.Stage == StageSecond {
		rec.Stage = StageFirst
	}
	rec.SecondAsked, rec.First, rec.LedTo, rec.Sent = nil, "", "", nil
	return rec
}

func (d *Desk) decisionView(ctx context.Context, rec DecisionRecord) (*DecisionView, error) {
	v := &DecisionView{DecisionRecord: rec, AuditTexts: make([]string, len(rec.Audits)), AnswerTexts: make([]string, len(rec.Audits))}
	open := func(to *string, column string, sealed []byte) error {
		text, err := d.openText(ctx, rec.Key, bindDecision(rec.ID, column), sealed)
		if errors.Is(err, ErrErased) {
			v.Erased = true
			return nil
		}
		*to = text
		return err
	}
	if err := errors.Join(open(&v.NoteText, "note", rec.Note), open(&v.MessageText, "message", rec.Message), open(&v.SentText, "sent", rec.Sent)); err != nil {
		return nil, err
	}
	var err error
	if v.Marks, err = d.openMarks(ctx, rec.Decision); err != nil {
		return nil, err
	}
	if rec.Report != nil {
		if err := open(&v.ReportText, "report", rec.Report.Note); err != nil {
			return nil, err
		}
	}
	for i, a := range rec.Audits {
		if err := open(&v.AuditTexts[i], "audit."+a.ID, a.Note); err != nil {
			return nil, err
		}
		if a.Answer != nil {
			if err := open(&v.AnswerTexts[i], "answer."+a.ID, a.Answer.Text); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}
