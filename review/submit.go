package review

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"shinsa/audit"
	"shinsa/review/kinds"
)

// Submit sends what is being edited. house answers the question of the last page: whether it is a
// house, which has no room number. FieldErrors name everything that is missing. Sending what is already
// waiting changes nothing and is no error, so that a doubled click or a reload ends on the status page.
func (d *Desk) Submit(ctx context.Context, token, lang string, house string) error {
	now := d.now()
	s, err := d.byLink(ctx, d.Store, token, now)
	if err != nil {
		return err
	}
	if state := s.StateAt(now); state.Decidable() {
		return nil
	}
	return d.edited(ctx, token, func(e *edit) error {
		if house == "yes" || house == "no" {
			e.fields[FieldHouse] = house
		}
		e.round.Lang, e.Submission.Lang = lang, lang
		return d.submit(ctx, e)
	})
}

func (d *Desk) submit(ctx context.Context, e *edit) error {
	images, err := e.tx.Images(ctx, e.ID, e.round.N)
	if err != nil {
		return err
	}
	images = kept(images)
	sides := make([]string, 0, len(images))
	for _, i := range images {
		sides = append(sides, i.Side)
	}
	asked, err := d.askedFor(ctx, e.tx, e.Submission)
	if err != nil {
		return err
	}
	x := CheckComplete(e.kind, e.fields, sides, asked.demanded, Today(e.now, e.set.Zone), e.set)
	if len(x.Wrong) > 0 {
		return x.Wrong
	}
	if len(images) == 2 && bytes.Equal(images[0].Image.Digest, images[1].Image.Digest) {
		x.notice(kinds.Stop, FindingSamePicture, "")
	}
	pruneFields(e.kind, e.fields)
	e.round.KindVersion, e.round.SubmittedAt = e.kind.Version, e.now
	e.round.Findings = findingStrings(x.Findings)
	to, ok := After(e.StateAt(e.now), ActSubmit)
	if !ok {
		return &OutOfTurnError{State: e.StateAt(e.now), Act: ActSubmit}
	}
	e.enter(to, e.now)
	e.QueuedAt, e.Sides, e.Submission.Findings = e.now, sides, e.round.Findings
	e.Rank, e.Claim = RankUsual, Claim{}
	e.set.place(e.Submission)
	e.Version++
	if err := e.tx.KeepKind(ctx, e.kind.ID, e.kind.Version, e.kind.Snapshot(), e.now); err != nil {
		return err
	}
	if err := e.tx.SetTokens(ctx, e.ID, e.now, d.tokens(e.fields)); err != nil {
		return err
	}
	traces, err := d.traces(ctx, e.ID, e.kind, e.fields, images)
	if err != nil {
		return err
	}
	if err := e.tx.SetTraces(ctx, e.ID, e.round.N, e.now, traces); err != nil {
		return err
	}
	if len(e.Email) > 0 {
		if err := d.enqueue(ctx, e.tx, Parcel{Topic: TopicReceived, Submission: e.ID, NotBefore: e.now}, e.now); err != nil {
			return err
		}
	}
	e.sealed = func() error {
		facts := append(append(RoundFacts(e.round), RoundLaterFacts(e.round)...), ReachedFact(e.Submission))
		for _, i := range images {
			facts = append(facts, RoundImageFact(i.Side, i.Image.Digest))
		}
		return d.log(ctx, e.tx, audit.SubmissionSubmitted, e.now, string(e.ID), facts...)
	}
	return nil
}

// kept leaves out what was purged.
func kept(images []RoundImage) []RoundImage {
	return slices.DeleteFunc(slices.Clone(images), func(i RoundImage) bool { return i.Image.Purged() })
}

// pruneFields drops what the kind does not ask for: it was kept only in case the kind changed back.
func pruneFields(k *kinds.Kind, f Fields) {
	for id := range f {
		if _, ok := k.Field(id); !ok && id != FieldHouse {
			delete(f, id)
		}
	}
}

// Recall takes back what was sent and nobody has claimed, to be corrected and sent again without using
// up a round.
func (d *Desk) Recall(ctx context.Context, token string) error {
	now, set := d.now(), d.Settings()
	return d.Store.Write(ctx, func(tx Tx) error {
		s, err := d.lockByLink(ctx, tx, token, now)
		if err != nil {
			return err
		}
		to, err := recallTo(s, now)
		if err != nil {
			return err
		}
		r, err := tx.Round(ctx, s.ID, s.Round)
		if err != nil {
			return err
		}
		r.SubmittedAt = time.Time{}
		if err := tx.SaveRound(ctx, r); err != nil {
			return err
		}
		s.enter(to, now)
		s.DueAt = now.Add(set.DraftLife)
		if to == Resubmission {
			s.DueAt = now.Add(set.ResubmitWithin)
		}
		s.Version++
		if err := tx.SetTokens(ctx, s.ID, now, nil); err != nil {
			return err
		}
		if err := tx.SetTraces(ctx, s.ID, r.N, now, nil); err != nil {
			return err
		}
		if err := tx.SaveSubmission(ctx, s); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.SubmissionRecalled, now, string(s.ID),
			audit.Public("round", fmt.Sprint(s.Round)), audit.Committed("submission", string(s.ID)))
	})
}

// recallTo says where a recall leads: a first round becomes a draft again, a later one a resubmission.
func recallTo(s *Submission, now time.Time) (State, error) {
	to, ok := After(s.State, ActRecall)
	if !ok || s.Pending(now) || s.Claim.Holder(now) != "" || s.Rank == RankReopened {
		return "", &OutOfTurnError{State: s.StateAt(now), Act: ActRecall}
	}
	if s.Round > 1 {
		to = Resubmission
	}
	return to, nil
}

// Withdraw ends a submission on its applicant's wish. Doing it twice changes nothing.
func (d *Desk) Withdraw(ctx context.Context, token string) error {
	now := d.now()
	return d.Store.Write(ctx, func(tx Tx) error {
		s, err := d.lockByLink(ctx, tx, token, now)
		if err != nil {
			return err
		}
		if s.State == Withdrawn {
			return nil
		}
		to, ok := After(s.StateAt(now), ActWithdraw)
		if !ok || s.Pending(now) {
			return &OutOfTurnError{State: s.StateAt(now), Act: ActWithdraw}
		}
		s.enter(to, now)
		s.Claim, s.Version = Claim{}, s.Version+1
		if err := tx.SaveSubmission(ctx, s); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.SubmissionWithdrawn, now, string(s.ID), audit.Committed("submission", string(s.ID)))
	})
}
