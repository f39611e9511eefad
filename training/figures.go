package training

import (
	"slices"
	"time"

	"shinsa/imaging/specimen"
)

// Record is a case that a person opened, and what became of it.
type Record struct {
	Set        string
	N          int // in the set, from 1
	OpenedAt   time.Time
	AnsweredAt time.Time // zero while it is open
	Work       Work      // unsent answers
	Answer     Answer
	Defects    []string // that were put in
	Seen       []string // of these
	Named      []string // of these, with item and reason
	FalseAlarm bool
}

// Work is what a person has not sent yet.
type Work struct {
	Answers map[string]string `json:"answers,omitempty"`
	Bulk    []string          `json:"bulk,omitempty"`
	Reasons []string          `json:"reasons,omitempty"`
}

// Answered says that the case was decided.
func (r Record) Answered() bool { return !r.AnsweredAt.IsZero() }

// Missed says that a defect was not seen.
func (r Record) Missed() bool { return len(r.Seen) < len(r.Defects) }

// Right says that everything was seen and nothing else.
func (r Record) Right() bool { return !r.Missed() && !r.FalseAlarm }

// Took is how long the case was open before it was decided.
func (r Record) Took() time.Duration { return r.AnsweredAt.Sub(r.OpenedAt) }

// Few is the number of cases below which a share says little: with fewer than ten, one case more or less moves
// it by more than ten points of a hundred.
const Few = 10

// Share is how often one defect was there, and how often it was seen.
type Share struct {
	Defect             string
	Shown, Seen, Named int
	Missed             []Record // in which it was not seen
}

// Figures say how somebody's cases went.
type Figures struct {
	Cases       int // decided
	Right       int
	Sound       int // of them
	FalseAlarms int // cases in which something was found that is not there
	ByDefect    []Share
	Median      time.Duration // of a case; zero without any
}

// Defects is how many defects there were, and how many of them were seen.
func (f Figures) Defects() (shown, seen int) {
	for _, s := range f.ByDefect {
		shown, seen = shown+s.Shown, seen+s.Seen
	}
	return shown, seen
}

// Count works out the figures of records; those that are still open do not count.
func Count(records []Record) Figures {
	var f Figures
	shares := map[string]*Share{}
	var took []time.Duration
	for _, r := range records {
		if !r.Answered() {
			continue
		}
		f.Cases++
		took = append(took, r.Took())
		if r.Right() {
			f.Right++
		}
		if len(r.Defects) == 0 {
			f.Sound++
		}
		if r.FalseAlarm {
			f.FalseAlarms++
		}
		for _, d := range r.Defects {
			s := shares[d]
			if s == nil {
				s = &Share{Defect: d}
				shares[d] = s
			}
			s.Shown++
			if slices.Contains(r.Named, d) {
				s.Named++
			}
			if slices.Contains(r.Seen, d) {
				s.Seen++
			} else {
				s.Missed = append(s.Missed, r)
			}
		}
	}
	for _, d := range specimen.Defects() {
		if s := shares[string(d)]; s != nil {
			f.ByDefect = append(f.ByDefect, *s)
		}
	}
	if len(took) > 0 {
		slices.Sort(took)
		f.Median = took[len(took)/2]
		if len(took)%2 == 0 {
			f.Median = (f.Median + took[len(took)/2-1]) / 2
		}
	}
	return f
}
