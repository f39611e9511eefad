package review

import (
	"context"
	"errors"
	"fmt"
	"maps"
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
		append(ParcelFacts(p), ParcelLaterFacts(p)...)...)
}
