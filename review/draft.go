package review

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"shinsa/audit"
	"shinsa/review/kinds"
)

// StartDraft begins a submission of a kind and returns the token of its lookup link, which is shown to
// nobody but the applicant. external is the operator's own number for it, or empty.
func (d *Desk) StartDraft(ctx context.Context, kindID, lang, external string) (token string, err error) {
	now, set := d.now(), d.Settings()
	k, err := d.offered(kindID, now, set)
	if err != nil {
		return "", err
	}
	external, code := cleanText(external, 100)
	if code != "" {
		return "", fieldError("external_ref", code)
	}
	if token, err = d.newToken(); err != nil {
		return "", err
	}
	keys, err := d.Keys.NewKeys(ctx, 2) // durable before anything is sealed under them
	if err != nil {
		return "", busy(err)
	}
	s := &Submission{
		ID: SubmissionID(d.NewID()), LinkHash: linkHash(token), Key: keys[0],
		State: Draft, Round: 1, Kind: k.ID, Lang: lang, Version: 1, Rank: RankUsual,
		CreatedAt: now, Since: now, DueAt: now.Add(set.DraftLife),
	}
	if s.Link, err = d.sealText(ctx, s.Key, bindSubmission(s.ID, "link"), token); err != nil {
		return "", err
	}
	if s.External, err = d.sealText(ctx, s.Key, bindSubmission(s.ID, "external"), external); err != nil {
		return "", err
	}
	r := &Round{Submission: s.ID, N: 1, Kind: k.ID, KindVersion: k.Version, Lang: lang, Key: keys[1], CreatedAt: now}
	if r.Fields, err = d.sealJSON(ctx, r.Key, bindFields(s.ID, 1), Fields{}); err != nil {
		return "", err
	}
	for try := 0; ; try++ {
		if s.Reference, err = NewReference(d.Random); err != nil {
			return "", fmt.Errorf("review: reference: %w", err)
		}
		err = d.Store.Write(ctx, func(tx Tx) error {
			if err := tx.InsertSubmission(ctx, s); err != nil {
				return err
			}
			if err := tx.SaveRound(ctx, r); err != nil {
				return err
			}
			return d.log(ctx, tx, audit.SubmissionDrafted, now, string(s.ID),
				audit.Public("kind", k.ID), audit.Committed("submission", string(s.ID)))
		})
		if !errors.Is(err, ErrReferenceTaken) || try == 9 {
			return token, err
		}
	}
}

// offered finds a kind that applicants may choose now.
func (d *Desk) offered(id string, now time.Time, set Settings) (*kinds.Kind, error) {
	for _, k := range d.Kinds.Set().Offered(now.In(set.Zone), set.Kinds) {
		if k.ID == id {
			return k, nil
		}
	}
	return nil, fieldError("kind", "choose")
}

// OfferedKinds lists the kinds that applicants may choose now.
func (d *Desk) OfferedKinds() []*kinds.Kind {
	set := d.Settings()
	return d.Kinds.Set().Offered(d.now().In(set.Zone), set.Kinds)
}

// edit is what a use-case of an applicant works on: a locked submission and the round being edited.
type edit struct {
	*Submission
	round  *Round
	fields Fields
	kind   *kinds.Kind
	now    time.Time
	set    Settings
	tx     Tx
	email  string
}

// edited runs f on the draft or resubmission behind a link, in one transaction, and saves what f
// changed. For a resubmission the next round is begun first, with the fields of the one before and the
// images that no reason asked for anew.
func (d *Desk) edited(ctx context.Context, token string, f func(e *edit) error) error {
	now, set := d.now(), d.Settings()
	before, err := d.byLink(ctx, d.Store, token, now)
	if err != nil {
		return err
	}
	var next *Round // begun beforehand, because its key must be durable before it is used
	if before.StateAt(now) == Resubmission {
		if next, err = d.nextRound(ctx, before, now); err != nil {
			return err
		}
	}
	used := false
	err = d.Store.Write(ctx, func(tx Tx) error {
		used = false
		s, err := d.lockByLink(ctx, tx, token, now)
		if err != nil {
			return err
		}
		if !s.StateAt(now).Open() {
			return &OutOfTurnError{State: s.StateAt(now), Act: ActSubmit}
		}
		r, err := tx.Round(ctx, s.ID, s.Round)
		if err != nil {
			return err
		}
		if !r.SubmittedAt.IsZero() {
			if next == nil || next.N != s.Round+1 {
				return ErrStale
			}
			if err := d.beginRound(ctx, tx, s, next); err != nil {
				return err
			}
			r, used = next, true
		}
		e := &edit{Submission: s, round: r, fields: Fields{}, now: now, set: set, tx: tx}
		if err := d.openJSON(ctx, r.Key, bindFields(s.ID, r.N), r.Fields, &e.fields); err != nil {
			return err
		}
		k, ok := d.Kinds.Set().Kind(r.Kind)
		if !ok {
			return fmt.Errorf("review: kind %s is not loaded", r.Kind)
		}
		e.kind = k
		was := maps.Clone(e.fields)
		if err := f(e); err != nil {
			return err
		}
		if !maps.Equal(was, e.fields) {
			if r.Fields, err = d.sealJSON(ctx, r.Key, bindFields(s.ID, r.N), e.fields); err != nil {
				return err
			}
		}
		if err := tx.SaveRound(ctx, r); err != nil {
			return err
		}
		if s.State == Draft {
			s.DueAt = now.Add(set.DraftLife)
		}
		return tx.SaveSubmission(ctx, s)
	})
	if next != nil && !used {
		_ = d.Keys.Destroy(context.WithoutCancel(ctx), next.Key) // nothing was sealed under it for good
	}
	return err
}

// byLink finds the submission of a lookup link. Wrong, old and erased links look alike.
func (d *Desk) byLink(ctx context.Context, r Reader, token string, now time.Time) (*Submission, error) {
	s, err := r.Submission(ctx, SubmissionKey{LinkHash: linkHash(token)})
	if err != nil {
		return nil, err
	}
	if s.Gone(now) {
		return nil, ErrNotFound
	}
	s.Settle(now, d.Settings().ResubmitWithin)
	return s, nil
}

func (d *Desk) lockByLink(ctx context.Context, tx Tx, token string, now time.Time) (*Submission, error) {
	s, err := tx.LockSubmission(ctx, SubmissionKey{LinkHash: linkHash(token)})
	if err != nil {
		return nil, err
	}
	if s.Gone(now) {
		return nil, ErrNotFound
	}
	s.Settle(now, d.Settings().ResubmitWithin)
	return s, nil
}

// nextRound makes the round that follows the latest one of a resubmission; nil when it has begun.
func (d *Desk) nextRound(ctx context.Context, s *Submission, now time.Time) (*Round, error) {
	last, err := d.Store.Round(ctx, s.ID, s.Round)
	if err != nil || last.SubmittedAt.IsZero() {
		return nil, err
	}
	fields := Fields{}
	if err := d.openJSON(ctx, last.Key, bindFields(s.ID, last.N), last.Fields, &fields); err != nil {
		return nil, err
	}
	key, err := d.Keys.NewKey(ctx)
	if err != nil {
		return nil, busy(err)
	}
	r := &Round{Submission: s.ID, N: last.N + 1, Kind: last.Kind, KindVersion: last.KindVersion, Lang: last.Lang, Key: key, CreatedAt: now}
	r.Fields, err = d.sealJSON(ctx, key, bindFields(s.ID, r.N), fields)
	return r, err
}

// beginRound inserts the next round and carries over the images that no reason concerns.
func (d *Desk) beginRound(ctx context.Context, tx Tx, s *Submission, r *Round) error {
	images, err := tx.Images(ctx, s.ID, s.Round)
	if err != nil {
		return err
	}
	asked, err := d.askedFor(ctx, tx, s)
	if err != nil {
		return err
	}
	if err := tx.SaveRound(ctx, r); err != nil {
		return err
	}
	for _, i := range images {
		if i.Image.Purged() || slices.Contains(asked.sides, i.Side) {
			continue
		}
		if err := tx.PlaceImage(ctx, s.ID, r.N, i.Side, i.Image.ID, true); err != nil {
			return err
		}
	}
	s.Round = r.N
	return nil
}

// asked is what the decision that stands asked for anew.
type asked struct {
	sides    []string // of which the image does not carry over
	demanded []string // of which an image must be sent
}

// askedFor reads what the decision that stands asked for; nothing when none stands.
func (d *Desk) askedFor(ctx context.Context, r Reader, s *Submission) (asked, error) {
	if s.Decision == "" {
		return asked{}, nil
	}
	rec, err := r.Decision(ctx, s.Decision)
	if err != nil || rec.Outcome != Resubmit {
		return asked{}, err
	}
	k, err := d.kindAsDecided(ctx, r, rec.Kind, rec.KindVersion)
	if err != nil {
		return asked{}, err
	}
	return asked{sidesAsked(k, rec.Reasons), demandedSides(k, rec.Reasons, s.Sides)}, nil
}

// sidesAsked lists the sides that reasons ask to be sent anew.
func sidesAsked(k *kinds.Kind, reasons []string) []string {
	var sides []string
	for _, id := range reasons {
		reason, ok := k.Reason(id)
		if !ok {
			continue
		}
		for _, side := range reason.Sides {
			if !slices.Contains(sides, side) {
				sides = append(sides, side)
			}
		}
	}
	return sides
}

// kindAsDecided is a kind in the version under which a decision was made.
func (d *Desk) kindAsDecided(ctx context.Context, r Reader, id, version string) (*kinds.Kind, error) {
	if k, ok := d.Kinds.Set().Kind(id); ok && k.Version == version {
		return k, nil
	}
	snapshot, err := r.KindSnapshot(ctx, id, version)
	if err != nil {
		return nil, err
	}
	k, _, err := kinds.ParseSnapshot(snapshot)
	return k, err
}

// SaveKind changes the kind of what is being edited. Fields and images that both kinds have stay.
func (d *Desk) SaveKind(ctx context.Context, token, kindID string) error {
	return d.edited(ctx, token, func(e *edit) error {
		k, err := d.offered(kindID, e.now, e.set)
		if err != nil {
			return err
		}
		if k.ID == e.round.Kind {
			return nil
		}
		e.round.Kind, e.round.KindVersion, e.Submission.Kind = k.ID, k.Version, k.ID
		images, err := e.tx.Images(ctx, e.ID, e.round.N)
		if err != nil {
			return err
		}
		for _, i := range images {
			if _, ok := k.Side(i.Side); !ok {
				if err := e.tx.RemoveImage(ctx, e.ID, e.round.N, i.Side); err != nil {
					return err
				}
			}
		}
		return d.log(ctx, e.tx, audit.KindChanged, e.now, string(e.ID),
			audit.Public("kind", k.ID), audit.Committed("submission", string(e.ID)))
	})
}

// SaveIdentity keeps what was typed, right or wrong, and returns FieldErrors for what is wrong. lang is
// the language in which the applicant reads.
func (d *Desk) SaveIdentity(ctx context.Context, token, lang string, typed map[string]string) error {
	var wrong FieldErrors
	err := d.edited(ctx, token, func(e *edit) error {
		var err error
		wrong, err = d.saveIdentity(ctx, e, lang, typed)
		return err
	})
	if err == nil && len(wrong) > 0 {
		return wrong
	}
	return err
}

func (d *Desk) saveIdentity(ctx context.Context, e *edit, lang string, typed map[string]string) (FieldErrors, error) {
	clean, wrong := Clean(e.kind, typed)
	for id, v := range clean {
		if id != FieldEmail {
			e.fields[id] = v
		}
	}
	if e.fields[FieldRoom] != "" {
		delete(e.fields, FieldHouse)
	}
	e.round.Lang, e.Submission.Lang = lang, lang
	check := maps.Clone(e.fields)
	email, given := clean[FieldEmail]
	if given {
		check[FieldEmail] = email
	}
	for _, w := range CheckIdentity(e.kind, check, Today(e.now, e.set.Zone), e.set).Wrong {
		if _, known := wrong.Of(w.Field); !known {
			wrong = append(wrong, w)
		}
	}
	if _, bad := wrong.Of(FieldEmail); given && bad {
		e.fields[FieldEmail] = email // kept beside the address in use until it is corrected
	} else if given {
		delete(e.fields, FieldEmail)
		if err := d.saveEmail(ctx, e, email); err != nil {
			return nil, err
		}
	}
	return wrong, d.log(ctx, e.tx, audit.IdentitySaved, e.now, string(e.ID),
		audit.Committed("submission", string(e.ID)))
}

// saveEmail keeps the address and sends the link to it when it is new.
func (d *Desk) saveEmail(ctx context.Context, e *edit, email string) error {
	old, err := d.openText(ctx, e.Key, bindSubmission(e.ID, "email"), e.Email)
	if err != nil || old == email {
		return err
	}
	if e.Email, err = d.sealText(ctx, e.Key, bindSubmission(e.ID, "email"), email); err != nil || email == "" {
		return err
	}
	return d.enqueue(ctx, e.tx, Parcel{Topic: TopicLink, Submission: e.ID, NotBefore: e.now}, e.now)
}

// SetLanguage remembers in which language the applicant reads, for mail and messages.
func (d *Desk) SetLanguage(ctx context.Context, token, lang string) error {
	return d.edited(ctx, token, func(e *edit) error {
		e.round.Lang, e.Submission.Lang = lang, lang
		return nil
	})
}

// enqueue puts a parcel in the outbox, in the act's own transaction.
func (d *Desk) enqueue(ctx context.Context, tx Tx, p Parcel, now time.Time) error {
	p.ID, p.CreatedAt = d.NewID(), now
	if err := tx.Enqueue(ctx, p); err != nil {
		return err
	}
	return d.log(ctx, tx, audit.MailQueued, now, string(p.Submission),
		audit.Public("topic", p.Topic), audit.Committed("submission", string(p.Submission)))
}
