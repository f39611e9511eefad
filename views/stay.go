package views

import (
	"time"

	"shinsa/review"
)

// StayLine is what keeps or kept a submission from erasure.
type StayLine struct {
	Words, Reason string
	Open          bool
}

func (p Page) stayLines(all []review.StayView, zone *time.Location) []StayLine {
	var out []StayLine
	for _, s := range all {
		id := "stay." + string(s.Why)
		if !s.Open {
			id += "-ended"
		}
		out = append(out, StayLine{
			Words:  p.T(id, "name", or(s.By, p.T("audit.nameless")), "time", clock(s.At, zone), "by", or(s.EndedBy, p.T("audit.nameless")), "end", clock(s.EndedAt, zone)),
			Reason: s.Reason, Open: s.Open,
		})
	}
	return out
}
