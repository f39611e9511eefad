package worktime

import (
	"time"
)

// Service is the desk's calendar with its service level: in how much working time a submission should be
// answered.
type Service struct {
	*Calendar
	Within time.Duration            // 0 when nothing was promised
	Kinds  map[string]time.Duration // kinds with a time of their own
	// Margin is how much working time before its time a submission is at risk.
	Margin time.Duration
	// HolidaysUntil is the last year of which public holidays are known; 0 where none are kept.
	HolidaysUntil int
	// Version names the file that it was read from; empty when there is none.
	Version string
}

// Default is the service of an operator who says nothing: office hours, and nothing promised. In the zone of
// Japan its holidays are kept.
func Default(zone *time.Location) *Service {
	var holidays []Holiday
	if zone.String() == "Asia/Tokyo" {
		holidays = Japan()
	}
	return &Service{Calendar: Office(zone, holidays), Margin: defaultMargin, HolidaysUntil: KnownUntil(holidays)}
}

const defaultMargin = time.Hour

// Promised says whether there is a service level at all.
func (s *Service) Promised() bool { return s != nil && s.Within > 0 }

// AnswerBy is when a submission of a kind that was sent at a moment should be answered; zero when nothing was
// promised.
func (s *Service) AnswerBy(kind string, sent time.Time) time.Time {
	if !s.Promised() || sent.IsZero() {
		return time.Time{}
	}
	within := s.Within
	if own, ok := s.Kinds[kind]; ok {
		within = own
	}
	by, _ := s.After(sent, within)
	return by.Truncate(time.Microsecond)
}

// RiskSent is the moment by which something must have been sent to be at risk now, or late, and the moments of the
// kinds that are answered within a time of their own; a zero one is so far back that nothing of the kind is. It is
// false when nothing was promised.
func (s *Service) RiskSent(now time.Time) (usual time.Time, kinds map[string]time.Time, ok bool) {
	if !s.Promised() {
		return time.Time{}, nil, false
	}
	sent := func(within time.Duration) time.Time {
		at, ok := s.Before(now, within-s.Margin)
		if !ok {
			return time.Time{}
		}
		return at.Truncate(time.Microsecond)
	}
	for kind, within := range s.Kinds {
		if within == s.Within {
			continue
		}
		if kinds == nil {
			kinds = map[string]time.Time{}
		}
		kinds[kind] = sent(within)
	}
	return sent(s.Within), kinds, true
}

// RiskUntil is the moment by which what should be answered is at risk now: its margin has begun.
func (s *Service) RiskUntil(now time.Time) time.Time {
	by, ok := s.After(now, s.Margin)
	if !ok {
		return now
	}
	return by
}
