package review

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"shinsa/audit"
	"shinsa/seal"
)

// SkipReason says why a person gave a submission back. The words for it are below `skip.`.
type SkipReason string

// The reasons of a skip. NoReason is for one that was given back without saying why.
const (
	NoReason       SkipReason = ""
	HardToJudge    SkipReason = "hard-to-judge"
	LanguageSkip   SkipReason = "language"        // in a script or language that the person does not read
	KnowsPerson    SkipReason = "knows-person"    // a conflict of interest: the person never decides on it
	PictureProblem SkipReason = "picture-problem" // an image does not open or cannot be looked at
	OtherSkip      SkipReason = "other"           // the note says which
)

// SkipReasons lists the reasons that can be given, in the order in which they are offered.
func SkipReasons() []SkipReason {
	return []SkipReason{HardToJudge, LanguageSkip, PictureProblem, KnowsPerson, OtherSkip}
}

// maxSkipNote bounds the note of a skip or a handover, in characters.
const maxSkipNote = 1000

// A Skip records that a person gave a submission back.
type Skip struct {
	ID         string
	Submission SubmissionID
	Round      int
	By         StaffID
	At         time.Time
	Held       time.Duration // since the claim
	Reason     SkipReason
	Key        seal.KeyID // the submission's, under which Note is sealed
	Note       []byte     // sealed; nil for none
}

// SkipRecord is a skip with what lists show beside it.
type SkipRecord struct {
	Skip
	Reference Reference
	Kind      string
	State     State // of the submission, as listed
	ByName    string
}

// Release gives a claim back without a reason. It is not offered to the person again for a while.
func (d *Desk) Release(ctx context.Context, a Actor, ref Reference) error {
	return d.SkipOver(ctx, a, ref, NoReason, "")
}

// SkipOver gives a claim back, and says why. It is not offered to the person again for a while; who knows the
// applicant never decides on it. A reason that is not one, or `other` without a note, is a FieldErrors on
// `skip` or `skip-note`.
func (d *Desk) SkipOver(ctx context.Context, a Actor, ref Reference, reason SkipReason, note string) error {
	now := d.now()
	note, code := cleanLong(note, maxSkipNote)
	switch {
	case reason != NoReason && !slices.Contains(SkipReasons(), reason):
		return fieldError("skip", "choose")
	case code != "":
		return fieldError("skip-note", code, "max", maxSkipNote)
	case reason == OtherSkip && note == "":
		return fieldError("skip-note", "required")
	}
	id := d.NewID()
	return d.onSubmission(ctx, a, ref, func(tx Tx, s *Submission) error {
		if s.Claim.By != a.ID || s.Pending(now) {
			if state := s.StateAt(now); !state.Decidable() {
				return &OutOfTurnError{State: state, Act: "release"}
			}
			if s.Claim.Holder(now) == "" {
				return nil // it had run out, or was given back by the click before
			}
			return d.notHolder(ctx, tx, s, now)
		}
		if err := d.allow(ctx, a, DoRelease, s, now); err != nil && s.Claim.Holder(now) != "" {
			return err
		}
		return d.giveBack(ctx, tx, s, a, &Skip{ID: id, Reason: reason}, note, now)
	})
}

// giveBack frees a locked submission that the person holds, as the skip in k.
func (d *Desk) giveBack(ctx context.Context, tx Tx, s *Submission, a Actor, k *Skip, note string, now time.Time) error {
	k.Submission, k.Round, k.By, k.At, k.Held, k.Key = s.ID, s.Round, a.ID, now, now.Sub(s.Claim.At), s.Key
	var err error
	if k.Note, err = d.sealText(ctx, s.Key, bindSaid("skip", k.ID), note); err != nil {
		return sealError(err)
	}
	s.Claim = Claim{}
	keep := tx.Pass(ctx, s.ID, a.ID, now.Add(d.Settings().PassFor))
	if k.Reason == KnowsPerson {
		keep = tx.Bar(ctx, s.ID, a.ID)
	}
	if err := errors.Join(keep, tx.InsertSkip(ctx, k), tx.SaveSubmission(ctx, s)); err != nil {
		return err
	}
	return d.log(ctx, tx, audit.ClaimReleased, now, string(s.ID), append(SkipFacts(*k), SkipLaterFacts(*k)...)...)
}

// bindSaid binds what a person of the staff wrote to its own row.
func bindSaid(what, id string) seal.AD { return seal.Bind(what, id, "text") }

// HardCase is a submission that was given back, and how often.
type HardCase struct {
	Reference Reference
	Kind      string
	State     State
	Skips     []SkipView // newest first
	People    int        // how many gave it back
}

// SkipView is one time that a submission was given back.
type SkipView struct {
	By     string // name
	At     time.Time
	Held   time.Duration
	Reason SkipReason
	Note   string
	Erased bool
}

// SkipsShown is how far back the list of skips reaches.
const SkipsShown = 30 * 24 * time.Hour

// mostSkips bounds how many skips the list is made of.
const mostSkips = 1000

// HardCases lists what was given back lately, by how often, as what may be hard to judge. It is for supervisors.
func (d *Desk) HardCases(ctx context.Context, a Actor) ([]HardCase, error) {
	now := d.now()
	if err := d.Guard.Allow(ctx, a, SeeAudit, Object{}); err != nil {
		return nil, err
	}
	skips, err := d.Store.Skips(ctx, now.Add(-SkipsShown), mostSkips)
	if err != nil {
		return nil, err
	}
	var all []*HardCase
	at := map[SubmissionID]*HardCase{}
	people := map[string]bool{}
	for _, s := range skips {
		c := at[s.Submission]
		if c == nil {
			c = &HardCase{Reference: s.Reference, Kind: s.Kind, State: s.State}
			at[s.Submission] = c
			all = append(all, c)
		}
		v := SkipView{By: s.ByName, At: s.At, Held: s.Held, Reason: s.Reason}
		v.Note, err = d.openText(ctx, s.Key, bindSaid("skip", s.ID), s.Note)
		if v.Erased = s.Key == "" || errors.Is(err, ErrErased); err != nil && !v.Erased {
			return nil, fmt.Errorf("review: skip %s: %w", s.ID, err)
		}
		c.Skips = append(c.Skips, v)
		if who := string(s.Submission) + string(s.By); !people[who] {
			people[who] = true
			c.People++
		}
	}
	slices.SortStableFunc(all, func(x, y *HardCase) int { return cmp.Compare(len(y.Skips), len(x.Skips)) })
	out := make([]HardCase, len(all))
	for i, c := range all {
		out[i] = *c
	}
	return out, nil
}
