package review

import (
	"context"
	"errors"
	"time"

	"shinsa/audit"
	"shinsa/seal"
)

// Limits of comments: characters of one, and how many a submission has.
const (
	MaxComment   = 2000
	mostComments = 200
)

// commentTwice is within which time the same words of the same person are a doubled click.
const commentTwice = time.Minute

// A Comment is what a person of the desk wrote about a submission for colleagues. It is only ever added; the
// applicant never reads it.
type Comment struct {
	ID         string
	Submission SubmissionID
	Round      int // the latest that was sent
	By         StaffID
	At         time.Time
	Key        seal.KeyID // the submission's, under which Text is sealed
	Text       []byte     // sealed
}

// CommentView is a comment as the desk shows it.
type CommentView struct {
	By     StaffID
	ByName string
	At     time.Time
	Round  int
	Text   string
	Erased bool
}

// AddComment adds a comment to a submission. The same words twice within a minute are one comment. An empty or
// too long text, or one too many, is a FieldErrors on `comment`.
func (d *Desk) AddComment(ctx context.Context, a Actor, ref Reference, text string) error {
	now := d.now()
	text, code := neededLong(text, MaxComment)
	if code != "" {
		return fieldError("comment", code, "max", MaxComment)
	}
	id := d.NewID()
	return d.onSubmission(ctx, a, ref, func(tx Tx, s *Submission) error {
		if err := d.allow(ctx, a, DoComment, s, now); err != nil {
			return err
		}
		before, err := tx.Comments(ctx, s.ID)
		if err != nil {
			return err
		}
		if len(before) >= mostComments {
			return fieldError("comment", "too-many", "max", mostComments)
		}
		if n := len(before); n > 0 && before[n-1].By == a.ID && now.Sub(before[n-1].At) < commentTwice {
			if same, err := d.openText(ctx, before[n-1].Key, bindSaid("comment", before[n-1].ID), before[n-1].Text); err == nil && same == text {
				return nil
			}
		}
		c := &Comment{ID: id, Submission: s.ID, Round: s.Round, By: a.ID, At: now, Key: s.Key}
		if c.Text, err = d.sealText(ctx, s.Key, bindSaid("comment", id), text); err != nil {
			return sealError(err)
		}
		if err := tx.InsertComment(ctx, c); err != nil {
			return err
		}
		first, err := d.awaited(ctx, tx, s)
		if err != nil {
			return err
		}
		if first == nil || first.By != a.ID { // else nobody reads it for the time being
			s.SaidAt = now
			if err := tx.SaveSubmission(ctx, s); err != nil {
				return err
			}
		}
		return d.log(ctx, tx, audit.CommentAdded, now, string(s.ID), append(CommentFacts(*c), CommentLaterFacts(*c)...)...)
	})
}

// commentViews shows the comments of a submission, oldest first. While a second, blind opinion is awaited, what the
// first author has written since his decision is left out, because it may tell of that. What was there
// before stays: its vanishing would tell that something was decided.
func (d *Desk) commentViews(ctx context.Context, a Actor, s *Submission, names map[StaffID]string) ([]CommentView, error) {
	comments, err := d.Store.Comments(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	first, err := d.awaited(ctx, d.Store, s)
	if err != nil {
		return nil, err
	}
	var out []CommentView
	for _, c := range comments {
		if first != nil && c.By == first.By && c.By != a.ID && !c.At.Before(first.DecidedAt) {
			continue
		}
		v := CommentView{By: c.By, ByName: names[c.By], At: c.At, Round: c.Round}
		v.Text, err = d.openText(ctx, c.Key, bindSaid("comment", c.ID), c.Text)
		if v.Erased = c.Key == "" || errors.Is(err, ErrErased); err != nil && !v.Erased {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}
