package review

import (
	"errors"
	"time"
)

// Sentinels for what callers branch on. The words for people are in the catalogues, chosen where the
// error is shown.
var (
	// ErrNotFound is for everything that is not there, or whose existence is itself a secret.
	ErrNotFound = errors.New("review: not found")
	// ErrDenied is for an act that the policy does not allow this person.
	ErrDenied = errors.New("review: not allowed")
	// ErrAlreadyDecided is for a second decision on what has been decided.
	ErrAlreadyDecided = errors.New("review: already decided")
	// ErrStale is for a decision on a version that is no longer the current one.
	ErrStale = errors.New("review: changed since it was read")
	// ErrTooLate is for taking back a decision that has taken effect.
	ErrTooLate = errors.New("review: the decision has taken effect")
	// ErrBusy is for a store or a decoder that cannot serve now; trying again later helps.
	ErrBusy = errors.New("review: too busy")
	// ErrErased is for what was destroyed on purpose.
	ErrErased = errors.New("review: erased")
	// ErrConflict is for what somebody else has written in the meantime.
	ErrConflict = errors.New("review: written by somebody else meanwhile")
	// ErrReferenceTaken is returned by a store when a new reference is in use; the desk draws another.
	ErrReferenceTaken = errors.New("review: reference is taken")
)

// NotHolderError is for an act that only the holder of the claim may do, or who it is kept for.
type NotHolderError struct {
	Holder StaffID // empty when nobody holds it
	Name   string
	Until  time.Time
	Kept   bool // nobody holds it yet, but it is kept for Holder
}

func (e *NotHolderError) Error() string {
	if e.Holder == "" {
		return "review: nobody holds this submission"
	}
	return "review: held by somebody else"
}

// OutOfTurnError is for an act that makes no sense in the state in which the submission is.
type OutOfTurnError struct {
	State State
	Act   Act
}

func (e *OutOfTurnError) Error() string {
	return "review: " + string(e.Act) + " in state " + string(e.State)
}

// FieldError says what is wrong with one field, as the id of words and their arguments. It never holds
// what was typed. Whoever shows it adds the argument `contact`, which is the operator's in the reader's language.
type FieldError struct {
	Field string
	Word  string
	Args  []any
}

// FieldErrors is everything that is wrong with what was typed or is missing before sending.
type FieldErrors []FieldError

func (e FieldErrors) Error() string { return "review: fields are not acceptable" }

// Of returns what is wrong with a field; false when it is fine.
func (e FieldErrors) Of(field string) (FieldError, bool) {
	for _, f := range e {
		if f.Field == field {
			return f, true
		}
	}
	return FieldError{}, false
}

// DecisionError says why a decision cannot stand as it was sent.
type DecisionError struct {
	Code  string   // id of the words below `decision-error.`
	Items []string // checklist items or reasons that it concerns
}

func (e *DecisionError) Error() string { return "review: decision refused: " + e.Code }

// fieldError makes the error of a field from a word below `field-error.`.
func fieldError(field, code string, args ...any) FieldErrors {
	return FieldErrors{{Field: field, Word: "field-error." + code, Args: args}}
}
