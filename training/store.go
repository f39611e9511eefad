package training

import (
	"context"
	"time"

	"shinsa/review"
)

// Store keeps sets and what was answered, in tables of their own. Its errors are those of review.Store.
type Store interface {
	// AddSet inserts a set, unless the person has that many unfinished ones already; then it says false.
	AddSet(ctx context.Context, s *Set, unfinished int) (bool, error)
	// Set reads a set; review.ErrNotFound when there is none.
	Set(ctx context.Context, id string) (*Set, error)
	// Sets lists a person's sets, or everybody's where nobody is named, newest first.
	Sets(ctx context.Context, person review.StaffID) ([]Set, error)
	// Records lists the opened cases of a person's sets, or of everybody's, in the order of sets and cases.
	Records(ctx context.Context, person review.StaffID) ([]Record, error)
	// OpenCase notes when a case was opened. Doing it twice changes nothing.
	OpenCase(ctx context.Context, set string, n int, at time.Time) error
	// SaveWork keeps the unsent answers of a case that is open; review.ErrNotFound for any other.
	SaveWork(ctx context.Context, set string, n int, w Work) error
	// Answer keeps what was decided on a case that is open; review.ErrAlreadyDecided for any other. It can be
	// done once.
	Answer(ctx context.Context, r Record) error
}
