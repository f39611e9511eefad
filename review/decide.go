package review

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"shinsa/audit"
	"shinsa/review/kinds"
)

// DecisionForm is what a person sends to decide.
type DecisionForm struct {
	Outcome Outcome
	Answers Answers
	Bulk    []string // items answered yes together; others than may be are refused
	Reasons []string
	Marks   []Mark // where on the pictures the reasons are seen; doubled ones count once
	Note    string // for the staff
	Message string // for the applicant; empty for the usual words
	Looked  Looked
	Seen    SeenVersion
	// Attempt is the id that the page proposes for the decision, so that sending a form twice is one
	// decision; empty for none.
	Attempt DecisionID
}

// Worksheet is what is kept of a form for the person.
func (f DecisionForm) Worksheet() WorksheetContent {
	return WorksheetContent{Answers: f.Answers, Bulk: f.Bulk, Reasons: f.Reasons, Marks: f.Marks, Note: f.Note, Message: f.Message, Looked: f.Looked}
}

// SeenVersion names what a reviewer had before the eyes: the submission's version and the kind's.
type SeenVersion struct {
	Submission int64
	Kind       string // the kind's version
}

// String is the form in which pages carry it.
func (v SeenVersion) String() string { return fmt.Sprintf("%d-%s", v.Submission, v.Kind) }

// ParseSeenVersion reads what String wrote; anything else is a version that nobody has seen.
func ParseSeenVersion(s string) SeenVersion {
	var v SeenVersion
	number, kind, _ := strings.Cut(s, "-")
	if _, err := fmt.Sscanf(number, "%d", &v.Submission); err != nil {
		return SeenVersion{Submission: -1}
	}
	v.Kind = kind
	return v
}

// Limits of what staff type.
const (
	maxNote    = 4000
	maxMessage = 4000
)

// Decide records a decision, if the person holds the submission, has seen its current version, and the
// rules allow it. The decision takes effect a few seconds later; until then its author can take it
// back. Refusals are ErrAlreadyDecided, ErrStale, *NotHolderError, *OutOfTurnError, *DecisionError and
// ErrDenied; then nothing is decided, and the answers are kept for the person.
func (d *Desk) Decide(ctx context.Context, a Actor, ref Reference, f DecisionForm) (DecisionID, error) {
	now, set := d.now(), d.Settings()
	note, noteCode := cleanLong(f.Note, maxNote)
	message, messageCode := cleanLong(f.Message, maxMessage)
	if noteCode != "" || messageCode != "" {
		return "", &DecisionError{Code: "text-" + cmp.Or(noteCode, messageCode)}
	}
	f.Note, f.Message = note, message
	f.Reasons = slices.Compact(slices.Sorted(slices.Values(f.Reasons)))
	f.Bulk = slices.Compact(slices.Sorted(slices.Values(f.Bulk)))
	f.Marks = onceEach(f.Marks)
	if uuid.Validate(string(f.Attempt)) != nil {
		f.Attempt = ""
	}
	var id DecisionID
	err := d.onSubmission(ctx, a, ref, func(tx Tx, s *Submission) error {
		if again, err := decidedBefore(ctx, tx, s, a, f); err != nil || again {
			id = f.Attempt
			return err
		}
		k, err := d.mayDecide(ctx, tx, s, a, f, now)
		if err != nil {
			return err
		}
		if err := CheckDecision(k, f.Outcome, f.Answers, f.Reasons, a.Role, s.Round >= set.MaxRounds); err != nil {
			return err
		}
		if err := checkBulk(k, f, s.Findings, set); err != nil {
			return err
		}
		dec, err := d.makeDecision(ctx, tx, s, a, k, f, now, set)
		if err != nil {
			return err
		}
		id = dec.ID
		return d.record(ctx, tx, s, dec)
	})
	if err != nil && keepsWork(err) {
		w := f.Worksheet()
		if saveErr := d.KeepWorksheet(ctx, a, ref, w); saveErr != nil {
			return "", errors.Join(err, saveErr)
		}
	}
	return id, err
}

// decidedBefore says whether this very form has made its decision already: its answer was lost on the way,
// or it was sent twice. The id of somebody else's decision, or of one on another submission, is refused, and
// so is a form that says something else than the decision did: that is a second one.
func decidedBefore(ctx context.Context, tx Tx, s *Submission, a Actor, f DecisionForm) (bool, error) {
	if f.Attempt == "" {
		return false, nil
	}
	rec, err := tx.Decision(ctx, f.Attempt)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	same := rec.Outcome == f.Outcome && maps.Equal(rec.Answers, given(f.Answers)) && slices.Equal(rec.Reasons, f.Reasons)
	if rec.By == a.ID && rec.Submission == s.ID && rec.Retraction == nil && same {
		return true, nil
	}
	return false, ErrAlreadyDecided
}

// keepsWork says after which refusals the answers are kept for the person.
func keepsWork(err error) bool {
	var holder *NotHolderError
	var rule *DecisionError
	return errors.As(err, &holder) || errors.As(err, &rule) || errors.Is(err, ErrStale)
}

// mayDecide asks everything that does not depend on the answers, in the order in which a person needs to
// know: is it decided, who holds it, did it change, is it allowed.
func (d *Desk) mayDecide(ctx context.Context, tx Tx, s *Submission, a Actor, f DecisionForm, now time.Time) (*kinds.Kind, error) {
	state := s.StateAt(now)
	decided := !state.Decidable() && state != Withdrawn && s.Decision != "" && f.Seen.Submission < s.Version
	if s.Pending(now) && s.Claim.By == a.ID || decided {
		return nil, ErrAlreadyDecided
	}
	if !state.Decidable() {
		return nil, &OutOfTurnError{State: state, Act: f.Outcome.act()}
	}
	// A claim that ran out and that nobody took is renewed by its former holder's decision.
	if holder := s.Claim.Holder(now); s.Claim.By != a.ID || holder != "" && holder != a.ID {
		if state == SecondReview && f.Seen.Submission == s.Version {
			if rec, err := tx.Decision(ctx, s.Decision); err != nil || rec.By == a.ID {
				return nil, cmp.Or(err, ErrAlreadyDecided) // the form of the first decision, sent once more
			}
		}
		return nil, d.notHolder(ctx, tx, s, now)
	}
	barred, err := d.barred(ctx, tx, s, a)
	if err != nil {
		return nil, err
	}
	o := Object{State: state, Holder: a.ID, Barred: barred}
	action := DoDecide
	switch {
	case state == Escalated:
		action = DoSettle
	case f.Outcome == Escalate:
		action = DoEscalate
	}
	if err := d.Guard.Allow(ctx, a, action, o); err != nil {
		return nil, err
	}
	k, ok := d.Kinds.Set().Kind(s.Kind)
	if !ok {
		return nil, fmt.Errorf("review: kind %s is not loaded", s.Kind)
	}
	if f.Seen.Submission != s.Version || f.Seen.Kind != k.Version {
		return nil, ErrStale
	}
	// In a second review every outcome makes sense: one that differs from the first is a disagreement.
	if _, ok := After(state, f.Outcome.act()); !ok && state != SecondReview {
		return nil, &OutOfTurnError{State: state, Act: f.Outcome.act()}
	}
	return k, nil
}

func (d *Desk) makeDecision(ctx context.Context, tx Tx, s *Submission, a Actor, k *kinds.Kind, f DecisionForm, now time.Time, set Settings) (*Decision, error) {
	r, err := tx.Round(ctx, s.ID, s.Round)
	if err != nil {
		return nil, err
	}
	images, err := tx.Images(ctx, s.ID, s.Round)
	if err != nil {
		return nil, err
	}
	dec := &Decision{
		ID: cmp.Or(f.Attempt, DecisionID(d.NewID())), Submission: s.ID, Round: s.Round, Stage: stageOf(s.State), Outcome: f.Outcome, By: a.ID,
		Kind: k.ID, KindVersion: k.Version, PolicyVersion: d.Guard.Version(), Seen: s.Version, Lang: r.Lang,
		Answers: given(f.Answers), Bulk: f.Bulk, Reasons: f.Reasons, DecidedAt: now, EffectiveAt: now.Add(set.TakeBack),
		Handling: now.Sub(s.Claim.At), Waiting: now.Sub(s.QueuedAt), AnswerBy: s.AnswerBy, Key: r.Key,
	}
	looking := set.Looking && f.Looked.Visit != ""
	work, err := d.keptOf(ctx, tx, k, s, a.ID, dec.Answers, looking)
	if err != nil {
		return nil, err
	}
	dec.Times = timesOf(k, dec.Answers, work, now)
	if looking {
		dec.Looking = record(set.visitsWith(work.Visits, f.Looked, k, now))
	}
	var sides []string
	for _, i := range kept(images) {
		dec.Images = append(dec.Images, DecisionImage{Side: i.Side, Image: i.Image.ID, Digest: i.Image.Digest})
		sides = append(sides, i.Side)
	}
	if err := CheckMarks(f.Marks, f.Reasons, sides); err != nil {
		return nil, err
	}
	dec.MarkCount = len(f.Marks)
	if dec.Marks, err = d.sealMarks(ctx, r.Key, dec.ID, f.Marks); err != nil {
		return nil, err
	}
	message := f.Message
	if dec.OwnWords = message != ""; !dec.OwnWords {
		message = d.Message(r.Lang, k.ID, f.Outcome, f.Reasons, dec.EffectiveAt.Add(set.ResubmitWithin))
	}
	if dec.Message, err = d.sealText(ctx, r.Key, bindDecision(dec.ID, "message"), message); err != nil {
		return nil, err
	}
	if dec.Note, err = d.sealText(ctx, r.Key, bindDecision(dec.ID, "note"), f.Note); err != nil {
		return nil, err
	}
	return dec, d.lead(ctx, tx, s, k, dec, message, set)
}

func stageOf(s State) Stage {
	switch s {
	case SecondReview:
		return StageSecond
	case Escalated:
		return StageSettle
	}
	return StageFirst
}

// given leaves out items without an answer.
func given(answers Answers) Answers {
	out := Answers{}
	for id, a := range answers {
		if a != "" {
			out[id] = a
		}
	}
	return out
}

// record writes a decision and all that follows from it.
func (d *Desk) record(ctx context.Context, tx Tx, s *Submission, dec *Decision) error {
	s.Next, s.EffectiveAt, s.Decision = dec.LedTo, dec.EffectiveAt, dec.ID
	// Its author keeps it while it can be taken back. To others the claim looks as before, also in how long
	// it lasts, so that nobody sees that there is a decision.
	if s.Claim.By = dec.By; s.Claim.Until.Before(dec.EffectiveAt) {
		s.Claim.Until = dec.EffectiveAt
	}
	if dec.LedTo != SecondReview {
		s.Version++ // else the number would tell the second reviewer that something was decided
	}
	if err := tx.InsertDecision(ctx, dec); err != nil {
		return err
	}
	if dec.order != "" {
		if err := tx.InsertLook(ctx, dec.order, dec.ID); err != nil {
			return err
		}
	}
	if err := tx.SaveSubmission(ctx, s); err != nil {
		return err
	}
	if dec.Concludes() && len(s.Email) > 0 {
		p := Parcel{Topic: TopicOutcome, Submission: s.ID, Decision: dec.ID, NotBefore: dec.EffectiveAt}
		if err := d.enqueue(ctx, tx, p, dec.DecidedAt); err != nil {
			return err
		}
	}
	return d.log(ctx, tx, audit.DecisionMade, dec.DecidedAt, string(s.ID), append(decisionFacts(dec), DecisionLaterFacts(dec)...)...)
}

// decisionFacts are what the log says of a decision: codes, counts and versions in clear, identities and
// content committed.
func decisionFacts(dec *Decision) []audit.Fact {
	answers, _ := json.Marshal(dec.Answers) // a map of strings cannot fail
	facts := []audit.Fact{
		audit.Public("outcome", string(dec.Outcome)), audit.Public("stage", string(dec.Stage)),
		audit.Public("round", fmt.Sprint(dec.Round)), audit.Public("kind", dec.Kind),
		audit.Public("kind-version", dec.KindVersion), audit.Public("policy-version", dec.PolicyVersion),
		audit.Public("seen-version", fmt.Sprint(dec.Seen)), audit.Public("handling-us", fmt.Sprint(max(0, dec.Handling.Microseconds()))),
		audit.Committed("decision", string(dec.ID)), audit.Committed("staff", string(dec.By)),
		audit.Committed("submission", string(dec.Submission)), audit.Committed("answers", string(answers)),
		audit.Committed("note", string(dec.Note)), audit.Committed("message", string(dec.Message)),
	}
	if len(dec.Times) > 0 {
		times, _ := json.Marshal(dec.Times) // a map of times cannot fail
		facts = append(facts, audit.Committed("answer-times", string(times)))
	}
	if dec.Looking != "" {
		facts = append(facts, audit.Committed("looking", dec.Looking))
	}
	if len(dec.Bulk) > 0 {
		facts = append(facts, audit.Public("bulk", strings.Join(dec.Bulk, ",")))
	}
	if len(dec.Reasons) > 0 {
		facts = append(facts, audit.Public("reasons", strings.Join(dec.Reasons, ",")))
	}
	facts = append(facts, secondFacts(dec)...)
	if dec.MarkCount > 0 || len(dec.Marks) > 0 {
		facts = append(facts, audit.Public("marks", fmt.Sprint(dec.MarkCount)), audit.Committed("mark-places", string(dec.Marks)))
	}
	for _, i := range dec.Images {
		facts = append(facts, audit.Committed("image."+i.Side, string(i.Digest)))
	}
	return facts
}
