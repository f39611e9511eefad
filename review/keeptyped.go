package review

import (
	"context"
	"errors"
	"maps"
)

// errNothingTyped ends a use-case that would change nothing.
var errNothingTyped = errors.New("review: nothing was typed")

// KeepTyped keeps what stands in the form of the identity, or in a part of it, when its applicant goes to
// another page without sending it: right, wrong or half, as it stands. Nothing is called missing by it, and
// nothing begins by it when nothing was changed. Returned as FieldErrors is only what could not be kept whole:
// what is too long, has unreadable characters or looks like a My Number. lang is the language in which the
// applicant reads.
func (d *Desk) KeepTyped(ctx context.Context, token, lang string, typed map[string]string) error {
	var wrong FieldErrors
	err := d.edited(ctx, token, func(e *edit) error {
		var clean Fields
		clean, wrong = Clean(e.kind, typed)
		email, err := d.openText(ctx, e.Key, bindSubmission(e.ID, "email"), e.Email)
		if err != nil {
			return err
		}
		was := maps.Clone(e.fields)
		if was[FieldEmail] == "" {
			was[FieldEmail] = email
		}
		maps.DeleteFunc(clean, func(id, v string) bool { return v == was[id] })
		if len(clean) == 0 {
			return errNothingTyped
		}
		// Fields that the applicant has not come to yet must not look as if they had been left out.
		_, err = d.saveIdentity(ctx, e, lang, clean)
		return err
	})
	if err != nil && !errors.Is(err, errNothingTyped) {
		return err
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}
