package main

import (
	"context"

	"shinsa/imaging/specimen"
)

// A demonstration has somebody who applied again and again with one card, so that there is something to see
// where the desk tells what else it knows. The others' pictures are shared, which the desk does not compare.
const (
	twinOf       = 1  // approved
	twinRejected = 6  // the same card, its picture stored anew: rejected as a duplicate
	twinWaiting  = 12 // the same card and picture once more: waits
)

// sentTwice is what a reviewer finds wrong with the second of them; no picture shows it.
const sentTwice specimen.Defect = "sent-twice"

func isTwin(n int) bool { return n == twinRejected || n == twinWaiting }

// twin puts the card that was sent before in the place of a specimen; it keeps it when it comes first.
func (s *seeder) twin(ctx context.Context, n int, sp *specimen.Specimen) error {
	switch {
	case n == twinOf:
		s.original = *sp
	case n == twinRejected && s.original.Front != nil:
		again := s.original
		again.Truth.Defects = []specimen.Defect{sentTwice}
		var err error
		if again.Front, err = s.desk.Intake.Full(ctx, again.Front); err != nil {
			return err
		}
		*sp = again
	case n == twinWaiting && s.original.Front != nil:
		*sp = s.original
	}
	return nil
}
